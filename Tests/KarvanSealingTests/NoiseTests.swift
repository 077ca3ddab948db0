// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import KarvanSealing

@Suite("Noise")
struct NoiseTests {
  struct File: Decodable {
    struct Message: Decodable {
      let payload: String
      let ciphertext: String
    }
    struct Vector: Decodable {
      let protocol_name: String
      let init_prologue: String
      let init_static: String
      let init_ephemeral: String
      let init_psks: [String]?
      let resp_static: String
      let resp_ephemeral: String?
      let handshake_hash: String
      let messages: [Message]
    }
    let vectors: [Vector]
  }

  @Test("IK and IKpsk1 give the published bytes, both sides, through the transport messages")
  func vectors() throws {
    let patterns = ["IK", "IKpsk1"].map { "Noise_\($0)_25519_ChaChaPoly_BLAKE2b" }
    let vectors = try VectorFile.read("noise.json", as: File.self).vectors
      .filter { patterns.contains($0.protocol_name) }
    #expect(vectors.map(\.protocol_name) == patterns)
    for vector in vectors { try check(vector) }
  }

  private func check(_ vector: File.Vector) throws {
    let messages = vector.messages.map { (hex($0.payload), hex($0.ciphertext)) }
    let office = try DHKeyPair(exposedBytes: hex(vector.resp_static))
    let psk = vector.init_psks?.first.map { SecretBytes(copying: hex($0)) }
    let prologue = hex(vector.init_prologue)
    var first: [UInt8] = []
    var device = try NoiseInitiator(
      prologue: prologue, staticKey: DHKeyPair(exposedBytes: hex(vector.init_static)),
      responder: office.publicKey, psk: psk,
      ephemeral: DHKeyPair(exposedBytes: hex(vector.init_ephemeral)), payload: messages[0].0,
      message: &first)
    #expect(first == messages[0].1)
    var responder = try NoiseResponder(
      prologue: prologue, staticKey: office, psk: psk, message: first[...])
    #expect(responder.payload == messages[0].0)
    let second = try responder.writeMessage2(
      payload: messages[1].0,
      ephemeral: DHKeyPair(exposedBytes: hex(try #require(vector.resp_ephemeral))))
    #expect(second == messages[1].1)
    #expect(try device.readMessage2(second[...]) == messages[1].0)
    #expect(device.transcript == hex(vector.handshake_hash))
    #expect(responder.transcript == hex(vector.handshake_hash))
    try checkTransport(device.split(), responder.split(), messages)
  }

  private func checkTransport(
    _ device: (NoiseCipher, NoiseCipher), _ office: (NoiseCipher, NoiseCipher),
    _ messages: [([UInt8], [UInt8])]
  ) throws {
    var (up, down) = device
    var (officeUp, officeDown) = office
    for (index, (payload, ciphertext)) in messages.enumerated().dropFirst(2) {
      if index.isMultiple(of: 2) {
        #expect(up.encrypt(payload, data: []) == ciphertext)
        #expect(try officeUp.decrypt(ciphertext[...], data: []) == payload)
      } else {
        #expect(officeDown.encrypt(payload, data: []) == ciphertext)
        #expect(try down.decrypt(ciphertext[...], data: []) == payload)
      }
    }
  }

  @Test("another psk, prologue or office does not understand message 1")
  func strangers() throws {
    let office = DHKeyPair.generate()
    let psk = SecretBytes(random: 32)
    var message: [UInt8] = []
    _ = try NoiseInitiator(
      prologue: [1], staticKey: .generate(), responder: office.publicKey, psk: psk,
      ephemeral: .generate(), payload: [2], message: &message)
    let read = { (prologue: [UInt8], key: DHKeyPair, psk: SecretBytes?) in
      try NoiseResponder(prologue: prologue, staticKey: key, psk: psk, message: message[...])
    }
    #expect(try read([1], office, psk).payload == [2])
    refuses(.handshakeFailed) { try read([9], office, psk) }
    refuses(.handshakeFailed) { try read([1], .generate(), psk) }
    refuses(.handshakeFailed) { try read([1], office, SecretBytes(random: 32)) }
    refuses(.handshakeFailed) { try read([1], office, nil) }
  }

  @Test("a weak ephemeral is refused")
  func weakEphemeral() {
    let message = [UInt8](repeating: 0, count: 200)
    refuses(.weakPublicKey) {
      try NoiseResponder(prologue: [], staticKey: .generate(), psk: nil, message: message[...])
    }
  }
}
