// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanSync

/// Makes a round of pages the device's new base, in the transaction of the page that reached the
/// head: readers see the old sync point or the new one.
struct Installation {
  let session: Session
  let replica: ReplicaID
  private(set) var page: Page
  let held: [HeldScope]
  /// Own commits that the answer itself settled; their records are as they were.
  let settling: [ClosedRange<UInt64>]
  var intake: Intake
  /// Own commits that the new base contains, by the records that they wrote.
  private var leaving: [RecordKey: [UInt64]] = [:]
  private var leavingOrder: [RecordKey] = []
  private var left: Set<UInt64> = []
  private var hashing: CreationHashing
  private var masks = CreationMasks()
  /// What goes on waiting on records that are not here.
  private var loose: [RecordKey: [UInt64]] = [:]
  /// Those of them whose time the server changed.
  private var stamped: Set<UInt64> = []
  /// Those of them that did nothing but start a record which no other of them wrote.
  private var lone: [RecordKey: LoneCreation] = [:]
  /// Up to where own commits are settled once this is done.
  private var end: UInt64 = 0
  /// The server sequences of commits that started records, where more is to be done than for those.
  private var createdAt: [RecordKey: UInt64] = [:]
  /// The bits of scopes that the round stated from the beginning: what it did not name, left.
  private var restated: Int64 = 0
  /// The bits of scopes that the user holds no longer.
  private var gone: Int64 = 0
  /// Whether records have a base beside them, which of a lone creation only a lost life left.
  private var hasBases = false
  /// Whether the last page of a snapshot came.
  private var isComplete = false

  init(
    session: Session, replica: ReplicaID, page: Page, held: [HeldScope],
    settling: [ClosedRange<UInt64>], intake: Intake
  ) {
    self.session = session
    self.replica = replica
    self.page = page
    self.held = held
    self.settling = settling
    self.intake = intake
    hashing = CreationHashing(replica: replica, hasher: session.hasher)
  }

  /// Installs the page alone, or, where others are staged before it, the round that it ends.
  mutating func run(isStaged: Bool) throws {
    session.remembers = false
    defer { session.remembers = true }
    try gatherScopes()
    try gatherLeaving()
    masks = try session.creationMasks(page, held, isStaged: isStaged)
    if isStaged { try installRound() } else { try installPage() }
    try finish()
  }

  private mutating func installPage() throws {
    let direct = try directRecords()
    let keys = Set(direct.map(\.key))
    try clear(restated | gone, unless: { keys.contains($0) })
    for record in direct { try install(record, isAgain: false) }
    try settleLeaving { keys.contains($0) }
  }

  /// A record that several pages name is installed with each; the newest says all that an older one
  /// did. Nothing stays in memory.
  private mutating func installRound() throws {
    let notesNames = try beginNames()
    let session = session
    func take(_ record: StagedRecord, _ installation: inout Installation) throws {
      try installation.install(
        record, isAgain: notesNames ? try !session.noteName(record.key) : nil)
    }
    try session.takeStaged { try take($0, &self) }
    for record in try directRecords() { try take(record, &self) }
    if notesNames { try endNames() }
  }

  /// Only a device that has something needs to know later what was named.
  private func beginNames() throws -> Bool {
    guard try !leavingOrder.isEmpty || session.hasRecords() else { return false }
    try session.clearNames()
    return true
  }

  private mutating func endNames() throws {
    let session = session
    try clear(restated | gone, unless: { try session.isInRound($0) }, isStaged: true)
    try settleLeaving { try session.isInRound($0) }
  }

  private mutating func settleLeaving(unless isNamed: (RecordKey) throws -> Bool) throws {
    for key in leavingOrder where try !isNamed(key) {
      // Beyond a commit that waits a row has to say itself that nothing of it does.
      if let creation = lone[key], creation.sequence <= end,
        let mask = masks.mask(creation.serverSequence)
      {
        try settle(creation, key, mask)
      } else {
        try settle(key)
      }
    }
  }

