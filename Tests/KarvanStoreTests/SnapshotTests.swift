// SPDX-License-Identifier: Apache-2.0

import KarvanCore
import KarvanSync
import Synchronization
import TestSupport
import Testing

@testable import KarvanStore

/// Keeps snapshots as pages in memory; what is between page and file is tested elsewhere.
final class ToyShelf: SnapshotKeeping {
  let leastRecords: Int
  let made = Mutex<[SnapshotID: (offer: SnapshotOffer, pages: [Page])]>([:])
  private let office: OfficeDatabase
  private let bytesPerPage: Int
  /// Whether it gives everybody the first that it made.
  private let servesOld: Bool

  init(
    _ office: OfficeDatabase, leastRecords: Int = 1, bytesPerPage: Int = 300,
    servesOld: Bool = false
  ) {
    self.office = office
    self.servesOld = servesOld
    self.leastRecords = leastRecords
    self.bytesPerPage = bytesPerPage
  }

  func offer(
    _ scopes: [Scope], resuming id: SnapshotID?, floor: UInt64, now: Int64
  ) throws -> SnapshotAnswer? {
    let first = SnapshotID(high: 5, low: 0)
    if let id = servesOld ? first : id, let found = made.withLock({ $0[id]?.offer }),
      found.sequence >= floor, Set(found.scopes) == Set(scopes)
    {
      return .ready(found)
    }
    var pages: [Page] = []
    let (sequence, records) = try office.snapshot(of: scopes, bytesPerPage: bytesPerPage) {
      pages.append($0)
    }
    let all = pages
    return made.withLock { made in
      let offer = SnapshotOffer(
        id: SnapshotID(high: 5, low: UInt64(made.count)), key: [UInt8](repeating: 1, count: 32),
        size: 1_000, sequence: sequence, records: records, scopes: scopes)
      made[offer.id] = (offer, all)
      return .ready(offer)
    }
  }

  func pages(of id: SnapshotID) -> [Page] { made.withLock { $0[id]?.pages ?? [] } }
}

/// A first sync as a snapshot: one sync point, whole or not at all, and nothing unsent is lost.
@Suite struct SnapshotTests {
  private let world: World
  private let one: World.Device

  init() throws {
    world = try World()
    one = try world.addDevice(territories: [0, 1, 2])
    world.shelf = ToyShelf(world.office)
  }

  private func makeOrders(_ count: Int, on device: World.Device? = nil) throws {
    let device = device ?? one
    for index in 0..<count {
      _ = try device.create(
        Toy.order,
        [21: .reference(World.territories[index % 3]), 22: .text("t\(index)")])
    }
    try #require(try world.sync(device) != nil)
  }

  @Test func aFirstSyncIsTheSameAsByPages() throws {
    try makeOrders(30)
    _ = try one.create(Toy.notice, [20: .text("for all")])
    try world.sync(one)
    let snap = try world.addDevice(territories: [0, 1])
    let paged = try world.addDevice(territories: [0, 1])
    let intake = try #require(try world.sync(snap, takesSnapshots: true))
    #expect(intake.arrived == 21)
    #expect(intake.divergent == [])
    try world.sync(paged)
    #expect(try snap.all(Toy.order).map(\.state) == paged.all(Toy.order).map(\.state))
    #expect(try snap.database.check(thorough: true) == [])
    #expect(try snap.database.standing().snapshot == nil)
  }

  /// What changed while the snapshot travelled comes with the tail.
  @Test func theTailBringsWhatChangedMeanwhile() throws {
    try makeOrders(9)
    let snap = try world.addDevice(territories: [0, 1, 2])
    // Cut after the offer: the snapshot is known, nothing of it is here.
    #expect(try world.sync(snap, answers: 1, takesSnapshots: true, fetches: false) == nil)
    let begun = try #require(try snap.database.standing().snapshot)
    let id = try #require(try one.all(Toy.order).first?.id)
    try one.edit(Toy.order, id, [22: .text("changed")])
    try makeOrders(1)
    _ = try snap.create(Toy.notice, [20: .text("written meanwhile")])
    let intake = try #require(try world.sync(snap, takesSnapshots: true))
    #expect(intake.divergent == [])
    #expect(world.shelf?.made.withLock { $0.count } == 1)
    #expect(try begun.sequence < world.office.read { try $0.head() })
    #expect(try snap.view(Toy.order, id)?[22] == .text("changed"))
    #expect(try snap.all(Toy.order).count == 10)
    #expect(try snap.all(Toy.notice).count == 1)
    #expect(try snap.database.check(thorough: true) == [])
  }

