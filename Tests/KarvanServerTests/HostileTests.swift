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

/// What is no honest exchange changes nothing.
@Suite struct HostileTests {
  @Test("Every cut and every flipped byte of a request is refused, and the head stays")
  func mangled() throws {
    let office = try TestOffice()
    let ali = try office.rep("ali")
    try ali.sync()
    try ali.addAccount("Shop")
    var request: [UInt8] = []
    struct Stop: Error {}
    _ = try? ali.sync { exchange in
      request = exchange.request
      throw Stop()
    }
    let head = try office.office.head()
    let step = max(1, request.count / 150)
    for index in stride(from: 0, to: request.count, by: step) {
      var flipped = request
      flipped[index] ^= 0x40
      #expect(throws: (any Error).self, "byte \(index)") {
        try office.office.exchange(flipped, now: office.now)
      }
      #expect(throws: (any Error).self, "cut at \(index)") {
        try office.office.exchange(Array(request[..<index]), now: office.now)
      }
    }
    #expect(throws: (any Error).self) {
      try office.office.exchange(request + [0], now: office.now)
    }
    #expect(try office.office.head() == head)
    #expect(try ali.sync().accepted == 1)
  }

  @Test("A stolen exchange key without the signing key does not speak for the device")
  func stolenExchangeKey() throws {
    let office = try TestOffice()
    let ali = try office.rep("ali")
    let thief = DeviceKeys(exchange: ali.keys.exchange, signing: .generate())
    let header = RequestHeader(
      exchangeNumber: 1, deviceTime: office.now, replica: ali.replica, schemaVersion: 1,
      journal: JournalHead(sequence: 0, segment: 0, chain: try ali.sealing.genesis),
      acknowledged: nil, incarnation: nil, segmentCount: 0)
    let body = RequestBody(
      segments: [], pull: PullRequest(cursors: [], position: 0, maximumBytes: 1_000))
    let exchange = try DeviceExchange(
      to: ali.target, keys: thief, payload: try Wire.encode(header), body: try Wire.encode(body))
    #expect(throws: SealingError.self) {
      try office.office.exchange(exchange.request, now: office.now)
    }
  }

  @Test("An unknown device gets no answer inside the handshake")
  func stranger() throws {
    let office = try TestOffice()
    let ali = try office.rep("ali")
    let exchange = try DeviceExchange(to: ali.target, keys: .generate(), payload: [], body: [])
    #expect(throws: ExchangeRefusal.unknownDevice) {
      try office.office.exchange(exchange.request, now: office.now)
    }
  }

  @Test("An invite serves one device: the same keys again get the same answer, others none")
  func inviteOnce() throws {
    let office = try TestOffice()
    _ = try office.office.addUser(
      login: "ali", name: "Ali", role: "rep", territories: ["Tehran"], now: office.now)
    let invite = try office.office.invite(login: "ali", now: office.now)
    let card = try OfficeCard(office.office.card())
    let keys = DeviceKeys.generate()
    let replica = ReplicaID.random()
    let first = try TestDevice.enrol(office, card, invite, keys, replica)
    let again = try TestDevice.enrol(office, card, invite, keys, replica)
    #expect(first == again)
    #expect(throws: EnrolRefusal.used) {
      try TestDevice.enrol(office, card, invite, .generate(), .random())
    }
    let late = try office.office.invite(login: "ali", now: office.now)
    office.now += Office.inviteLifetime + 1
    #expect(throws: EnrolRefusal.expired) {
      try TestDevice.enrol(office, card, late, .generate(), .random())
    }
  }

  @Test("An invite that this office never made is not answered")
  func foreignInvite() throws {
    let office = try TestOffice()
    let card = try OfficeCard(office.office.card())
    #expect(throws: ExchangeRefusal.unknownInvite) {
      try TestDevice.enrol(office, card, .generate(), .generate(), .random())
    }
  }

  @Test("A commit that cannot be read is rejected alone; the others of its segment are taken")
  func poison() throws {
    let office = try TestOffice()
    let ali = try office.rep("ali")
    try ali.sync()
    var plaintext = ByteWriter()
    plaintext.blob([0xFF, 0xFF, 0xFF])
    var good = ByteWriter()
    good.journalled(
      Commit(
        replica: ali.replica, sequence: 2, time: HybridTime(milliseconds: office.now),
        office: false, basis: 0, operation: "nothing", changes: []))
    plaintext.blob(good.bytes)
    let standing = try ali.database.standing()
    let segment = try ali.sealing.seal(
      plaintext.bytes, first: 1, count: 2, after: standing.journal)
    let header = RequestHeader(
      exchangeNumber: standing.exchangeNumber + 1, deviceTime: office.now,
      replica: ali.replica, schemaVersion: 1,
      journal: JournalHead(sequence: 2, segment: 1, chain: segment.chain),
      acknowledged: nil, incarnation: nil, segmentCount: 1)
    let body = RequestBody(
      segments: [segment.bytes],
      pull: PullRequest(cursors: standing.cursors, position: 0, maximumBytes: 100_000))
    let (answer, answerBody) = try ali.send(try ali.exchange(header, body))
    #expect(answer.verdict == .done)
    let results = try #require(answerBody?.results.first?.results)
    #expect(results.first == .rejected(Failure(.undecodable)))
    guard case .accepted? = results.last else {
      Issue.record("the readable commit was not taken: \(results)")
      return
    }
  }
}
