// SPDX-License-Identifier: Apache-2.0

import KarvanCore
import KarvanStore
import KarvanSync
import TestSupport
import Testing

/// Copied and restored databases, on both sides: nothing lost, nothing doubled, everybody agrees.
@Suite struct LivesTests {
  @Test("Copies and restored devices go on by themselves, and everything is there once")
  func devicesLive() throws {
    try forAllSeeds(40) { generator in
      let world = try World()
      try world.addDevice(territories: [0, 1, 2], office: true)
      try world.addDevice(territories: [0, 1])
      var story = Story(world: world)
      for _ in 0..<50 { try story.step(&generator) }
      try story.end(rounds: 4)
    }
  }

  @Test("A server restored to an older state gets back what its devices have")
  func serverLives() throws {
    try forAllSeeds(30) { generator in
      let world = try World()
      try world.addDevice(territories: [0, 1, 2], office: true)
      try world.addDevice(territories: [0, 1])
      var story = Story(world: world)
      story.restoresOffice = true
      for _ in 0..<40 { try story.step(&generator) }
      try story.end(rounds: 4)
    }
  }

  @Test("What was rejected stays so after a restore, however much it is")
  func manyRejections() throws {
    let world = try World()
    let device = try world.addDevice(territories: [0])
    try world.sync(device)
    try world.keepOffice()
    let count = SyncLimits.withdrawnPerRequest + 100
    try device.createNotices(count)
    let author = world.author(device.user, territories: [0])
    world.setAuthor(
      Author(
        user: device.user, isActive: true, office: false, grants: [], scopes: author.scopes))
    #expect(try world.sync(device)?.rejected == count)
    world.setAuthor(author)
    try world.restoreOffice()
    let renew = world.lives
    try world.office.transaction { try renew.renew($0, world.clock.now) }
    #expect(try world.sync(device)?.divergent == [])
    #expect(try world.office.read { try $0.list(RecordQuery(Toy.notice)) }.isEmpty)
    #expect(try device.database.read { try $0.pendingCount() } == 0)
    #expect(try device.database.check() == [])
  }

  @Test("What the other life has sent, sealed otherwise, is recognised and not written again")
  func knownCommits() throws {
    let world = try World()
    let device = try world.addDevice(territories: [0])
    try world.sync(device)
    let known = try device.create(Toy.notice, [20: .text("known")])
    let copy = try world.copyDevice(device)
    let mine = try device.create(Toy.notice, [20: .text("mine")])
    let theirs = try copy.create(Toy.notice, [20: .text("theirs")])
    try world.sync(device)
    #expect(throws: SyncStop.clone) { try world.sync(copy) }
    let rebirth = try world.renew(copy, losesAnswer: true)
    #expect(rebirth.known == 1 && rebirth.reissued == 1)
    #expect(try copy.database.check() == [])
    #expect(try copy.view(Toy.notice, known)?[20] == .text("known"))
    try world.sync(copy)
    try world.sync(device)
    for each in [device, copy] {
      #expect(try Set(each.all(Toy.notice).map(\.id)) == [known, mine, theirs])
      #expect(try each.database.check() == [])
    }
  }

  @Test("A copy that is older than what a restored server has of its journal goes on all the same")
  func copyAfterRestore() throws {
    let world = try World()
    let device = try world.addDevice(territories: [0])
    try world.sync(device)
    let copy = try world.copyDevice(device)
    let theirs = try copy.create(Toy.notice, [20: .text("theirs")])
    let mine = try device.create(Toy.notice, [20: .text("mine")])
    try world.sync(device)
    _ = try device.create(Toy.notice, [20: .text("mine, too")])
    try world.sync(device)
    try world.keepOffice()
    try world.restoreOffice()
    let renew = world.lives
    try world.office.transaction { try renew.renew($0, world.clock.now) }
    #expect(throws: SyncStop.clone) { try world.sync(copy) }
    #expect(try world.renew(copy).reissued == 1)
    try world.sync(copy)
    for each in [device, copy] {
      try world.sync(each)
      #expect(try each.all(Toy.notice).count == 3)
      #expect(try each.view(Toy.notice, mine)?[20] == .text("mine"))
      #expect(try each.view(Toy.notice, theirs)?[20] == .text("theirs"))
      #expect(try each.database.check() == [])
    }
  }

