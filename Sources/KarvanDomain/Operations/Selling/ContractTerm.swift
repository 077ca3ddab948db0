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
      end = Self.renewed(first, by: max(months, 1), until: today)
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

  /// The end of the term that a day lies in; each is counted from the first, so that the last day
  /// of a month stays that.
  private static func renewed(
    _ first: CivilDate, by months: Int, until today: CivilDate
  ) -> CivilDate {
    guard first < today else { return first }
    let distance = (today.year - first.year) * 12 + today.month - first.month
    let begin = max(distance / months, 1)
    return [begin, begin + 1].map { first.adding(months: $0 * months) }.first { $0 >= today }
      ?? first.adding(months: (begin + 2) * months)
  }

  static func date(_ value: Value) -> CivilDate? {
    value.integer.map { CivilDate(daysSinceEpoch: Int32(clamping: $0)) }
  }
}

extension CivilDate {
  /// The same day of a later month, or its last day where the month is shorter; the last day of the
  /// year 9999 beyond it. Gregorian.
  public func adding(months: Int) -> CivilDate {
    let count = year * 12 + month - 1 + months
    let (year, month) = (count / 12, count % 12 + 1)
    let length = Self.daysInMonth(year: year, month: month)
    return (try? CivilDate(year: year, month: month, day: min(day, length)))
      ?? CivilDate(daysSinceEpoch: 2_932_896)
  }
}
