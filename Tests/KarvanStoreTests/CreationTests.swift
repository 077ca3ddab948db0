// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanSync
import Synchronization
import TestSupport
import Testing

@testable import KarvanStore

/// A record that is written straight from its packed commit is the record that is saved of its state.
@Suite struct CreationTests {
  private let world: World
  private let device: World.Device

  init() throws {
    world = try World()
    device = try world.addDevice(territories: [0])
  }

  @Test func theRowIsThatOfTheState() throws {
    let entity = try #require(world.schema[Toy.order])
    var written = 0
    try forAllSeeds(150) { generator in
      let id = RecordID(high: generator.next(), low: generator.next())
      let change = Drafter(replica: device.replica).create(entity, id, Self.edit(&generator))
      let commit = Commit(
        replica: device.replica, sequence: UInt64(generator.integer(in: 1...1_000_000)),
        time: HybridTime(milliseconds: Int64(generator.integer(in: 1...1_000_000))),
        office: Bool.random(using: &generator), basis: 0, operation: "new", changes: [change])
      let isPending = Bool.random(using: &generator)
      try device.database.store.write { session in
        let layout = try session.layout.require(Toy.order)
        guard try Self.create(commit, pending: isPending, layout, session) else { return }
        written += 1
        var state = RecordState(entity: entity.tag, id: id)
        state.apply(change, of: commit)
        let stored = try #require(try session.load(layout, id))
        try #require(stored.state == state)
        try #require(stored.pending == (isPending ? [commit.sequence] : []))
        let encoded = try RowCodec.encode(stored.content, layout, session)
        try #require(stored.meta == encoded.meta && stored.columns == encoded.columns)
        let text = RecordView(entity: entity, state: state).searchText(layout.searched)
        let found = try session.search(text, entities: [Toy.order], limit: 1_000)
        try #require(text.isEmpty || found.contains { $0.record.state.id == id })
        // A second time there is something already, and nothing changes.
        try #require(try !Self.create(commit, pending: isPending, layout, session))
      }
    }
    #expect(written > 30)
  }

  /// What travels of a row is the state that the row says, whichever way it is made.
  @Test func theStateOfARowIsPackedAsItIs() throws {
    let entity = try #require(world.schema[Toy.order])
    var plain = 0
    try forAllSeeds(150) { generator in
      let id = RecordID(high: generator.next(), low: generator.next())
      var state = RecordState(entity: entity.tag, id: id)
      for sequence in 1...UInt64(generator.integer(in: 1...2)) {
        let drafter = Drafter(replica: device.replica)
        let edit = Self.edit(&generator)
        let change =
          sequence == 1
          ? drafter.create(entity, id, edit)
          : drafter.edit(RecordView(entity: entity, state: state), edit)
        guard let change else { continue }
        state.apply(
          change,
          of: Commit(
            replica: device.replica, sequence: sequence, time: HybridTime(milliseconds: 5),
            office: Bool.random(using: &generator), basis: 0, operation: "x", changes: [change]))
      }
      try device.database.store.write { session in
        let layout = try session.layout.require(Toy.order)
        try session.save(
          RowContent(state: state, pending: []), held: .integer(1), replacing: nil, layout)
        let select = try session.select(layout)
        select.bind(1, id)
        let carried = try select.first { try session.carriedState($0, layout) }
        try #require(carried?.state == state)
        guard case .plain(let found)? = carried else { return }
        plain += 1
        try #require(found.bytes == PackedState.encode(state))
      }
    }
    #expect(plain > 30)
  }

  private static func create(
    _ commit: Commit, pending: Bool, _ layout: EntityLayout, _ session: Session
  ) throws -> Bool {
    var writer = ByteWriter()
    writer.journalled(commit)
    return try writer.bytes.withUnsafeBytes { bytes in
      guard let packed = PackedCreation(journalled: bytes) else { return false }
      return try session.create(
        packed, commit.dot, pending: pending, held: .integer(1), layout) != nil
    }
  }

  private static func edit(_ generator: inout SeededGenerator) -> RecordEdit {
    var edit = RecordEdit()
    if generator.integer(in: 0...2) > 0 { edit.values[20] = .text("D1-\(generator.next())") }
    if generator.integer(in: 0...2) > 0 { edit.values[22] = .text("سفارش \(generator.next())") }
    if generator.integer(in: 0...2) > 0 { edit.values[23] = .integer(7) }
    if generator.integer(in: 0...2) > 0 { edit.values[25] = .integer(1) }
    if generator.integer(in: 0...2) > 0 { edit.values[26] = .integer(-2) }
    if generator.integer(in: 0...3) == 0 { edit.values[27] = .text("") }
    if generator.integer(in: 0...7) == 0 { edit.values[28] = .text("no number") }
    if generator.integer(in: 0...7) == 0 { edit.adds[29] = ["a", "b"] }
    if edit.isEmpty { edit.values[22] = .text("x") }
    return edit
  }

  /// What a refused commit would have written is not there, nor the number that it took.
  @Test func aRefusedCreationLeavesNothing() throws {
    let entity = try #require(world.schema[Toy.notice])
    try device.database.bulk { writer in
      let several: [[FieldTag: Value]] = [
        [20: .text("good")], [20: .integer(1)], [:], [20: .text("better")],
      ]
      for values in several {
        let made: Commit? = try? writer.commit(device.rights) { context in
          _ = try context.makeNumber()
          return OperationDraft(
            "new", [context.drafter.create(entity, context.makeID(), RecordEdit(values: values))])
        }
        #expect((made == nil) == (values[20]?.text == nil))
      }
    }
    let number = try device.database.store.read { try $0.unsignedInfo("number") }
    #expect(number == 2)
    #expect(try device.database.read { try $0.journal() }.map(\.commit.sequence) == [1, 2])
    #expect(try device.database.check(thorough: true) == [])
  }

