// SPDX-License-Identifier: Apache-2.0

import KarvanCore
import KarvanSync
import TestSupport
import Testing

@testable import KarvanStore

/// Own records that left a device with a territory, and that an office which was put back lacks, at
/// a time when the device had that territory (P-063): it brings them again from its journal, and
/// holds them again.
@Suite struct LeftAndLostTests {
  /// - Parameters:
  ///   - waits: Whether something else waits, so that records have bases beside them.
  ///   - write: What the device makes that the office loses.
  private func check(
    waits: Bool, write: (World.Device) throws -> [(entity: EntityTag, id: RecordID)]
  ) throws {
    let world = try World()
    let device = try world.addDevice(territories: [0])
    let other = try world.addDevice(territories: [0])
    let kept = try device.create(
      Toy.order, [21: .reference(World.territories[0]), 22: .text("kept")])
    for each in [device, other] { try world.sync(each) }
    try world.keepOffice()
    let made = try write(device)
    try world.sync(device)
    world.setAuthor(world.author(device.user, territories: [1]))
    try world.sync(device)
    for record in made { #expect(try device.view(record.entity, record.id) == nil) }
    if waits { try device.create(Toy.notice, [20: .text("waits")]) }
    try world.restoreOffice()
    world.setAuthor(world.author(device.user, territories: [0]))
    let lives = world.lives
    try world.office.transaction { try lives.renew($0, world.clock.now) }
    for each in [device, other] {
      let intake = try #require(try world.sync(each))
      #expect(intake.divergent == [] && intake.rejected == 0)
      #expect(try each.database.check() == [])
    }
    for record in made + [(Toy.order, kept)] {
      let state = try #require(try world.office.read { try $0.record(record.entity, record.id) })
        .state
      for each in [device, other] {
        #expect(try each.view(record.entity, record.id)?.state == state)
      }
    }
    try ConvergenceTests.checkAll(world)
  }

  private static func order(_ device: World.Device) throws -> RecordID {
    try device.create(Toy.order, [21: .reference(World.territories[0]), 22: .text("made")])
  }

  @Test("One that a single commit made", arguments: [false, true])
  func creation(_ waits: Bool) throws {
    try check(waits: waits) { [(Toy.order, try Self.order($0))] }
  }

  @Test("One that was edited", arguments: [false, true])
  func edit(_ waits: Bool) throws {
    try check(waits: waits) { device in
      let id = try Self.order(device)
      try device.edit(Toy.order, id, [22: .text("edited")])
      return [(Toy.order, id)]
    }
  }

  @Test("A part of what another device brings later", arguments: [false, true], [false, true])
  func waiting(_ waits: Bool, _ isEdited: Bool) throws {
    let world = try World()
    let device = try world.addDevice(territories: [0])
    let other = try world.addDevice(territories: [0])
    for each in [device, other] { try world.sync(each) }
    try world.keepOffice()
    let whole = try Self.order(other)
    for each in [other, device] { try world.sync(each) }
    let part = try device.create(Toy.line, [20: .reference(whole), 21: .text("part")])
    if isEdited { try device.edit(Toy.line, part, [21: .text("edited")]) }
    try world.sync(device)
    world.setAuthor(world.author(device.user, territories: [1]))
    try world.sync(device)
    #expect(try device.view(Toy.line, part) == nil)
    try world.restoreOffice()
    world.setAuthor(world.author(device.user, territories: [0]))
    let lives = world.lives
    try world.office.transaction { try lives.renew($0, world.clock.now) }
    // The part waits for its whole, while its territory comes back.
    try world.sync(device)
    if waits { try device.create(Toy.notice, [20: .text("waits")]) }
    for each in [other, device, other] {
      let intake = try #require(try world.sync(each))
      #expect(intake.divergent == [] && intake.rejected == 0)
      #expect(try each.database.check() == [])
    }
    let state = try #require(try world.office.read { try $0.record(Toy.line, part) }).state
    for each in [device, other] { #expect(try each.view(Toy.line, part)?.state == state) }
    try ConvergenceTests.checkAll(world)
  }

  @Test(
    "One that was taken just before the backup, though its device never heard so",
    arguments: [false, true], [false, true])
  func unheard(_ isEdited: Bool, _ isDeleted: Bool) throws {
    let world = try World()
    let device = try world.addDevice(territories: [0])
    let other = try world.addDevice(territories: [0])
    for each in [device, other] { try world.sync(each) }
    let id = try Self.order(device)
    #expect(try world.sync(device, answers: 0, losesLast: true) == nil)
    try world.keepOffice()
    if isEdited { try device.edit(Toy.order, id, [27: .text("edited")]) }
    if isDeleted { try device.delete(Toy.order, id) }
    try device.create(Toy.notice, [20: .text("beside")])
    try world.restoreOffice()
    // Whoever restored it said so before anybody was served: all that the backup has is common.
    try world.office.transaction { writer in
      try writer.beginLife(
        IncarnationID(high: 2, low: 77), replica: ReplicaID(high: 0xFFFF, low: 77),
        common: try writer.head(), at: world.clock.now)
    }
    for each in [device, other, device] {
      let intake = try #require(try world.sync(each))
      #expect(intake.divergent == [] && intake.rejected == 0)
      #expect(try each.database.check() == [])
    }
    #expect(try device.database.read { try $0.pendingCount() } == 0)
    let state = try #require(try world.office.read { try $0.record(Toy.order, id) }).state
    for each in [device, other] { #expect(try each.view(Toy.order, id)?.state == state) }
    try ConvergenceTests.checkAll(world)
  }

  @Test("Somebody's whose edit waits again")
  func editThatWaits() throws {
    let world = try World()
    let device = try world.addDevice(territories: [0])
    let other = try world.addDevice(territories: [0])
    let order = try Self.order(other)
    for each in [other, device] { try world.sync(each) }
    try world.keepOffice()
    let whole = try Self.order(other)
    for each in [other, device] { try world.sync(each) }
    try device.write { context in
      let shown = try #require(try context.reader.record(Toy.order, order))
      let line = try #require(context.schema[Toy.line])
      return [
        try #require(context.drafter.edit(shown, RecordEdit(values: [22: .text("edited")]))),
        context.drafter.create(
          line, context.makeID(),
          RecordEdit(values: [
            20: .reference(whole), 21: .text("part"), CreationFields.at.tag: .integer(context.now),
            CreationFields.by.tag: .reference(context.author.user),
          ])),
      ]
    }
    try world.sync(device)
    world.setAuthor(world.author(device.user, territories: [1]))
    try world.sync(device)
    #expect(try device.view(Toy.order, order) == nil)
    try world.restoreOffice()
    world.setAuthor(world.author(device.user, territories: [0]))
    let lives = world.lives
    try world.office.transaction { try lives.renew($0, world.clock.now) }
    // It waits for a record that the office lacks, while the other comes back.
    #expect(try world.sync(device)?.accepted == 0)
    #expect(try device.view(Toy.order, order)?[22] == .text("edited"))
    #expect(try device.database.check() == [])
    for each in [other, device, other] {
      let intake = try #require(try world.sync(each))
      #expect(intake.divergent == [] && intake.rejected == 0)
      #expect(try each.database.check() == [])
    }
    let state = try #require(try world.office.read { try $0.record(Toy.order, order) }).state
    for each in [device, other] { #expect(try each.view(Toy.order, order)?.state == state) }
    try ConvergenceTests.checkAll(world)
  }

  @Test("One with parts", arguments: [false, true])
  func parts(_ waits: Bool) throws {
    try check(waits: waits) { device in
      let id = try Self.order(device)
      let part = try device.create(Toy.line, [20: .reference(id), 21: .text("part")])
      return [(Toy.order, id), (Toy.line, part)]
    }
  }
}
