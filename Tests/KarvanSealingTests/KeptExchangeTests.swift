// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import KarvanSealing

@Suite("Kept exchange")
struct KeptExchangeTests {
  let pair = Pair()

  @Test("an exchange that was kept opens its answer and no other", arguments: 0..<8)
  func keepsAndOpens(_ seed: Int) throws {
    var random = Seeded(UInt64(seed) + 1)
    let exchange = try pair.request([1], random.bytes(random.below(3_000)))
    let other = try pair.request([1], [2])
    let kept = try KeptExchange(exposedBytes: KeptExchange(exchange).exposedBytes)
    #expect(kept == KeptExchange(exchange))
    let answer = try pair.receive(exchange.request).answer(payload: [7], body: random.bytes(99))
    let again = DeviceExchange(kept, keys: pair.device)
    #expect(try again.open(answer) == exchange.open(answer))
    let foreign = try pair.receive(other.request).answer(payload: [7], body: [8])
    refuses(.handshakeFailed) { try again.open(foreign) }
    refuses(.handshakeFailed) { try DeviceExchange(kept, keys: .generate()).open(answer) }
    refuses("an altered answer") { try again.open(answer.dropLast() + [(answer.last ?? 0) ^ 1]) }
  }

  @Test("what is not a kept exchange is refused by name")
  func refusesOthers() throws {
    let bytes = KeptExchange(try pair.request()).exposedBytes
    #expect(bytes.count == KeptExchange.encodedCount)
    refuses(.wrongLength) { try KeptExchange(exposedBytes: bytes + [0]) }
    refuses(.badPreamble) { try KeptExchange(exposedBytes: [0] + bytes.dropFirst()) }
  }

  @Test("only what travels as a file may be longer than a request over a network")
  func filesAreLonger() throws {
    var random = Seeded(1)
    let body = random.bytes(ExchangeLimits.requestBytes)
    refuses(.oversized) { try pair.request([1], body) }
    let exchange = try DeviceExchange(
      to: pair.target, keys: pair.device, payload: [1], body: body,
      limit: ExchangeLimits.fileBytes)
    refuses(.oversized) { try pair.receive(exchange.request) }
    let received = try OfficeExchange(
      request: exchange.request, keys: pair.officeKeys, isFile: true
    ).readMessage().openBody(signedBy: pair.device.signing.verifyKey)
    #expect(received.body == body)
    let answer = try received.answer(payload: [2], body: body + body)
    refuses(.oversized) { try exchange.open(answer) }
    #expect(try exchange.open(answer, limit: ExchangeLimits.fileBytes).body == body + body)
  }
}
