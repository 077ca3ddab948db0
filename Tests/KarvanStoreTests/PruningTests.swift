// SPDX-License-Identifier: Apache-2.0

import KarvanCore
import KarvanSync
import TestSupport
import Testing

@testable import KarvanStore

/// Journals that are dropped while servers are restored, lines are cut and programs are killed.
@Suite struct PruningTests {
  static let day: Int64 = 86_400_000

  /// Nothing is lost, what is unsent stays, and everybody agrees.
  @Test func droppedCommitsAreNeverMissed() throws {
    var dropped = 0
    try forAllSeeds(30) { generator in
      let world = try World()
      try world.addDevice(territories: [0, 1, 2], office: true)
      try world.addDevice(territories: [0, 1])
      var story = try Months(world: world)
      for _ in 0..<70 { try story.step(&generator) }
      try story.end()
      dropped += story.dropped
    }
    #expect(dropped > 100, "\(dropped)")
  }

  /// A world whose office wants journals kept for three days.
  private func world() throws -> (World, World.Device) {
    let world = try World()
    let device = try world.addDevice(territories: [0])
    try world.keepJournals(days: 3)
    return (world, device)
  }

  @Test func onlyWhatIsSafeForLongEnoughGoes() throws {
    let (world, device) = try world()
    let order = try device.create(
      Toy.order, [21: .reference(World.territories[0]), 22: .text("title")])
    for index in 0..<10 { try device.edit(Toy.order, order, [28: .integer(Int64(index))]) }
    try world.sync(device)
    world.clock.advance(by: 30 * Self.day)
    try world.sync(device)
    // No backup has it.
    #expect(try device.database.pruneJournal() == 0)
    try world.noteBackup()
    try world.sync(device)
    world.clock.advance(by: 2 * Self.day)
    try world.sync(device)
    #expect(try device.database.pruneJournal() == 0)
    world.clock.advance(by: 2 * Self.day)
    // Nobody else's clock than both together makes time pass.
    device.skew.advance(by: 400 * Self.day)
    #expect(try device.database.pruneJournal() == 0)
    device.skew.advance(by: -400 * Self.day)
    try world.sync(device)
    // The newest stays: the next is numbered by it.
    #expect(try device.database.pruneJournal() == 10)
    #expect(try device.database.read { try $0.journalCount() } == 1)
    #expect(try device.database.read { try $0.journalDropped() } != nil)
    #expect(try device.database.check() == [])
    try device.edit(Toy.order, order, [28: .integer(99)])
    #expect(try device.lastCommit == 12)
    let intake = try #require(try world.sync(device))
    #expect(intake.accepted == 1 && intake.divergent == [])
    // What came before cannot be taken back any more, what comes now can.
    try device.undo(12)
    #expect(try device.view(Toy.order, order)?[28] == .integer(9))
    #expect(try device.undo(3) == nil)
  }

  @Test func whatWaitsAndWhatIsOpenStays() throws {
    let (world, device) = try world()
    try device.create(Toy.notice, [20: .text("sent")])
    try device.create(Toy.notice, [20: .text("refused")])
    var author = world.author(device.user, territories: [0])
    try world.sync(device)
    let notice = try device.create(Toy.notice, [20: .text("refused")])
    author = Author(
      user: device.user, isActive: true, office: false, grants: [], scopes: author.scopes)
    world.setAuthor(author)
    #expect(try world.sync(device)?.rejected == 1)
    world.setAuthor(world.author(device.user, territories: [0]))
    for text in ["a", "b"] { try device.create(Toy.notice, [20: .text(text)]) }
    try world.sync(device)
    try world.noteBackup()
    try world.sync(device)
    try device.create(Toy.notice, [20: .text("unsent")])
    world.clock.advance(by: 5 * Self.day)
    let other = try world.addDevice(territories: [0])
    try world.sync(other)
    // Another device's syncs move nobody's window: this one has not heard the server's time.
    #expect(try device.database.pruneJournal() == 0)
    try world.sync(device, answers: 0, losesLast: true)
    #expect(try device.database.pruneJournal() == 0)
    try world.sync(device)
    #expect(try device.database.pruneJournal() == 4)
    #expect(try device.database.read { try $0.rejected().map(\.commit.sequence) } == [3])
    #expect(try device.view(Toy.notice, notice) == nil)
    #expect(try device.database.check() == [])
    try device.database.settleRejected(3, how: .discarded)
    #expect(try device.database.pruneJournal() == 1)
    #expect(try device.database.check() == [])
  }