  @Test("Own dots inside commits are mapped, and a delete has seen what it had seen")
  func mappedDots() throws {
    let world = try World()
    let device = try world.addDevice(territories: [0])
    try world.sync(device)
    let values: [FieldTag: Value] = [
      20: .text("D1-900"), 21: .reference(World.territories[0]), 22: .text("one"),
    ]
    let order = try device.create(Toy.order, values)
    let gone = try device.create(Toy.notice, [20: .text("gone")])
    try world.sync(device)
    let copy = try world.copyDevice(device)
    try device.edit(Toy.order, order, [22: .text("by the first")])
    try world.sync(device)
    let kept = try copy.create(Toy.order, values)
    try copy.edit(Toy.order, kept, [22: .text("two")])
    try copy.edit(Toy.order, kept, [22: .text("three")])
    try copy.delete(Toy.notice, gone)
    #expect(throws: SyncStop.clone) { try world.sync(copy) }
    let rebirth = try world.renew(copy)
    #expect(rebirth.reissued == 4 && rebirth.renumbered.count == 1)
    #expect(rebirth.renumbered.first?.new.hasPrefix("L1-") == true)
    let intake = try #require(try world.sync(copy))
    #expect(intake.rejected == 0 && intake.accepted == 4)
    try world.sync(device)
    let there = try #require(try device.view(Toy.order, kept))
    #expect(there[22] == .text("three") && there.state.versions(of: 22).count == 1)
    #expect(try device.view(Toy.notice, gone)?.life == .deleted)
  }

  @Test("A number of the former code is never given by two lives")
  func numbers() throws {
    let world = try World()
    let device = try world.addDevice(territories: [0])
    try world.sync(device)
    let copy = try world.copyDevice(device)
    for (index, each) in [device, copy].enumerated() {
      _ = try each.create(
        Toy.order,
        [21: .reference(World.territories[0]), 22: .text("order \(index)")])
    }
    try world.sync(device)
    #expect(throws: SyncStop.clone) { try world.sync(copy) }
    try world.renew(copy)
    #expect(try world.sync(copy)?.rejected == 0)
    try world.sync(device)
    let numbers = try device.all(Toy.order).compactMap { $0[20].text }
    #expect(numbers.count == 2 && Set(numbers).count == 2, "\(numbers)")
  }

  @Test("A rejection stays where it can be settled, and is not judged again")
  func rejections() throws {
    let world = try World()
    let device = try world.addDevice(territories: [0])
    try world.sync(device)
    world.setAuthor(
      Author(user: device.user, isActive: true, office: false, grants: [], scopes: [.everyone]))
    #expect(throws: Failure.self) { try device.create(Toy.notice, [20: .text("refused")]) }
    world.setAuthor(world.author(device.user, territories: [0]))
    try device.create(Toy.notice, [20: .text("refused")])
    world.setAuthor(
      Author(user: device.user, isActive: true, office: false, grants: [], scopes: [.everyone]))
    #expect(try world.sync(device)?.rejected == 1)
    world.setAuthor(world.author(device.user, territories: [0]))
    let copy = try world.copyDevice(device)
    try device.create(Toy.notice, [20: .text("by the first")])
    try world.sync(device)
    try copy.create(Toy.notice, [20: .text("by the copy")])
    #expect(throws: SyncStop.clone) { try world.sync(copy) }
    try world.renew(copy)
    #expect(try world.sync(copy)?.accepted == 1)
    let rejected = try copy.database.read { try $0.rejected() }
    #expect(rejected.count == 1 && rejected.first?.commit.replica == copy.replica)
    #expect(try world.office.read { try $0.list(RecordQuery(Toy.notice)) }.count == 2)
  }
}

/// A generated history with copies and restores, and what must be there at its end.
struct Story: StoryOfLives {
  let world: World
  var restoresOffice = false
  private var written = 0
  /// The notices that the office has acknowledged.
  var acknowledged: Set<RecordID> = []
  let carries = false
  private var kept: Set<Int> = []
  private var isOfficeKept = false

  init(world: World) { self.world = world }

  mutating func step(_ generator: inout SeededGenerator) throws {
    let device = generator.element(of: world.devices)
    world.clock.advance(by: generator.integer(in: 1...2_000))
    switch generator.integer(in: 0...19) {
    case 0...6:
      written += 1
      try device.create(Toy.notice, [20: .text("notice \(written)")])
    case 7...9: try RandomWork(device: device).step(&generator)
    case 10...14:
      try sync(
        device, answers: generator.element(of: [0, 1, .max, .max]),
        losesLast: generator.integer(in: 0...1) == 0)
    case 15 where world.devices.count < 5 && !restoresOffice: _ = try world.copyDevice(device)
    case 16:
      try world.keep(device, as: "kept\(device.number)")
      kept.insert(device.number)
    case 17 where kept.contains(device.number) && !restoresOffice:
      try world.restore(device, from: "kept\(device.number)")
      let identity = device.database.identity
      (device.id, device.replica) = (identity.device, identity.replica)
    case 18 where restoresOffice && !isOfficeKept:
      try world.keepOffice()
      isOfficeKept = true
    case 19 where isOfficeKept:
      try world.restoreOffice()
      isOfficeKept = false
    default: try sound(device)
    }
  }
}
