// SPDX-License-Identifier: Apache-2.0
package import KarvanCore
import KarvanDomain
package import KarvanSealing
package import KarvanStore
public import KarvanSync

extension Office {
  /// A commit that a lost device pushed and that waits for an administrator.
  public struct RescuedCommit: Sendable {
    /// Its number in the device's journal.
    public let sequence: UInt64
    /// When the device says that it was written, in milliseconds since 1970; nil where it can't be
    /// read.
    public let at: Int64?
    /// The operation.
    public let operation: String
    /// What it writes, a text for each record.
    public let changes: [String]
  }

  /// What was decided of one rescued commit.
  public struct RescueDecision: Hashable, Sendable {
    /// Its number in the device's journal.
    public let sequence: UInt64
    /// What became of it.
    public let result: CommitResult
  }

  /// Opens what a lost device pushed: the commits that wait for a decision, oldest first.
  public func rescue(device name: String) throws -> [RescuedCommit] {
    try database.read { reader in
      let device = try named(name, reader)
      return try reader.heldSegments(of: device.id).flatMap { held -> [RescuedCommit] in
        guard let opened = try opened(held, of: device.id, reader) else {
          return [
            RescuedCommit(
              sequence: held.segment.first, at: nil, operation: "(sealed)",
              changes: [
                "\(held.segment.count) commits are not sealed with this device's key and cannot be"
                  + " opened; they and what follows can only be discarded, with --all"
              ])
          ]
        }
        return opened.commits().enumerated().dropFirst(held.results.count).map { index, decoded in
          rescued(opened.first + UInt64(index), try? decoded.get(), reader)
        }
      }
    }
  }

  /// Nil where the segment does not open: it was held unopened, and a changed program can push
  /// anything.
  private func opened(
    _ held: HeldSegment, of device: DeviceID, _ reader: OfficeReader
  ) throws -> OpenedSegment? {
    do {
      return try opening(device, held.replica, reader).open(held.segment.bytes).opened
    } catch is SealingError {
      return nil
    }
  }

  func rescued(
    _ sequence: UInt64, _ commit: Commit?, _ reader: OfficeReader
  ) -> RescuedCommit {
    guard let commit else {
      return RescuedCommit(
        sequence: sequence, at: nil, operation: "(unreadable)", changes: ["cannot be read"])
    }
    return RescuedCommit(
      sequence: sequence, at: commit.time.milliseconds, operation: commit.operation,
      changes: commit.changes.map { ChangeText.say($0, schema, reader) })
  }

  /// Decides the oldest commits that wait, in the order in which they were written.
  ///
  /// A commit that is taken is judged with the office's authority: whoever decides has seen its
  /// values and answers for it; types, laws and state machines hold as ever. Its result is stored
  /// under its own dot, so that a device that comes back is told of it and nothing is done twice.
  ///
  /// - Parameters:
  ///   - last: The newest commit that the decision is about; nil for all that wait.
  ///   - takes: Whether they are taken; otherwise they are kept as rejections.
  /// - Returns: each commit with its result.
  public func decideRescue(
    device name: String, through last: UInt64?, takes: Bool, now: Int64
  ) throws -> [RescueDecision] {
    try database.transaction { writer in
      let device = try named(name, writer)
      let held = try writer.heldSegments(of: device.id)
      // One replica at a time: numbers of another mean other commits.
      let segments = held.filter { $0.replica == held.first?.replica }
      let next = segments.first.map { $0.segment.first + UInt64($0.results.count) }
      if let last, next == nil || last < next ?? 0 || last > segments.last?.segment.last ?? 0 {
        throw ServerError(.notFound, "commit \(last) does not wait for a decision")
      }
      var decided: [RescueDecision] = []
      for (index, segment) in segments.enumerated()
      where segment.segment.first <= last ?? .max {
        guard let opened = try opened(segment, of: device.id, writer) else {
          try drop(segments[index...], takes: takes, isAll: last == nil, writer)
          break
        }
        decided += try decide(
          segment, opened, of: device, through: last ?? .max, takes: takes, writer, now: now)
      }
      return decided
    }
  }

  /// What does not open has no commits that could be rejected, and what follows it has no place in
  /// the log without it; the device keeps both.
  private func drop(
    _ segments: ArraySlice<HeldSegment>, takes: Bool, isAll: Bool, _ writer: OfficeWriter
  ) throws {
    guard !takes, isAll else {
      throw ServerError(
        .refused,
        "commit \(segments.first?.segment.first ?? 0) cannot be opened; decide what is before it"
          + " with --through, then discard the rest with --all")
    }
    for held in segments { try writer.releaseHeld(held.segment, of: held.replica) }
  }

