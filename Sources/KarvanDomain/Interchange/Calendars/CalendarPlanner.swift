// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// Brings a calendar in: tasks by their `UID`, and events that name an account as planned visits.
public struct CalendarPlanner: ComponentPlanner {
  let duplicates: DuplicatePolicy
  let zones: CalendarZones
  let offset: (Int64) -> Int
  /// When what came so far begins, by its `UID`; an exception of the first time of a series is told
  /// by that.
  private var starts: [String: Int64] = [:]

  /// A planner.
  ///
  /// - Parameters:
  ///   - duplicates: What is done with what is there already.
  ///   - zones: The time zones of the calendar.
  ///   - offsetMinutes: The minutes east of UTC at an instant.
  public init(
    duplicates: DuplicatePolicy = .update, zones: CalendarZones,
    offsetMinutes: @escaping (Int64) -> Int
  ) {
    self.duplicates = duplicates
    self.zones = zones
    offset = offsetMinutes
  }

  /// Plans a task or an event.
  public mutating func plan(
    _ component: ContentComponent, in context: OperationContext
  ) throws -> ComponentPlan {
    var work = CalendarWork(component, self, context)
    let isSeries = component.first("RECURRENCE-ID") == nil
    if isSeries, let start = work.start { starts[work.uid] = start }
    work.isFirst = isSeries || work.recurrence.map { $0 == starts[work.uid] } ?? true
    switch component.name {
    case "VTODO": return try work.task()
    case "VEVENT": return try work.visit()
    default: throw InterchangeError(.leftOut, line: component.line, column: component.name)
    }
  }
}

/// Drafts what one component changes.
struct CalendarWork {
  let component: ContentComponent
  let planner: CalendarPlanner
  let context: OperationContext
  var warnings: [InterchangeError]
  /// Whether it is what its `UID` alone names: no exception of a later time of a series.
  var isFirst = true

  init(
    _ component: ContentComponent, _ planner: CalendarPlanner, _ context: OperationContext
  ) {
    self.component = component
    self.planner = planner
    self.context = context
    warnings = component.problems
  }

  /// A plan with what was told.
  func plan(
    _ outcome: PlannedRow.Outcome, _ name: String = "", _ change: RecordChange? = nil
  ) -> ComponentPlan {
    ComponentPlan(
      draft: change.map { OperationDraft(name, [$0]) }, outcome: outcome, warnings: warnings)
  }

  /// Leaves the component out and says why.
  mutating func passOver(_ code: InterchangeError.Code, _ arguments: [String] = []) -> ComponentPlan
  {
    warn(code, arguments)
    return plan(.skipped)
  }

  mutating func warn(
    _ code: InterchangeError.Code, _ arguments: [String] = [], _ line: ContentLine? = nil
  ) {
    warnings.append(
      InterchangeError(
        code, line: line?.line ?? component.line, column: line?.name ?? component.name, arguments))
  }

  func text(_ name: String) -> String? {
    let text = component.first(name).map { TextTrimming.trim(ContentText.settled($0.text)) }
    return text?.isEmpty == true ? nil : text
  }

  /// A text within its field; what is cut off is told.
  mutating func text(_ name: String, _ field: Field) -> Value? {
    guard let text = text(name), case .text(let maximum) = field.kind else { return nil }
    guard text.utf8.count > maximum else { return .text(text) }
    warn(.textCut, ["\(maximum)"], component.first(name))
    return .text(CutText.prefix(of: text, bytes: maximum))
  }

  /// The instant of a property; what is none, or in an unknown zone, is told.
  mutating func instant(_ name: String) -> (milliseconds: Int64, time: CalendarTime)? {
    guard let line = component.first(name), !line.value.isEmpty else { return nil }
    guard let found = planner.zones.instant(of: line) else {
      warn(.notRead, [String(line.value.prefix(40))], line)
      return nil
    }
    if !found.isKnown { warn(.zoneUnknown, [line.values(of: "TZID").first ?? ""], line) }
    return (found.milliseconds, found.time)
  }

  /// When whoever wrote the file changed it last; nil where it does not say.
  var changed: Int64? {
    ["LAST-MODIFIED", "DTSTAMP"].lazy.compactMap { name in
      component.first(name).flatMap { planner.zones.instant(of: $0)?.milliseconds }
    }.first
  }

  /// Whether a record was changed after the file was: then the file says nothing new of it.
  func isOutdated(by view: RecordView) -> Bool {
    guard let changed, let revision = view.revision else { return false }
    return changed < revision / 1_000 * 1_000
  }

  /// The time that derived identifiers begin with: any, but always the same.
  static let epoch: Int64 = 1_577_836_800_000

  /// When whoever wrote it began it, which every device reads alike.
  var created: Int64 {
    component.first("CREATED").flatMap { planner.zones.instant(of: $0)?.milliseconds }
      ?? Self.epoch
  }

  /// When it begins, or is due.
  fileprivate var start: Int64? {
    ["DTSTART", "DUE"].lazy.compactMap { name in
      component.first(name).flatMap { planner.zones.instant(of: $0)?.milliseconds }
    }.first
  }

  /// The time in a series that it stands for (RFC 5545, 3.8.4.4).
  fileprivate var recurrence: Int64? {
    component.first("RECURRENCE-ID").flatMap { planner.zones.instant(of: $0)?.milliseconds }
  }

  /// What it is known by: exceptions of one series have one `UID`.
  var identity: String {
    isFirst ? uid : "\(uid)\u{1F}\(recurrence ?? 0)"
  }

  /// The `UID`, or a name of what has none.
  var uid: String {
    if let uid = text("UID") { return uid }
    let parts = ["SUMMARY", "DTSTART", "DUE", "DESCRIPTION"].map {
      component.first($0)?.value ?? ""
    }
    return "\(DerivedID.make(milliseconds: 0, parts.joined(separator: "\u{1F}")))"
  }

  /// The only account that is named, by Karvan, by name, or by somebody's address.
  func account(amongWords names: [String]) throws -> RecordView? {
    let reader = context.reader
    if let id = text("X-KARVAN-ACCOUNT").flatMap({ VCard.record($0) }),
      let view = try reader.record(Account.tag, id), view.life != .deleted
    {
      return try Duplicates.survivor(of: view, reader: reader)
    }
    if let name = text("CONTACT"), let account = try only(called: name) { return account }
    for line in component.all("ATTENDEE").prefix(50) {
      let address =
        line.value.lowercased().hasPrefix("mailto:")
        ? String(line.value.dropFirst(7)) : line.value
      guard let key = try? EmailAddress.normalize(address) else { continue }
      let shape = ContactPoint.shape
      let owners = try reader.records(
        ContactPoint.tag, where: shape.normalized.tag, is: .text(key)
      ).compactMap { $0[shape.account].reference }
      if let id = owners.first, owners.allSatisfy({ $0 == id }),
        let view = try reader.record(Account.tag, id), view.life != .deleted
      {
        return try Duplicates.survivor(of: view, reader: reader)
      }
    }
    for name in names {
      guard let words = text(name) else { continue }
      let after = words.split(separator: ":", maxSplits: 1).last.map { TextTrimming.trim($0) }
      let before = words.split(whereSeparator: { ",،".contains($0) }).first
        .map { TextTrimming.trim($0) }
      for candidate in [words, after, before].compactMap({ $0 }) where !candidate.isEmpty {
        if let account = try only(called: candidate) { return account }
      }
    }
    return nil
  }

  private func only(called name: String) throws -> RecordView? {
    let found = try CardMatch.accounts(called: name, context)
    return found.count == 1 ? found[0] : nil
  }
}
