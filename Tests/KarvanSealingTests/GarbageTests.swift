// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import KarvanSealing

/// Every decoder, fed with garbage that begins right: it refuses and never traps.
@Suite("Garbage")
struct GarbageTests {
  private func garbage(_ magic: String, _ seed: UInt64) -> [[UInt8]] {
    var random = Seeded(seed)
    return (0..<2_000).map { _ in Array(magic.utf8) + random.bytes(random.below(400)) }
  }

  @Test("requests and answers")
  func exchanges() throws {
    let pair = Pair()
    let exchange = try pair.request()
    let start = Array(exchange.request[4..<64])
    for (index, bytes) in garbage("KRV1", 1).enumerated() {
      // Half of it gets past the cheap checks.
      let input = index.isMultiple(of: 2) ? bytes : Array(bytes[..<4]) + start + bytes
      refuses("request \(index)") { try pair.receive(input) }
      refuses("answer \(index)") { try exchange.open(input) }
    }
  }

  @Test("segments")
  func segments() {
    let seal = SegmentSeal(.generate())
    for (index, bytes) in garbage("KSG1", 2).enumerated() {
      refuses("segment \(index)") { try seal.open(try SealedSegment(bytes)) }
    }
  }

  @Test("cards, certificates, tokens, key files and invites")
  func small() {
    let identity = SigningKeyPair.generate().verifyKey
    let key = AcknowledgementKey.generate()
    for (index, bytes) in garbage("KRVC", 3).enumerated() {
      refuses("card \(index)") { try OfficeCard(bytes) }
      refuses("certificate \(index)") {
        try ExchangeCertificate(bytes, identity: identity, minimumSerial: 0)
      }
      refuses("acknowledgement \(index)") { try AcknowledgementToken(bytes, key: key) }
      refuses("challenge \(index)") {
        try ChallengeToken.verify(bytes, replica: .zero, now: 0, key: .generate())
      }
      refuses("key file \(index)") { try KeyFile(exposedBytes: bytes) }
      let text = String(decoding: bytes, as: UTF8.self)
      refuses("invite \(index)") { try Invite(code: text) }
      refuses("link \(index)") { try InviteLink(text: "https://a#" + text) }
    }
  }

  @Test("the envelope of a body")
  func envelopes() {
    var random = Seeded(5)
    for _ in 0..<2_000 {
      var envelope = random.bytes(256)
      envelope[0] = UInt8(random.below(3))
      if envelope[0] == 1 { envelope[1] = 0 }
      envelope[255] = random.below(2) == 0 ? 0x80 : 0
      // A stored body may be anything; what counts is that nothing traps.
      let body = try? BodyEnvelope.unwrap(envelope)
      #expect(body == nil || envelope[0] == 0, random.note)
    }
  }
}