  /// Installs the pages of a snapshot as they come, none of which stays in memory.
  ///
  /// - Returns: how many records came.
  mutating func run(next: () throws -> Page?) throws -> UInt64 {
    session.remembers = false
    defer { session.remembers = true }
    try gatherScopes()
    try gatherLeaving()
    let notesNames = try beginNames()
    var count: UInt64 = 0
    while let next = try next() {
      guard next.scopes == page.scopes, !isComplete else {
        throw SyncStop.confused("a page of another snapshot")
      }
      let bits = try Session.bits(next, held)
      for record in next.records {
        let key = RecordKey(entity: record.carried.entity, id: record.carried.record)
        try install(
          StagedRecord(
            key: key, state: StagedState(record), mask: try Session.mask(record.scopes, bits)),
          isAgain: notesNames ? try !session.noteName(key) : nil)
      }
      count += UInt64(next.records.count)
      page.digests = next.digests
      isComplete = next.isHead
    }
    guard isComplete else { throw SyncStop.confused("a snapshot without an end") }
    if notesNames { try endNames() }
    try finish()
    return count
  }

  private mutating func gatherScopes() throws {
    for scope in held {
      if !page.scopes.contains(scope.scope) {
        gone |= scope.bit
      } else if scope.cursor == 0 {
        restated |= scope.bit
      }
      if scope.cursor == 0 { try session.clearDigests(ofScope: scope.number) }
    }
  }

  /// Accepted commits leave pending only now, when the base contains them, so that the screen
  /// never goes back in time.
  private mutating func gatherLeaving() throws {
    hasBases = try session.hasBases()
    let settled = try session.settledUpTo()
    let select = try session.freshStatement(
      "SELECT \(JournalRow.columns) FROM karvan_journal"
        + " WHERE seq > ?1 AND (state = 2 OR (state = 1 AND server_seq <= ?2)) ORDER BY seq")
    select.bind(1, settled)
    select.bind(2, page.position)
    do {
      defer { select.reset() }
      while try select.step() {
        // What a commit that still waits stands before may have been settled long ago.
        let isOld = select.integer(JournalRow.stateColumn) == JournalState.settled
        if isOld && !settling.contains(where: { $0.contains(select.unsigned(0)) }) { continue }
        if try !gatherLone(select) { try gather(JournalRow(select)) }
      }
    }
    let update = try session.statement(
      "UPDATE karvan_journal SET state = 2 WHERE seq > ?1 AND state = 1 AND server_seq <= ?2")
    update.bind(1, settled)
    update.bind(2, page.position)
    try update.run()
    end = try session.lastSettled(after: settled)
    loose = try session.looseWork()
    try gatherRemaining(after: settled)
  }

  private mutating func gather(_ row: JournalRow) throws {
    left.insert(row.sequence)
    if row.stamp != nil { stamped.insert(row.sequence) }
    for change in try row.commit(replica).changes {
      let key = RecordKey(entity: change.entity, id: change.record)
      note(row.sequence, on: key)
      if change.creates { createdAt[key] = row.serverSequence }
    }
  }

  private mutating func note(_ sequence: UInt64, on key: RecordKey) {
    if let first = lone.removeValue(forKey: key) {
      leaving[key] = [first.sequence, sequence]
      createdAt[key] = first.serverSequence
    } else {
      if leaving[key] == nil { leavingOrder.append(key) }
      leaving[key, default: []].append(sequence)
    }
  }

  /// Notes a commit that only started a record, without decoding it; false for any other.
  private mutating func gatherLone(_ row: SQLStatement) throws -> Bool {
    guard row.isNull(JournalRow.stampColumn),
      let creation = row.withBytes(
        JournalRow.payloadColumn,
        { LoneCreation($0, row.unsigned(0), row.unsigned(JournalRow.serverColumn), &hashing) })
    else { return false }
    left.insert(creation.sequence)
    if lone[creation.key] != nil || leaving[creation.key] != nil {
      note(creation.sequence, on: creation.key)
    } else {
      lone[creation.key] = creation
      leavingOrder.append(creation.key)
    }
    return true
  }

