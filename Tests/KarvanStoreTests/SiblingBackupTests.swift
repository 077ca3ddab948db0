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

  @Test("What this office accepted is accepted, though another life of it had refused it")
  func acceptedAfterAll() throws {
    let (world, device, dot) = try Self.divided()
    #expect(try Self.rejections(device) == [dot])
    try Self.put("accepted", in: world)
    // The first time its answer is lost.
    _ = try world.sync(device, answers: 1, losesLast: true)
    let intake = try #require(try world.sync(device))
    #expect(intake.accepted == 1 && intake.divergent == [])
    #expect(try Self.rejections(device) == [])
    #expect(try device.all(Toy.notice).map { $0[20] } == [.text("a sale")])
    #expect(try device.database.standing().withdrawing == [])
    try ConvergenceTests.checkAll(world)
  }

  @Test("What this office refused is refused, and said so, though another life of it had taken it")
  func refusedAfterAll() throws {
    let (world, device, dot) = try Self.divided()
    try Self.put("accepted", in: world)
    try world.sync(device)
    try Self.put("rejected", in: world)
    let intake = try #require(try world.sync(device))
    #expect(intake.rejected == 1 && intake.divergent == [])
    #expect(try Self.rejections(device) == [dot])
    #expect(try device.all(Toy.notice).isEmpty)
    #expect(try device.database.standing().waiting == [])
    try ConvergenceTests.checkAll(world)
  }

  @Test("What the office keeps no answer of any more stays as the device knows it")
  func forgotten() throws {
    let (world, device, dot) = try Self.divided()
    try Self.put("rejected", in: world)
    try world.office.transaction { try $0.forgetSegments(of: dot.replica) }
    #expect(try world.sync(device)?.divergent == [])
    #expect(try Self.rejections(device) == [dot])
    #expect(try device.database.standing().withdrawing == [])
    try ConvergenceTests.checkAll(world)
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
