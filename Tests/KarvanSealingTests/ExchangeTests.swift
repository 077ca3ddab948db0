// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import KarvanSealing

@Suite("Exchange")
struct ExchangeTests {
  let pair = Pair()

  @Test(
    "what goes in comes out, of any length and kind",
    arguments: [0, 1, 63, 64, 250, 254, 255, 256, 65_534, 65_535, 65_536, 200_000])
  func roundTrip(_ length: Int) throws {
    var random = Seeded(UInt64(length) + 1)
    for body in [random.bytes(length), random.prose(length)] {
      let payload = random.bytes(random.below(3_000))
      let exchange = try pair.request(payload, body)
      let received = try pair.receive(exchange.request)
      #expect(received.body == body)
      #expect(received.handshake.payload == payload)
      #expect(received.handshake.deviceKey == pair.device.exchange.publicKey)
      #expect(received.handshake.requestHash == blake2b256(exchange.request))
      let answer = try received.answer(payload: payload + [1], body: body + [2])
      let content = try exchange.open(answer)
      #expect(content.payload == payload + [1])
      #expect(content.body == body + [2])
    }
  }

  @Test("every flipped byte, cut and extension of a request is refused")
  func alteredRequests() throws {
    let request = try pair.request([1, 2, 3], [4, 5, 6]).request
    for index in request.indices {
      var altered = request
      altered[index] ^= 1 << UInt8(index % 8)
      refuses("byte \(index) of \(request.count)") { try pair.receive(altered) }
    }
    for count in 0..<request.count {
      refuses("cut to \(count) of \(request.count)") { try pair.receive(Array(request[..<count])) }
    }
    refuses(.trailingBytes) { try pair.receive(request + [0]) }
    refuses(.trailingBytes) { try pair.receive(request + request) }
  }

  @Test("every flipped byte, cut and extension of an answer is refused")
  func alteredAnswers() throws {
    let exchange = try pair.request()
    let answer = try pair.receive(exchange.request).answer(payload: [7], body: [8])
    for index in answer.indices {
      var altered = answer
      altered[index] ^= 1 << UInt8(index % 8)
      refuses("byte \(index) of \(answer.count)") { try exchange.open(altered) }
    }
    for count in 0..<answer.count {
      refuses("cut to \(count) of \(answer.count)") { try exchange.open(Array(answer[..<count])) }
    }
    refuses(.trailingBytes) { try exchange.open(answer + [0]) }
  }

  @Test("the answer to another request is refused, also to its own retry")
  func anothersAnswer() throws {
    let first = try pair.request()
    let second = try pair.request()
    let answer = try pair.receive(first.request).answer(payload: [], body: [])
    refuses(.handshakeFailed) { try second.open(answer) }
    #expect(try first.open(answer).body == [])
  }

  @Test("an answer under the right handshake but for other request bytes is refused")
  func wrongRequestHash() throws {
    let exchange = try pair.request()
    // The stream's end is not part of the handshake, so only the hash can tell.
    var altered = exchange.request
    altered[altered.count - 1] ^= 1
    let answer = try OfficeExchange(request: altered, keys: pair.officeKeys).readMessage()
      .refuse(payload: [])
    refuses(.wrongRequest) { try exchange.open(answer) }
  }

  @Test("a thief of the exchange key cannot speak for the device")
  func stolenExchangeKey() throws {
    let thief = DeviceKeys(exchange: pair.device.exchange, signing: .generate())
    let request = try DeviceExchange(to: pair.target, keys: thief, payload: [], body: []).request
    refuses(.badSignature) { try pair.receive(request) }
  }

  @Test("enrolment works with the invite's key and with no other")
  func enrolment() throws {
    let target = ExchangeTarget(
      workspace: pair.workspace, office: pair.office.publicKey, invite: pair.invite)
    let payload = pair.device.signing.verifyKey.bytes
    let exchange = try DeviceExchange(to: target, keys: pair.device, payload: payload, body: [3])
    let incoming = try OfficeExchange(request: exchange.request, keys: pair.officeKeys)
    #expect(incoming.preamble.kind == .enrol)
    #expect(incoming.preamble.inviteID == pair.invite.id)
    refuses(.badPreamble) { try incoming.readMessage() }
    refuses(.handshakeFailed) { try incoming.readMessage(inviteKey: .generate()) }
    refuses(.handshakeFailed) {
      try incoming.readMessage(inviteKey: pair.invite.key(workspace: .random()))
    }
    let handshake = try incoming.readMessage(inviteKey: pair.invite.key(workspace: pair.workspace))
    let received = try handshake.openBody(signedBy: VerifyKey(handshake.payload))
    #expect(received.body == [3])
    let answer = try received.answer(payload: [1], body: [2])
    #expect(try exchange.open(answer) == ExchangeContent(payload: [1], body: [2]))
    let exchangeRequest = try OfficeExchange(
      request: pair.request().request, keys: pair.officeKeys)
    refuses(.badPreamble) { try exchangeRequest.readMessage(inviteKey: .generate()) }
  }

  @Test("the cheap checks name what is wrong")
  func cheapChecks() throws {
    let request = try pair.request().request
    let other = OfficeKeys(workspace: .random(), exchangeKeys: [pair.office])
    refuses(.wrongWorkspace) { try OfficeExchange(request: request, keys: other) }
    let rotated = OfficeKeys(workspace: pair.workspace, exchangeKeys: [.generate()])
    refuses(.unknownExchangeKey) { try OfficeExchange(request: request, keys: rotated) }
    let long = request + [UInt8](repeating: 0, count: ExchangeLimits.requestBytes)
    refuses(.oversized) { try OfficeExchange(request: long, keys: pair.officeKeys) }
    refuses(.notKarvan) { try OfficeExchange(request: [], keys: pair.officeKeys) }
    for (offset, value) in [(4, UInt8(9)), (4, 0x81), (5, 1), (6, 0), (39, 1), (63, 1)] {
      var altered = request
      altered[offset] = value
      if offset == 6 { altered[7] = 0 }
      refuses(.badPreamble, "byte \(offset)") {
        try OfficeExchange(request: altered, keys: pair.officeKeys)
      }
    }
  }

  @Test("a sign-in page instead of an answer is said to be one")
  func captivePortal() throws {
    let exchange = try pair.request()
    let page = Array("\r\n<!DOCTYPE html><html><body>Welcome to our hotel</body></html>".utf8)
    refuses(.notKarvan) { try exchange.open(page) }
    #expect(ForeignContent.error(page).message.contains("web page"))
    refuses(.notKarvan) { try exchange.open(Array("{\"error\":502}".utf8)) }
    refuses(.notKarvan) { try exchange.open([]) }
    refuses(.wrongRequest) { try exchange.open(exchange.request) }
  }

  @Test("limits hold on both sides")
  func limits() throws {
    let long = [UInt8](repeating: 1, count: ExchangeLimits.payloadBytes + 1)
    refuses(.oversized) { try pair.request(long, []) }
    var random = Seeded(77)
    let large = random.bytes(ExchangeLimits.requestBytes)
    refuses(.oversized) { try pair.request([], large) }
    let exchange = try pair.request([UInt8](repeating: 1, count: ExchangeLimits.payloadBytes), [])
    let received = try pair.receive(exchange.request)
    refuses(.oversized) { try received.answer(payload: long, body: []) }
    let answer = try received.answer(payload: [], body: large)
    #expect(try exchange.open(answer).body == large)
    refuses(.oversized) {
      try exchange.open([UInt8](repeating: 0, count: ExchangeLimits.answerBytes + 1))
    }
  }
}
