// SPDX-License-Identifier: Apache-2.0
public import KarvanCore
import KarvanSync

/// Writes commits within one transaction on a device; of use only inside of its closure.
public final class ReplicaWriter {
  /// Reads records with the transaction's earlier commits in them.
  public let reader: ReplicaReader
  private let session: Session
  private let identity: ReplicaIdentity
  private let now: @Sendable () -> Int64
  private let basis: UInt64
  private var clock: HybridClock
  private var last: UInt64
  /// The last number of each counter that the commit at hand took; written with the commit.
  private var taken: [(counter: String, number: UInt64)] = []
  /// What the commit at hand found in the records that it changes.
  private var found: [RecordBefore] = []
  /// The packed form of the commit at hand.
  private var payload = ByteWriter(reserving: 1_024)

  init(
    _ session: Session, _ identity: ReplicaIdentity, now: @escaping @Sendable () -> Int64
  ) throws {
    self.session = session
    self.identity = identity
    self.now = now
    reader = ReplicaReader(session, identity)
    let start = try session.writingStart()
    last = start.sequence
    clock = HybridClock(last: start.time)
    basis = start.basis
  }

  /// Writes a setting in the same transaction as the commits beside it; nil removes it.
  public func set(_ name: String, _ value: [UInt8]?) throws { try session.set(name, value) }

  /// Writes one commit of one operation, whole or not at all.
  ///
  /// - Parameter undoing: The own commit that it takes back, if it does.
  /// - Returns: the commit; nil when the operation changes nothing.
  /// - Throws: ``Failure`` when the change is refused, what the operation throws, ``StoreError``.
  public func commit(
    _ rights: WritingRights, undoing: UInt64? = nil,
    _ make: (OperationContext) throws -> OperationDraft
  ) throws -> Commit? {
    taken.removeAll(keepingCapacity: true)
    found.removeAll(keepingCapacity: true)
    let author = try rights.author(reader)
    let time = now()
    let draft = try make(context(rights, author, time))
    guard !draft.changes.isEmpty else { return nil }
    var clock = clock
    let commit = Commit(
      replica: identity.replica, sequence: last + 1, time: clock.tick(now: time),
      office: rights.office, basis: basis, operation: draft.operation, changes: draft.changes)
    if let failure = commit.failure { throw failure }
    payload.removeAll()
    payload.journalled(commit)
    // It has to fit into a segment, after its length.
    guard payload.bytes.count + 8 <= SyncLimits.bytesPerSegment else {
      throw Failure(.tooLarge, ["\(SyncLimits.bytesPerSegment)"])
    }
    if try !create(commit, rights, author) {
      try session.savepoint {
        try apply(commit, rights, author)
        try session.appendJournal(commit, payload.bytes)
        try session.keep(found, undoing: undoing, of: commit.sequence)
        try keepNumbers()
      }
    }
    if session.hasNewRules { try session.enforceRules() }
    self.clock = clock
    last = commit.sequence
    return commit
  }

  /// Notes what a person did about a rejection, in the transaction of what they wrote instead.
  ///
  /// - Throws: ``StoreError`` `missing` when the commit is not a rejection that waits.
  public func settleRejected(_ sequence: UInt64, how: RejectionSettlement) throws {
    try session.settleRejected(sequence, how: how)
  }

  /// Notes that commits of this transaction are the work of one command, so that they can be taken
  /// back together.
  ///
  /// - Parameters:
  ///   - commits: Their numbers, ascending.
  ///   - command: The name of the command, which is its first commit; nil where it begins here.
  /// - Returns: the name; nil where nothing was written yet.
  public func note(_ commits: [UInt64], ofCommand command: UInt64?) throws -> UInt64? {
    guard let name = command ?? commits.first else { return nil }
    try session.note(commits, ofCommand: name)
    return name
  }