  /// What only a lost life of the office published is of one's own making alone once an older
  /// snapshot was taken: it is there once, by its new name.
  @Test func whatALostLifePublishedIsMadeByOwnWorkAlone() throws {
    try makeOrders(3)
    try world.keepOffice()
    let late = try world.addDevice(territories: [0, 1, 2])
    try world.sync(late)
    let copy = try world.copyDevice(late)
    let deleted = try late.create(
      Toy.order, [21: .reference(World.territories[0]), 22: .text("one")])
    let kept = try late.create(
      Toy.order, [21: .reference(World.territories[0]), 22: .text("one")])
    try late.delete(Toy.order, deleted)
    try late.edit(Toy.order, kept, [22: .text("two")])
    try world.sync(late)
    try world.restoreOffice()
    world.shelf = ToyShelf(world.office, servesOld: true)
    try world.carry(copy)
    try world.sync(copy, takesSnapshots: true)
    try world.carry(late)
    for _ in 0..<2 {
      #expect(try #require(try world.sync(late, takesSnapshots: true)).divergent == [])
    }
    #expect(try late.view(Toy.order, kept)?[22] == .text("two"))
    try ConvergenceTests.compare(late, world)
    #expect(try late.database.check(thorough: true) == [])
  }

  /// Of what another life of the office had accepted, an older snapshot brings nothing, and the
  /// pages after it bring nobody their own work: whoever has such work takes no snapshot.
  @Test func anOlderSnapshotTakesNothingBackAfterRestores() throws {
    try makeOrders(3)
    world.shelf = ToyShelf(world.office, servesOld: true)
    let late = try world.addDevice(territories: [0, 1, 2])
    try world.sync(late, takesSnapshots: true)
    let kept = world.place.file("office.kept")
    let (before, after) = (world.place.file("office.before"), world.place.file("office.after"))
    try world.keepOffice()
    try World.copy(kept, before)
    let id = try #require(try late.all(Toy.order).first?.id)
    world.clock.advance(by: 1_000)
    try late.edit(Toy.order, id, [22: .text("changed")])
    try world.sync(late)
    try world.keepOffice()
    try World.copy(kept, after)
    for backup in [before, after] {
      try World.copy(backup, kept)
      try world.restoreOffice()
      world.clock.advance(by: 1_000)
      let intake = try #require(try world.sync(late, takesSnapshots: true))
      #expect(intake.divergent == [])
      #expect(try late.view(Toy.order, id)?[22] == .text("changed"))
    }
    #expect(try late.database.check(thorough: true) == [])
  }