  private func decide(
    _ held: HeldSegment, _ opened: OpenedSegment, of device: DeviceAccount,
    through last: UInt64, takes: Bool, _ writer: OfficeWriter, now: Int64
  ) throws -> [RescueDecision] {
    var results = held.results
    var decided: [RescueDecision] = []
    for (index, decoded) in opened.commits().enumerated().dropFirst(held.results.count) {
      let dot = Dot(held.replica, opened.first + UInt64(index))
      guard dot.sequence <= last else { break }
      let result = try decide(decoded, dot, of: device, takes: takes, writer, now: now)
      results.append(result)
      decided.append(RescueDecision(sequence: dot.sequence, result: result))
    }
    guard results.count == held.segment.count else {
      try writer.keepDecisions(results, of: held.segment, held.replica)
      return decided
    }
    try settle(held, opened, results, writer, now: now)
    return decided
  }

  private func decide(
    _ decoded: Result<Commit, DecodingFailure>, _ dot: Dot, of device: DeviceAccount,
    takes: Bool, _ writer: OfficeWriter, now: Int64
  ) throws -> CommitResult {
    guard case .success(let commit) = decoded else {
      return try reject(
        Commit(
          replica: dot.replica, sequence: dot.sequence, time: .zero, office: false, basis: 0,
          operation: "", changes: []), Failure(.undecodable), writer, now: now)
    }
    guard takes else { return try reject(commit, Failure(.discarded), writer, now: now) }
    let office = try Self.officeAuthor(writer)
    let author = Author(
      user: device.user, isActive: true, office: true, grants: office.grants,
      scopes: office.scopes)
    let taken = try Acceptance(knowledge: knowledge, transaction: writer, now: now)
      .take(commit, by: author)
    for finding in taken.findings { try tell(finding, writer, now: now) }
    return taken.result
  }

  private func reject(
    _ commit: Commit, _ failure: Failure, _ writer: OfficeWriter, now: Int64
  ) throws -> CommitResult {
    try writer.keepRejected(commit, failure, at: now)
    return .rejected(failure)
  }

  /// A finding that cannot be reported must not cost the commit that it is about.
  private func tell(
    _ finding: KarvanSync.Finding, _ writer: OfficeWriter, now: Int64
  ) throws {
    do {
      try writer.savepoint {
        try Self.report(finding, writer, officeSealing(writer), knowledge, now: now)
      }
    } catch is Failure {
      return
    }
  }

  /// Puts a segment, every commit of which was decided, into the log where a push would have.
  private func settle(
    _ held: HeldSegment, _ opened: OpenedSegment, _ results: [CommitResult],
    _ writer: OfficeWriter, now: Int64
  ) throws {
    guard var account = try writer.account(of: held.replica),
      account.journal.segment + 1 == held.segment.number
    else { throw ServerError(.system, "the rescued segments have a gap") }
    try writer.append(
      StoredSegment(
        segment: held.segment,
        results: ResultRun(first: held.segment.first, results: results)), of: held.replica)
    account.journal = JournalHead(
      sequence: held.segment.last, segment: held.segment.number, chain: held.segment.chain)
    try writer.save(account)
    try writer.setChainEpoch(opened.epoch, of: held.replica)
    try recognise(opened.epoch, of: account.device, writer, now: now)
    try writer.releaseHeld(held.segment, of: held.replica)
  }

  package func opening(
    _ device: DeviceID, _ replica: ReplicaID, _ reader: OfficeReader
  ) throws -> ReplicaOpening {
    ReplicaOpening(
      root: ring.root, workspace: workspace, device: device, replica: replica,
      issued: try issuedEpochs(of: device, reader))
  }
}

/// What a change writes, in words for the administrator who judges it.
enum ChangeText {
  static func say(_ change: RecordChange, _ schema: Schema, _ reader: OfficeReader) -> String {
    guard let entity = schema[change.entity] else { return "entity \(change.entity)?" }
    let known = try? reader.record(change.entity, change.record)
    let name = known?.title ?? ""
    let verb =
      change.life?.isDeleted == true ? "delete" : change.creates ? "create" : "change"
    let values = change.writes.flatMap { say($0, entity, reader) }
    let what = "\(verb) \(entity.name) \(name.isEmpty ? "\(change.record)" : "“\(name)”")"
    return values.isEmpty ? what : "\(what): \(values.joined(separator: ", "))"
  }

  private static func say(
    _ write: GroupWrite, _ entity: Entity, _ reader: OfficeReader
  ) -> [String] {
    switch write.action {
    case .set(let value):
      return value.all.map { written in
        guard let field = entity.field(written.field) else { return "\(written.field)=?" }
        return "\(field.name)=\(text(written.value, field, reader))"
      }
    case .add(let element): return ["\(name(of: write.group, entity))+=\(element)"]
    case .remove:
      let name = name(of: write.group, entity)
      let elements = write.replaces.compactMap(\.element)
      return elements.isEmpty ? ["\(name)-"] : elements.map { "\(name)-=\($0)" }
    }
  }

  private static func name(of group: GroupTag, _ entity: Entity) -> String {
    entity.groups.first { $0.tag == group }?.name ?? "\(group)"
  }

  private static func text(_ value: Value, _ field: Field, _ reader: OfficeReader) -> String {
    if case .reference(let entity) = field.kind, let id = value.reference,
      let title = try? reader.record(entity, id)?.title, !title.isEmpty
    {
      return "“\(title)”"
    }
    return FieldText.format(value, field: field)
  }
}
