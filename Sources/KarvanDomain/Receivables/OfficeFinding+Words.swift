// SPDX-License-Identifier: Apache-2.0

import KarvanCore

extension OfficeFinding {
  /// What it says, and what to do next.
  var label: Label {
    switch self {
    case .deliveredCalledOff:
      Label(
        "delivered though called off: the goods are with the account; take them back",
        "تحویل‌شده با آن‌که لغو یا رد شده: کالا نزد مشتری است؛ پسش بگیرید")
    case .invoicedCalledOff:
      Label(
        "invoiced though called off: the account owes it; make the invoice void or credit it",
        "فاکتورشده با آن‌که لغو یا رد شده: مشتری بدهکار شده است؛ فاکتور را باطل کنید یا برگشت بزنید")
    case .returnedTwice:
      Label(
        "returned twice: more came back than went out",
        "دو بار برگشته: بیش از آن‌چه تحویل شده بود برگشته است")
    case .deliveredTwice:
      Label(
        "delivered twice: more was handed over than was ordered",
        "دو بار تحویل‌شده: بیش از سفارش تحویل شده است")
    case .invoicedTwice:
      Label(
        "invoiced twice: more is on invoices than was ordered",
        "دو بار فاکتورشده: بیش از سفارش در فاکتورها آمده است")
    case .withdrawn:
      Label(
        "withdrawn: ordered before it was known that this is no longer sold",
        "برچیده: پیش از آن سفارش شده که بدانند دیگر فروخته نمی‌شود")
    default: moneyLabel
    }
  }

  private var moneyLabel: Label {
    switch self {
    case .overCredit:
      Label(
        "over credit: with what others sold, the account is beyond its limit",
        "بیش از اعتبار: با آن‌چه دیگران فروخته‌اند، مشتری از سقفش گذشته است")
    case .creditHeld:
      Label(
        "credit on hold: sold before that was known; approve it, or call it off",
        "توقف اعتبار: پیش از دانستن آن فروخته شده است؛ تأیید یا لغوش کنید")
    case .overdue:
      Label(
        "overdue: sold before it was known that invoices are due for too long; approve it, or call it off",
        "سررسید گذشته: پیش از آن فروخته شده که بدانند فاکتورها دیرزمانی سررسید شده‌اند؛ تأیید یا لغوش کنید"
      )
    case .settledTwice:
      Label(
        "settled twice: more was allocated to it than it amounts to",
        "دو بار تسویه‌شده: بیش از مبلغش به آن تخصیص داده‌اند")
    case .voidCredited:
      Label(
        "void though credited: its credit note is money of the account; make it void",
        "باطل با آن‌که برگشت خورده: فاکتور برگشتی‌اش پول مشتری است؛ آن را هم باطل کنید")
    case .voidAtTaxOffice:
      Label(
        "void though the tax office has it: tell the tax office that it is cancelled",
        "باطل با آن‌که نزد سازمان مالیاتی است: ابطالش را به سازمان اعلام کنید")
    case .allocatedTwice:
      Label(
        "allocated twice: more was allocated of it than there is",
        "دو بار تخصیص‌یافته: بیش از مبلغش تخصیص داده‌اند")
    default: termsLabel
    }
  }

