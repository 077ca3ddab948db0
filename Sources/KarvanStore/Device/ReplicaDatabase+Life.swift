// SPDX-License-Identifier: Apache-2.0
public import KarvanCore
public import KarvanSync

/// What going on as another replica did.
public struct Rebirth: Hashable, Sendable {
  /// A document whose number another life may have given too.
  public struct Renumbered: Hashable, Sendable {
    /// The entity.
    public let entity: EntityTag
    /// The document.
    public let record: RecordID
    /// What it was.
    public let old: String
    /// What it is.
    public let new: String
  }

  /// Commits that wait and were written again under the new replica.
  public var reissued = 0
  /// Commits that another life had sent already; they were not written again.
  public var known = 0
  /// Documents that have other numbers now.
  public var renumbered: [Renumbered] = []
}

extension ReplicaDatabase {
  /// Goes on as another replica (P-061): what waits is written again under its name, what another
  /// life has sent already is not, and rejections stay where they can be settled. All in one
  /// transaction, durable when it returns.
  ///
  /// The base stays what it is, the server's state at the cursors; the next pull, as a replica
  /// that never spoke, brings what any other life sent since, and the digests check it. The
  /// database has to be opened anew afterwards.
  ///
  /// - Parameters:
  ///   - known: The results of the commits that the server has from another life.
  ///   - lacks: The first commit that it lacks though it was answered by a life of the server that
  ///     is lost: what it was answered from there on waits, too. Nil where it has all.
  /// - Throws: ``StoreError`` `inconsistent` when it goes on as this replica already.
  public func begin(
    _ grant: LifeGrant, known: [ResultRun], lacks: UInt64? = nil
  ) throws -> Rebirth {
    try store.write(isDurable: true) { session in
      try goOn(as: grant, known: known, lacks: lacks, forgotten: nil, session)
    }
  }

  /// Goes on as a device that was enrolled anew (P-063): the server does not know this one, since
  /// it was restored to a state from before it, so that all its commits are written again.
  ///
  /// Otherwise like ``begin(_:known:)``.
  ///
  /// - Parameter former: How much the server has of former lives of this database. What it lacks of
  ///   those that are named is written again, too (P-102).
  public func begin(
    _ grant: LifeGrant, forgottenIn incarnation: IncarnationID, former: [FormerLife] = []
  ) throws -> Rebirth {
    try store.write(isDurable: true) { session in
      try startOver(in: incarnation, session)
      return try goOn(as: grant, known: [], lacks: nil, forgotten: former, session)
    }
  }

  private func goOn(
    as grant: LifeGrant, known: [ResultRun], lacks: UInt64?, forgotten: [FormerLife]?,
    _ session: Session
  ) throws -> Rebirth {
    let former: ReplicaID = try session.idInfo("replica")
    guard former != grant.replica else {
      throw StoreError(.inconsistent, "the replica is this one already", place: path)
    }
    var intake = Intake()
    // As of before the answers: a commit that they refuse is still to be taken out of its records.
    _ = try session.settledUpTo()
    // What was answered by a life of the server that is lost may be answered otherwise by this one.
    let news = lacks == nil ? known : try known.flatMap { try unanswered($0, session) }
    _ = try session.take(news, installed: 0, replica: former, into: &intake)
    if let lacks { try takeBack(from: lacks, session) }
    var reissue = try Reissue(
      session: session, former: former, grant: grant, lacks: lacks, forgotten: forgotten)
    try reissue.run()
    reissue.result.known = intake.accepted + intake.rejected
    return reissue.result
  }

  /// The results of those commits of a run that wait for one, or are asked about.
  private func unanswered(_ run: ResultRun, _ session: Session) throws -> [ResultRun] {
    var runs: [ResultRun] = []
    for (index, result) in run.results.enumerated() {
      let sequence = run.first + UInt64(index)
      guard let row = try session.journalRow(sequence),
        row.isAsked || row.state == JournalState.pending || row.state == JournalState.waiting
      else { continue }
      runs.append(ResultRun(first: sequence, results: [result]))
    }
    return runs
  }
}

