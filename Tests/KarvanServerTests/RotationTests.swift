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

/// The exchange key changes every week, and nobody notices.
@Suite struct RotationTests {
  private let week = Int64(KeyRotation.period)

  @Test(
    "A year of weeks: devices away for random spans always come back by themselves",
    arguments: [1, 7, 42] as [UInt64])
  func year(seed: UInt64) throws {
    var random = Lottery(state: seed)
    let office = try TestOffice()
    let devices = try ["ali", "mina", "sara"].map { try office.rep($0) }
    for device in devices { try device.sync() }
    var absentUntil = [0, 0, 0]
    var rotations = 0
    for number in 1...52 {
      office.now += week
      if try office.office.rotateKeysIfDue(now: office.now) != nil { rotations += 1 }
      if number.isMultiple(of: 5) { try office.restart() }
      for (index, device) in devices.enumerated() where absentUntil[index] <= number {
        try device.addAccount("Shop \(index) \(number)")
        #expect(try device.sync().accepted == 1, "seed \(seed), week \(number)")
        #expect(
          device.card.certificate.serial == office.office.ring.file.newest.serial,
          "seed \(seed), week \(number): the device has the newest key")
        absentUntil[index] = number + Int(random.next() % 9)
      }
      let keys = office.office.ring.file.exchangeKeys
      #expect(keys.count <= KeyRotation.olderKeys + 1)
      #expect(keys.allSatisfy { $0.notAfter > UInt64(office.now) }, "a key outlives its time")
    }
    #expect(rotations == 52)
    #expect(devices.map(\.fetchedCards).reduce(0, +) > 0, "seed \(seed) has nobody away for long")
  }

  @Test("A stolen old exchange key reads nothing new, poses as nobody and leads nobody back")
  func stolen() throws {
    let office = try TestOffice()
    let ali = try office.rep("ali")
    try ali.sync()
    let thief = office.office.ring.file
    let oldCard = ali.card
    office.now += week
    _ = try office.office.rotateKeysIfDue(now: office.now)
    try ali.sync()
    #expect(ali.card != oldCard)
    // It can't open what is sent to the new key.
    let keys = OfficeKeys(
      workspace: oldCard.workspace, exchangeKeys: thief.exchangeKeys.map(\.pair))
    var seen: DeviceExchange?
    try ali.sync { seen = $0 }
    let sent = try #require(seen)
    #expect(throws: SealingError.self) { try OfficeExchange(request: sent.request, keys: keys) }
    // Nor under a preamble that names the old key, nor answer in the office's place.
    var renamed = sent.request
    renamed.replaceSubrange(24..<32, with: oldCard.certificate.key.id.bytes)
    #expect(throws: SealingError.self) {
      try OfficeExchange(request: renamed, keys: keys).readMessage()
    }
    // The old card is refused, and so is a certificate that the thief makes.
    #expect(throws: SealingError.self) { try ali.card.renewed(by: oldCard.bytes) }
    let own = ExchangeCertificate(
      serial: .max, notAfter: .max, key: DHKeyPair.generate().publicKey, identity: .generate())
    #expect(throws: SealingError.self) { try ali.card.following([own.bytes]) }
    // After its time the office does not know the key any more, and a copy of a request to it
    // cannot be read by anybody.
    office.now += 2 * week
    _ = try office.office.rotateKeysIfDue(now: office.now)
    let late = try DeviceExchange(
      to: ExchangeTarget(workspace: oldCard.workspace, office: oldCard.certificate.key),
      keys: ali.keys, payload: [], body: [])
    #expect(
      performing: {
        _ = try office.office.exchange(late.request, now: office.now)
      }, throws: { ($0 as? SealingError)?.code == .unknownExchangeKey })
  }

  @Test("Dropping older keys at once leaves devices to fetch the card, silently")
  func dropped() throws {
    let office = try TestOffice()
    let ali = try office.rep("ali")
    try ali.sync()
    let before = office.office.ring.file.newest.serial
    let serial = try office.office.rotateKeys(now: office.now, keepsOlder: false)
    #expect(serial > before)
    #expect(try office.office.exchangeKeys().map(\.serial) == [serial])
    try ali.addAccount("Shop")
    #expect(try ali.sync().accepted == 1 && ali.fetchedCards == 1)
  }

  @Test("A rotation by another process is taken up at the next request; the file stays private")
  func beside() throws {
    let office = try TestOffice()
    let ali = try office.rep("ali")
    let other = try Office.open(office.folder)
    let serial = try other.rotateKeys(now: office.now)
    try other.database.close()
    try ali.sync()
    #expect(ali.card.certificate.serial == serial)
    let mode = try FileManager.default.attributesOfItem(atPath: office.folder.keys)
    #expect(mode[.posixPermissions] as? Int == 0o600)
    let left = try FileManager.default.contentsOfDirectory(atPath: office.folder.path)
    #expect(!left.contains { $0.hasSuffix(".new") }, "\(left)")
  }

  @Test("A crash before, within and after a rotation leaves an office that devices can use")
  func crashes() throws {
    let office = try TestOffice()
    let ali = try office.rep("ali")
    // Before the rename: a half-written file lies beside the whole one.
    let half = office.folder.keys + ".0011223344556677.new"
    try Data("karvan-key-file 1\nroot 00".utf8).write(to: URL(fileURLWithPath: half))
    try office.restart()
    try ali.sync()
    // After the rename and before the database knows of it.
    let ring = try KeyRing(path: office.folder.keys)
    _ = try ring.rotate(now: office.now, lastSerial: 0, isWanted: true)
    try office.restart()
    try ali.addAccount("Shop")
    #expect(try ali.sync().accepted == 1)
    #expect(ali.card.certificate.serial == ring.file.newest.serial)
    #expect(try office.office.rotateKeysIfDue(now: office.now) == nil)
  }

  @Test("A key file that was put back from an old copy rotates at once, above what was seen")
  func putBack() throws {
    let office = try TestOffice()
    let ali = try office.rep("ali")
    try ali.sync()
    let copy = office.folder.path + "/copy"
    try FileManager.default.copyItem(atPath: office.folder.keys, toPath: copy)
    office.now += week
    let seen = try #require(try office.office.rotateKeysIfDue(now: office.now))
    try ali.sync()
    #expect(ali.card.certificate.serial == seen)
    try office.office.database.close()
    try FileManager.default.removeItem(atPath: office.folder.keys)
    try FileManager.default.moveItem(atPath: copy, toPath: office.folder.keys)
    office.now -= week - 1
    office.office = try Office.open(office.folder)
    let next = try #require(try office.office.rotateKeysIfDue(now: office.now))
    #expect(next > seen)
    try ali.addAccount("Shop")
    #expect(try ali.sync().accepted == 1 && ali.card.certificate.serial == next)
  }

  @Test("A key file of another office beside a running one is not taken")
  func foreign() throws {
    let office = try TestOffice()
    let ali = try office.rep("ali")
    try ali.sync()
    try KeyFile.generate(notAfter: .max).save(to: office.folder.keys, replacing: true)
    #expect(throws: ServerError.self) { try office.office.rotateKeys(now: office.now) }
    try ali.addAccount("Shop")
    #expect(try ali.sync().accepted == 1)
  }
}

/// SplitMix64: the same spans for the same seed.
private struct Lottery {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