  /// A backup from before all that is kept cannot be made whole; what waits goes on all the same.
  @Test func anOlderBackupIsFollowedAllTheSame() throws {
    let (world, device) = try world()
    try world.sync(device)
    try world.keepOffice()
    for index in 0..<5 { try device.create(Toy.notice, [20: .text("lost \(index)")]) }
    try world.sync(device)
    try world.noteBackup()
    try world.sync(device)
    world.clock.advance(by: 4 * Self.day)
    let kept = try device.create(Toy.notice, [20: .text("kept")])
    try world.sync(device)
    #expect(try device.database.pruneJournal() == 5)
    let unsent = try device.create(Toy.notice, [20: .text("unsent")])
    try world.restoreOffice()
    let renew = world.lives
    try world.office.transaction { try renew.renew($0, world.clock.now) }
    #expect(throws: SyncStop.clone) { try world.sync(device) }
    #expect(try device.database.check() == [])
    #expect(try device.view(Toy.notice, unsent) != nil)
    try world.renew(device)
    let intake = try #require(try world.sync(device))
    #expect(intake.rejected == 0 && intake.divergent == [])
    #expect(try device.database.check() == [])
    let there = try world.office.read { try $0.list(RecordQuery(Toy.notice)) }.map(\.id)
    #expect(Set(there) == [kept, unsent])
  }

  /// So it is where nothing of the own journal is kept but the head of its chain.
  @Test func anOlderBackupIsFollowedByADeviceThatWasIdle() throws {
    let (world, device) = try world()
    try world.sync(device)
    try world.keepOffice()
    var notices: [RecordID] = []
    for index in 0..<5 {
      notices.append(try device.create(Toy.notice, [20: .text("written \(index)")]))
    }
    try world.sync(device)
    try world.noteBackup()
    try world.sync(device)
    world.clock.advance(by: 4 * Self.day)
    try world.sync(device)
    try world.restoreOffice()
    let renew = world.lives
    try world.office.transaction { try renew.renew($0, world.clock.now) }
    #expect(throws: SyncStop.clone) { try world.sync(device) }
    notices.append(try device.create(Toy.notice, [20: .text("unsent")]))
    #expect(throws: SyncStop.clone) { try world.sync(device) }
    #expect(try world.renew(device).reissued == 6)
    let intake = try #require(try world.sync(device))
    #expect(intake.accepted == 6 && intake.rejected == 0 && intake.divergent == [])
    #expect(try device.database.check() == [])
    let there = try world.office.read { try $0.list(RecordQuery(Toy.notice)) }.map(\.id)
    #expect(Set(there) == Set(notices))
  }

  /// The office may be restored once more between the answer that sent a device there and its
  /// request for a life of its own, of which the first never arrived.
  @Test func aLifeIsAskedOfWhicheverOfficeIsThere() throws {
    let (world, device) = try world()
    try world.sync(device)
    try world.keepOffice()
    try device.create(Toy.notice, [20: .text("answered")])
    try world.sync(device)
    try world.noteBackup()
    try world.sync(device)
    world.clock.advance(by: 4 * Self.day)
    try world.sync(device)
    let unsent = try device.create(Toy.notice, [20: .text("unsent")])
    let renew = world.lives
    for _ in 0..<2 {
      try world.restoreOffice()
      try world.office.transaction { try renew.renew($0, world.clock.now) }
      #expect(throws: SyncStop.clone) { try world.sync(device) }
    }
    try world.renew(device)
    #expect(try world.sync(device)?.divergent == [])
    #expect(try device.database.check() == [])
    #expect(
      try world.office.read { try $0.list(RecordQuery(Toy.notice)) }.map(\.id)
        .contains(unsent))
  }

  /// In steps, each a transaction.
  @Test func manyGoInSteps() throws {
    let (world, device) = try world()
    try device.database.bulk { writer in
      for index in 0..<2_500 {
        _ = try writer.commit(device.rights) { context in
          let entity = try #require(context.schema[Toy.notice])
          let values: [FieldTag: Value] = [
            20: .text("\(index)"), CreationFields.at.tag: .integer(context.now),
            CreationFields.by.tag: .reference(context.author.user),
          ]
          return OperationDraft(
            "create",
            [context.drafter.create(entity, context.makeID(), RecordEdit(values: values))])
        }
      }
    }
    try world.sync(device)
    try world.noteBackup()
    try world.sync(device)
    world.clock.advance(by: 4 * Self.day)
    try world.sync(device)
    #expect(try device.database.pruneJournal(steps: 2) == 2_000)
    try world.reopen(device)
    #expect(try device.database.droppableCommits() == 499)
    #expect(try device.database.pruneJournal() == 499)
    #expect(try device.database.check(thorough: true) == [])
  }
}

