// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// Where the records that count for a target are found: a store asks by it, so that a large
/// workspace is not read whole.
public struct TargetSource: Hashable, Sendable {
  /// The entity.
  public let entity: EntityTag
  /// The field that names the rep.
  public let rep: FieldTag
  /// The field that says when: a date or an instant.
  public let when: FieldTag
  /// Whether it is an instant.
  public let isInstant: Bool
  /// The field of the state, and the states that count; none where all do.
  public let state: FieldTag?
  /// The states that count.
  public let states: [String]

  /// Where the records of a metric are; nil for one that this version does not know.
  public init?(metric: String) {
    switch metric {
    case "order_amount", "order_count":
      self.init(
        Order.tag, CreationFields.by.tag, Order.shape.orderDate, Order.shape.status,
        ["submitted", "approved", "delivered", "invoiced", "closed"])
    case "won_amount", "won_count":
      self.init(
        Opportunity.tag, Opportunity.shape.owner.tag, Opportunity.shape.closeDate,
        Opportunity.shape.status, ["won"])
    case "visit_count":
      self.init(
        Visit.tag, Visit.shape.rep.tag, Visit.shape.checkInAt, Visit.shape.status, ["done"])
    case "lead_count":
      self.init(Lead.tag, Lead.shape.owner.tag, CreationFields.at)
    case "conversion_count":
      self.init(
        Lead.tag, Lead.shape.owner.tag, Lead.shape.convertedAt, Lead.shape.status,
        [Lead.converted])
    case "account_count":
      self.init(Account.tag, Account.shape.owner.tag, CreationFields.at)
    default: return nil
    }
  }

  private init(
    _ entity: EntityTag, _ rep: FieldTag, _ when: Field, _ state: Field? = nil,
    _ states: [String] = []
  ) {
    self.entity = entity
    self.rep = rep
    self.when = when.tag
    isInstant = when.kind == .instant
    self.state = state?.tag
    self.states = states
  }

  /// The values of ``when`` from the first moment of a period to its last, where the person is.
  public func range(
    from start: CivilDate, to end: CivilDate, offsetMinutes: Int
  ) -> ClosedRange<Int64> {
    let first: Int64
    let last: Int64
    if isInstant {
      let next = CivilDate(daysSinceEpoch: end.daysSinceEpoch &+ 1)
      first = InstantText.startMilliseconds(of: start, offsetMinutes: offsetMinutes)
      last = InstantText.startMilliseconds(of: next, offsetMinutes: offsetMinutes) - 1
    } else {
      first = Int64(start.daysSinceEpoch)
      last = Int64(end.daysSinceEpoch)
    }
    return first...max(first, last)
  }
}

/// How far a rep or a territory is with a target.
public struct TargetProgress: Hashable, Sendable {
  /// What is to be reached: a number, or an amount in the target's currency.
  public let goal: Int64
  /// What was reached.
  public let reached: Int64
  /// How many records count.
  public let records: Int
  /// How many days of the period are over, of how many.
  public let days: (over: Int64, all: Int64)

  /// What share of the goal was reached, in basis points; more than 10,000 beyond it.
  public var share: Int64 { Self.share(reached, of: goal) }

  /// What share would be reached by this day if all days were the same, in basis points.
  public var expectedShare: Int64 { Self.share(days.over, of: days.all) }

  /// Whether no less was reached than the days that are over ask for.
  public var isOnCourse: Bool { share >= expectedShare }

  /// Counts what is there for a target.
  ///
  /// - Parameters:
  ///   - target: The target.
  ///   - candidates: At least all records that count; others are left out here.
  ///   - today: The day where the person is.
  ///   - offsetMinutes: How far that is from UTC.
  ///   - reader: Reads lines of documents, and the accounts of a territory.
  /// - Throws: A `Failure` when a sum does not fit.
  public init(
    of target: RecordView, candidates: [RecordView], today: CivilDate, offsetMinutes: Int,
    reader: any RecordReader
  ) throws {
    let shape = Target.shape
    let metric = target[shape.metric].text ?? ""
    let start = ContractTerm.date(target[shape.startDate]) ?? today
    let end = ContractTerm.date(target[shape.endDate]) ?? today
    let isAmount = Target.isAmount(metric)
    goal = (isAmount ? target[shape.amount] : target[shape.count]).integer ?? 0
    let all = max(Int64(end.daysSinceEpoch) - Int64(start.daysSinceEpoch) + 1, 1)
    let over = Int64(today.daysSinceEpoch) - Int64(start.daysSinceEpoch) + 1
    days = (min(max(over, 0), all), all)
    guard let source = TargetSource(metric: metric) else {
      (reached, records) = (0, 0)
      return
    }
    let range = source.range(from: start, to: end, offsetMinutes: offsetMinutes)
    var counted: [RecordView] = []
    for record in candidates where record.entity.tag == source.entity {
      guard record.life != .deleted, let at = record[source.when].integer, range.contains(at),
        source.state.map({ source.states.contains(record[$0].text ?? "") }) ?? true,
        try Self.concerns(record, target, source, reader)
      else { continue }
      counted.append(record)
    }
    guard isAmount else {
      (reached, records) = (Int64(counted.count), counted.count)
      return
    }
    let currency = target[shape.currency]
    let amounts = try counted.compactMap { record -> Int64? in
      guard Self.currency(of: record) == currency else { return nil }
      return record.entity.tag == Order.tag
        ? try OrderTotals.of(record, reader: reader).taxable
        : try OpportunityWorth.amount(of: record, reader: reader) ?? 0
    }
    records = amounts.count
    reached = try naming("amount", of: Target.about.name) { () throws(DomainError) in
      try CheckedAmount.sum(amounts)
    }
  }

  private static func currency(of record: RecordView) -> Value {
    record.entity.tag == Order.tag
      ? record[Order.shape.currency] : record[Opportunity.shape.currency]
  }

  private static func concerns(
    _ record: RecordView, _ target: RecordView, _ source: TargetSource, _ reader: any RecordReader
  ) throws -> Bool {
    if let rep = target[Target.shape.rep].reference { return record[source.rep].reference == rep }
    let territory = target[Target.shape.territory]
    switch record.entity.tag {
    case Account.tag: return record[Account.shape.territory] == territory
    case Lead.tag: return record[Lead.shape.territory] == territory
    default:
      let account: Field =
        switch record.entity.tag {
        case Order.tag: Order.shape.account
        case Visit.tag: Visit.shape.account
        default: Opportunity.shape.account
        }
      guard let id = record[account].reference else { return false }
      return try reader.record(Account.tag, id)?[Account.shape.territory] == territory
    }
  }

  private static func share(_ part: Int64, of whole: Int64) -> Int64 {
    guard whole > 0 else { return 0 }
    return Int64(clamping: Int128(part) * 10_000 / Int128(whole))
  }

  /// Equality of all numbers.
  public static func == (left: TargetProgress, right: TargetProgress) -> Bool {
    left.goal == right.goal && left.reached == right.reached && left.records == right.records
      && left.days == right.days
  }

  /// Hashes the numbers.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(goal)
    hasher.combine(reached)
    hasher.combine(records)
  }
}
