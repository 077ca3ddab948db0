// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import KarvanSealing

@Suite("Rotation of exchange keys")
struct KeyRotationTests {
  private let start: UInt64 = 1_750_000_000_000
  private let week = KeyRotation.period

  private func fresh() -> KeyFile { KeyFile.generate(notAfter: start + KeyRotation.lifetime) }

  @Test("a key is the newest for a week, taken for two more, and then destroyed")
  func life() {
    var file = fresh()
    let first = file.newest
    #expect(!file.isRotationDue(now: start))
    #expect(!file.isRotationDue(now: start + week - 1))
    #expect(file.isRotationDue(now: start + week))
    for number in 1...3 {
      let now = start + UInt64(number) * week
      file = file.rotated(now: now)
      #expect(!file.isRotationDue(now: now))
      #expect(file.exchangeKeys.contains(first) == (number < 3), "week \(number)")
    }
    #expect(file.root == file.root && file.exchangeKeys.count == 3)
    let serials = file.exchangeKeys.map(\.serial)
    #expect(serials == serials.sorted() && Set(serials).count == 3)
  }

  @Test("identity and root stay, rotating often keeps few keys, and a theft keeps none")
  func bounds() throws {
    let before = fresh()
    var file = before
    for _ in 0..<50 { file = file.rotated(now: start) }
    #expect(file.exchangeKeys.count == KeyRotation.olderKeys + 1)
    #expect(file.root == before.root && file.identity == before.identity)
    let alone = file.rotated(now: start, keepsOlder: false)
    #expect(alone.exchangeKeys.count == 1 && alone.newest.serial > file.newest.serial)
    #expect(try KeyFile(exposedBytes: alone.exposedBytes) == alone)
  }

  @Test("a clock that jumps a year ahead and back neither stops the weeks nor the serials")
  func clocks() {
    let year = 52 * week
    let ahead = fresh().rotated(now: start + year)
    #expect(ahead.isRotationDue(now: start))
    let back = ahead.rotated(now: start)
    #expect(back.newest.serial > ahead.newest.serial)
    #expect(!back.isRotationDue(now: start + week - 1) && back.isRotationDue(now: start + week))
  }

  @Test("a key file that was put back from an old copy rotates above what devices have seen")
  func putBack() {
    let copy = fresh()
    let lost = copy.rotated(now: start + week)
    #expect(copy.isRotationDue(now: start + 1, lastSerial: lost.newest.serial))
    let again = copy.rotated(now: start + 1, lastSerial: lost.newest.serial)
    #expect(again.newest.serial > lost.newest.serial)
    // Also where nobody remembers: the serial is the time.
    #expect(copy.rotated(now: start + week + 1_000).newest.serial > lost.newest.serial)
  }

  @Test("a device takes newer certificates of its identity only, whatever their dates say")
  func following() throws {
    let old = fresh()
    let new = old.rotated(now: start + week)
    let workspace = Octets16.random()
    let card = old.card(workspace: workspace)
    let news = new.news(for: card.certificate.key.id).map(\.bytes)
    let followed = try #require(try card.following(news))
    #expect(followed.certificate == new.certificates.last && followed.identity == card.identity)
    // Nothing newer, nothing to do: neither the same nor an older one.
    #expect(new.news(for: followed.certificate.key.id).isEmpty)
    #expect(try followed.following(old.certificates.map(\.bytes)) == nil)
    #expect(try card.following([]) == nil)
    let expired = ExchangeCertificate(
      serial: .max, notAfter: 1, key: DHKeyPair.generate().publicKey, identity: old.identity)
    #expect(try card.following([expired.bytes])?.certificate == expired)
    // Somebody with a stolen exchange key certifies his own.
    let forged = ExchangeCertificate(
      serial: .max, notAfter: .max, key: DHKeyPair.generate().publicKey, identity: .generate())
    refuses(.badSignature) { try card.following(news + [forged.bytes]) }
    refuses(.wrongLength) { try card.following([[1, 2, 3]]) }
  }

  @Test("a card that is fetched again is of the pinned identity and not older")
  func renewing() throws {
    let old = fresh()
    let new = old.rotated(now: start + week)
    let workspace = Octets16.random()
    let (before, after) = (old.card(workspace: workspace), new.card(workspace: workspace))
    #expect(try before.renewed(by: after.bytes) == after)
    refuses(.staleCertificate) { try after.renewed(by: before.bytes) }
    refuses(.badSignature) { try before.renewed(by: new.card(workspace: .random()).bytes) }
    refuses(.badSignature) { try before.renewed(by: fresh().card(workspace: workspace).bytes) }
    refuses(.notKarvan) { try before.renewed(by: Array("<html>".utf8)) }
  }
}
