// SPDX-License-Identifier: Apache-2.0

import KarvanCore
import KarvanStore
import KarvanSync
import TestSupport
import Testing

/// What a device wrote as another replica, between a backup of the office and its own renewal, is
/// written again when that backup is put back (P-102).
@Suite struct FormerWorkTests {
  @Test("Work of a former life that a backup lacks comes back once, and what it had does not")
  func comesBack() throws {
    let world = try World()
    let device = try world.addDevice(territories: [0])
    let other = try world.addDevice(territories: [0])
    try world.sync(device)
    let known = try device.create(Toy.notice, [20: .text("known")])
    let order = try device.create(
      Toy.order, [21: .reference(World.territories[0]), 22: .text("one")])
    try world.sync(device)
    try world.keepOffice()
    let lost = try device.create(Toy.notice, [20: .text("lost")])
    try device.edit(Toy.order, order, [22: .text("two")])
    try device.delete(Toy.notice, known)
    try world.sync(device)
    let copy = try world.copyDevice(device)
    try device.create(Toy.notice, [20: .text("mine")])
    try world.sync(device)
    let theirs = try copy.create(Toy.notice, [20: .text("theirs")])
    #expect(throws: SyncStop.clone) { try world.sync(copy) }
    try world.renew(copy)
    try copy.edit(Toy.order, order, [22: .text("three")])
    try world.sync(copy)
    try world.restoreOffice()

    // The device that was copied never comes back.
    #expect(throws: Failure.self) { try world.sync(copy) }
    #expect(try world.carry(copy).reissued == 5)
    let intake = try #require(try world.sync(copy))
    #expect(intake.accepted == 5 && intake.rejected == 0 && intake.divergent == [])
    try world.sync(other)
    let there = try #require(try other.view(Toy.order, order))
    #expect(there[22] == .text("three") && there.state.versions(of: 22).count == 1)
    #expect(try Set(other.all(Toy.notice).map(\.id)) == [known, lost, theirs])
    #expect(try other.view(Toy.notice, known)?.life == .deleted)
    #expect(try copy.database.check() == [])

    // A second time, it is the journal of the life that it was written under.
    #expect(try world.office.check(thorough: true) == [])
    try world.restoreOffice()
    #expect(throws: Failure.self) { try world.sync(copy) }
    #expect(try world.carry(copy).reissued == 5)
    #expect(try world.sync(copy)?.accepted == 5)
    try world.sync(other)
    try ConvergenceTests.compare(copy, world)
    #expect(try Set(copy.all(Toy.notice).map(\.id)) == [known, lost, theirs])
  }

  @Test("What is never changed comes twice, under two names, and is there once")
  func facts() throws {
    let world = try World(schema: try Toy.factSchema())
    let device = try world.addDevice(territories: [0])
    try world.sync(device)
    try world.keepOffice()
    let (fact, part) = (world.ids.make(), world.ids.make())
    try device.write("happened") { context in
      let (whole, its) = (
        try #require(context.schema[Fact.about.tag]), try #require(context.schema[Part.about.tag])
      )
      var edit = RecordEdit(values: [
        20: .text("sold"), 21: .text(try context.makeNumber()),
        CreationFields.at.tag: .integer(context.now),
        CreationFields.by.tag: .reference(context.author.user),
      ])
      edit.adds[22] = ["one", "two"]
      return [
        context.drafter.create(whole, fact, edit),
        context.drafter.create(
          its, part, RecordEdit(values: [20: .reference(fact), 21: .text("a box")])),
      ]
    }
    let beside = try device.create(Toy.notice, [20: .text("beside")])
    try world.sync(device)
    let copy = try world.copyDevice(device)
    try device.create(Toy.notice, [20: .text("mine")])
    try world.sync(device)
    #expect(throws: SyncStop.clone) { try world.sync(copy) }
    try world.renew(copy)
    try world.sync(copy)
    // What the copy has of the time before it was one, the restored office lacks.
    try world.restoreOffice()
    let renew = world.lives
    try world.office.transaction { try renew.renew($0, world.clock.now) }
    #expect(throws: Failure.self) { try world.sync(copy) }
    try world.carry(copy)
    let author = world.author(device.user, territories: [0])
    // Whoever may only begin such records may bring them under another name, too.
    world.setAuthor(
      Author(
        user: author.user, isActive: true, office: false,
        grants: ["fact:create", "part:create", "notice:create"], scopes: author.scopes))
    for each in [copy, device, copy] {
      let intake = try #require(try world.sync(each))
      #expect(intake.rejected == 0 && intake.divergent == [])
      #expect(try each.database.check() == [])
    }
    for each in [copy, device] {
      #expect(try each.view(Fact.about.tag, fact)?[20] == .text("sold"))
      #expect(try each.view(Part.about.tag, part)?[21] == .text("a box"))
      #expect(try each.view(Toy.notice, beside) != nil)
    }
    let there = try #require(try world.office.read { try $0.record(Fact.about.tag, fact) })
    #expect(there.state.versions(of: 20).count == 2, "under two names")
    try ConvergenceTests.compare(copy, world)
  }

  @Test("Copies, backups and restores mixed: everything that a device was told of is there, once")
  func law() throws {
    try forAllSeeds(40) { generator in
      let world = try World()
      try world.addDevice(territories: [0, 1, 2], office: true)
      try world.addDevice(territories: [0, 1])
      try world.addDevice(territories: [1, 2])
      var story = MixedStory(world: world)
      for _ in 0..<70 { try story.step(&generator) }
      try story.end(rounds: 5)
    }
  }
}

/// A generated history in which devices are copied and the office is put back.
private struct MixedStory: StoryOfLives {
  let world: World
  private var written = 0
  var acknowledged: Set<RecordID> = []
  let carries = true
  private var isKept = false

  init(world: World) { self.world = world }

  mutating func step(_ generator: inout SeededGenerator) throws {
    let device = generator.element(of: world.devices)
    world.clock.advance(by: generator.integer(in: 1...2_000))
    switch generator.integer(in: 0...23) {
    case 0...7:
      written += 1
      try device.create(Toy.notice, [20: .text("notice \(written)")])
    case 8...10: try RandomWork(device: device).step(&generator)
    case 11...18:
      try sync(
        device, answers: generator.element(of: [0, 1, .max, .max]),
        losesLast: generator.integer(in: 0...1) == 0)
    case 19,
      20 where world.devices.count < 6:
      _ = try world.copyDevice(device)
    case 21 where !isKept:
      try world.keepOffice()
      isKept = true
    case 22 where isKept:
      try world.restoreOffice()
      isKept = false
    default: try sound(device)
    }
  }
}