/// Writes what waits again under another replica's name.
private struct Reissue {
  private let session: Session
  private let former: ReplicaID
  private let grant: LifeGrant
  /// The first commit of the former replica that the server lacks, whatever the bases show; nil
  /// where they show what it has.
  private let lacks: UInt64?
  /// How much a server that has forgotten the former replica, whatever the bases show, has of those
  /// before it; nil where it knows them all.
  private let forgotten: [FormerLife]?
  private let formerCode: String
  /// What is written again: of the former replica, and of those before it.
  private var rows: [(replica: ReplicaID, row: JournalRow)] = []
  /// The new numbers of commits, by their old names.
  private var numbers: [Dot: UInt64] = [:]
  private var touched: [Touched] = []
  private var bases: [RecordKey: RecordState] = [:]
  private var pendings: [RecordKey: [Dot]] = [:]
  /// Whether some of it writes what is not here.
  private var isLoose = false
  var result = Rebirth()

  /// A record that own commits have written which its base did not contain.
  private struct Touched {
    let key: RecordKey
    let layout: EntityLayout
    let held: Int64?
    let base: RecordState?
    let pending: [Dot]
  }

  init(
    session: Session, former: ReplicaID, grant: LifeGrant, lacks: UInt64?,
    forgotten: [FormerLife]?
  ) throws {
    self.session = session
    self.former = former
    self.grant = grant
    self.lacks = lacks
    self.forgotten = forgotten
    formerCode = try session.info("device_code").text ?? ""
  }

  mutating func run() throws {
    try gather()
    try forgetSettled()
    try setAside()
    try nameAnew()
    for (replica, row) in rows { try write(row, of: replica) }
    for record in touched { try rebase(record) }
    try session.flushDigests()
  }

  /// What waits, what was rejected and nobody settled, and the records that are concerned, with
  /// what the server is known to have of them.
  private mutating func gather() throws {
    var keys: [RecordKey] = []
    var seen: Set<RecordKey> = []
    var lost: [RecordKey: [Dot]] = [:]
    for (replica, row) in try takeLost() {
      add(row, of: replica)
      for change in try row.commit(replica).changes {
        let key = RecordKey(entity: change.entity, id: change.record)
        if seen.insert(key).inserted { keys.append(key) }
        lost[key, default: []].append(Dot(replica, row.sequence))
      }
    }
    let open = try session.statement(
      "SELECT \(JournalRow.columns) FROM karvan_journal"
        + " WHERE \(JournalState.waits) OR (state = \(JournalState.rejected) AND settled IS NULL)"
        + " ORDER BY seq"
    ).all(JournalRow.init)
    for row in open {
      if row.state != JournalState.accepted { add(row, of: former) }
      guard row.state != JournalState.rejected else { continue }
      for change in try row.commit(former).changes {
        let key = RecordKey(entity: change.entity, id: change.record)
        if seen.insert(key).inserted { keys.append(key) }
      }
    }
    // What the server keeps in quarantine for the former life goes on here too: there it may wait
    // for ever, and taken twice it is there once.
    let waiting = Set(
      rows.filter { $0.replica == former && $0.row.state != JournalState.rejected }
        .map { $0.row.sequence })
    for key in keys { try gather(key, waiting, lost[key] ?? []) }
  }

  private mutating func add(_ row: JournalRow, of replica: ReplicaID) {
    rows.append((replica, row))
    numbers[Dot(replica, row.sequence)] = UInt64(rows.count)
  }

  /// The accepted commits of lives before the former one that a server which was restored lacks, or
  /// has not taken, in order; they are no commits of a former life any more.
  private func takeLost() throws -> [(ReplicaID, JournalRow)] {
    guard let forgotten else { return [] }
    var lost: [(ReplicaID, JournalRow)] = []
    let lives = try session.statement("SELECT DISTINCT life FROM karvan_former ORDER BY life")
      .all { $0.unsigned(0) }
    for life in lives {
      let replica = try session.replica(life)
      // Of one that the server said nothing of, it may have all.
      guard let former = forgotten.first(where: { $0.replica == replica }) else { continue }
      for run in former.lacking {
        let condition = "life = ? AND seq BETWEEN ? AND ? AND state IN (1, 2)"
        for text in [
          "SELECT \(JournalRow.columns) FROM karvan_former WHERE \(condition) ORDER BY seq",
          "DELETE FROM karvan_former WHERE \(condition)",
        ] {
          let statement = try session.statement(text)
          statement.bind(1, life)
          statement.bind(2, run.lowerBound)
          statement.bind(3, min(run.upperBound, UInt64(Int64.max)))
          lost += try statement.all { (replica, JournalRow($0)) }
        }
      }
    }
    return lost
  }

