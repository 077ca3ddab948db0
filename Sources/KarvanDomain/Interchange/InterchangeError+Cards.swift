// SPDX-License-Identifier: Apache-2.0

/// What is said of cards and calendars; `%1` … are the particulars, and the column comes after them.
extension InterchangeError {
  /// The words in English.
  var englishOfCards: String {
    switch code {
    case .noProperty: "“%1” is no property: there is no NAME:VALUE in it. It is passed over."
    case .outsideCard: "%1 stands outside of every card or calendar. It is passed over."
    case .strayEnd: "END:%1 ends nothing that has begun."
    case .noEnd: "%1 has no END of its own; what stands before the next one was read."
    case .cutOff: "The file ends in the middle of %1. Get the whole file, or complete the end."
    case .propertyTooLong: "%2 has more than %1 bytes; only its beginning was read."
    case .controlsLeftOut: "Control characters in %1 were left out."
    case .encodingDamaged: "%2 says that it is %1, and is not everywhere; it was read as it stands."
    case .charsetUnknown: "The character set %1 of %2 is not known here; it was guessed."
    case .charsetGuessed: "%1 is not UTF-8 and does not say what it is; its letters were guessed."
    case .leftOut: "%1 has no place in Karvan and was left out."
    case .textCut: "%2 is longer than %1 bytes and was cut."
    case .notRead: "%2 “%1” could not be read and was left out."
    case .yearUnknown: "%1 has no year; it is kept as an occasion of every year."
    case .nameMissing: "There is no name, organisation, e-mail address or number to call it by."
    case .noAccountNamed:
      """
      No account that is known here is named, neither in CONTACT, ATTENDEE, LOCATION nor SUMMARY. \
      Only visits to accounts are taken.
      """
    case .onlyFirst: "It comes back by a rule; only the first time was taken."
    case .isPast: "It is over. Only what is still to come is planned."
    case .notPlanned: "The visit is not planned any more (%1); it stays as it is."
    case .zoneUnknown: "The time zone %1 is not known here; local time was assumed."
    case .nothingToRead: "There is no %1 in the file."
    default: code.rawValue
    }
  }

  /// The words in Persian.
  var persianOfCards: String {
    switch code {
    case .noProperty: "«%1» ویژگی نیست: به شکل NAME:VALUE نیست. نادیده گرفته شد."
    case .outsideCard: "‏%1 بیرون از هر کارت یا تقویمی آمده است. نادیده گرفته شد."
    case .strayEnd: "‏END:%1 چیزی را که آغاز شده باشد پایان نمی‌دهد."
    case .noEnd: "‏%1 پایانی از خود ندارد؛ آنچه پیش از بعدی آمده خوانده شد."
    case .cutOff: "پرونده در میانه %1 تمام می‌شود. پرونده کامل را بگیرید یا پایان آن را بیفزایید."
    case .propertyTooLong: "‏%2 بیش از %1 بایت دارد؛ تنها آغاز آن خوانده شد."
    case .controlsLeftOut: "نویسه‌های کنترلی %1 کنار گذاشته شد."
    case .encodingDamaged: "‏%2 خود را %1 می‌نامد ولی همه‌جا چنین نیست؛ همان‌گونه که هست خوانده شد."
    case .charsetUnknown: "مجموعه نویسه %1 برای %2 شناخته نیست؛ حدس زده شد."
    case .charsetGuessed: "‏%1 در قالب UTF-8 نیست و نمی‌گوید چیست؛ حروف آن حدس زده شد."
    case .leftOut: "برای %1 جایی در کاروان نیست و کنار گذاشته شد."
    case .textCut: "‏%2 از %1 بایت بلندتر است و کوتاه شد."
    case .notRead: "‏%2 با مقدار «%1» خوانده نشد و کنار گذاشته شد."
    case .yearUnknown: "‏%1 سال ندارد؛ به صورت مناسبت هر سال نگه داشته شد."
    case .nameMissing: "نام، سازمان، ایمیل یا شماره‌ای نیست که با آن خوانده شود."
    case .noAccountNamed:
      """
      نام هیچ حساب شناخته‌ای در CONTACT، ATTENDEE، LOCATION یا SUMMARY نیست. تنها ویزیت حساب‌ها \
      پذیرفته می‌شود.
      """
    case .onlyFirst: "با قاعده تکرار می‌شود؛ تنها نوبت نخست پذیرفته شد."
    case .isPast: "زمان آن گذشته است. تنها آنچه در پیش است برنامه‌ریزی می‌شود."
    case .notPlanned: "این ویزیت دیگر برنامه‌ریزی‌شده نیست (%1)؛ همان‌گونه که هست می‌ماند."
    case .zoneUnknown: "منطقه زمانی %1 شناخته نیست؛ ساعت محلی فرض شد."
    case .nothingToRead: "در پرونده هیچ %1 نیست."
    default: code.rawValue
    }
  }
}
