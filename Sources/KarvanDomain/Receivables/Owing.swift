// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// What a customer owes today in one currency, and for how long it has been due.
public struct Owing: Sendable {
  /// How long ago an invoice had to be paid.
  public enum Age: String, CaseIterable, Sendable {
    /// It is not due yet, or today.
    case notDue = "not_due"
    /// Up to 30 days.
    case month = "days_1_30"
    /// Up to 60 days.
    case twoMonths = "days_31_60"
    /// Up to 90 days.
    case threeMonths = "days_61_90"
    /// More than 90 days.
    case longer = "days_over_90"

    /// The age of what is late by so many days.
    init(lateBy days: Int64) {
      switch days {
      case ...0: self = .notDue
      case ...30: self = .month
      case ...60: self = .twoMonths
      case ...90: self = .threeMonths
      default: self = .longer
      }
    }
  }

  /// The customer, with those that were merged into it.
  public let account: RecordView
  /// What is left of issued invoices, by age; ages of which nothing is left are not in it.
  public let byAge: [Age: Int64]
  /// What is left of all of them.
  public let total: Int64
  /// What of it is due since yesterday or longer.
  public let overdue: Int64
  /// By how many days the oldest of them is late; 0 where none is.
  public let daysLate: Int64
  /// What was paid ahead, or is credited, and settles nothing yet.
  public let ahead: Int64
  /// What was settled with cheques whose money is not there yet.
  public let uncleared: Int64

  /// Reads what the books of a customer say.
  ///
  /// - Throws: `amountOverflow` when a sum does not fit.
  public init(_ book: AccountBook, on today: CivilDate) throws(Failure) {
    account = book.account
    let day = Int64(today.daysSinceEpoch)
    var lefts: [Age: [Int64]] = [:]
    var latest: Int64 = 0
    for invoice in book.open {
      let late = day - AccountBook.due(invoice.invoice)
      lefts[Age(lateBy: late), default: []].append(invoice.left)
      latest = max(latest, late)
    }
    var byAge: [Age: Int64] = [:]
    for age in Age.allCases { byAge[age] = try lefts[age].map(Self.sum) }
    self.byAge = byAge
    daysLate = latest
    total = try Self.sum(Age.allCases.compactMap { byAge[$0] })
    overdue = try Self.sum(Age.allCases.filter { $0 != .notDue }.compactMap { byAge[$0] })
    let settled = book.payments.filter { !Payment.isUncleared($0.payment) }
    ahead = try Self.sum(
      settled.map { $0.isReceived ? $0.left : -$0.left } + book.creditNotes.map(\.left)
        + book.invoices.filter { $0.left < 0 }.map { -$0.left })
    uncleared = try Self.sum(
      book.payments.filter { Payment.isUncleared($0.payment) && $0.isReceived }.map(\.used))
  }

  /// Adds up amounts of several customers.
  ///
  /// - Throws: `amountOverflow` when the sum does not fit.
  public static func sum(_ amounts: [Int64]) throws(Failure) -> Int64 {
    try naming("amount", of: Account.about.name) { () throws(DomainError) in
      try CheckedAmount.sum(amounts)
    }
  }

  /// Everybody who owes something, who has been late for longest first, and then who owes most.
  public static func all(
    currency: String, on today: CivilDate, reader: any RecordReader
  ) throws -> [Owing] {
    var accounts: Set<RecordID> = []
    for invoice in try reader.records(
      Invoice.tag, where: Invoice.shape.status.tag, is: .text("issued"),
      and: Invoice.shape.currency.tag, is: .text(currency))
    {
      if let account = invoice[Invoice.shape.account].reference { accounts.insert(account) }
    }
    var customers: [RecordID: RecordView] = [:]
    for id in accounts {
      guard let account = try reader.record(Account.tag, id) else { continue }
      let survivor = try Duplicates.survivor(of: account, reader: reader)
      customers[survivor.id] = survivor
    }
    return try customers.values.sorted { $0.id < $1.id }
      .map { try Owing(AccountBook(of: $0, currency: currency, reader: reader), on: today) }
      .filter { $0.total > 0 }
      .sorted { one, other in
        (one.daysLate, one.total, other.account.id) > (other.daysLate, other.total, one.account.id)
      }
  }
}
