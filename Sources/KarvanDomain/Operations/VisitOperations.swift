// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// A position on the globe, as a device measured it.
public struct GeoFix: Hashable, Sendable {
  /// In millionths of a degree.
  public let latitude: Int64
  /// In millionths of a degree.
  public let longitude: Int64
  /// How far it may be off, in metres; nil when unknown.
  public let accuracyM: Int64?

  /// Takes a position.
  public init(latitude: Int64, longitude: Int64, accuracyM: Int64? = nil) {
    self.latitude = latitude
    self.longitude = longitude
    self.accuracyM = accuracyM
  }
}

/// Starting and ending visits.
public enum VisitOperations {
  /// What came of a visit.
  public struct Report: Hashable, Sendable {
    /// A code of the field `outcome`.
    public var outcome: String?
    /// A code of the field `no_order_reason`.
    public var noOrderReason: String?
    /// In words.
    public var note: String?

    /// Gathers what came of a visit.
    public init(outcome: String? = nil, noOrderReason: String? = nil, note: String? = nil) {
      self.outcome = outcome
      self.noOrderReason = noOrderReason
      self.note = note
    }
  }

  /// Checks in at an account: in a planned visit, or in a new one.
  ///
  /// - Parameters:
  ///   - account: The account.
  ///   - visit: The planned visit; nil for a new one.
  ///   - due: The stop of a journey plan that a new visit is of, and the offset of the local time.
  ///   - opportunity: The deal that it is about.
  ///   - position: Where the author is; how far from the account's places is kept with it.
  ///   - context: Who checks in, and when.
  /// - Throws: `oneVisitInProgress` when the author has not ended another visit.
  public static func start(
    account: RecordID, visit: RecordID? = nil, due: (stop: DueStop, offsetMinutes: Int)? = nil,
    opportunity: RecordID? = nil, position: GeoFix? = nil, in context: OperationContext
  ) throws -> OperationDraft {
    _ = try context.living(Account.tag, account)
    if let open = try current(of: context.author.user, reader: context.reader) {
      throw Failure(DomainLaw.oneVisitInProgress, entity: "visit", record: open.id, field: "status")
    }
    let shape = Visit.shape
    var values: [FieldTag: Value] = [
      shape.status.tag: .text("in_progress"), shape.checkInAt.tag: .integer(context.now),
    ]
    if let opportunity {
      values[shape.opportunity.tag] = .reference(
        try context.living(Opportunity.tag, opportunity).id)
    }
    if let position {
      values[shape.checkInLatitude.tag] = .integer(position.latitude)
      values[shape.checkInLongitude.tag] = .integer(position.longitude)
      values[shape.checkInAccuracyM.tag] = position.accuracyM.map { .integer($0) } ?? .null
      let deviation = try Geofence.deviation(of: position, from: account, reader: context.reader)
      values[shape.checkInDeviationM.tag] = deviation.map { .integer($0) } ?? .null
    }
    if let visit {
      let shown = try context.living(Visit.tag, visit)
      guard shown[shape.account].reference == account else {
        throw Failure(
          .wrongEntity, entity: "visit", record: visit, field: "account", ["\(account)", "visit"])
      }
      try requireMove(shown, to: "in_progress")
      var edit = RecordEdit(values: values)
      edit.keepFirst(of: shown)
      return OperationDraft(
        "visit start", try context.change(shown, edit).map { [$0] } ?? [])
    }
    if let (stop, offset) = due, stop.account == account {
      let planned = try JourneyOperations.edit(stop, offsetMinutes: offset, in: context)
      let edit = planned.overlaid(by: RecordEdit(values: values))
      let change = try context.creation(try context.entity(Visit.tag), stop.visit, edit)
      return OperationDraft("visit start", [change])
    }
    values[shape.account.tag] = .reference(account)
    values[shape.rep.tag] = .reference(context.author.user)
    let change = try context.creation(
      try context.entity(Visit.tag), context.makeID(), RecordEdit(values: values))
    return OperationDraft("visit start", [change])
  }

  /// Checks out of a visit: the named one, or the author's only one in progress.
  public static func end(
    visit: RecordID? = nil, report: Report = Report(), position: GeoFix? = nil,
    in context: OperationContext
  ) throws -> OperationDraft {
    let shown: RecordView
    if let visit {
      shown = try context.living(Visit.tag, visit)
    } else if let open = try current(of: context.author.user, reader: context.reader) {
      shown = open
    } else {
      throw Failure(DomainLaw.noVisitInProgress, entity: "visit")
    }
    try requireMove(shown, to: "done")
    let shape = Visit.shape
    let started = shown[shape.checkInAt].integer ?? context.now
    var values: [FieldTag: Value] = [
      shape.status.tag: .text("done"),
      // A clock that was set back during the visit must not make it end before it began.
      shape.checkOutAt.tag: .integer(max(started, context.now)),
    ]
    if let position {
      values[shape.checkOutLatitude.tag] = .integer(position.latitude)
      values[shape.checkOutLongitude.tag] = .integer(position.longitude)
      values[shape.checkOutAccuracyM.tag] = position.accuracyM.map { .integer($0) } ?? .null
    }
    let outcome = report.outcome ?? shown[shape.outcome].text
    // Why nobody ordered is what the next visit begins with.
    if outcome == "no_order", report.noOrderReason == nil, shown[shape.noOrderReason].isNull {
      throw Failure(.required, entity: "visit", record: shown.id, field: "no_order_reason")
    }
    if let outcome = report.outcome { values[shape.outcome.tag] = .text(outcome) }
    if let reason = report.noOrderReason { values[shape.noOrderReason.tag] = .text(reason) }
    if let note = report.note { values[shape.note.tag] = .text(note) }
    return OperationDraft(
      "visit end", try context.change(shown, RecordEdit(values: values)).map { [$0] } ?? [])
  }

  /// The visit that a rep has in progress; of several, the one that began first.
  public static func current(
    of rep: RecordID, reader: any RecordReader
  ) throws -> RecordView? {
    let shape = Visit.shape
    let visits = try reader.records(
      Visit.tag, where: shape.rep.tag, is: .reference(rep), and: shape.status.tag,
      is: .text("in_progress"))
    return visits.min { ($0[shape.checkInAt], $0.id) < ($1[shape.checkInAt], $1.id) }
  }

  private static func requireMove(_ visit: RecordView, to state: String) throws(Failure) {
    let present = visit[Visit.shape.status].text ?? ""
    let allowed = Visit.machine.moves?[present] ?? []
    guard !allowed.contains(state) else { return }
    throw Failure(
      .moveNotAllowed, entity: "visit", record: visit.id, field: "status",
      [present, state] + allowed.sorted(by: UTF8Order.precedes))
  }
}