  /// Killed at any page of the installation, nothing of it is seen, and it is installed again.
  @Test(arguments: 0..<6)
  func aKillWhileInstallingLeavesNothing(_ page: Int) throws {
    struct Kill: Error {}
    try makeOrders(20)
    let snap = try world.addDevice(territories: [0, 1, 2])
    #expect(try world.sync(snap, answers: 1, takesSnapshots: true, fetches: false) == nil)
    let offer = try #require(try snap.database.standing().snapshot)
    var pages = world.shelf?.pages(of: offer.id)[...] ?? []
    try #require(pages.count > 6)
    var count = 0
    #expect(throws: Kill.self) {
      try snap.database.install(offer) {
        if count == page { throw Kill() }
        count += 1
        return pages.popFirst()
      }
    }
    #expect(try snap.all(Toy.order).isEmpty)
    try world.reopen(snap)
    #expect(try snap.database.check(thorough: true) == [])
    let intake = try #require(try world.sync(snap, takesSnapshots: true))
    #expect(intake.arrived == 20)
    #expect(intake.divergent == [])
  }

  /// The known bug: a bootstrap that is resumed mixes two snapshots.
  @Test func pagesOfAnotherSnapshotAreRefused() throws {
    try makeOrders(9)
    let snap = try world.addDevice(territories: [0, 1, 2])
    #expect(try world.sync(snap, answers: 1, takesSnapshots: true, fetches: false) == nil)
    let offer = try #require(try snap.database.standing().snapshot)
    try makeOrders(9)
    let scopes = offer.scopes
    guard case .ready(let other)? = try world.shelf?.offer(scopes, resuming: nil, floor: 0, now: 0)
    else { return #expect(Bool(false)) }
    let first = world.shelf?.pages(of: offer.id) ?? []
    let second = world.shelf?.pages(of: other.id) ?? []
    var mixed = (first.prefix(1) + second.dropFirst())[...]
    #expect(throws: SyncStop.self) { try snap.database.install(offer) { mixed.popFirst() } }
    var short = first.dropLast()
    #expect(throws: SyncStop.self) { try snap.database.install(offer) { short.popFirst() } }
    var fewer = (first.dropFirst())[...]
    #expect(throws: SyncStop.self) { try snap.database.install(offer) { fewer.popFirst() } }
    var wrong = second[...]
    #expect(throws: SyncStop.self) { try snap.database.install(other) { wrong.popFirst() } }
    #expect(try snap.all(Toy.order).isEmpty)
    #expect(try #require(try world.sync(snap, takesSnapshots: true)).divergent == [])
    #expect(try snap.all(Toy.order).count == 18)
  }

  /// A device that was away past the floor begins again with a snapshot, and its work is sent.
  @Test func aLateDeviceCarriesItsWork() throws {
    try world.office.transaction { try $0.set(Retention(absenceDays: 30, traceDays: 0)) }
    try makeOrders(12)
    let late = try world.addDevice(territories: [0, 1, 2])
    try world.sync(late)
    let ids = try late.all(Toy.order).map(\.id)
    try late.edit(Toy.order, ids[0], [22: .text("late")])
    try late.edit(Toy.order, ids[1], [22: .text("to a deleted one")])
    _ = try late.create(Toy.notice, [20: .text("new")])
    try one.delete(Toy.order, ids[1])
    try one.delete(Toy.order, ids[2])
    try makeOrders(1)
    world.clock.advance(by: 31 * 86_400_000)
    try world.sync(one)
    try world.sync(one)
    #expect(try world.office.compact(now: world.clock.now).deleted == 2)
    let intake = try #require(try world.sync(late, takesSnapshots: true))
    #expect(intake.divergent == [])
    #expect(intake.accepted == 2)
    #expect(intake.rejected == 1)
    #expect(world.shelf?.made.withLock { $0.count } == 1)
    #expect(try late.view(Toy.order, ids[0])?[22] == .text("late"))
    #expect(try late.view(Toy.order, ids[1]) == nil)
    #expect(try late.view(Toy.order, ids[2]) == nil)
    #expect(try late.all(Toy.order).count == 11)
    #expect(try late.database.check(thorough: true) == [])
  }

  /// Rights that change while the snapshot travels count as soon as it is installed.
  @Test(arguments: [[0], [0, 1, 2], [2], []])
  func rightsThatChangeMeanwhile(_ territories: [Int]) throws {
    try makeOrders(12)
    let snap = try world.addDevice(territories: [0, 1])
    #expect(try world.sync(snap, answers: 1, takesSnapshots: true, fetches: false) == nil)
    let offer = try #require(try snap.database.standing().snapshot)
    world.setAuthor(world.author(snap.user, territories: territories))
    // As if it was fetched to its end before the server was asked again.
    var pages = world.shelf?.pages(of: offer.id)[...] ?? []
    _ = try snap.database.install(offer) { pages.popFirst() }
    let intake = try #require(try world.sync(snap, takesSnapshots: true))
    #expect(intake.divergent == [])
    #expect(try snap.all(Toy.order).count == 4 * territories.count)
    #expect(try snap.database.check(thorough: true) == [])
  }
}
