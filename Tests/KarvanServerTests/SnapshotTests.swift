// SPDX-License-Identifier: Apache-2.0
import Foundation
import Hummingbird
import HummingbirdTesting
import KarvanCore
import KarvanDomain
import KarvanSealing
import KarvanStore
import KarvanSync
import KarvanWire
import NIOCore
import Synchronization
import Testing

@testable import KarvanServer

/// Says to tasks that they shall end.
private final class Flag: Sendable {
  private let value = Mutex(false)
  var isSet: Bool { value.withLock { $0 } }
  func set() { value.withLock { $0 = true } }
}

/// Real snapshots of a real office: made on its disk, fetched by ranges, installed.
@Suite struct SnapshotTests {
  private let office: TestOffice
  private let one: TestDevice
  private let shelf: SnapshotShelf

  init() throws {
    office = try TestOffice()
    one = try office.device("admin")
    // Without its own user's record a device may not write.
    try one.sync()
    for index in 0..<50 { try one.addAccount("Account \(index)", phone: "+4930123\(1000 + index)") }
    try one.sync()
    shelf = SnapshotShelf(
      database: office.office.database, root: office.office.ring.root,
      folder: office.folder.path + "/snapshots", leastRecords: 1, launch: { $0() })
  }

  private func offer() throws -> SnapshotOffer {
    let scopes = one.enrolment.scopes
    let answer = try shelf.offer(scopes, resuming: nil, floor: 0, now: office.now)
    guard case .ready(let offer)? = answer else { throw Failure(.other) }
    return offer
  }

