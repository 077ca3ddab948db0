// SPDX-License-Identifier: Apache-2.0
import Hummingbird
import HummingbirdTesting
import KarvanSealing
import KarvanWire
import NIOCore
import Testing

@testable import KarvanServer

/// The same office behind its routes.
@Suite struct HTTPTests {
  private func application(_ office: TestOffice) -> some ApplicationProtocol {
    Application(router: Routes(office: office.office).router())
  }

  @Test("Health, readiness, metrics and the card are there for everybody")
  func open() async throws {
    let office = try TestOffice()
    try await application(office).test(.router) { client in
      for path in ["/healthz", "/readyz"] {
        try await client.execute(uri: path, method: .get) { #expect($0.status == .ok) }
      }
      try await client.execute(uri: "/metrics", method: .get) { response in
        let text = String(buffer: response.body)
        #expect(text.contains("karvan_head_sequence 2"))
      }
      try await client.execute(uri: WirePath.card, method: .get) { response in
        #expect(throws: Never.self) { try OfficeCard(Array(buffer: response.body)) }
      }
    }
  }

  @Test("A request that waited for longer than devices do is not carried out any more")
  func busy() async throws {
    let office = try TestOffice()
    var routes = Routes(office: office.office)
    routes.patience = .zero
    try await Application(router: routes.router()).test(.router) { client in
      try await client.execute(
        uri: WirePath.exchange, method: .post, body: ByteBuffer(string: "late")
      ) {
        #expect($0.status == .serviceUnavailable)
        #expect($0.headers[.retryAfter] == "10")
      }
    }
  }

  @Test("A body that is no exchange gets 400 with a code, an oversized one 413")
  func bad() async throws {
    let office = try TestOffice()
    try await application(office).test(.router) { client in
      for path in [WirePath.exchange, WirePath.enrol] {
        try await client.execute(
          uri: path, method: .post, body: ByteBuffer(string: "<html>hello</html>")
        ) { response in
          #expect(response.status == .badRequest)
          #expect(String(buffer: response.body).contains("notKarvan"))
        }
        let large = ByteBuffer(repeating: 0, count: ExchangeLimits.requestBytes + 1)
        try await client.execute(uri: path, method: .post, body: large) {
          #expect($0.status == .contentTooLarge)
        }
        try await client.execute(
          uri: path, method: .post, headers: [.contentEncoding: "gzip"], body: ByteBuffer()
        ) {
          #expect($0.status == .unsupportedMediaType)
        }
      }
      try await client.execute(uri: "/karvan/v1/nothing", method: .get) {
        #expect($0.status == .notFound)
      }
    }
  }

  @Test("An address that sends much more than devices do is held back, others are not")
  func gate() async {
    let gate = AddressGate(perSecond: 1, burst: 3, capacity: 2)
    var passed = 0
    for _ in 0..<10 where await gate.admits("a", at: 0) { passed += 1 }
    #expect(passed == 3)
    #expect(await gate.admits("b", at: 0))
    #expect(await gate.admits("a", at: 1))
    #expect(await !gate.admits("a", at: 1))
    // The table is full: the address that was touched longest ago makes room.
    #expect(await gate.admits("c", at: 2))
  }
}