  /// Writes a commit that only starts one record, straight from its packed form.
  ///
  /// Whatever can be refused is looked at before the first row is written, so that no savepoint has
  /// to guard it.
  ///
  /// - Returns: false where it has to be applied in the general way, or is refused.
  private func create(
    _ commit: Commit, _ rights: WritingRights, _ author: Author
  ) throws -> Bool {
    guard commit.changes.count == 1, let change = commit.changes.first, change.creates,
      let layout = session.layout[change.entity], layout.entity.about.invariants.isEmpty,
      rights.judge(
        Judgement(
          entity: layout.entity, change: change, before: nil, author: author,
          office: commit.office)) == nil
    else { return false }
    return try payload.bytes.withUnsafeBytes { bytes in
      guard let packed = PackedCreation(journalled: bytes), packed.isAllowed(by: layout.entity)
      else { return false }
      return try session.wholly {
        guard
          try session.create(packed, commit.dot, pending: true, held: .null, layout) != nil
        else { return false }
        try session.appendJournal(commit.sequence, commit.time, bytes)
        try keepNumbers()
        return true
      }
    }
  }

  /// Takes the next number of a counter for the commit at hand; if nothing comes of the commit, the
  /// number is free again.
  private func take(_ counter: String, atLeast least: UInt64 = 0) throws -> UInt64 {
    let place = taken.firstIndex { $0.counter == counter }
    let last = try place.map { taken[$0].number } ?? session.unsignedInfo(counter)
    let next = max(last + 1, least)
    if let place { taken.remove(at: place) }
    taken.append((counter, next))
    return next
  }

  /// Writes the numbers that the commit took.
  private func keepNumbers() throws {
    for (counter, number) in taken { try session.setUnsignedInfo(counter, number) }
  }

  private func context(
    _ rights: WritingRights, _ author: Author, _ time: Int64
  ) -> OperationContext {
    OperationContext(
      schema: session.layout.schema, reader: reader, drafter: Drafter(replica: identity.replica),
      author: author, now: time, makeID: rights.makeID,
      makeNumber: { [unowned self] in
        "\(identity.deviceCode)-\(try take("number"))"
      },
      takeNumber: { [unowned self] counter, least in
        Int64(clamping: try take(counter, atLeast: UInt64(clamping: least)))
      })
  }

  private func apply(_ commit: Commit, _ rights: WritingRights, _ author: Author) throws {
    var before: [RecordView?] = []
    before.reserveCapacity(commit.changes.count)
    for (place, change) in commit.changes.enumerated() {
      let view = try apply(change, of: commit, rights, author)
      before.append(view)
      if let view, let old = RecordBefore(change, at: place, in: view) { found.append(old) }
    }
    if let (failure, after) = try session.layout.schema.brokenInvariant(
      of: commit.changes, before: before, by: author, office: commit.office, reader: reader)
    {
      throw failure.about(after.entity.name, after.id)
    }
  }

  /// Makes one change; answers what the record was before.
  private func apply(
    _ change: RecordChange, of commit: Commit, _ rights: WritingRights, _ author: Author
  ) throws -> RecordView? {
    guard let layout = session.layout[change.entity] else {
      throw Failure(.unknownEntity, record: change.record, ["\(change.entity)"])
    }
    let entity = layout.entity
    let stored = try session.load(layout, change.record)
    let before = stored.map { RecordView(entity: entity, state: $0.state) }
    let judgement = Judgement(
      entity: entity, change: change, before: before, author: author, office: commit.office)
    if let failure = rights.judge(judgement) { throw failure }
    if let failure = session.layout.schema.failure(of: change, before: before) { throw failure }
    if let stored, stored.pending.isEmpty {
      try session.setBase(stored.state, layout, row: stored.row)
    }
    var state = stored?.state ?? RecordState(entity: change.entity, id: change.record)
    state.apply(change, of: commit)
    let content = RowContent(state: state, pending: (stored?.pending ?? []) + [commit.sequence])
    try session.save(content, held: stored?.held ?? .null, replacing: stored, layout)
    return before
  }
}