  private func pages(_ offer: SnapshotOffer) throws -> [Page] {
    let seal = SnapshotSeal(
      id: Octets16(offer.id), key: try SnapshotKey(exposedBytes: offer.key))
    var reader = try SnapshotReader(seal, size: offer.size) { offset, count in
      try #require(
        try shelf.read(offer.id, offset...(offset + UInt64(count) - 1), now: office.now)
      ).bytes
    }
    var pages: [Page] = []
    while let frame = try reader.next() { pages.append(try Wire.snapshotPage(frame)) }
    return pages
  }

  @Test func itHasWhatTheScopesHold() throws {
    let offer = try offer()
    let pages = try pages(offer)
    #expect(UInt64(pages.flatMap(\.records).count) == offer.records)
    #expect(pages.last?.isHead == true)
    let names = pages.flatMap(\.records).filter { $0.state.entity == Account.tag }.count
    #expect(names == 50)
  }

  @Test func itsPackingTellsHowFarItHasCome() throws {
    let told = Mutex<[WorkProgress?]>([])
    shelf.tell { progress in told.withLock { $0.append(progress) } }
    let offer = try offer()
    let reports = told.withLock { $0 }
    #expect(reports.last == .some(nil))
    let last = try #require(reports.dropLast().last ?? nil)
    #expect(last == WorkProgress(.packing, done: offer.records, of: offer.records, .records))
    for case let report? in reports { #expect(report.done <= report.total ?? 0, "\(report)") }
  }

  @Test func itIsGivenAgainWhileItIsFreshAndFetchedUntilItEnds() throws {
    let first = try offer()
    try one.addAccount("later")
    try one.sync()
    #expect(try offer() == first)
    office.now += SnapshotShelf.freshness
    let second = try offer()
    #expect(second.id != first.id)
    #expect(second.records > first.records)
    let resumed = try shelf.offer(
      first.scopes, resuming: first.id, floor: 0, now: office.now)
    #expect(resumed == .ready(first))
    // Below the floor it is of no use, whoever has begun it.
    let pruned = try shelf.offer(
      first.scopes, resuming: first.id, floor: first.sequence + 1, now: office.now)
    #expect(pruned == .ready(second))
    // Other scopes get nothing of it.
    let other = try shelf.offer(
      [.everyone], resuming: first.id, floor: 0, now: office.now)
    guard case .ready(let foreign)? = other else { return #expect(Bool(false)) }
    #expect(foreign.id != first.id)
    office.now += StoredSnapshot.lifetime
    try shelf.clean(now: office.now)
    #expect(try shelf.read(first.id, 0...0, now: office.now) == nil)
  }

  @Test func aRestartedServerKnowsItsKeyAndDropsParts() throws {
    let first = try offer()
    let part = office.folder.path + "/snapshots/\(SnapshotID.random()).part"
    #expect(FileManager.default.createFile(atPath: part, contents: Data([1])))
    try office.restart()
    let again = SnapshotShelf(
      database: office.office.database, root: office.office.ring.root,
      folder: office.folder.path + "/snapshots", leastRecords: 1, launch: { $0() })
    try again.clean(now: office.now, begins: true)
    #expect(!FileManager.default.fileExists(atPath: part))
    let found = try again.offer(first.scopes, resuming: first.id, floor: 0, now: office.now)
    #expect(found == .ready(first))
  }

  private func limited(_ limits: SnapshotShelf.Limits) -> SnapshotShelf {
    SnapshotShelf(
      database: office.office.database, root: office.office.ring.root,
      folder: office.folder.path + "/snapshots", leastRecords: 1, limits: limits,
      launch: { $0() })
  }

  private func files() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: office.folder.path + "/snapshots").sorted()
  }

  @Test func whatNobodyFetchesMakesRoomOnTheDisk() throws {
    var limits = SnapshotShelf.Limits()
    limits.count = 2
    let shelf = limited(limits)
    func make() throws -> SnapshotID {
      let answer = try shelf.offer(
        one.enrolment.scopes, resuming: nil, floor: 0, now: office.now)
      guard case .ready(let offer)? = answer else { throw Failure(.other) }
      return offer.id
    }
    let first = try make()
    office.now += SnapshotShelf.freshness
    let second = try make()
    office.now += SnapshotShelf.freshness
    // The older one is being fetched, so the newer one goes.
    #expect(try shelf.read(first, 0...0, now: office.now) != nil)
    let third = try make()
    #expect(try files() == [first, third].map { "\($0)" }.sorted())
    #expect(try shelf.read(second, 0...0, now: office.now) == nil)
    // Both are in use: the next device gets pages.
    let none = try shelf.offer([.everyone], resuming: nil, floor: 0, now: office.now)
    #expect(none == nil)
    limits.count = 100
    limits.bytes = 1
    office.now += SnapshotShelf.freshness
    _ = try limited(limits).offer([.everyone], resuming: nil, floor: 0, now: office.now)
    #expect(try files().count == 1)
  }

  @Test func aFullDiskGetsNoSnapshot() throws {
    var limits = SnapshotShelf.Limits()
    limits.free = { _ in 4_096 }
    let answer = try limited(limits).offer(
      one.enrolment.scopes, resuming: nil, floor: 0, now: office.now)
    #expect(answer == nil)
  }

  @Test(arguments: ["revoke", "lose", "retire"])
  func whoIsShutOutFetchesNoMore(_ how: String) throws {
    let offer = try offer()
    #expect(try shelf.read(offer.id, 0...0, now: office.now) != nil)
    let code = one.enrolment.deviceCode
    switch how {
    case "revoke": _ = try office.office.revoke(device: code, now: office.now)
    case "lose": _ = try office.office.lose(device: code, now: office.now)
    default: _ = try office.office.retire(device: code, now: office.now)
    }
    #expect(try shelf.read(offer.id, 0...0, now: office.now) == nil)
    #expect(try files() == [])
  }

  @Test func bytesComeByRangeOnly() async throws {
    let now = office.now
    let route = SnapshotRoute(shelf: shelf, now: { now })
    let offer = try offer()
    let whole = try #require(try shelf.read(offer.id, 0...(offer.size - 1), now: now))
    let router = Router(context: OfficeContext.self)
    router.get("s/:id") { try await route.answer($0, id: $1.parameters.get("id")) }
    try await Application(router: router).test(.router) { client in
      func get(_ id: String, _ range: String?) async throws -> (Int, [UInt8]) {
        try await client.execute(
          uri: "/s/\(id)", method: .get, headers: range.map { [.range: $0] } ?? [:]
        ) { ($0.status.code, Array(buffer: $0.body)) }
      }
      let (status, bytes) = try await get("\(offer.id)", "bytes=3-9")
      #expect(status == 206)
      #expect(bytes == Array(whole.bytes[3...9]))
      #expect(try await get("\(offer.id)", "bytes=0-\(offer.size)").0 == 404)
      #expect(try await get("\(SnapshotID.random())", "bytes=0-1").0 == 404)
      for wrong in [nil, "bytes=9-3", "bytes=0-", "bytes=0-99999999", "lines=1-2", "bytes=a-b"] {
        #expect(try await get("\(offer.id)", wrong).0 == 400)
      }
      for wrong in ["..%2Foffice.db", "x", "office.db"] {
        #expect(try await get(wrong, "bytes=0-1").0 == 404)
      }
    }
  }

  /// Devices write, a compaction runs and a snapshot is made at once, on real connections.
  @Test func syncsGoOnDuringCompactionAndSnapshot() async throws {
    _ = try office.office.keep(
      absence: nil, deleted: 0, log: nil, history: nil, journal: nil)
    let database = office.office.database
    let shelf = shelf
    let scopes = one.enrolment.scopes
    let now = office.now
    let stop = Flag()
    try await withThrowingTaskGroup(of: Int.self) { group in
      group.addTask {
        var count = 0
        repeat {
          count += try database.compact(now: now).deleted
        } while !stop.isSet
        return count
      }
      group.addTask {
        var time = now
        repeat {
          time += SnapshotShelf.freshness
          _ = try shelf.offer(scopes, resuming: nil, floor: 0, now: time)
        } while !stop.isSet
        return 0
      }
      for round in 0..<20 {
        let id = try one.addAccount("round \(round)")
        try one.sync()
        _ = try one.database.commit(one.rights) { context in
          let view = try #require(try context.reader.record(Account.tag, id))
          return try RecordOperations.delete(view, in: context)
        }
        #expect(try one.sync().divergent == [])
      }
      stop.set()
      for try await _ in group {}
    }
    try one.sync()
    _ = try database.compact(now: now)
    #expect(try database.check(thorough: true) == [])
    #expect(try one.sync().divergent == [])
    #expect(try one.database.check(thorough: true) == [])
    let late = try office.device("admin")
    #expect(try late.sync().divergent == [])
  }
}
