// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// How a customer stands with a rule of easier terms, with everything that it is computed from.
public struct EasierTerms: Sendable {
  /// The rule.
  public let rule: RecordView
  /// The currency of the amounts.
  public let currency: String
  /// The first day that counts, in days since 1970.
  public let since: Int64
  /// The last day that counts.
  public let until: Int64
  /// What was bought.
  public let purchases: Int64
  /// What has to be bought.
  public let threshold: Int64
  /// What of it the account has not yet: fields of the account with their new values, in order.
  public let gains: [(field: Field, value: Value)]

  /// Whether the level is reached.
  public var isReached: Bool { purchases >= threshold }
  /// What is missing to the level.
  public var missing: Int64 { max(0, threshold - purchases) }

  /// How an account stands with each rule that holds for it, by name.
  public static func all(
    for account: RecordView, on today: CivilDate, reader: any RecordReader
  ) throws -> [EasierTerms] {
    let active = TermsRule.shape.active
    return try reader.records(TermsRule.tag, where: active.tag, is: .truth(true))
      .filter { holds($0, for: account, on: today) }
      .sorted { ($0[TermsRule.shape.name], $0.id) < ($1[TermsRule.shape.name], $1.id) }
      .map { try EasierTerms($0, for: account, on: today, reader: reader) }
  }

  /// Whether a rule holds for an account on a day.
  static func holds(_ rule: RecordView, for account: RecordView, on today: CivilDate) -> Bool {
    let shape = TermsRule.shape
    let day = Int64(today.daysSinceEpoch)
    guard rule[shape.active] == .truth(true), day >= rule[shape.startsOn].integer ?? .min,
      day <= rule[shape.endsOn].integer ?? .max
    else { return false }
    let group = rule[shape.customerGroup]
    return group.isNull || group == account[Account.shape.customerGroup]
  }

  /// How an account stands with a rule.
  public init(
    _ rule: RecordView, for account: RecordView, on today: CivilDate, reader: any RecordReader
  ) throws {
    let shape = TermsRule.shape
    self.rule = rule
    currency = rule[shape.currency].text ?? Currency.irr.code
    until = Int64(today.daysSinceEpoch)
    since = until - (rule[shape.windowDays].integer ?? 365) + 1
    threshold = rule[shape.threshold].integer ?? 0
    let days = since...max(since, until)
    purchases =
      rule[shape.basis] == .text("ordered")
      ? try Self.ordered(account, currency, days, reader)
      : try Self.invoiced(account, currency, days, reader)
    gains = Self.gains(rule, account)
  }

  /// What issued invoices amount to, less credit notes.
  private static func invoiced(
    _ account: RecordView, _ currency: String, _ days: ClosedRange<Int64>,
    _ reader: any RecordReader
  ) throws -> Int64 {
    let book = try AccountBook(of: account, currency: currency, reader: reader)
    func amounts(_ balances: [InvoiceBalance]) -> [Int64] {
      balances.filter { days.contains($0.invoice[Invoice.shape.invoiceDate].integer ?? .min) }
        .map(\.payable)
    }
    return try sum(amounts(book.invoices) + amounts(book.creditNotes).map { -$0 })
  }

  /// What orders amount to that were submitted and not called off.
  private static func ordered(
    _ account: RecordView, _ currency: String, _ days: ClosedRange<Int64>,
    _ reader: any RecordReader
  ) throws -> Int64 {
    let shape = Order.shape
    let orders = try AccountBook.identities(of: account, reader).flatMap { id in
      try reader.records(Order.tag, where: shape.account.tag, is: .reference(id))
    }
    return try sum(
      orders.filter { order in
        !order.isCalledOff && order[shape.status].text != Order.draft
          && order[shape.currency].text == currency
          && days.contains(order[shape.orderDate].integer ?? .min)
      }.map { try OrderTotals.of($0, reader: reader).payable })
  }

  private static func sum(_ amounts: [Int64]) throws(Failure) -> Int64 {
    try naming("purchases", of: TermsGrant.about.name) { () throws(DomainError) in
      try CheckedAmount.sum(amounts)
    }
  }

  /// What is easier than what the account has: never less.
  private static func gains(
    _ rule: RecordView, _ account: RecordView
  ) -> [(field: Field, value: Value)] {
    let shape = TermsRule.shape
    var gains: [(field: Field, value: Value)] = []
    if let terms = rule[shape.paymentTerms].text,
      PaymentTerms.days(terms) > PaymentTerms.days(account[Account.shape.paymentTerms].text)
    {
      gains.append((Account.shape.paymentTerms, .text(terms)))
    }
    if let days = rule[shape.graceDays].integer,
      days > account[Account.shape.creditGraceDays].integer ?? 0
    {
      gains.append((Account.shape.creditGraceDays, .integer(days)))
    }
    // Classes have no order: whoever has one of their own keeps it.
    let present = account[Account.shape.discountClass].text ?? "ordinary"
    if let new = rule[shape.discountClass].text, present == "ordinary", new != present {
      gains.append((Account.shape.discountClass, .text(new)))
    }
    return gains
  }

  /// Why it was claimed, in words that stay.
  var reason: String {
    let shape = TermsRule.shape
    let basis = rule[shape.basis].text ?? "invoiced"
    return "\(rule.title): \(purchases) \(currency) \(basis) in "
      + "\(rule[shape.windowDays].integer ?? 365) days, from \(threshold) on"
  }
}