  /// A record that a later commit wrote too is no lone creation: its row has to say what waits.
  private mutating func gatherRemaining(after settled: UInt64) throws {
    guard !lone.isEmpty else { return }
    let select = try session.freshStatement(
      "SELECT \(JournalRow.columns) FROM karvan_journal"
        + " WHERE seq > ? AND \(JournalState.waits) ORDER BY seq")
    select.bind(1, settled)
    defer { select.reset() }
    while try select.step() {
      for change in try JournalRow(select).commit(replica).changes {
        let key = RecordKey(entity: change.entity, id: change.record)
        guard let first = lone.removeValue(forKey: key) else { continue }
        leaving[key] = [first.sequence]
        createdAt[key] = first.serverSequence
      }
    }
  }

  /// The records of a round of one page, each once; a membership leaves a state alone.
  private func directRecords() throws -> [StagedRecord] {
    let bits = try Session.bits(page, held)
    var records: [StagedRecord] = []
    var places: [RecordKey: Int] = [:]
    func add(_ key: RecordKey, _ state: StagedState?, _ mask: Int64) {
      if let place = places[key] {
        records[place] = StagedRecord(
          key: key, state: state ?? records[place].state, mask: mask)
      } else {
        places[key] = records.count
        records.append(StagedRecord(key: key, state: state, mask: mask))
      }
    }
    for record in page.records {
      let key = RecordKey(entity: record.carried.entity, id: record.carried.record)
      add(key, StagedState(record), try Session.mask(record.scopes, bits))
    }
    for record in page.memberships {
      let key = RecordKey(entity: record.entity, id: record.record)
      add(key, nil, try Session.mask(record.scopes, bits))
    }
    return records
  }

  // MARK: Records.

  /// A record that is new here, and of which one commit wrote everything, goes into its row as it
  /// lies; false where it has to be installed in the general way.
  private mutating func installInPlace(_ staged: StagedRecord, _ mask: Int64) throws -> Bool {
    guard mask != 0, loose[staged.key] == nil, let staged = staged.state, staged.groups == nil,
      case .plain(let plain) = staged.carried, let layout = session.layout[plain.entity]
    else { return false }
    let session = session
    let hash = try plain.withCreation { packed -> DigestSum? in
      guard
        try session.create(
          packed, plain.dot, pending: false, held: .integer(mask), layout) != nil
      else { return nil }
      return hashing.hash(packed, plain.dot)
    }
    guard let hash = hash ?? nil else { return false }
    session.digest(plain.entity, adding: hash, in: mask)
    intake.arrived += 1
    return true
  }

  /// - Parameter isAgain: Whether the round named the record before; nil where everything that is
  ///   here came with it.
  private mutating func install(_ staged: StagedRecord, isAgain: Bool?) throws {
    // An earlier page of the round may name a scope that the user has lost since.
    let mask = staged.mask & ~gone
    if try installInPlace(staged, mask) { return }
    guard let layout = session.layout[staged.key.entity] else { return try setAside(staged) }
    let old = try session.load(layout, staged.key.id)
    try replace(
      staged.key, layout, old, newest: staged.state, mask: mask,
      isAgain: isAgain ?? (old != nil))
    if staged.state != nil && mask != 0 { intake.arrived += 1 }
    if (old?.held.integer ?? 0) != 0 && mask == 0 { intake.left += 1 }
  }

  /// A record of an entity that a newer schema has: it is kept until ours has it, too.
  private mutating func setAside(_ staged: StagedRecord) throws {
    let old = try session.aside(staged.key)
    let mask = staged.mask & ~gone
    // Without content there is nothing to keep: the digests will differ and bring it.
    guard let state = staged.state.map({ $0.whole(of: old?.state) }) ?? old?.state else { return }
    try session.setAside(state, mask: mask)
  }

