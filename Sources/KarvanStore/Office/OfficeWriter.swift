// SPDX-License-Identifier: Apache-2.0
import GRDB
public import KarvanCore
public import KarvanSync

/// Writes to the server's database within one transaction; of use only inside of its closure.
public final class OfficeWriter: OfficeReader, OfficeTransaction {
  /// Whose database it is; a new life changes it.
  public internal(set) var identity: OfficeIdentity

  init(_ session: Session, _ identity: OfficeIdentity) {
    self.identity = identity
    super.init(session)
  }

  /// Whether a replica is this database's own.
  public override func isOffice(_ replica: ReplicaID) -> Bool { replica == identity.replica }

  /// Runs a body whose changes are all undone if it throws.
  public func savepoint<T>(_ body: () throws -> T) throws -> T { try session.savepoint(body) }

  /// Takes the next server sequence.
  public func nextSequence() throws -> UInt64 {
    let next = try session.head() + 1
    session.memory.head = next
    session.memory.isHeadNew = true
    return next
  }

  /// Writes a setting of the owner; nil removes it.
  public func set(_ name: String, _ value: [UInt8]?) throws { try session.set(name, value) }

  /// The next number of a counter: 1, 2, 3 …
  public func nextNumber(_ counter: String) throws -> UInt64 {
    let count = try session.statement(
      "INSERT INTO karvan_counter (name, value)"
        + " VALUES (?1, 1 + ?2)"
        + " ON CONFLICT (name) DO UPDATE SET value = value + 1 RETURNING value")
    count.bind(1, counter)
    // A counter that is not there yet may have begun in a life that was lost.
    count.bind(2, try firstNumber())
    return try count.all { $0.unsigned(0) }.first ?? 0
  }

  // MARK: Publishing.

  /// Writes a record's new state with its rows, memberships, digests and open conflicts.
  public func publish(
    _ state: RecordState, replacing old: RecordState?, _ publication: Publication
  ) throws {
    let layout = try session.layout.require(state.entity)
    let stored = try session.load(layout, state.id)
    guard (stored == nil) == (old == nil) else {
      throw StoreError(
        .inconsistent, "the record is not as it was", place: "\(layout.entity.name) \(state.id)")
    }
    var holdings = try stored.map { try session.holdings($0) } ?? Holdings()
    let before = holdings
    let numbers = try numbers(of: publication.scopes)
    try holdings.note(echo: publication.echo.map { try session.number(of: $0) })
    holdings.move(to: numbers, at: publication.sequence, touchesAll: true)
    if let old { holdings.note(changed: state.groupsChanged(since: old), at: publication.sequence) }
    session.digest(
      state.entity, from: stored?.state, in: before.here, to: state, in: holdings.here)
    let (record, _) = try session.save(
      RowContent(state: state, pending: []), held: holdings.encoded, replacing: stored, layout)
    try feed(record.row, state.entity, from: before, to: holdings)
  }

  /// Puts the rules in force that the override records name, and decides anew what is present.
  public func enforceRules(_ each: (RecordView, RecordView) throws -> Void) throws {
    try session.enforceRules { try each($0.before, $0.after) }
  }

  /// Changes only which scopes hold a record; digests and memberships follow.
  public func move(_ state: RecordState, _ publication: Publication) throws {
    let layout = try session.layout.require(state.entity)
    guard let stored = try session.load(layout, state.id) else {
      throw StoreError(
        .inconsistent, "the record is not here", place: "\(layout.entity.name) \(state.id)")
    }
    var holdings = try session.holdings(stored)
    let before = holdings
    let numbers = try numbers(of: publication.scopes)
    holdings.note(echo: nil)
    holdings.move(to: numbers, at: publication.sequence, touchesAll: false)
    let left = before.here.filter { !holdings.here.contains($0) }
    let entered = holdings.here.filter { !before.here.contains($0) }
    session.digest(state.entity, from: stored.state, in: left, to: stored.state, in: entered)
    try session.save(
      stored.content, held: holdings.encoded, replacing: stored, layout)
    try feed(stored.row, state.entity, from: before, to: holdings)
  }

  private func numbers(of scopes: Set<Scope>) throws -> [UInt64] {
    let known = scopes.compactMap { session.memory.scopeNumbers[$0] }
    if known.count == scopes.count { return known.sorted() }
    // In the order of names, so that the numbers don't depend on the order of a set.
    let sorted = scopes.sorted { UTF8Order.precedes($0.description, $1.description) }
    return try sorted.map { try session.number(of: $0) }
  }

  private func feed(
    _ row: Int64, _ entity: EntityTag, from before: Holdings, to after: Holdings
  ) throws {
    for holding in after.all {
      let earlier = before.holding(holding.scope)
      let old = earlier?.at
      guard old != holding.at else { continue }
      if let earlier, !earlier.isHere, holding.isHere {
        try session.keepStay(earlier, of: row, entity)
      }
      if let old {
        let delete = try session.statement(
          "DELETE FROM karvan_feed WHERE scope = ? AND at = ? AND entity = ? AND record = ?")
        bind(delete, holding.scope, old, entity, row)
        try delete.run()
      }
      let insert = try session.statement(.appendFeed)
      bind(insert, holding.scope, holding.at, entity, row)
      try insert.run()
    }
  }

  private func bind(
    _ statement: SQLStatement, _ scope: UInt64, _ at: UInt64, _ entity: EntityTag, _ row: Int64
  ) {
    statement.bind(1, scope)
    statement.bind(2, at)
    statement.bind(3, Int64(entity))
    statement.bind(4, row)
  }
}

extension Holdings {
  /// Notes who made the change that comes next: one replica may go on echoing, others end it.
  mutating func note(echo replica: UInt64?) {
    guard replica != echo || replica == nil else { return }
    echo = replica
    echoSince = replica == nil ? 0 : newest
  }

  /// Puts the record into these scopes.
  ///
  /// - Parameter touchesAll: Whether its state changed too, so that all scopes have to know.
  mutating func move(to scopes: [UInt64], at sequence: UInt64, touchesAll: Bool) {
    for index in all.indices {
      let stays = scopes.contains(all[index].scope)
      switch (all[index].isHere, stays) {
      case (true, true):
        if touchesAll { all[index].at = sequence }
      case (true, false), (false, true):
        if stays { all[index].entered = sequence }
        all[index].isHere = stays
        all[index].at = sequence
      case (false, false): continue
      }
    }
    for scope in scopes where holding(scope) == nil {
      all.append(Holding(scope: scope, at: sequence, entered: sequence, isHere: true))
    }
    all.sort { $0.scope < $1.scope }
  }
}
