// SPDX-License-Identifier: Apache-2.0

extension ContentMessage {
  /// The words in Persian.
  var persian: String {
    switch self {
    case .aboutAttach: "پرونده‌ای را به حساب، رابط، ویزیت یا سفارش پیوست می‌کند."
    case .attachForms:
      """
      رونوشت پرونده بی‌درنگ و مهرشده در همین فضای کاری می‌ماند و اصل آن را می‌توان پاک کرد. هر که \
      رکورد را دارد با همگام‌سازی بعد از آن باخبر می‌شود و محتوا را هر گاه بخواهد می‌گیرد. محتوا را \
      `karvan sync` پس از همه کارهای دیگر می‌فرستد و اگر ارتباط قطع شود از همان جا پی می‌گیرد.
      """
    case .aboutAttachments: "پیوست‌های یک رکورد، یا آنچه را هنوز فرستاده نشده نشان می‌دهد."
    case .attachmentsForms:
      """
      «همین‌جا»: محتوا در این دستگاه است. «تنها در دفتر»: با `karvan attachment get` می‌رسد. «در \
      انتظار ارسال»: این دستگاه هنوز همه آن را نفرستاده است.
      """
    case .aboutGet: "پیوست را در پرونده‌ای می‌نویسد؛ اگر اینجا نباشد نخست آن را می‌گیرد."
    case .getForms:
      """
      بدون --to با نام خودش در پوشه جاری نوشته می‌شود. دریافتی که قطع شده از همان جا پی گرفته \
      می‌شود. آنچه رسیده، مهرشده اینجا می‌ماند تا `attachment drop-copy`.
      """
    case .aboutDropCopy: "جای پیوست را در این دستگاه آزاد می‌کند؛ دفتر آن را نگه می‌دارد."
    case .dropCopyForms:
      "تنها چیزی کنار گذاشته می‌شود که دفتر گفته همه آن را دارد؛ دوباره می‌توان آن را گرفت."
    case .helpWhole: "رکورد: شماره، نام، تلفن یا شناسه."
    case .helpOptionalWhole: "رکورد؛ بدون آن، هر چه در انتظار ارسال است."
    case .helpFile: "پرونده."
    case .helpAttachmentName: "نام پیوست؛ بدون آن، نام پرونده."
    case .helpAttachmentNote: "یادداشت."
    case .helpAttachment: "پیوست: نام یا شناسه آن."
    case .helpTo: "پرونده‌ای که نوشته می‌شود، یا پوشه آن."
    case .helpForce: "روی پرونده‌ای که هست بنویسد."
    case .helpSendAttachments:
      "محتوای پیوست‌ها را بفرستد یا نفرستد؛ اگر چیزی نگویید، تنها در شبکه غیرحجمی می‌فرستد."
    case .helpPackAttachments:
      "محتوای پیوست‌ها را هم در پرونده بگذارد، هر پرونده تا ۴۰ مبی‌بایت، یا نگذارد."
    case .helpFetchByFile:
      "پیوستی که پاسخ باید محتوایش را بیاورد، هر پرونده تا ۱۶ مبی‌بایت؛ برای چند پیوست تکرار شود."
    case .helpExportAttachments:
      "پوشه‌ای تازه برای محتواهایی که اینجا هستند، بازشده، هر یک با همان نشانی که در «content» آمده."
    case .type: "نوع"
    case .size: "اندازه"
    case .state: "محتوا"
    case .of: "متعلق به"
    case .stateHere: "همین‌جا"
    case .stateOffice: "تنها در دفتر"
    case .stateAway: "اینجا نیست"
    case .stateWaiting: "در انتظار ارسال، {0}٪"
    case .stateTooLarge: "تنها اینجا: دفتر بیش از {0} نمی‌پذیرد"
    case .stateNoShare: "تنها اینجا: سهم شما در دفتر ({0}) پر است"
    case .stateNoRoom: "تنها اینجا: جای دفتر ({0}) پر است"
    case .stateDamaged: "نسخه اینجا آسیب دیده است"
    case .attached: "{0} ({1}، {2}) به {3} پیوست شد"
    case .gotTo: "{0} ({1}) در {2} نوشته شد"
    case .dropped: "نسخه اینجای {0} کنار گذاشته شد؛ دفتر آن را دارد."
    case .sentAll: "پیوست‌های فرستاده‌شده: {0} ({1})."
    case .sentSome: "پیوست‌های فرستاده‌شده: {0} ({1})؛ در انتظار: {2}."
    case .waitMetered:
      """
      {0} پیوست ({1}) مانده است، چون شبکه حجمی است. اگر با این همه باید فرستاده شود: karvan sync now \
      --attachments
      """
    case .waitOff: "{0} پیوست ({1}) مانده است."
    case .waitCut:
      "پیوست‌ها: ارتباط قطع شد ({0}). {1} پیوست مانده است؛ همگام‌سازی بعد از همین جا پی می‌گیرد."
    case .waitFile:
      "{0} پیوست ({1}) برای پرونده بعد می‌ماند: پاسخ این یکی که وارد شد، دوباره export کنید."
    case .waitOthers: "{0} خوانده نشد و فرستاده نشد: {1}"
    case .refusedTooLarge:
      """
      {0} در همین دستگاه می‌ماند: {1} است و دفتر بیش از {2} نمی‌پذیرد. آن را کوچک‌تر کنید و از نو \
      پیوست کنید، یا از مدیر سامانه بخواهید (karvan-server attachments room).
      """
    case .refusedNoShare:
      """
      {0} در همین دستگاه می‌ماند: {1} جا می‌خواهد و سهم شما در دفتر، {2}، پر است. پیوست‌هایی را حذف \
      کنید یا از مدیر سامانه بخواهید (karvan-server attachments room).
      """
    case .refusedNoRoom:
      """
      {0} در همین دستگاه می‌ماند: {1} جا می‌خواهد و جای دفتر، {2}، پر است. از مدیر سامانه بخواهید \
      (karvan-server attachments room).
      """
    case .sending: "ارسال پیوست‌ها: {0} از {1}، {2}٪"
    case .fetching: "دریافت {3}: {0} از {1}، {2}٪"
    case .unsendable: "پیوست‌ها فرستاده نشد: {0}"
    case .packed: "پیوست‌ها"
    case .cameByFile: "پیوست {0} رسید ({1})؛ با karvan attachment get در پرونده نوشته می‌شود."
    case .absentByFile: "{0}: دفتر هنوز محتوای آن را ندارد یا نمی‌تواند آن را بخواند."
    case .contentsExported: "{0} محتوای پیوست در {1} نوشته شد."
    case .contentsNotHere: "محتوای {0} پیوست تنها در دفتر است یا هنوز به جایی نرسیده است."
    case .checkContents: "پیوست‌ها"
    case .contentsAreWell: "هیچ محتوایی آسیب ندیده است"
    case .contentsWait: "{0} پیوست در انتظار ارسال ({1})"
    case .contentDamaged: "{0}: محتوا آسیب دیده است"
    case .contentLost: "{0}: محتوا پیش از ارسال از دست رفته است"
    case .contentStrays: "{0} محتوا که هیچ رکوردی از آن نام نمی‌برد ({1})"
    case .nextContentDamaged: "karvan attachment get {0} --force"
    case .nextContentLost: "پرونده را دوباره پیوست کنید"
    }
  }
}
