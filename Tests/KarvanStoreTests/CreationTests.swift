// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanSync
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

  private static func create(
    _ commit: Commit, pending: Bool, _ layout: EntityLayout, _ session: Session
  ) throws -> Bool {
    var writer = ByteWriter()
    writer.journalled(commit)
    return try writer.bytes.withUnsafeBytes { bytes in
      guard let packed = PackedCreation(journalled: bytes) else { return false }
      return try session.create(packed, commit.dot, pending: pending, held: .integer(1), layout)
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

  /// A device that synced with an office in which nothing had happened is not sent its work back.
  @Test func anEmptyOfficeDoesNotEcho() throws {
    try world.sync(device)
    let id = try device.create(Toy.notice, [20: .text("mine")])
    let intake = try #require(try world.sync(device))
    #expect(intake.accepted == 1 && intake.arrived == 0)
    #expect(try device.view(Toy.notice, id)?[20] == .text("mine"))
  }
}
