// SPDX-License-Identifier: Apache-2.0
import Foundation
import KarvanCore
import KarvanDomain
import KarvanSealing
import KarvanStore
import KarvanSync
import KarvanWire
import Synchronization
import Testing

@testable import KarvanCLI
@testable import KarvanServer

/// The way to an office whose snapshots come by ranges, through a line that does things to them.
private final class RangeLink: Link {
  /// What becomes of a range.
  enum Harm: Sendable { case cut, short, altered, gone, tooBusy }

  private let answer: @Sendable (String, [UInt8]) throws -> [UInt8]
  private let bytes: @Sendable (SnapshotID, ClosedRange<UInt64>) throws -> [UInt8]?
  private let plan = Mutex<@Sendable (Int) -> Harm?>({ _ in nil })
  /// The first byte of each range that was asked for.
  let asked = Mutex<[UInt64]>([])

  init(
    _ answer: @escaping @Sendable (String, [UInt8]) throws -> [UInt8],
    bytes: @escaping @Sendable (SnapshotID, ClosedRange<UInt64>) throws -> [UInt8]?
  ) {
    self.answer = answer
    self.bytes = bytes
  }

  /// From now on the so-manieth range, from 1, comes to harm.
  func harm(_ plan: @escaping @Sendable (Int) -> Harm?) {
    asked.withLock { $0 = [] }
    self.plan.withLock { $0 = plan }
  }

  func get(_ path: String, limit: Int) async throws(LinkFailure) -> [UInt8] {
    try reply(path, [])
  }

  func post(_ path: String, _ body: [UInt8], limit: Int) async throws(LinkFailure) -> [UInt8] {
    try reply(path, body)
  }

  func get(_ path: String, range: Range<UInt64>) async throws(LinkFailure) -> [UInt8] {
    let number = asked.withLock { asked in
      asked.append(range.lowerBound)
      return asked.count
    }
    let harm = plan.withLock { $0 }(number)
    if harm == .cut { throw .unreachable(reason: "cut") }
    if harm == .gone { throw .status(code: 404, line: "") }
    if harm == .tooBusy { throw .busy(code: 503, line: "busy", retryAfter: 1) }
    guard let id = path.split(separator: "/").last.flatMap({ SnapshotID(text: String($0)) }),
      let found = try? bytes(id, range.lowerBound...(range.upperBound - 1))
    else { throw .status(code: 404, line: "") }
    var bytes = found
    if harm == .short { bytes.removeLast() }
    if harm == .altered { bytes[bytes.count / 2] ^= 1 }
    return bytes
  }

  private func reply(_ path: String, _ body: [UInt8]) throws(LinkFailure) -> [UInt8] {
    do {
      return try answer(path, body)
    } catch {
      throw .status(code: 400, line: "\(error)")
    }
  }
}

/// First syncs by snapshot over lines that cut, alter and lose it, from a real office.
@Suite struct SnapshotFetchTests {
  private static let accounts = 700
  private let office: TestOffice
  private let link: RangeLink
  private let laptop: Laptop
  /// The most bytes of one range.
  private static let step = SnapshotFetch.chunksPerRequest * UInt64(SnapshotLayout.sealedBytes)

  init() async throws {
    let office = try TestOffice()
    self.office = office
    let writer = try office.rep("nancy")
    try writer.sync()
    // Words that nothing compresses, so that the snapshot takes several requests.
    for start in stride(from: 0, to: Self.accounts, by: 50) {
      _ = try writer.database.commit(writer.rights) { context in
        let drafts = try (start..<start + 50).map { number in
          let note = Laptop.bytes(3_900, number).map { 33 + $0 % 94 }
          return try AccountOperations.open(
            RecordEdit(values: [
              Account.shape.name.tag: .text("Account \(number)"),
              Account.shape.note.tag: .text(String(decoding: note, as: UTF8.self)),
            ]), in: context)
        }
        return OperationDraft("account open", drafts.flatMap(\.changes))
      }
    }
    try writer.sync()
    // A small workspace is large enough here; its snapshot is made before anybody asks.
    try office.office.database.close()
    office.office = try Office.open(office.folder, snapshotRecords: 10)
    let house = office.office
    let now = office.now
    let shelf = SnapshotShelf(
      database: house.database, root: house.ring.root, folder: house.snapshots.folder,
      leastRecords: 10, launch: { $0() })
    _ = try shelf.offer(writer.enrolment.scopes, resuming: nil, floor: 0, now: now)
    let link = RangeLink(
      office.answering(), bytes: { try house.snapshots.read($0, $1, now: now)?.bytes })
    self.link = link
    laptop = try Laptop(over: link, now: now)
    let code = try house.invite(login: "nancy", now: now).exposedCode
    let ran = await laptop.run(
      "enroll", "--server", "https://office.example", "--no-sync", input: code)
    try #require(ran.status == 0, "\(ran.err)")
  }