  private var termsLabel: Label {
    switch self {
    case .stalePrice:
      Label(
        "price differs: it is not what the list says; honour it, or agree on another",
        "قیمت دیگر: با فهرست یکی نیست؛ بپذیریدش یا بر قیمت دیگری توافق کنید")
    case .discount:
      Label(
        "discount: more was taken off than may be without approval; approve it, or decline it",
        "تخفیف: بیش از آن‌چه بی‌تأیید می‌شود کم کرده‌اند؛ تأیید یا ردش کنید")
    case .promotion:
      Label(
        "promotion: lines have more than the promotions give; approve it, or decline it",
        "پروموشن: ردیف‌ها بیش از آن‌چه پروموشن‌ها می‌دهند دارند؛ تأیید یا ردش کنید")
    case .unapproved:
      Label(
        "without approval: it went out before anybody approved it; approve it, or take the goods back",
        "بی‌تأیید: پیش از تأیید بیرون رفته است؛ تأییدش کنید یا کالا را پس بگیرید")
    case .linesDiffer:
      Label(
        "lines differ: what was submitted is not what is here; ask who wrote it, and order the rest anew",
        "ردیف‌ها یکی نیست: آن‌چه ثبت شد همان نیست که این‌جاست؛ از نویسنده‌اش بپرسید و مانده را از نو سفارش دهید"
      )
    case .dealTwice:
      Label(
        "one deal twice: a quote was accepted while a revision of it stands; keep one and call the other off",
        "یک معامله دو بار: پیش‌فاکتوری پذیرفته شد و ویرایش دیگرش هم برپاست؛ یکی را نگه دارید و دیگری را لغو کنید"
      )
    case .oversold:
      Label(
        "oversold: it goes on after it was called off; what it drew had come back to the pool and may have been granted again",
        "بیش‌فروش: پس از لغو دوباره جاری شده است؛ سهمیه‌اش برگشته بود و شاید به دیگری داده شده باشد")
    case .belowZero:
      Label(
        "below zero: more went from there than came; find what nobody wrote down, or count it",
        "کمتر از هیچ: بیش از آن‌چه آمده از آن‌جا رفته است؛ ثبت‌نشده را بیابید یا بشمارید")
    case .countDiffers:
      Label(
        "count differs: the books follow the count; ask the keeper where the reason does not say enough",
        "اختلاف شمارش: موجودی ثبت‌شده همان شمارش شد؛ اگر دلیلش بس نیست از مسئول بپرسید")
    case .contractDiffers:
      Label(
        "contract differs: this changed after it was signed; put it as it was, or sign it again",
        "قرارداد دیگر: پس از امضا این‌ها تغییر کرده است؛ به حال پیش برگردانید یا دوباره امضا کنید")
    default:
      Label(
        "taken back twice: it is counted once; see where the goods are",
        "دو بار برگردانده‌شده: یک بار به شمار می‌آید؛ ببینید کالا کجاست")
    }
  }
}

extension OfficeFact {
  /// The fact in words.
  func say(of finding: OfficeFinding, in language: TextLanguage) -> String {
    let said = parts.map { $0.say(in: language) }
    let isPersian = language == .persian
    switch (finding, said.count) {
    case (.deliveredTwice, 3), (.invoicedTwice, 3), (.returnedTwice, 3):
      return isPersian
        ? "\(said[0]): \(said[1]) از \(said[2])" : "\(said[0]): \(said[1]) of \(said[2])"
    case (.stalePrice, 3):
      return isPersian
        ? "\(said[0]): \(said[1])، در فهرست \(said[2])"
        : "\(said[0]): \(said[1]), the list says \(said[2])"
    case (.discount, 3):
      return isPersian
        ? "\(said[0]): \(said[1]) از \(said[2])" : "\(said[0]): \(said[1]) off \(said[2])"
    case (.linesDiffer, 1...2):
      let lines = isPersian ? "\(said[0]) ردیف" : "\(said[0]) lines"
      return said.count == 1 ? lines : lines + (isPersian ? "، " : ", ") + said[1]
    case (.countDiffers, 2...3):
      return "\(said[0]): \(difference(in: language))"
        + (said.count == 3 ? " (\(said[2]))" : "")
    default: return said.joined(separator: " ")
    }
  }
}

extension OfficeFact {
  /// By how much a count is more or less than the books.
  private func difference(in language: TextLanguage) -> String {
    guard case .quantity(let quantity) = parts[1] else { return parts[1].say(in: language) }
    let amount = OfficeFact.Part.quantity(Int64(clamping: quantity.magnitude)).say(in: language)
    return switch (language, quantity < 0) {
    case (.english, true): "\(amount) missing"
    case (.english, false): "\(amount) too many"
    case (.persian, true): "\(amount) کم"
    case (.persian, false): "\(amount) زیاد"
    }
  }
}

extension OfficeFact.Part {
  fileprivate func say(in language: TextLanguage) -> String {
    switch self {
    case .text(let text): text
    case .number(let number): FieldText.digits("\(number)", language)
    case .quantity(let quantity):
      FieldText.digits(Quantity(thousandths: quantity).text, language)
    case .money(let amount, let code):
      MoneyText.format(
        Money(amount, (try? Currency.named(code)) ?? .irr), language: language)
    case .reason(let reason): reason.label.text(in: language)
    case .state(let state): Order.label(of: state, in: language)
    case .difference(let reason):
      FieldText.choice(reason, field: StockCountLine.shape.reason, language: language)
    case .term(let tag):
      Contract.agreed.first { $0.tag == tag }?.label.text(in: language) ?? "\(tag)"
    }
  }
}

extension Order {
  /// What people read of a state.
  static func label(of state: String, in language: TextLanguage) -> String {
    FieldText.choice(state, field: shape.status, language: language)
  }
}
