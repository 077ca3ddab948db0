// SPDX-License-Identifier: Apache-2.0

import KarvanCore
import KarvanSync
import TestSupport
import Testing

@testable import KarvanStore

/// What the office forgets, and devices that come back after it did.
@Suite struct FloorTests {
  private let world: World
  private let one: World.Device
  private let two: World.Device

  init() throws {
    world = try World()
    one = try world.addDevice(territories: [0, 1])
    two = try world.addDevice(territories: [0, 1])
    try world.office.transaction { try $0.set(Retention(absenceDays: 30, traceDays: 0)) }
  }

  private func order(_ device: World.Device, _ title: String) throws -> RecordID {
    try device.create(
      Toy.order, [21: .reference(World.territories[0]), 22: .text(title)])
  }

  private func compact() throws -> CompactionReport {
    try world.office.compact(now: world.clock.now)
  }

  private static let day: Int64 = 86_400_000

  @Test func aDeletedRecordIsForgottenWhenAllHaveHeardOfIt() throws {
    let gone = try order(one, "gone")
    _ = try order(one, "stays")
    try world.sync(one)
    try world.sync(two)
    try one.delete(Toy.order, gone)
    try world.sync(one)
    // Device two has not heard of it.
    #expect(try compact().deleted == 0)
    // It is told now; that it was, the office hears with its next request.
    try world.sync(two)
    #expect(try compact().deleted == 0)
    try world.sync(two)
    try world.sync(one)
    let dry = try world.office.compact(now: world.clock.now, dryRun: true)
    #expect(dry.deleted == 1)
    #expect(try compact().deleted == 1)
    #expect(try world.office.read { try $0.record(Toy.order, gone) } == nil)
    #expect(try world.office.check(thorough: true) == [])
    for device in [one, two] {
      let intake = try #require(try world.sync(device))
      #expect(intake.divergent == [])
      #expect(intake.arrived == 0)
    }
  }

  /// The known bug: a device that was away past the floor creates again what was deleted.
  @Test func aLateDeviceBringsNothingBackAndLosesNothing() throws {
    let gone = try order(one, "gone")
    let kept = try order(one, "kept")
    try world.sync(one)
    try world.sync(two)
    // Device two goes away, works on both and makes one of its own.
    try two.edit(Toy.order, gone, [22: .text("edited late")])
    try two.edit(Toy.order, kept, [22: .text("edited well")])
    let new = try order(two, "made away")
    let line = try two.create(Toy.line, [20: .reference(gone), 21: .text("late line")])
    try one.delete(Toy.order, gone)
    try world.sync(one)
    world.clock.advance(by: 31 * Self.day)
    _ = try order(one, "newest")
    try world.sync(one)
    try world.sync(one)
    #expect(try compact().deleted == 1)

    let intake = try #require(try world.sync(two))
    #expect(intake.divergent == [])
    #expect(intake.accepted == 2)
    // Neither waits for a record that will not come again.
    #expect(intake.rejected == 2 && intake.quarantined == 0)
    #expect(try two.view(Toy.line, line) == nil)
    #expect(try world.office.read { try $0.record(Toy.order, gone) } == nil)
    #expect(try two.view(Toy.order, gone) == nil)
    #expect(try two.view(Toy.order, kept)?[22] == .text("edited well"))
    #expect(try two.view(Toy.order, new)?[22] == .text("made away"))
    let rejected = try two.database.read { try $0.rejected() }
    #expect(rejected.map(\.failure.code) == [.deletedRecord, .deletedRecord])
    try world.sync(one)
    #expect(try one.all(Toy.order).filter { $0.life != .deleted }.count == 3)
    #expect(try two.database.check(thorough: true) == [])
  }

  /// A record that left a scope, forgotten, is not kept by a device that did not hear of it.
  @Test func aForgottenDepartureEvictsAllTheSame() throws {
    let moved = try order(one, "moved")
    try world.sync(one)
    let narrow = try world.addDevice(territories: [0])
    try world.sync(narrow)
    #expect(try narrow.view(Toy.order, moved) != nil)
    try one.edit(Toy.order, moved, [21: .reference(World.territories[1])])
    try world.sync(one)
    try world.sync(two)
    world.clock.advance(by: 31 * Self.day)
    try world.sync(one)
    #expect(try compact().departures > 0)
    let intake = try #require(try world.sync(narrow))
    #expect(intake.divergent == [])
    #expect(try narrow.view(Toy.order, moved) == nil)
    #expect(try narrow.database.check() == [])
    #expect(try world.office.check(thorough: true) == [])
  }

  /// A round of pages that is under way when something is forgotten begins again: the pages that
  /// came have the record, and no later page would take it away.
  @Test func aRoundUnderWayBeginsAgain() throws {
    let first = try order(one, "first")
    for index in 0..<5 { _ = try order(one, "\(index)") }
    try world.sync(one)
    let late = try world.addDevice(territories: [0, 1])
    #expect(try world.sync(late, pageBytes: 1, answers: 2) == nil)
    try #require(try late.database.standing().stagedPosition > 0)
    try one.delete(Toy.order, first)
    try world.sync(one)
    try world.sync(one)
    world.clock.advance(by: 31 * Self.day)
    try world.sync(one)
    #expect(try compact().deleted == 1)
    let intake = try #require(try world.sync(late, pageBytes: 1))
    #expect(intake.divergent == [])
    #expect(try late.view(Toy.order, first) == nil)
  }

  @Test func aParentStaysAsLongAsSomethingRefersToIt() throws {
    let parent = try order(one, "parent")
    let line = try one.create(Toy.line, [20: .reference(parent), 21: .text("line")])
    _ = try one.create(Toy.line, [20: .reference(try order(one, "other")), 21: .text("other")])
    try one.delete(Toy.order, parent)
    try world.sync(one)
    try world.sync(one)
    #expect(try compact().deleted == 0)
    try one.delete(Toy.line, line)
    _ = try order(one, "newest")
    try world.sync(one)
    try world.sync(one)
    #expect(try compact().deleted == 2)
    #expect(try world.office.check(thorough: true) == [])
  }

  @Test func theLogGoesWhenItsAuthorHasItsResults() throws {
    try world.office.transaction { try $0.set(Retention(traceDays: 0, logDays: 1)) }
    for round in 0..<5 {
      _ = try order(one, "\(round)")
      try world.sync(one)
      try world.sync(two)
    }
    _ = try compact()
    world.clock.advance(by: 2 * Self.day)
    try world.sync(one)
    try world.sync(two)
    // The newest stays, as the head of the chain.
    #expect(try compact().segments == 4)
    #expect(try world.office.check() == [])
    _ = try order(one, "after")
    #expect(try world.sync(one)?.accepted == 1)
  }

  @Test func aRevokedDeviceHoldsNothingBack() throws {
    let gone = try order(one, "gone")
    _ = try order(one, "stays")
    try world.sync(one)
    try world.sync(two)
    try one.delete(Toy.order, gone)
    try world.sync(one)
    try world.sync(one)
    #expect(try compact().slowest?.id == two.id)
    try world.office.transaction { try $0.revoke(two.id, at: world.clock.now) }
    let report = try compact()
    #expect(report.deleted == 1)
    #expect(report.slowest == nil)
  }
}