  private mutating func gather(
    _ key: RecordKey, _ waiting: Set<UInt64>, _ lost: [Dot]
  ) throws {
    guard let layout = session.layout[key.entity], let record = try session.load(layout, key.id)
    else { return isLoose = true }
    guard !(record.pending.isEmpty && lost.isEmpty) else { return }
    let base =
      record.pending.isEmpty ? record.state : try session.base(layout, row: record.row)
    // What the server has accepted is part of its state, whether it has come back or not.
    let known = try session.state(
      base, with: record.pending.filter { !waiting.contains($0) }, of: key, replica: former)
    let pending = lost + record.pending.filter(waiting.contains).map { Dot(former, $0) }
    touched.append(
      Touched(
        key: key, layout: layout, held: record.held.integer, base: base,
        pending: pending))
    bases[key] = known
    pendings[key] = pending
  }

  /// Rows go on naming commits that are settled (see ``Session/settledUpTo()``), by numbers that
  /// mean other commits from now on.
  private func forgetSettled() throws {
    try session.forgetSettled()
    try session.setInfo("settled", .null)
    session.memory.settled = nil
    session.forgetAll()
  }

  /// The former life's commits stay readable; its segments are of no use to anybody.
  private func setAside() throws {
    let keep = try session.statement(
      "INSERT OR REPLACE INTO karvan_former"
        + " (life, seq, payload, time, state, server_seq, stamp, failure, settled)"
        + " SELECT ?, seq, payload, time, state, server_seq, stamp, failure, settled"
        + " FROM karvan_journal WHERE state IN (1, 2) OR (state = 3 AND settled IS NOT NULL)")
    keep.bind(1, try session.number(of: former))
    try keep.run()
    try session.statement("DELETE FROM karvan_journal").run()
    let own = rows.filter { $0.replica == former }.map { $0.row.sequence }
    try session.renumberUndo(
      Dictionary(uniqueKeysWithValues: own.map { ($0, numbers[Dot(former, $0)] ?? 0) }), in: own)
    try session.limitSafe(to: 0)
    try session.statement("DELETE FROM karvan_segment").run()
    try session.clearStage()
  }

  private func nameAnew() throws {
    try session.setInfo("replica", .bytes(grant.replica.bytes))
    try session.setInfo("device", .bytes(grant.device.bytes))
    try session.setInfo("device_code", .text(grant.deviceCode))
    for key in [
      "genesis", "acknowledged", "acknowledged_mac", "exchange", BackupWord.key, "number",
      Session.journalFloor, Session.looseThrough,
    ] {
      try session.setInfo(key, .null)
    }
    if isLoose { try session.noteLoose(through: UInt64(rows.count)) }
    _ = try session.number(of: grant.replica)
  }

  // MARK: Commits.

  private mutating func write(_ row: JournalRow, of replica: ReplicaID) throws {
    guard let sequence = numbers[Dot(replica, row.sequence)] else { return }
    let old = try row.commit(replica)
    let commit = Commit(
      replica: grant.replica, sequence: sequence, time: old.time, office: old.office,
      basis: old.basis, operation: old.operation,
      changes: try old.changes.map { try anew($0, of: replica) })
    var payload = ByteWriter(reserving: row.payload.count + 64)
    payload.journalled(commit)
    try session.appendJournal(commit, payload.bytes)
    guard row.state == JournalState.rejected else { return result.reissued += 1 }
    let update = try session.statement(
      "UPDATE karvan_journal SET state = ?, failure = ? WHERE seq = ?")
    update.bind(1, JournalState.rejected)
    update.bind(2, row.failure)
    update.bind(3, sequence)
    try update.run()
  }

  private mutating func anew(
    _ change: RecordChange, of replica: ReplicaID
  ) throws -> RecordChange {
    let number = session.layout[change.entity]?.entity.about.number
    let key = RecordKey(entity: change.entity, id: change.record)
    var writes: [GroupWrite] = []
    for write in change.writes {
      let action = change.creates ? try renumbered(write, number, key, of: replica) : write.action
      writes.append(
        GroupWrite(
          group: write.group, action: action, replaces: write.replaces.map { anew($0) },
          sweeps: write.sweeps.map { anew($0) }))
    }
    return RecordChange(
      entity: change.entity, record: change.record, creates: change.creates, writes: writes,
      life: try change.life.map { try anew($0, of: key) })
  }

  private func anew(_ name: VersionName) -> VersionName {
    VersionName(anew(name.dot), element: name.element)
  }