extension World {
  func keepJournals(days: UInt64) throws {
    try office.transaction { writer in
      var retention = try writer.retention()
      retention.journalDays = days
      try writer.set(retention)
    }
  }

  /// Tells the office that a backup was made of what it has now.
  func noteBackup() throws {
    let replicas = devices.map(\.replica)
    try office.transaction { writer in
      var commits: [ReplicaID: UInt64] = [:]
      for replica in replicas {
        commits[replica] = try writer.account(of: replica)?.journal.sequence
      }
      try writer.noteDurable(commits)
    }
  }
}

/// Months in which an office is backed up and restored to any backup of the last three days.
private struct Months {
  static let days: Int64 = 3
  let world: World
  private var written = 0
  private var lives: UInt64 = 0
  private var acknowledged: Set<RecordID> = []
  private var backups: [(name: String, at: Int64)] = []
  var dropped = 0

  init(world: World) throws {
    self.world = world
    try world.keepJournals(days: UInt64(Self.days))
  }

  mutating func step(_ generator: inout SeededGenerator) throws {
    let device = generator.element(of: world.devices)
    world.clock.advance(by: generator.integer(in: 0...PruningTests.day / 3))
    switch generator.integer(in: 0...19) {
    case 0...4:
      written += 1
      try device.create(Toy.notice, [20: .text("notice \(written)")])
    case 5...7: try RandomWork(device: device).step(&generator)
    case 8...12:
      try sync(
        device, answers: generator.element(of: [0, 1, .max, .max]),
        losesLast: generator.integer(in: 0...1) == 0)
    case 13, 14: try backUp()
    case 15: try restore(&generator)
    case 16: try world.reopen(device)
    case 17: try #require(try device.database.check() == [])
    default: dropped += try device.database.pruneJournal(steps: 1)
    }
  }

  private mutating func backUp() throws {
    let name = "office.\(backups.count)"
    try world.office.close()
    try World.copy(world.place.file("office.db"), world.place.file(name))
    try world.openOffice()
    try world.noteBackup()
    backups.append((name, world.clock.now))
  }

  private mutating func restore(_ generator: inout SeededGenerator) throws {
    let recent = backups.filter { world.clock.now - $0.at <= Self.days * PruningTests.day }
    guard !recent.isEmpty else { return }
    let backup = generator.element(of: recent)
    try world.office.close()
    try World.copy(world.place.file(backup.name), world.place.file("office.db"))
    try world.openOffice()
    // Whoever restores says so, since a device that was away proves nothing.
    lives += 1
    let number = 1_000 + lives
    try world.office.transaction { [clock = world.clock] in
      try $0.beginLife(
        IncarnationID(high: 2, low: number), replica: ReplicaID(high: 0xFFFF, low: number),
        common: 0, at: clock.now)
    }
    // What was backed up later belongs to another life.
    backups.removeAll { $0.at > backup.at }
  }

  private mutating func sync(
    _ device: World.Device, answers: Int = .max, losesLast: Bool = false
  ) throws {
    let intake: Intake?
    do {
      intake = try world.sync(device, answers: answers, losesLast: losesLast)
    } catch SyncStop.clone {
      try world.renew(device, losesAnswer: losesLast)
      intake = try world.sync(device)
    }
    guard intake != nil else { return }
    for entry in try device.database.read({ try $0.journal(limit: 100_000) }) {
      guard case .accepted = entry.status else { continue }
      for change in entry.commit.changes where change.entity == Toy.notice && change.creates {
        acknowledged.insert(change.record)
      }
    }
  }

  mutating func end() throws {
    for _ in 0..<4 {
      for device in world.devices {
        try sync(device)
        dropped += try device.database.pruneJournal()
      }
    }
    for device in world.devices {
      try #require(try device.database.check() == [])
      try #require(try device.database.read { try $0.pendingCount() } == 0)
      try ConvergenceTests.compare(device, world)
    }
    try #require(try world.office.check(thorough: true) == [])
    let there = try world.office.read { try $0.list(RecordQuery(Toy.notice, life: .all)) }
    let missing = acknowledged.subtracting(there.map(\.id))
    try #require(missing == [])
  }
}
