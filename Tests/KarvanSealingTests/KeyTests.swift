// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import KarvanSealing

@Suite("Keys")
struct KeyTests {
  @Test("no domain string is the beginning of another")
  func domains() {
    for one in Domain.allCases {
      for other in Domain.allCases where one != other {
        #expect(!other.rawValue.utf8.starts(with: one.rawValue.utf8), "\(one) \(other)")
      }
    }
  }

  @Test("each input of a derivation makes another key, and the same inputs the same")
  func derivation() throws {
    let root = RootKey.generate()
    let workspace = Octets16.random()
    let device = Octets16.random()
    let keys = [
      root.commitKey(workspace: workspace, device: device, epoch: 1).exposedBytes,
      root.commitKey(workspace: workspace, device: device, epoch: 2).exposedBytes,
      root.commitKey(workspace: device, device: workspace, epoch: 1).exposedBytes,
      RootKey.generate().commitKey(workspace: workspace, device: device, epoch: 1).exposedBytes,
      root.digestKey(workspace: workspace).exposedBytes,
      root.digestKey(workspace: device).exposedBytes,
      root.challengeKey(workspace: workspace).exposedBytes,
      root.acknowledgementKey(workspace: workspace).exposedBytes,
    ]
    #expect(Set(keys).count == keys.count)
    let again = try RootKey(exposedBytes: root.exposedBytes)
    #expect(again == root)
    #expect(again.commitKey(workspace: workspace, device: device, epoch: 1).exposedBytes == keys[0])
  }

  @Test("nothing secret is printed")
  func descriptions() {
    let secret = SecretBytes(copying: Array("secret".utf8))
    let root = RootKey.generate()
    let pair = DHKeyPair.generate()
    let signing = SigningKeyPair.generate()
    var text = "\(secret) \(root) \(pair) \(signing)"
    for value in [secret, root, pair, signing] as [Any] { dump(value, to: &text) }
    for bytes in [root.exposedBytes, pair.exposedBytes, signing.exposedBytes] {
      #expect(!text.contains(Hexadecimal.text(bytes)))
      #expect(!text.contains("\(bytes[0]), \(bytes[1])"))
    }
  }

  @Test("keys of another length are refused")
  func lengths() {
    refuses(.wrongLength) { try RootKey(exposedBytes: []) }
    refuses(.wrongLength) { try DHKeyPair(exposedBytes: .init(repeating: 1, count: 31)) }
    refuses(.wrongLength) { try SigningKeyPair(exposedBytes: .init(repeating: 1, count: 33)) }
    refuses(.wrongLength) { try VerifyKey([1]) }
    refuses(.wrongLength) { try DHPublicKey([1]) }
    refuses(.wrongLength) { try Octets16([1]) }
  }

  @Test("sixteen bytes are two big-endian numbers")
  func octets() throws {
    let value = Octets16(high: 0x0102_0304_0506_0708, low: 0x090A_0B0C_0D0E_0F10)
    #expect(value.bytes == Array(1...16))
    #expect(try Octets16(Array(1...16)) == value)
    #expect(value.description == "0102030405060708090a0b0c0d0e0f10")
  }

  @Test("a certificate holds for its identity and from its serial on")
  func certificates() throws {
    let identity = SigningKeyPair.generate()
    let made = ExchangeCertificate(
      serial: 7, notAfter: 99, key: DHKeyPair.generate().publicKey, identity: identity)
    let read = try ExchangeCertificate(
      made.bytes, identity: identity.verifyKey, minimumSerial: 7)
    #expect(read == made)
    refuses(.staleCertificate) {
      try ExchangeCertificate(made.bytes, identity: identity.verifyKey, minimumSerial: 8)
    }
    let stranger = SigningKeyPair.generate().verifyKey
    refuses(.badSignature) {
      try ExchangeCertificate(made.bytes, identity: stranger, minimumSerial: 0)
    }
    for index in made.bytes.indices {
      var altered = made.bytes
      altered[index] ^= 1
      refuses(.badSignature, "byte \(index)") {
        try ExchangeCertificate(altered, identity: identity.verifyKey, minimumSerial: 0)
      }
    }
  }

  @Test("a card proves itself and is no web page")
  func cards() throws {
    let card = KeyFile.generate(notAfter: 5).card(workspace: .random())
    #expect(try OfficeCard(card.bytes) == card)
    refuses(.notKarvan) { try OfficeCard(Array("<html>".utf8)) }
    refuses(.wrongLength) { try OfficeCard(card.bytes + [0]) }
    var altered = card.bytes
    altered[60] ^= 1
    refuses(.badSignature) { try OfficeCard(altered) }
  }

  @Test("a challenge is good for its replica, its office and two minutes")
  func challenges() throws {
    let key = ChallengeKey.generate()
    let replica = Octets16.random()
    let challenge = ChallengeToken(replica: replica, now: 1_000_000, key: key)
    let verify = { (now: UInt64) in
      try ChallengeToken.verify(challenge.bytes, replica: replica, now: now, key: key)
    }
    try verify(1_000_000)
    try verify(1_120_000)
    refuses(.expiredToken) { try verify(1_120_001) }
    refuses(.expiredToken) { try verify(800_000) }
    refuses(.badToken) {
      try ChallengeToken.verify(challenge.bytes, replica: .random(), now: 1_000_000, key: key)
    }
    refuses(.badToken) {
      try ChallengeToken.verify(
        challenge.bytes, replica: replica, now: 1_000_000, key: .generate())
    }
    for index in challenge.bytes.indices {
      var altered = challenge.bytes
      altered[index] ^= 1
      refuses(.badToken, "byte \(index)") {
        try ChallengeToken.verify(altered, replica: replica, now: 1_000_000, key: key)
      }
    }
  }

  @Test("an acknowledgement is what the office said")
  func acknowledgements() throws {
    let key = AcknowledgementKey.generate()
    let made = AcknowledgementToken(
      replica: .random(), sequence: 77, head: 99, incarnation: .random(), key: key)
    #expect(try AcknowledgementToken(made.bytes, key: key) == made)
    refuses(.badToken) { try AcknowledgementToken(made.bytes, key: .generate()) }
    for index in made.bytes.indices {
      var altered = made.bytes
      altered[index] ^= 1
      refuses(.badToken, "byte \(index)") { try AcknowledgementToken(altered, key: key) }
    }
  }

  @Test("record hashes depend on key and content and are the same everywhere")
  func recordHashes() throws {
    let key = try DigestKey(exposedBytes: Array(0..<32))
    let hasher = RecordHasher(key)
    let (high, low) = hasher.hash(Array("record".utf8))
    let plain: Octets16 = Blake2b.hash(Array("record".utf8), key: key.secret)
    #expect(Octets16(high: high, low: low) == plain)
    #expect(hasher.hash([1]) != hasher.hash([2]))
    #expect(hasher.hash([1]) != RecordHasher(.generate()).hash([1]))
    #expect(hasher.hash([]) == hasher.hash(UnsafeRawBufferPointer(start: nil, count: 0)))
  }
}
