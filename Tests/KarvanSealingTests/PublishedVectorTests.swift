// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import KarvanSealing

@Suite("Published vectors")
struct PublishedVectorTests {
  @Test("X25519: RFC 7748 5.2, single multiplications")
  func x25519() throws {
    let cases = [
      (
        "a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4",
        "e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c",
        "c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552"
      ),
      (
        "4b66e9d4d1b4673c5ad22691957d6af5c11b6421e0ea01d42ca4169e7918ba0d",
        "e5210f12786811d3f4b7959d0538ae2c31dbe7106fc03c3efc4cd549c715a493",
        "95cbde9476e8907d7aade45cb4b873f88b595a68799fa152e6f8f7647aac7957"
      ),
    ]
    for (scalar, point, result) in cases {
      let shared = try DHKeyPair(exposedBytes: hex(scalar))
        .sharedSecret(with: try DHPublicKey(hex(point)))
      #expect(shared.exposedBytes == hex(result))
    }
  }

  @Test("X25519: RFC 7748 5.2, a thousand times over")
  func x25519Iterated() throws {
    var scalar: [UInt8] = [9] + [UInt8](repeating: 0, count: 31)
    var point = scalar
    for round in 1...1_000 {
      let next = try DHKeyPair(exposedBytes: scalar)
        .sharedSecret(with: try DHPublicKey(point)).exposedBytes
      point = scalar
      scalar = next
      if round == 1 {
        #expect(scalar == hex("422c8e7a6227d7bca1350b3e2bb7279f7897b87bb6854b783c60e80311ae3079"))
      }
    }
    #expect(scalar == hex("684cf59ba83309552800ef566f2f4d3c1c3887c49360e3875f2eb94d99532c51"))
  }

  @Test("X25519: RFC 7748 6.1, key agreement")
  func x25519Agreement() throws {
    let alice = try DHKeyPair(
      exposedBytes: hex("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a"))
    let bob = try DHKeyPair(
      exposedBytes: hex("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb"))
    #expect(
      alice.publicKey.bytes
        == hex("8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a"))
    #expect(
      bob.publicKey.bytes
        == hex("de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f"))
    let shared = hex("4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742")
    #expect(try alice.sharedSecret(with: bob.publicKey).exposedBytes == shared)
    #expect(try bob.sharedSecret(with: alice.publicKey).exposedBytes == shared)
  }

  @Test(
    "X25519: points of small order are refused",
    arguments: [
      "0000000000000000000000000000000000000000000000000000000000000000",
      "0100000000000000000000000000000000000000000000000000000000000000",
      "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
      "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
      "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    ])
  func weakPoints(_ point: String) throws {
    let weak = try DHPublicKey(hex(point))
    refuses(.weakPublicKey) { try DHKeyPair.generate().sharedSecret(with: weak) }
  }

  @Test("Ed25519: RFC 8032 7.1, tests 1 to 3")
  func ed25519() throws {
    let cases = [
      (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
          + "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
      ),
      (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
          + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
      ),
      (
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
          + "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
      ),
    ]
    for (seed, key, message, signature) in cases {
      let pair = try SigningKeyPair(exposedBytes: hex(seed))
      #expect(pair.verifyKey.bytes == hex(key))
      #expect(pair.sign(hex(message)).bytes == hex(signature))
      #expect(pair.verifyKey.verifies(try Octets64(hex(signature)), of: hex(message)))
      #expect(!pair.verifyKey.verifies(try Octets64(hex(signature)), of: hex(message) + [0]))
    }
  }

  @Test("XChaCha20-Poly1305: draft-irtf-cfrg-xchacha-03 A.3.1")
  func xchacha() throws {
    let plaintext = Array(
      ("Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the "
        + "future, sunscreen would be it.").utf8)
    let data = hex("50515253c0c1c2c3c4c5c6c7")
    let key = SecretBytes(copying: Array(UInt8(0x80)...0x9f))
    let nonce = Array(UInt8(0x40)...0x57)
    let sealed = hex(
      "bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb"
        + "731c7f1b0b4aa6440bf3a82f4eda7e39ae64c6708c54c216cb96b72e1213b452"
        + "2f8c9ba40db5d945b11b69b982c1bb9e3f3fac2bc369488f76b2383565d3fff9"
        + "21f9664c97637da9768812f615c68b13b52e"
        + "c0875924c1c7987947deafd8780acf49")
    #expect(AEAD.sealXChaCha(plaintext, data: data, nonce: nonce, key: key) == sealed)
    #expect(AEAD.openXChaCha(sealed[...], data: data, nonce: nonce, key: key) == plaintext)
    #expect(AEAD.openXChaCha(sealed[...], data: [], nonce: nonce, key: key) == nil)
  }

  @Test("BLAKE2b: RFC 7693 appendix A")
  func blake2b() {
    let hash: Octets64 = Blake2b.hash(Array("abc".utf8))
    #expect(
      hash.bytes
        == hex(
          "ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d1"
            + "7d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923"))
  }
}