  /// What was looked for in vain, then created, is found in the same transaction.
  @Test func aLookBeforeDoesNotHideTheRecord() throws {
    let entity = try #require(world.schema[Toy.notice])
    let id = RecordID(high: 77, low: 7)
    try device.database.bulk { writer in
      #expect(try writer.reader.record(Toy.notice, id) == nil)
      _ = try writer.commit(device.rights) { context in
        let edit = RecordEdit(values: [20: .text("new")])
        return OperationDraft("new", [context.drafter.create(entity, id, edit)])
      }
      #expect(try writer.reader.record(Toy.notice, id)?[20] == .text("new"))
    }
  }

  /// What comes in several pages is the same as what comes in one.
  @Test func aFirstSyncInPagesInstallsEverything() throws {
    try world.sync(device)
    for index in 0..<40 { _ = try device.create(Toy.notice, [20: .text("n\(index)")]) }
    try world.sync(device)
    let other = try world.addDevice(territories: [0])
    let intake = try #require(try world.sync(other, pageBytes: 300))
    #expect(intake.arrived == 40 && intake.divergent.isEmpty)
    #expect(try other.all(Toy.notice).map(\.state) == device.all(Toy.notice).map(\.state))
    #expect(try other.database.check(thorough: true) == [])
  }

  /// A device that synced with an office in which nothing had happened is not sent its work back.
  @Test func anEmptyOfficeDoesNotEcho() throws {
    try world.sync(device)
    let id = try device.create(Toy.notice, [20: .text("mine")])
    let intake = try #require(try world.sync(device))
    #expect(intake.accepted == 1 && intake.arrived == 0)
    #expect(try device.view(Toy.notice, id)?[20] == .text("mine"))
  }

  /// What taking the answer to so many new records costs, in statements, with everything around it.
  private func statements(confirming count: Int) throws -> [String] {
    try world.sync(device)
    let lines = Mutex<[String]>([])
    let database = try ReplicaDatabase.open(
      at: device.database.path, schema: world.schema, hashing: { _ in ToyHasher() },
      now: { [clock = world.clock] in clock.now },
      trace: { line in lines.withLock { $0.append(line) } })
    let traced = World.Device(
      number: 1, user: device.user, id: device.id, replica: device.replica, database: database,
      rights: device.rights)
    for index in 0..<count { _ = try traced.create(Toy.notice, [20: .text("n\(index)")]) }
    lines.withLock { $0.removeAll() }
    let intake = try #require(try world.sync(traced))
    #expect(intake.accepted == count && intake.divergent.isEmpty)
    let work = lines.withLock { $0 }
    #expect(try database.check(thorough: true) == [])
    try database.close()
    return work
  }

  @Test func confirmingARecordCostsOneStatement() throws {
    let few = try statements(confirming: 10)
    let many = try statements(confirming: 50)
    let holding = "UPDATE \"notice\" SET _held = ?"
    #expect(few.filter { $0.hasPrefix(holding) }.count == 10)
    #expect(many.filter { $0.hasPrefix(holding) }.count == 50)
    // What else a sync takes does not depend on how many there are: each transaction asks once
    // which rules are in force, each scope has a sum for each entity.
    #expect(many.count - 50 < 160 && many.count - few.count <= 42, "\(many)")
    // The rows are not written again: only who holds them.
    #expect(many.filter { $0.contains("UPDATE") && $0.contains("_meta") } == [])
  }

  /// Where a thousand new records belong is said in one line, not by their identifiers.
  @Test func ownRecordsAreNotNamedBack() throws {
    try world.sync(device)
    for index in 0..<30 { _ = try device.create(Toy.notice, [20: .text("n\(index)")]) }
    try world.sync(device)
    let page = try world.office.page(
      for: device.replica, scopes: { _ in [.everyone] },
      PullRequest(cursors: [ScopeCursor(.everyone, 1)], position: 0, maximumBytes: 1 << 20))
    #expect(page.records.isEmpty && page.memberships.isEmpty)
    #expect(page.creations.count == 1 && page.creations.first.map { $0.last - $0.first } == 29)
  }

  /// A new record that was edited again before the answer to the first commit came is right too.
  @Test func anEditDuringTheSyncStaysPending() throws {
    try world.sync(device)
    let id = try device.create(Toy.notice, [20: .text("first")])
    let other = try device.create(Toy.notice, [20: .text("other")])
    var client = try ClientSession(
      storage: device.database, sealing: device.sealing, schemaVersion: world.schema.version)
    guard case .send(let header, let body) = try client.start(now: world.clock.now) else { return }
    let (answerHeader, answerBody) = try world.serve(
      header, body, of: device, pageBytes: nil)
    try device.edit(Toy.notice, id, [20: .text("second")])
    _ = try client.handle(answerHeader, answerBody, now: world.clock.now)
    #expect(try device.database.check(thorough: true) == [])
    let database = device.database
    #expect(try database.read { try $0.isPending(Toy.notice, id) })
    #expect(try !database.read { try $0.isPending(Toy.notice, other) })
    let base = try #require(try database.read { try $0.base(Toy.notice, id) })
    #expect(base.versions(of: 20).first?[20] == .text("first"))
    #expect(try device.view(Toy.notice, id)?[20] == .text("second"))
    #expect(try database.read { try $0.scopes(of: Toy.notice, other) } == [.everyone])
    try device.edit(Toy.notice, other, [20: .text("changed")])
    let intake = try #require(try world.sync(device))
    #expect(intake.accepted == 2 && intake.divergent.isEmpty)
    #expect(try device.database.check(thorough: true) == [])
  }
}