  private var part: String { laptop.folder + "/home/karvan.db.snapshot" }

  private func isWhole() async throws {
    let listed = await laptop.run("account", "list", "--limit", "2000", "--json").list
    #expect(listed.count == Self.accounts)
    #expect(!FileManager.default.fileExists(atPath: part))
    let doctor = await laptop.run("doctor", "--thorough")
    #expect(doctor.status == 0, "\(doctor.out)")
    let again = await laptop.run("sync", "--json")
    #expect((again.object["divergent"] as? [Any])?.isEmpty == true, "\(again)")
  }

  /// Every sync brings one range more, and none comes twice but the one that was cut.
  @Test(arguments: [RangeLink.Harm.cut, .short])
  private func cutsAtEveryRange(_ harm: RangeLink.Harm) async throws {
    var starts: [UInt64] = []
    var rounds = 0
    link.harm { $0 == 1 ? harm : nil }
    while rounds < 40 {
      rounds += 1
      let ran = await laptop.run("sync")
      starts += link.asked.withLock { $0 }
      if ran.status == 0 { break }
      #expect(ran.status == 1 && ran.err.contains("Nothing was lost"), "\(ran.err)")
      // The next one gets one range further.
      link.harm { $0 == 2 ? harm : nil }
    }
    #expect(rounds > 2 && rounds < 40)
    for start in Set(starts) { #expect(starts.count { $0 == start } <= 2, "\(start)") }
    #expect(Set(starts).count >= 2)
    try await isWhole()
  }

  @Test func aBusyServerIsWaitedFor() async throws {
    link.harm { $0 == 2 ? .tooBusy : nil }
    let ran = await laptop.run("sync")
    #expect(ran.status == 0 && ran.err.contains("busy"), "\(ran.err)")
    #expect(link.asked.withLock { $0.count { $0 == 0 } } == 1)
    try await isWhole()
  }

  /// What was altered on the way is never kept; without the snapshot the pages come.
  @Test func anAlteredRangeIsNotTaken() async throws {
    link.harm { $0 == 2 ? .altered : nil }
    let ran = await laptop.run("sync")
    #expect(ran.status == 0, "\(ran.err)")
    #expect(link.asked.withLock { $0.count } == 2)
    try await isWhole()
  }

  /// A page of the disk went bad between two syncs: what follows it is fetched again, and no more.
  @Test func aDamagedPartIsFetchedAnew() async throws {
    link.harm { $0 == 2 ? .cut : nil }
    #expect(await laptop.run("sync").status == 1)
    var data = try Data(contentsOf: URL(fileURLWithPath: part))
    #expect(UInt64(data.count) == Self.step + 16)
    data[data.count - 1_000] ^= 1
    try data.write(to: URL(fileURLWithPath: part))
    link.harm { _ in nil }
    let ran = await laptop.run("sync")
    #expect(ran.status == 0, "\(ran.err)")
    let asked = link.asked.withLock { $0 }
    #expect(asked.first == Self.step, "\(asked)")
    // Only the chunk that went bad, and what comes after it.
    #expect(asked.contains(Self.step - UInt64(SnapshotLayout.sealedBytes)), "\(asked)")
    #expect(!asked.contains(0), "\(asked)")
    try await isWhole()
  }

  @Test func anotherSnapshotsPartIsThrownAway() async throws {
    try Data([UInt8](repeating: 9, count: 300_000)).write(to: URL(fileURLWithPath: part))
    link.harm { _ in nil }
    #expect(await laptop.run("sync").status == 0)
    #expect(link.asked.withLock { $0.first } == 0)
    try await isWhole()
  }

  /// The offer is gone: once another is asked for, and where none ever comes there are the pages.
  @Test(arguments: [false, true])
  func aGoneOfferIsNoEnd(_ isGoneForEver: Bool) async throws {
    link.harm { $0 == 2 || isGoneForEver ? .gone : nil }
    let ran = await laptop.run("sync")
    #expect(ran.status == 0, "\(ran.err)")
    let asked = link.asked.withLock { $0 }
    #expect(isGoneForEver ? asked.count == 2 : asked.count > 3, "\(asked)")
    try await isWhole()
  }
}