  private func anew(_ dot: Dot) -> Dot {
    numbers[dot].map { Dot(grant.replica, $0) } ?? dot
  }

  private func anew(_ life: LifeWrite, of key: RecordKey) throws -> LifeWrite {
    var seen: [Dot] = []
    var own: UInt64 = 0
    for entry in life.seen.entries {
      // Of a life that was written again only what the server has of the record; of the new one
      // what that one had written to it by then.
      let known = min(entry.sequence, try self.known(of: entry.replica, key))
      if known > 0 { seen.append(Dot(entry.replica, known)) }
      let last = pendings[key]?.last {
        $0.replica == entry.replica && $0.sequence <= entry.sequence
      }
      own = max(own, last.flatMap { numbers[$0] } ?? 0)
    }
    if own > 0 { seen.append(Dot(grant.replica, own)) }
    return LifeWrite(
      isDeleted: life.isDeleted, replaces: life.replaces.map { anew($0) }, seen: RecordClock(seen))
  }

  /// The greatest commit of a replica that the server can have of a record.
  private func known(of replica: ReplicaID, _ key: RecordKey) throws -> UInt64 {
    let here = bases[key]?.clock.sequence(of: replica) ?? 0
    let reach: UInt64
    if replica == former {
      guard forgotten == nil else { return 0 }
      reach = lacks.map { max($0, 1) - 1 } ?? .max
    } else {
      guard let forgotten, rows.contains(where: { $0.replica == replica }) else { return .max }
      reach = forgotten.first { $0.replica == replica }?.sequence ?? 0
    }
    return here <= reach && numbers[Dot(replica, here)] == nil
      ? here : try lastKept(of: replica, through: reach, key)
  }

  /// The last commit of a life before the former one, up to one, that wrote a record.
  private func lastKept(
    of replica: ReplicaID, through reach: UInt64, _ key: RecordKey
  ) throws -> UInt64 {
    // The identifier stands in a commit as it is, so that most rows need not be decoded.
    let select = try session.statement(
      "SELECT \(JournalRow.columns) FROM karvan_former WHERE life = ? AND seq <= ?"
        + " AND state IN (1, 2) AND instr(payload, ?) > 0 ORDER BY seq DESC")
    select.bind(1, try session.number(of: replica))
    select.bind(2, reach)
    select.bind(3, key.id)
    let last = try select.all(JournalRow.init).first { row in
      try row.commit(replica).changes.contains {
        $0.entity == key.entity && $0.record == key.id
      }
    }
    return last?.sequence ?? 0
  }

  /// A number of the former code may have been given by the other life too, so that a document
  /// that waits gets one of the new code.
  private mutating func renumbered(
    _ write: GroupWrite, _ number: FieldTag?, _ key: RecordKey, of replica: ReplicaID
  ) throws -> GroupWrite.Action {
    guard let number, case .set(let values) = write.action, let old = values[number].text,
      replica != former || old.hasPrefix(formerCode + "-")
    else { return write.action }
    let next = try session.unsignedInfo("number") + 1
    try session.setUnsignedInfo("number", next)
    let new = "\(grant.deviceCode)-\(next)"
    let others = values.all.map {
      $0.field == number ? FieldValue(number, .text(new)) : $0
    }
    guard let value = GroupValue(others) else { return write.action }
    // Of a server that forgot the former device the new one may have the same code.
    if new != old {
      result.renumbered.append(
        Rebirth.Renumbered(entity: key.entity, record: key.id, old: old, new: new))
    }
    return .set(value)
  }

  // MARK: Records.

  private func rebase(_ record: Touched) throws {
    let base = bases[record.key]
    let pending = record.pending.compactMap { numbers[$0] }.sorted()
    guard base != nil || !pending.isEmpty else { return }
    // The server has it but has not said yet for whom: the next pull does.
    let all = try session.heldScopes().reduce(Int64(0)) { $0 | $1.bit }
    let held = record.held ?? (base == nil ? nil : all)
    session.digest(
      record.layout.entity.tag, from: record.base, in: Session.scopes(in: record.held ?? 0),
      to: base, in: Session.scopes(in: base == nil ? 0 : held ?? 0))
    _ = try session.rebase(
      record.key, record.layout, Session.Rebase(base: base, pending: pending, mask: held),
      old: try session.load(record.layout, record.key.id), replica: grant.replica)
  }
}