  /// A record that the page does not name because this device's own commits make its newest state.
  private mutating func settle(_ key: RecordKey) throws {
    guard let layout = session.layout[key.entity] else { return }
    let old = try session.load(layout, key.id)
    let created = createdAt[key] ?? lone[key]?.serverSequence
    let mask =
      old?.held.integer.map { $0 & ~(restated | gone) }
      ?? created.flatMap { masks.mask($0) }.map { $0 & ~gone }
    try replace(key, layout, old, newest: nil, mask: mask)
  }

  /// A record that only one own commit wrote, which is all that happened to it: the row is right
  /// but for the scopes that hold it.
  private mutating func settle(
    _ creation: LoneCreation, _ key: RecordKey, _ mask: Int64
  ) throws {
    let mask = mask & ~gone
    guard mask != 0, let layout = session.layout[key.entity] else { return try settle(key) }
    if hasBases {
      return try replace(
        key, layout, try session.load(layout, key.id), newest: nil, mask: mask)
    }
    guard try session.hold(key, by: mask, layout) else {
      return try replace(key, layout, nil, newest: nil, mask: mask)
    }
    session.digest(key.entity, adding: creation.hash, in: mask)
  }

  private mutating func replace(
    _ key: RecordKey, _ layout: EntityLayout, _ old: StoredRecord?, newest staged: StagedState?,
    mask: Int64?, isAgain: Bool = false
  ) throws {
    let pending = old?.pending.filter { !left.contains($0) } ?? loose[key] ?? []
    let oldBase = try old.flatMap { try session.base(of: $0, layout) }
    let mine = leaving[key] ?? lone[key].map { [$0.sequence] } ?? []
    let newest = try whole(staged, key, old, oldBase, mine)
    // Where nothing stays pending, the record shows the new base already.
    let isUnchanged =
      old != nil && newest == nil && pending.isEmpty && stamped.isDisjoint(with: mine)
    let newBase: RecordState?
    if let newest {
      newBase = newest
    } else if isUnchanged {
      newBase = old?.state
    } else if old == nil && createdAt[key] == nil && lone[key] == nil {
      // Writes of what is not here do not make it whole.
      newBase = nil
    } else {
      // A record that had left when an office which was put back lost it is here no more: the
      // journal has it.
      newBase = try session.state(oldBase, with: mine, of: key, replica: replica)
    }
    // A membership of a record that is not here: the digests will differ and bring it.
    let isKnown = newBase != nil || (mask ?? 0) == 0 || !pending.isEmpty
    guard isKnown else { return }
    // The sums of scopes that begin anew have what the round itself has brought.
    let summed = (old?.held.integer ?? 0) & ~(isAgain ? gone : restated | gone)
    session.digest(
      layout.entity.tag, from: oldBase, in: Session.scopes(in: summed),
      to: newBase, in: Session.scopes(in: mask ?? 0))
    let outcome = try session.rebase(
      key, layout,
      Session.Rebase(base: newBase, pending: pending, mask: mask, isUnchanged: isUnchanged),
      old: old, replica: replica)
    intake.conflicts += outcome.opened
    if newest != nil { intake.lostEdits += lostEdits(outcome, layout) }
  }

  /// The newest state. Groups are put into what the office has, which are the base and those own
  /// commits that it says to have seen: a base alone may lack them, or be none.
  private func whole(
    _ staged: StagedState?, _ key: RecordKey, _ old: StoredRecord?, _ oldBase: RecordState?,
    _ mine: [UInt64]
  ) throws -> RecordState? {
    guard let staged else { return nil }
    guard staged.groups != nil else { return staged.state }
    let seen = (old?.pending ?? []).filter {
      mine.contains($0) || staged.state.clock.covers(Dot(replica, $0))
    }
    return staged.whole(of: try session.state(oldBase, with: seen, of: key, replica: replica))
  }

  /// Own values that were displayed and that another's value hides now.
  private func lostEdits(_ outcome: Session.RebaseOutcome, _ layout: EntityLayout) -> Int {
    guard let before = outcome.before, let after = outcome.after, after.hasSiblings else {
      return 0
    }
    return layout.groups.filter { group in
      let rule = group.group.rule
      guard !rule.isSet, let shown = rule.displayed(before.versions(of: group.group.tag)),
        shown.dot.replica == replica
      else { return false }
      let view = rule.view(after.versions(of: group.group.tag))
      return view.hidden.contains { $0.name == shown.name }
    }.count
  }

