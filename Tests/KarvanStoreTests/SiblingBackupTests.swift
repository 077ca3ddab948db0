// SPDX-License-Identifier: Apache-2.0

import KarvanCore
import KarvanSync
import TestSupport
import Testing

@testable import KarvanStore

/// An office may be put back to a backup of a life in which a commit was judged otherwise than in the
/// one that its device knows: what the office says then holds (P-063).
@Suite struct SiblingBackupTests {
  /// A company in which one commit was accepted in the backup `accepted`, and rejected in the backup
  /// `rejected`; the device knows it as rejected.
  private static func divided() throws -> (World, World.Device, Dot) {
    let world = try World()
    let device = try world.addDevice(territories: [0])
    try world.sync(device)
    try world.keepOffice(as: "before")
    try device.create(Toy.notice, [20: .text("a sale")])
    #expect(try world.sync(device)?.accepted == 1)
    let dot = try #require(try device.database.read { try $0.journal(limit: 10) }.last?.commit.dot)
    try world.keepOffice(as: "accepted")

    let author = world.author(device.user, territories: [0])
    world.setAuthor(
      Author(user: device.user, isActive: true, office: false, grants: [], scopes: author.scopes))
    try put("before", in: world)
    #expect(try world.sync(device)?.rejected == 1)
    world.setAuthor(author)
    try world.keepOffice(as: "rejected")
    return (world, device, dot)
  }

  private static func put(_ name: String, in world: World) throws {
    try world.restoreOffice(from: name)
    let lives = world.lives
    try world.office.transaction { try lives.renew($0, world.clock.now) }
  }

  private static func rejections(_ device: World.Device) throws -> [Dot] {
    try device.database.read { try $0.rejected() }.map(\.commit.dot)
  }

  @Test(
    "What this office accepted is accepted, though another life of it had refused it",
    arguments: [false, true])
  func acceptedAfterAll(isPruned: Bool) throws {
    let (world, device, dot) = try Self.divided()
    #expect(try Self.rejections(device) == [dot])
    try Self.put("accepted", in: world)
    if isPruned { try world.office.transaction { try $0.forgetSegments(of: dot.replica) } }
    // The first time its answer is lost.
    _ = try world.sync(device, answers: 1, losesLast: true)
    let intake = try #require(try world.sync(device))
    #expect(intake.accepted == 1 && intake.divergent == [])
    #expect(try Self.rejections(device) == [])
    #expect(try device.all(Toy.notice).map { $0[20] } == [.text("a sale")])
    #expect(try device.database.standing().withdrawing == [])
    try ConvergenceTests.compare(device, world)
    if !isPruned { try ConvergenceTests.checkAll(world) }
  }

  @Test(
    "What this office refused is refused, and said so, though another life of it had taken it",
    arguments: [false, true])
  func refusedAfterAll(isPruned: Bool) throws {
    let (world, device, dot) = try Self.divided()
    try Self.put("accepted", in: world)
    try world.sync(device)
    try Self.put("rejected", in: world)
    if isPruned { try world.office.transaction { try $0.forgetSegments(of: dot.replica) } }
    let intake = try #require(try world.sync(device))
    #expect(intake.rejected == 1 && intake.divergent == [])
    #expect(try Self.rejections(device) == [dot])
    #expect(try device.all(Toy.notice).isEmpty)
    #expect(try device.database.standing().waiting == [])
    try ConvergenceTests.compare(device, world)
    if !isPruned { try ConvergenceTests.checkAll(world) }
  }

