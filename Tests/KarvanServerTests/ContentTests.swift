// SPDX-License-Identifier: Apache-2.0
import Foundation
import KarvanCore
import KarvanDomain
import KarvanSealing
import KarvanStore
import KarvanSync
import KarvanWire
import Testing

@testable import KarvanServer

/// Who is given contents, and what is taken: the office against devices that want too much.
@Suite struct ContentTests {
  private let office: TestOffice
  private let nancy: TestDevice
  private let account: RecordID

  init() throws {
    office = try TestOffice()
    nancy = try office.rep("nancy")
    try nancy.sync()
    account = try nancy.addAccount("Alfreds")
    try nancy.sync()
  }

  private static func bytes(_ count: Int, _ first: UInt8 = 0) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) &+ first }
  }

  /// Attaches, syncs and sends.
  private func sent(_ bytes: [UInt8]) throws -> (record: RecordID, address: Octets32) {
    let record = try nancy.attach(bytes, to: account)
    try nancy.sync()
    let address = try address(of: record, on: nancy)
    #expect(try nancy.send(record, address)?.state == .held)
    return (record, address)
  }

  private func address(of record: RecordID, on device: TestDevice) throws -> Octets32 {
    let text = try device.database.read {
      try $0.record(Attachment.tag, record)?[Attachment.shape.content].text
    }
    return try #require(Octets32(hexadecimal: text ?? ""))
  }

  @Test("Whoever may see the record is given its content, and nobody else")
  func scopes() throws {
    let plain = Self.bytes(300_000)
    let (record, _) = try sent(plain)
    let colleague = try office.rep("janet")
    #expect(try colleague.fetch(record).bytes == plain)
    _ = try office.territory("Far away")
    let stranger = try office.rep("anne", territory: "Far away")
    #expect(try stranger.fetch(record).state == .unknown)
    #expect(try stranger.fetch(record).bytes.isEmpty)
  }

  @Test("A device that only knows an address gets nothing by naming it")
  func knowingIsNotHaving() throws {
    let plain = Self.bytes(600_000)
    let (record, address) = try sent(plain)
    _ = try office.territory("Far away")
    let thief = try office.rep("anne", territory: "Far away")
    try thief.sync()
    let own = try thief.addAccount("Decoy")
    let decoy = try thief.name(address, size: plain.count, for: own)
    try thief.sync()
    #expect(try thief.fetch(decoy).state == .absent)
    // It even knows the manifest, but not the bytes.
    let stored = try #require(try nancy.vault.open(address))
    let manifest = stored.manifest.bytes
    for proof in [[UInt8](repeating: 0, count: 32), try nancy.offer(record, address).proof] {
      let offer = ContentOffer(record: decoy, manifest: manifest, proof: proof)
      let standing = try thief.ask(ContentRequest(offers: [offer]))?.standings.first
      // The same as for a content that the office does not have.
      #expect(standing?.state == .wanted && standing?.missing == [0, 1, 2])
    }
    #expect(try thief.fetch(decoy).state == .absent)
    // One chunk of it does not help either.
    let piece = ContentPiece(record: decoy, number: 1, bytes: try stored.chunk(1))
    let standing = try thief.ask(ContentRequest(pieces: [piece]))?.standings.first
    #expect(standing?.missing == [0, 2])
    #expect(try thief.fetch(decoy).state == .absent)
    #expect(try thief.fetch(record).state == .unknown)
  }

  @Test("Who shows that they have a content need not send it again; it is stored once")
  func duplicates() throws {
    let plain = Self.bytes(500_000)
    let (_, address) = try sent(plain)
    let janet = try office.rep("janet")
    try janet.sync()
    let again = try janet.attach(plain, to: account)
    try janet.sync()
    let offer = try janet.offer(again, address)
    #expect(try janet.ask(ContentRequest(offers: [offer]))?.standings.first?.state == .held)
    #expect(office.office.contents.vault.addresses() == [address])
    #expect(try office.office.database.read { try $0.contentBytes() } == 500_000)
  }

  @Test("Contents are taken for records that were accepted, from whoever made them")
  func onlyAccepted() throws {
    let record = try nancy.attach(Self.bytes(10), to: account)
    let address = try address(of: record, on: nancy)
    let offer = try nancy.offer(record, address)
    #expect(try nancy.ask(ContentRequest(offers: [offer]))?.standings.first?.state == .unknown)
    let piece = ContentPiece(record: record, number: 0, bytes: Self.bytes(10))
    #expect(try nancy.ask(ContentRequest(pieces: [piece]))?.standings.first?.state == .unknown)
    try nancy.sync()
    // A colleague sees the record, but it is not theirs to fill.
    let janet = try office.rep("janet")
    try janet.sync()
    _ = try janet.vault.add(size: 10) { Array(Self.bytes(10)[$0..<($0 + $1)]) }
    let foreign = try janet.offer(record, address)
    #expect(try janet.ask(ContentRequest(offers: [foreign]))?.standings.first?.state == .unknown)
    #expect(try nancy.send(record, address)?.state == .held)
  }

  @Test("Any order of chunks, repeated and interrupted, ends with equal content", arguments: 0..<8)
  func anyOrder(_ seed: Int) throws {
    let plain = Self.bytes(262_144 * 5 + seed, UInt8(seed))
    let record = try nancy.attach(plain, to: account)
    try nancy.sync()
    let address = try address(of: record, on: nancy)
    let offer = try nancy.offer(record, address)
    let stored = try #require(try nancy.vault.open(address))
    var standing = try nancy.ask(ContentRequest(offers: [offer]))?.standings.first
    var state = UInt64(seed + 1)
    while standing?.state == .wanted {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let number = Int(state >> 33) % stored.manifest.hashes.count
      var bytes = try stored.chunk(number)
      // Sometimes altered on the way: noticed, named, and nothing of it kept.
      let isAltered = state >> 60 == 3
      if isAltered { bytes[Int(state >> 40) % bytes.count] ^= 1 }
      let piece = ContentPiece(record: record, number: number, bytes: bytes)
      let next = try nancy.ask(ContentRequest(pieces: [piece]))?.standings.first
      if isAltered {
        #expect(next?.state == .altered)
        continue
      }
      standing = next
      if state >> 58 & 7 == 5 { try office.restart() }
    }
    #expect(standing?.state == .held)
    #expect(try nancy.fetch(record).bytes == plain)
    #expect(office.office.contents.vault.parts().isEmpty)
  }

  @Test("Without room the content stays where it is, kindly, and commits go on")
  func quota() throws {
    try office.office.database.transaction {
      try $0.set(ContentRoom(file: 100_000, user: 150_000, total: 160_000))
    }
    func standing(_ bytes: [UInt8], _ device: TestDevice) throws -> ContentStanding? {
      let record = try device.attach(bytes, to: account)
      let intake = try device.sync()
      #expect(intake.rejected == 0)
      return try device.send(record, address(of: record, on: device))
    }
    let large = try standing(Self.bytes(100_001), nancy)
    #expect(large?.state == .tooLarge && large?.limit == 100_000)
    #expect(try standing(Self.bytes(100_000), nancy)?.state == .held)
    // The same content once more takes no more room.
    #expect(try standing(Self.bytes(100_000), nancy)?.state == .held)
    let share = try standing(Self.bytes(60_000, 1), nancy)
    #expect(share?.state == .noShare && share?.limit == 150_000)
    let janet = try office.rep("janet")
    try janet.sync()
    let room = try standing(Self.bytes(70_000, 2), janet)
    #expect(room?.state == .noRoom && room?.limit == 160_000)
    #expect(try standing(Self.bytes(60_000, 3), janet)?.state == .held)
    // What only began to come takes its room, too.
    let began = try nancy.attach(Self.bytes(60_001, 4), to: account)
    try nancy.sync()
    #expect(try nancy.send(began, address(of: began, on: nancy))?.state == .noShare)
  }

  @Test("A revoked or lost device gets nothing; a retired one brings and gets nothing")
  func custody() throws {
    let plain = Self.bytes(1_000)
    let (record, _) = try sent(plain)
    let brought = try nancy.attach(Self.bytes(2_000), to: account)
    try nancy.sync()
    _ = try office.office.retire(device: nancy.enrolment.deviceCode, now: office.now)
    #expect(try nancy.send(brought, address(of: brought, on: nancy))?.state == .held)
    #expect(try nancy.fetch(record).bytes.isEmpty)
    office.now += CustodyLimits.lastPushMilliseconds + 1
    #expect(try nancy.ask(ContentRequest()) == nil)
    let janet = try office.rep("janet")
    #expect(try janet.fetch(record).bytes == plain)
    _ = try office.office.revoke(device: janet.enrolment.deviceCode, now: office.now)
    #expect(try janet.ask(ContentRequest()) == nil)
  }

  @Test("A content that the office's disk altered is never given")
  func damaged() throws {
    let plain = Self.bytes(300_000)
    let (record, address) = try sent(plain)
    let path = office.folder.path + "/contents/\(address)"
    var data = try Data(contentsOf: URL(fileURLWithPath: path))
    data[data.count - 5] ^= 1
    try data.write(to: URL(fileURLWithPath: path))
    #expect(try nancy.fetch(record).state == .damaged)
    let findings = try office.office.check(thorough: true)
    #expect(findings.count == 1 && findings[0].place.contains("\(record)"))
    try FileManager.default.removeItem(atPath: path)
    #expect(try office.office.check(thorough: false).count == 1)
    #expect(try nancy.fetch(record).state == .absent)
    // It is taken anew from whoever has it.
    #expect(try nancy.send(record, address)?.state == .held)
    #expect(try nancy.fetch(record).bytes == plain)
    #expect(try office.office.check(thorough: true).isEmpty)
  }

  @Test("A content goes when the last record that named it is forgotten, and not before")
  func compaction() throws {
    let plain = Self.bytes(50_000)
    let (first, address) = try sent(plain)
    let second = try nancy.attach(plain, to: account)
    try nancy.sync()
    #expect(try nancy.send(second, address)?.state == .held)
    func delete(_ record: RecordID) throws {
      _ = try nancy.database.commit(nancy.rights) { context in
        try RecordOperations.delete(
          try #require(try context.reader.record(Attachment.tag, record)), in: context)
      }
      try nancy.sync()
      try nancy.sync()
    }
    func compact() throws -> Int {
      _ = try office.office.keep(absence: nil, deleted: 0, log: nil, history: nil)
      return try office.office.compact(now: office.now, progress: { _ in }).contents
    }
    try delete(first)
    _ = try compact()
    #expect(try nancy.fetch(second).bytes == plain)
    #expect(try nancy.fetch(first).state == .unknown)
    // The newest row of a table is kept whatever becomes of it.
    _ = try nancy.attach(Self.bytes(10, 9), to: account)
    try delete(second)
    #expect(office.office.contents.vault.has(address))
    #expect(try compact() >= 1)
    #expect(!office.office.contents.vault.has(address))
    #expect(try office.office.database.read { try $0.contentBytes() } == 0)
  }

  @Test("After an older database was put back, what was held is held, and by nobody else")
  func restored() throws {
    try office.office.database.close()
    let old = try Data(contentsOf: URL(fileURLWithPath: office.folder.database))
    try office.reopen()
    let plain = Self.bytes(400_000)
    let (record, address) = try sent(plain)
    // The only other copy is dropped, as the office has it.
    try nancy.vault.remove(address)
    try office.office.database.close()
    for suffix in ["-wal", "-shm"] {
      try? FileManager.default.removeItem(atPath: office.folder.database + suffix)
    }
    try old.write(to: URL(fileURLWithPath: office.folder.database))
    try office.reopen()
    #expect(try nancy.fetch(record).state == .unknown)
    for _ in 0..<2 { try nancy.sync() }
    #expect(try nancy.fetch(record).bytes == plain)
    let thief = try office.rep("janet")
    try thief.sync()
    let decoy = try thief.name(address, size: plain.count, for: account)
    try thief.sync()
    #expect(try thief.fetch(decoy).state == .absent)
    // A note that was copied under another name says nothing.
    let folder = office.folder.path + "/contents/"
    try FileManager.default.copyItem(
      atPath: folder + "\(Octets16(record)).held", toPath: folder + "\(Octets16(decoy)).held")
    #expect(try thief.fetch(decoy).state == .absent)
    _ = try office.office.compact(now: office.now, progress: { _ in })
    #expect(try office.office.database.read { try $0.contentClaim(of: record) }?.isHeld == true)
    #expect(try nancy.fetch(record).bytes == plain)
  }

  @Test("Both sides have the same bounds")
  func bounds() {
    #expect(UInt64(AttachmentLimits.bytes) == ContentLayout.mostBytes)
    #expect(ContentRoom().file <= ContentLayout.mostBytes)
    #expect(ContentLimits.pieces * (ContentLayout.chunkBytes + 64) < ExchangeLimits.requestBytes)
  }

  @Test("An exchange is no request about contents, nor the other way round")
  func kinds() throws {
    let exchange = try DeviceExchange(
      to: nancy.target, keys: nancy.keys, payload: try Wire.contentHeader(replica: nancy.replica),
      body: try Wire.encode(ContentRequest()))
    #expect(throws: ExchangeRefusal.malformed) {
      try office.office.contents(exchange.request, now: office.now)
    }
    let contents = try DeviceExchange(
      to: nancy.target.forContents, keys: nancy.keys,
      payload: try Wire.contentHeader(replica: nancy.replica), body: [])
    #expect(throws: ExchangeRefusal.malformed) {
      try office.office.exchange(contents.request, now: office.now)
    }
    // Another device's replica is not one's own.
    let janet = try office.rep("janet")
    let foreign = try DeviceExchange(
      to: janet.target.forContents, keys: janet.keys,
      payload: try Wire.contentHeader(replica: nancy.replica),
      body: try Wire.encode(ContentRequest()))
    let outcome = try office.office.contents(foreign.request, now: office.now)
    #expect(outcome.verdict == "revoked")
  }

  @Test("Hostile counts are refused before anything is done")
  func hostile() throws {
    let piece = ContentPiece(record: account, number: 0, bytes: [1])
    let wish = ContentWish(record: account, first: 0, count: 1, wantsManifest: false)
    for request in [
      ContentRequest(pieces: Array(repeating: piece, count: ContentLimits.pieces + 1)),
      ContentRequest(wishes: Array(repeating: wish, count: ContentLimits.wishes + 1)),
      ContentRequest(pieces: [ContentPiece(record: account, number: 300, bytes: [1])]),
      ContentRequest(wishes: [
        ContentWish(record: account, first: 0, count: 257, wantsManifest: false)
      ]),
      ContentRequest(pieces: [
        ContentPiece(record: account, number: 0, bytes: [UInt8](repeating: 0, count: 262_145))
      ]),
    ] {
      #expect(throws: ExchangeRefusal.malformed) { try nancy.ask(request) }
    }
    // Many wishes of much get no more than one answer may have.
    let (record, _) = try sent(Self.bytes(262_144 * 6))
    let much = ContentWish(record: record, first: 0, count: 256, wantsManifest: true)
    let answer = try nancy.ask(ContentRequest(wishes: Array(repeating: much, count: 16)))
    #expect(answer?.pieces.count == ContentLimits.pieces)
  }
}
