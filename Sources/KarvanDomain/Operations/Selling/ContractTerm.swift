// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// How a contract stands on a day: computed from its dates, never stored.
public struct ContractTerm: Hashable, Sendable {
  /// What can be said of a contract.
  public enum State: String, Hashable, Sendable, CaseIterable {
    /// Not signed.
    case draft
    /// Given up before it was signed.
    case cancelled
    /// Signed, but not begun.
    case upcoming
    /// In force.
    case running
    /// At its end.
    case expired
    /// Ended before its time.
    case terminated
  }

  /// How it stands.
  public let state: State
  /// The last day of the present term, with its own renewals counted; nil for one without an end.
  public let end: CivilDate?
  /// The last day on which notice can be given; nil where none has to be.
  public let noticeBy: CivilDate?

  /// Looks at a contract on a day.
  public init(of contract: RecordView, on today: CivilDate) {
    let shape = Contract.shape
    let start = Self.date(contract[shape.startDate])
    var end = Self.date(contract[shape.endDate])
    let isSigned = contract[shape.status] == .text("signed")
    if isSigned, contract[shape.renewal] == .text("automatic"), let first = end {
      let months = Int(contract[shape.renewalMonths].integer ?? 12)
      end = Self.renewed(
        first, by: max(months, 1), in: Self.calendar(of: contract), until: today)
    }
    self.end = end
    let notice = contract[shape.noticeDays].integer ?? 0
    noticeBy = end.map { CivilDate(daysSinceEpoch: $0.daysSinceEpoch &- Int32(clamping: notice)) }
    switch contract[shape.status].text {
    case "signed":
      if let start, today < start {
        state = .upcoming
      } else {
        state = end.map { $0 < today } == true ? .expired : .running
      }
    case "terminated": state = .terminated
    case "cancelled": state = .cancelled
    default: state = .draft
    }
  }

  /// The end of the term that a day lies in; each is counted from the day after the first, so that a
  /// year to the last of Esfand ends on its last day, be it the 29th or the 30th. Beyond the years of
  /// the calendar it is the first.
  private static func renewed(
    _ first: CivilDate, by months: Int, in calendar: CalendarKind, until today: CivilDate
  ) -> CivilDate {
    guard first < today, let next = try? first.adding(days: 1) else { return first }
    let (from, to) = (next.parts(in: calendar), today.parts(in: calendar))
    // Whole terms up to this month: the one before them is over.
    var count = max(((to.year - from.year) * 12 + to.month - from.month) / months, 1)
    while let end = try? next.lastDay(ofMonths: count * months, in: calendar) {
      if end >= today { return end }
      count += 1
    }
    return first
  }

  /// The calendar in which a contract's terms are counted.
  static func calendar(of contract: RecordView) -> CalendarKind {
    contract[Contract.shape.calendar].text == "jalali" ? .jalali : .gregorian
  }

  static func date(_ value: Value) -> CivilDate? {
    value.integer.map { CivilDate(daysSinceEpoch: Int32(clamping: $0)) }
  }
}

extension CivilDate {
  /// The last day of so many months that begin on this day.
  func lastDay(ofMonths months: Int, in calendar: CalendarKind) throws(DomainError) -> CivilDate {
    try adding(months: months, in: calendar).adding(days: -1)
  }
}
