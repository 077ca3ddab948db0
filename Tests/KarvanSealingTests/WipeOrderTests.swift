// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import KarvanSealing

@Suite("Wipe orders")
struct WipeOrderTests {
  private let identity = SigningKeyPair.generate()
  private let subject = WipeSubject(
    workspace: .random(), device: .random(), replica: .random(), request: .random())

  @Test("an order is taken by the one request that it answers")
  func taken() throws {
    let nonce = Octets16.random()
    let order = WipeOrder(to: subject, nonce: nonce, identity: identity)
    #expect(order.bytes.count == WipeOrder.encodedCount)
    let read = try WipeOrder(order.bytes, to: subject, identity: identity.verifyKey)
    #expect(read == order && read.nonce == nonce)
  }

  @Test("an order replayed to another device, replica, workspace or request does nothing")
  func replayed() {
    let order = WipeOrder(to: subject, nonce: .random(), identity: identity)
    let others = [
      WipeSubject(
        workspace: .random(), device: subject.device, replica: subject.replica,
        request: subject.request),
      WipeSubject(
        workspace: subject.workspace, device: .random(), replica: subject.replica,
        request: subject.request),
      WipeSubject(
        workspace: subject.workspace, device: subject.device, replica: .random(),
        request: subject.request),
      WipeSubject(
        workspace: subject.workspace, device: subject.device, replica: subject.replica,
        request: .random()),
    ]
    for other in others {
      refuses(.wrongRequest) {
        try WipeOrder(order.bytes, to: other, identity: identity.verifyKey)
      }
    }
  }

  @Test("only the pinned identity gives orders, and every byte of them counts")
  func forged() {
    let order = WipeOrder(to: subject, nonce: .random(), identity: identity)
    refuses(.badSignature) {
      try WipeOrder(order.bytes, to: subject, identity: SigningKeyPair.generate().verifyKey)
    }
    for index in order.bytes.indices {
      var altered = order.bytes
      altered[index] ^= 1
      #expect(throws: SealingError.self, "byte \(index)") {
        try WipeOrder(altered, to: subject, identity: identity.verifyKey)
      }
    }
    refuses(.wrongLength) {
      try WipeOrder(Array(order.bytes.dropLast()), to: subject, identity: identity.verifyKey)
    }
    // A signature of another kind by the same identity is none for this.
    let certificate = ExchangeCertificate(
      serial: 1, notAfter: 1, key: DHKeyPair.generate().publicKey, identity: identity)
    var mixed = order.bytes
    mixed.replaceSubrange(100..., with: certificate.bytes.suffix(64))
    refuses(.badSignature) {
      try WipeOrder(mixed, to: subject, identity: identity.verifyKey)
    }
  }
}