  @Test(
    "A copy that goes on by itself hears how this office judged what it knows otherwise",
    arguments: [false, true])
  func copies(isRefused: Bool) throws {
    let (world, device, dot) = try Self.divided()
    if isRefused {
      try Self.put("accepted", in: world)
      try world.sync(device)
    }
    let copy = try world.copyDevice(device)
    try Self.put(isRefused ? "rejected" : "accepted", in: world)
    try device.create(Toy.notice, [20: .text("theirs")])
    try world.sync(device)
    try copy.create(Toy.notice, [20: .text("mine")])
    #expect(throws: SyncStop.clone) { try world.sync(copy) }
    try world.renew(copy)
    let sale = try copy.database.read { try $0.rejected() }.map(\.commit.changes.first?.record)
    let made = try #require(
      try device.database.read { try $0.journal(limit: 10) }.first { $0.commit.dot == dot }
    ).commit.changes.first?.record
    #expect(sale == (isRefused ? [made] : []))
    for each in [copy, device, copy] { #expect(try world.sync(each)?.divergent == []) }
    for each in [copy, device] {
      #expect(
        try Set(each.all(Toy.notice).map { $0[20] })
          == Set([.text("theirs"), .text("mine")] + (isRefused ? [] : [.text("a sale")])))
      #expect(try Self.rejections(each).count == (isRefused ? 1 : 0))
      #expect(try each.database.check() == [])
      try ConvergenceTests.compare(each, world)
    }
  }

  @Test("What this office refused of a life before the last is brought again by who enrols anew")
  func refusedOfFormerLife() throws {
    let (world, device, dot) = try Self.divided()
    try Self.put("accepted", in: world)
    try world.sync(device)
    let copy = try world.copyDevice(device)
    try device.create(Toy.notice, [20: .text("theirs")])
    try world.sync(device)
    #expect(throws: SyncStop.clone) {
      try copy.create(Toy.notice, [20: .text("mine")])
      try world.sync(copy)
    }
    try world.renew(copy)
    try world.sync(copy)
    let sale = try #require(
      try copy.all(Toy.notice).first { $0[20] == .text("a sale") })
    try copy.edit(Toy.notice, sale.id, [20: .text("a greater sale")])
    try world.sync(copy)
    // It has the first life's journal, and knows neither the second nor its device.
    try Self.put("rejected", in: world)
    #expect(try world.office.read { try $0.account(of: copy.replica) } == nil)
    #expect(try world.office.transaction { try $0.isRejected(dot) })
    try world.carry(copy)
    #expect(try copy.database.check() == [])
    let intake = try #require(try world.sync(copy))
    #expect(intake.rejected == 0 && intake.divergent == [])
    for each in [device, copy] { #expect(try world.sync(each)?.divergent == []) }
    for each in [copy, device] {
      #expect(
        try Set(each.all(Toy.notice).map { $0[20] })
          == [.text("theirs"), .text("mine"), .text("a greater sale")])
      #expect(try each.database.check() == [])
      try ConvergenceTests.compare(each, world)
    }
  }

  @Test("What both lives accepted waits for no answer that the log keeps no more")
  func acceptedInBoth() throws {
    let world = try World()
    let device = try world.addDevice(territories: [0])
    try world.sync(device)
    try world.keepOffice(as: "before")
    for text in ["one", "two", "three"] {
      try device.create(Toy.notice, [20: .text(text)])
      try world.sync(device)
    }
    try world.keepOffice(as: "accepted")
    try Self.put("before", in: world)
    // Taken there, too; no page says so yet.
    _ = try world.sync(device, answers: 2)
    try Self.put("accepted", in: world)
    let pruned = try world.office.transaction {
      try $0.pruneSegments(after: 0, below: .max >> 1, dryRun: false).count
    }
    #expect(pruned > 0)
    #expect(try world.sync(device)?.divergent == [])
    #expect(try device.database.read { try $0.waitingCount() } == 0)
    #expect(try device.database.standing().waiting == [])
    try ConvergenceTests.compare(device, world)
  }
}

extension OfficeWriter {
  /// As if the log had been compacted.
  fileprivate func forgetSegments(of replica: ReplicaID) throws {
    let delete = try session.statement("DELETE FROM karvan_segment WHERE replica = ?")
    delete.bind(1, try session.number(of: replica))
    try delete.run()
  }
}