  /// Takes scopes off the records that the round did not name.
  ///
  /// - Parameter isStaged: Whether all names are staged, so that SQLite leaves those out.
  private mutating func clear(
    _ bits: Int64, unless isNamed: (RecordKey) throws -> Bool, isStaged: Bool = false
  ) throws {
    guard bits != 0 else { return }
    for key in try session.asideKeys(in: bits) where try !isNamed(key) {
      guard let record = try session.aside(key) else { continue }
      try session.setAside(record.state, mask: record.mask & ~bits)
    }
    for layout in session.layout.entities {
      let unnamed =
        isStaged ? " AND id NOT IN (SELECT id FROM karvan_stage WHERE entity = ?2)" : ""
      let rows = try session.freshStatement(
        "SELECT _row FROM \(layout.table) WHERE _held & ?1 <> 0" + unnamed)
      rows.bind(1, bits)
      if isStaged { rows.bind(2, Int64(layout.entity.tag)) }
      for row in try rows.all({ $0.integer(0) }) {
        guard let record = try session.load(layout, row: row) else { continue }
        let key = RecordKey(entity: layout.entity.tag, id: record.state.id)
        guard leaving[key] == nil, lone[key] == nil, try !isNamed(key) else { continue }
        let mask = (record.held.integer ?? 0) & ~bits
        if mask == 0 && record.pending.isEmpty {
          try session.keepStub(of: record, layout)
          try session.remove(record, layout)
          intake.left += 1
        } else if mask == 0, try isOwn(record, key) {
          _ = try session.rebase(
            key, layout, Session.Rebase(base: nil, pending: record.pending, mask: nil),
            old: record, replica: replica)
        } else {
          try session.save(
            record.content, held: .integer(mask), replacing: record, layout)
        }
      }
    }
  }

  /// Whether commits that wait make the whole record: then what a lost life of the server had
  /// published of it, under another name of theirs, is its state no more.
  private func isOwn(_ record: StoredRecord, _ key: RecordKey) throws -> Bool {
    guard let first = record.pending.first, let row = try session.journalRow(first) else {
      return false
    }
    return try row.commit(replica).changes.contains {
      $0.entity == key.entity && $0.record == key.id && $0.creates
    }
  }

  // MARK: The end of the round.

  private mutating func finish() throws {
    // With the sync point that brings it: nobody ever sees a rule without what it decides.
    if session.hasNewRules { intake.conflicts += try session.enforceRules() }
    try session.flushDigests()
    for scope in held {
      if page.scopes.contains(scope.scope) {
        try session.setCursor(page.position, of: scope)
      } else {
        try session.release(scope)
      }
    }
    try session.setUnsignedInfo("basis", page.position)
    try session.advanceSettled()
    try session.keep(page.mark, replica: replica)
    try session.pruneStubs()
    try session.clearStage()
    if !page.digests.isEmpty { try compareDigests() }
    intake.reachedHead = true
  }

  /// A difference is reported, and the scope is pulled from the beginning next time; own work that
  /// is not sent stays where it is.
  private mutating func compareDigests() throws {
    for (index, scope) in page.scopes.enumerated() {
      guard let held = held.first(where: { $0.scope == scope }) else { continue }
      var sums: [EntityTag: DigestSum] = [:]
      for digest in page.digests where digest.scope == index { sums[digest.entity] = digest.sum }
      var isDivergent = false
      for entity in session.layout.entities {
        let name = DigestName(scope: held.number, entity: entity.entity.tag)
        guard try session.digest(name) != sums[entity.entity.tag] ?? DigestSum() else { continue }
        intake.divergent.append("\(scope)/\(entity.entity.name)")
        isDivergent = true
      }
      if isDivergent { try session.setCursor(0, of: held) }
    }
  }
}
