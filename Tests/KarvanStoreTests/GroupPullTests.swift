// SPDX-License-Identifier: Apache-2.0

import KarvanCore
import KarvanSync
import TestSupport
import Testing

@testable import KarvanStore

/// P-070: of a record that the device has, only what changed is sent, and that ends in the same.
@Suite struct GroupPullTests {
  /// Two devices of equal rights, one fed with groups and one with whole states, beside one that
  /// moves records about; with cut lines, lost answers, kills, changed rights and new beginnings.
  @Test func groupsEndInTheSameStateAsWholeRecords() throws {
    var partial = 0
    try forAllSeeds(40) { generator in
      let world = try World()
      try world.addDevice(territories: [0, 1, 2], office: true)
      try world.addDevice(territories: [0, 1])
      let whole = try world.addDevice(territories: [0, 1])
      whole.takesWhole = true
      for _ in 0..<70 { try Self.step(world, &generator) }
      try ConvergenceTests.heal(world)
      try ConvergenceTests.checkAll(world)
      try Self.compare(world)
      partial += world.partial
    }
    // Else nothing was compared.
    #expect(partial > 40)
  }

  private static func step(_ world: World, _ generator: inout SeededGenerator) throws {
    let device = generator.element(of: world.devices)
    world.clock.advance(by: generator.integer(in: 0...2_000))
    switch generator.integer(in: 0...19) {
    case 0...9: try RandomWork(device: device).step(&generator)
    case 10...16:
      let intake = try world.sync(
        device, pageBytes: generator.element(of: [1, 100, nil]),
        answers: generator.element(of: [0, 1, 3, .max]),
        losesLast: generator.integer(in: 0...2) == 0)
      // A sync point that differs from the office's is found by its digests.
      try #require(intake?.divergent ?? [] == [])
    case 17: try world.reopen(device)
    case 18:
      let some = (0...2).filter { _ in generator.integer(in: 0...2) > 0 }
      for device in world.devices.dropFirst() {
        world.setAuthor(world.author(device.user, territories: some))
      }
    default: try beginAgain(device, &generator)
    }
  }

  /// What a difference of digests does: the next round states a scope from the beginning.
  private static func beginAgain(
    _ device: World.Device, _ generator: inout SeededGenerator
  ) throws {
    guard try device.database.standing().stagedPosition == 0 else { return }
    let place = generator.integer(in: 0...5)
    try device.database.store.write { session in
      let held = try session.heldScopes()
      if held.indices.contains(place) { try session.setCursor(0, of: held[place]) }
    }
  }

  private static func compare(_ world: World) throws {
    for entity in world.schema.entities {
      func states(_ device: World.Device) throws -> [RecordState] {
        try device.database.read { reader in
          try reader.list(RecordQuery(entity.tag, life: .all)).map(\.state)
        }
      }
      try #require(try states(world.devices[1]).count == states(world.devices[2]).count)
      for (one, other) in zip(try states(world.devices[1]), try states(world.devices[2])) {
        try #require(one.sameContent(as: other), "\(one) \(other)")
      }
    }
  }

  // MARK: One page each.

  private func page(_ world: World, _ device: World.Device) throws -> Page {
    var client = try ClientSession(
      storage: device.database, sealing: device.sealing, schemaVersion: 1)
    guard case .send(let header, let body) = try client.start(now: 0) else {
      throw Failure(.other)
    }
    let (answer, full) = try world.serve(header, body, of: device, pageBytes: nil)
    _ = try client.handle(answer, full, now: 0)
    return try #require(full).page
  }

  @Test func onlyTheGroupsThatChangedAreSent() throws {
    let world = try World()
    let one = try world.addDevice(territories: [0])
    let two = try world.addDevice(territories: [0])
    try world.sync(two)
    let id = try one.create(
      Toy.order,
      [21: .reference(World.territories[0]), 22: .text("title"), 23: .integer(5)])
    try one.edit(Toy.order, id, RecordEdit(adds: [29: ["red"]]))
    try world.sync(one)
    // New to the device: whole.
    #expect(try page(world, two).records.map(\.groups) == [nil])
    // One register written, the only element of a set removed.
    try one.edit(Toy.order, id, [23: .integer(3)])
    try one.edit(Toy.order, id, RecordEdit(removes: [29: ["red"]]))
    try world.sync(one)
    let records = try page(world, two).records
    #expect(records.map(\.groups) == [[23, 29]])
    #expect(records.first?.state.versions.map(\.group) == [23])
    #expect(
      try two.view(Toy.order, id)?.state
        == world.office.read { try $0.record(Toy.order, id) }?.state)
    // A delete has no groups at all.
    try one.delete(Toy.order, id)
    try world.sync(one)
    let deleted = try page(world, two).records
    #expect(deleted.map(\.groups) == [[]])
    #expect(try two.view(Toy.order, id)?.life == .deleted)
    // From the beginning: whole.
    try two.database.store.write { session in
      for scope in try session.heldScopes() { try session.setCursor(0, of: scope) }
    }
    #expect(try page(world, two).records.map(\.groups) == [nil])
    #expect(try two.database.check() == [])
  }

  /// A row of an earlier build tells nothing of what changed before its newest change.
  @Test func whatIsNotKnownIsSentWhole() throws {
    var old = ByteWriter()
    old.unsigned(1)
    old.unsigned(3 << 2 | 1)
    old.unsigned(9)
    old.unsigned(4)
    old.unsigned(0)
    var holdings = try Holdings(.bytes(old.bytes), place: "test")
    #expect(holdings.groupsChanged(since: 8) == nil)
    #expect(holdings.groupsChanged(since: 9) == [])
    holdings.note(changed: [7, 5], at: 12)
    holdings = try Holdings(holdings.encoded, place: "test")
    #expect(holdings.groupsChanged(since: 8) == nil)
    #expect(holdings.groupsChanged(since: 11) == [5, 7])
    #expect(holdings.groupsChanged(since: 12) == [])
  }
}
