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

/// Lost and retired devices: their work is not lost, and they are not trusted.
@Suite struct CustodyTests {
  /// A device with two commits that it has not sent.
  private func prepared() throws -> (TestOffice, TestDevice, RecordID) {
    let office = try TestOffice()
    let ali = try office.rep("ali")
    try ali.sync()
    let shop = try ali.addAccount("Shop")
    try ali.sync()
    try ali.set(shop, Account.shape.note, .text("first"))
    try ali.set(shop, Account.shape.note, .text("second"))
    return (office, ali, shop)
  }

  private func note(_ shop: RecordID, _ office: TestOffice) throws -> Value? {
    try office.office.database.read { try $0.record(Account.tag, shop)?[Account.shape.note] }
  }

  /// Sends what a sync would send first, and reads the answer with the order in it.
  private func ask(_ device: TestDevice) throws -> (AnswerHeader, DeviceExchange) {
    var session = try ClientSession(
      storage: device.database, sealing: try device.sealing, schemaVersion: 1,
      epoch: device.commitKey.epoch)
    guard case .send(let header, let body) = try session.start(now: device.office.now) else {
      throw Failure(.other)
    }
    let exchange = try device.exchange(header, body)
    return (try device.send(exchange).0, exchange)
  }

  private func subject(_ device: TestDevice, _ exchange: DeviceExchange) -> WipeSubject {
    WipeSubject(
      workspace: device.card.workspace, device: Octets16(device.enrolment.device),
      replica: Octets16(device.replica), request: exchange.requestHash)
  }

  private func order(_ device: TestDevice) throws -> WipeOrder {
    let (answer, exchange) = try ask(device)
    #expect(answer.verdict == .revoked)
    return try WipeOrder(
      try #require(answer.keys.wipeOrder), to: subject(device, exchange),
      identity: device.card.identity)
  }

  private func receipt(_ nonce: [UInt8], from device: TestDevice) throws -> AnswerHeader {
    let header = RequestHeader(
      exchangeNumber: 0, deviceTime: 0, replica: device.replica, schemaVersion: 0,
      journal: JournalHead(
        sequence: 0, segment: 0, chain: [UInt8](repeating: 0, count: 32)),
      acknowledged: nil, incarnation: nil, segmentCount: 0, keys: KeyState(wipeReceipt: nonce))
    let body = RequestBody(
      segments: [], pull: PullRequest(cursors: [], position: 0, maximumBytes: 0))
    return try device.send(try device.exchange(header, body)).0
  }

  /// Makes a device a copy of another, as the office does for a fork.
  private func copy(_ device: DeviceID, _ office: TestOffice) throws -> DeviceID? {
    let keys = DeviceKeys.generate()
    office.now += 1
    let proposal = NewLife(
      exchangeKey: keys.exchange.publicKey.bytes, verifyKey: keys.signing.verifyKey.bytes,
      isMoved: false)
    return try office.office.database.transaction { writer in
      let former = try #require(try writer.device(device))
      return try office.office.keeper.allot(proposal, to: former, writer, now: office.now)?.device
    }
  }

  private func welcome(_ office: TestOffice) throws -> [String] {
    try office.office.servedDevices().map(\.device.code).sorted()
  }

  @Test("Copies of a device are named, and go where it goes when so said, copies of copies too")
  func copies() throws {
    let (office, ali, _) = try prepared()
    let second = try #require(try copy(ali.enrolment.device, office))
    let third = try #require(try copy(second, office))
    _ = try office.rep("mina")
    #expect(try welcome(office) == ["A1", "A2", "A3", "A4"])
    let alone = try office.office.lose(device: "A1", now: office.now)
    #expect(alone.copies.isEmpty && alone.served.map(\.id) == [second, third])
    #expect(try welcome(office) == ["A2", "A3", "A4"])
    // The one that went first may be the thief's: whoever comes from it is named all the same.
    let middle = try office.office.retire(device: "A2", now: office.now)
    #expect(middle.served.map(\.id) == [third])
    let all = try office.office.lose(device: "A1", withCopies: true, now: office.now)
    #expect(all.copies.map(\.id) == [second, third] && all.served.isEmpty)
    #expect(try welcome(office) == ["A4"])
    for device in [second, third] {
      guard case .lost = try office.office.custody(of: device).custody else {
        Issue.record("\(device) is not lost")
        continue
      }
    }
  }

  @Test("However copies are made of copies, a day gives one enrolled device only so many")
  func multiplied() throws {
    let (office, ali, _) = try prepared()
    var newest = ali.enrolment.device
    for number in 0..<LifeKeeper.livesPerDay {
      newest = try #require(try copy(newest, office), "\(number)")
    }
    #expect(try copy(newest, office) == nil)
    #expect(try copy(ali.enrolment.device, office) == nil)
    #expect(try copy(office.rep("mina").enrolment.device, office) != nil)
    office.now += 86_400_000
    #expect(try copy(newest, office) != nil)
  }

  @Test("What a lost device pushes takes no effect, stays sealed, and is there for rescue")
  func held() throws {
    let (office, ali, shop) = try prepared()
    _ = try office.office.lose(device: "A1", now: office.now)
    _ = try order(ali)
    #expect(try note(shop, office) == .null)
    let held = try office.office.database.read { try $0.heldSegments(of: ali.enrolment.device) }
    #expect(held.map(\.segment.count) == [2])
    let sealed = held.flatMap(\.segment.bytes)
    #expect(!String(decoding: sealed, as: UTF8.self).contains("first"))
    // Asking again holds nothing twice and gets an order again.
    _ = try order(ali)
    #expect(try office.office.custody(of: ali.enrolment.device).waiting == 2)
    let shown = try office.office.rescue(device: "A1")
    #expect(shown.map(\.sequence) == [2, 3])
    #expect(shown[0].changes.joined().contains("note=first"), "\(shown)")
  }

  @Test("Rescue takes the honest commits and discards the others, once, in order")
  func rescue() throws {
    let (office, ali, shop) = try prepared()
    _ = try office.office.lose(device: "A1", now: office.now)
    _ = try order(ali)
    #expect(throws: ServerError.self) {
      try office.office.decideRescue(device: "A1", through: 9, takes: true, now: office.now)
    }
    let taken = try office.office.decideRescue(
      device: "A1", through: 2, takes: true, now: office.now)
    #expect(taken.map(\.sequence) == [2])
    #expect(try note(shop, office) == .text("first"))
    #expect(throws: ServerError.self) {
      try office.office.decideRescue(device: "A1", through: 2, takes: false, now: office.now)
    }
    // Back in the right hands too early: the rest must be decided first.
    #expect(throws: ServerError.self) { try office.office.restore(device: "A1", now: office.now) }
    try office.restart()
    let rest = try office.office.decideRescue(
      device: "A1", through: nil, takes: false, now: office.now)
    #expect(rest.map(\.result) == [.rejected(Failure(.discarded))])
    #expect(try note(shop, office) == .text("first"))
    #expect(try office.office.rescue(device: "A1").isEmpty)
    #expect(
      try office.office.decideRescue(device: "A1", through: nil, takes: true, now: office.now)
        .isEmpty)
    #expect(try office.office.check(thorough: true).isEmpty)
    // Restored, it hears what became of its commits, and goes on.
    _ = try office.office.restore(device: "A1", now: office.now)
    let intake = try ali.sync()
    #expect(intake.accepted == 1 && intake.rejected == 1)
    try ali.addAccount("After")
    #expect(try ali.sync().accepted == 1)
    #expect(ali.commitKey.epoch == 2)
    #expect(try office.office.check(thorough: true).isEmpty)
  }

  @Test("A user who is gone and a type that is wrong: the office vouches for rights, not for laws")
  func judged() throws {
    let (office, ali, shop) = try prepared()
    _ = try office.office.lose(device: "A1", now: office.now)
    _ = try order(ali)
    try office.office.changeUser(login: "ali", isActive: false, now: office.now)
    let taken = try office.office.decideRescue(
      device: "A1", through: nil, takes: true, now: office.now)
    #expect(taken.count == 2)
    #expect(
      taken.allSatisfy { if case .accepted = $0.result { true } else { false } }, "\(taken)")
    #expect(try note(shop, office) == .text("second"))
  }

  @Test("What was not sealed with the device's key is held, shown as such, and can be discarded")
  func garbage() throws {
    let (office, ali, shop) = try prepared()
    _ = try office.office.lose(device: "A1", now: office.now)
    let genuine = ali.commitKey
    ali.commitKey = CommitKeyGrant(epoch: 1, key: [UInt8](repeating: 9, count: 32))
    _ = try order(ali)
    #expect(try office.office.rescue(device: "A1").map(\.operation) == ["(sealed)"])
    #expect(throws: ServerError.self) {
      try office.office.decideRescue(device: "A1", through: nil, takes: true, now: office.now)
    }
    #expect(
      try office.office.decideRescue(device: "A1", through: nil, takes: false, now: office.now)
        .isEmpty)
    #expect(try office.office.rescue(device: "A1").isEmpty)
    #expect(try note(shop, office) == .null)
    _ = try office.office.restore(device: "A1", now: office.now)
    ali.commitKey = genuine
    #expect(throws: SealingError.self) { try ali.sync() }
    #expect(try office.office.check(thorough: true).isEmpty)
  }

  @Test("A thief's text moves no cursor on the administrator's terminal")
  func terminal() {
    #expect(Console.plain("a\u{1B}[2Jb\u{202E}c\u{200C}د") == "a\u{FFFD}[2Jb\u{FFFD}c\u{200C}د")
  }

  @Test("A lost device is read nothing: no page, no commit key, no results")
  func nothing() throws {
    let (office, ali, _) = try prepared()
    _ = try office.office.lose(device: "A1", now: office.now)
    _ = try office.office.advanceEpoch(device: "A1", now: office.now)
    let (answer, _) = try ask(ali)
    #expect(answer.keys.commitKey == nil && answer.acknowledged == nil)
    #expect(throws: SyncStop.revoked) { try ali.sync() }
  }

  @Test("The receipt is noted once, a stranger's is not, and a wiped device does not come back")
  func receipts() throws {
    let (office, ali, _) = try prepared()
    _ = try office.office.lose(device: "A1", now: office.now)
    let order = try order(ali)
    let device = ali.enrolment.device
    #expect(try office.office.custody(of: device).orderedAt != nil)
    let wrong = try receipt([UInt8](repeating: 7, count: 16), from: ali)
    #expect(wrong.keys.wipeOrder != nil)
    #expect(try office.office.custody(of: device).wipedAt == nil)
    let mina = try office.rep("mina")
    _ = try receipt(order.nonce.bytes, from: mina)
    #expect(try office.office.custody(of: device).wipedAt == nil)
    office.now += 1_000
    let at = office.now
    for _ in 0..<2 {
      // The answer may have been lost: the same receipt again.
      let answer = try receipt(order.nonce.bytes, from: ali)
      #expect(answer.verdict == .revoked && answer.keys.wipeOrder == nil)
      office.now += 5_000
    }
    #expect(try office.office.custody(of: device).wipedAt == at)
    _ = try office.office.decideRescue(
      device: "A1", through: nil, takes: false, now: office.now)
    #expect(throws: ServerError.self) { try office.office.restore(device: "A1", now: office.now) }
  }

  @Test("An old order does nothing after the device was restored, nor to its next request")
  func replayed() throws {
    let (office, ali, _) = try prepared()
    _ = try office.office.lose(device: "A1", now: office.now)
    let (answer, _) = try ask(ali)
    let recorded = try #require(answer.keys.wipeOrder)
    _ = try office.office.decideRescue(
      device: "A1", through: nil, takes: true, now: office.now)
    _ = try office.office.restore(device: "A1", now: office.now)
    let (welcome, exchange) = try ask(ali)
    #expect(welcome.verdict == .done && welcome.keys.wipeOrder == nil)
    #expect(throws: SealingError.self) {
      try WipeOrder(
        recorded, to: subject(ali, exchange), identity: ali.card.identity)
    }
    // Lost again, the new loss has a name of its own.
    _ = try office.office.lose(device: "A1", now: office.now)
    let again = try order(ali)
    #expect(!recorded.contains(again.nonce.bytes))
  }

  @Test("A retired device's last push is taken, then no more; a lost answer is repeated")
  func retired() throws {
    let (office, ali, shop) = try prepared()
    _ = try office.office.retire(device: "A1", now: office.now)
    let device = ali.enrolment.device
    guard case .retired(_, false) = try office.office.custody(of: device).custody else {
      Issue.record("not waiting")
      return
    }
    // The answer is lost, and the push was its last: the same again gets the same results.
    let (answer, _) = try ask(ali)
    #expect(answer.verdict == .retired)
    #expect(throws: SyncStop.retired) { try ali.sync() }
    #expect(try note(shop, office) == .text("second"))
    #expect(try ali.database.read { try $0.pendingCount() } == 0)
    guard case .retired(_, true) = try office.office.custody(of: device).custody else {
      Issue.record("not closed")
      return
    }
    // What a changed program writes after that is not taken.
    try ali.set(shop, Account.shape.note, .text("third"))
    #expect(throws: SyncStop.revoked) { try ali.sync() }
    #expect(try note(shop, office) == .text("second"))
    #expect(try office.office.check(thorough: true).isEmpty)
  }

  @Test("A retired device that never syncs is not waited for beyond a month")
  func tooLate() throws {
    let (office, ali, shop) = try prepared()
    _ = try office.office.retire(device: "A1", now: office.now)
    office.now += CustodyLimits.lastPushMilliseconds + 1
    #expect(throws: SyncStop.revoked) { try ali.sync() }
    #expect(try note(shop, office) == .null)
    _ = try office.office.restore(device: "A1", now: office.now)
    #expect(try ali.sync().accepted == 2)
  }

  @Test("A device that asks without end is held back, and nobody else is")
  func limited() throws {
    let gate = DeviceGate(perSecond: 1, burst: 3)
    let (one, other) = (DeviceID(high: 1, low: 1), DeviceID(high: 2, low: 2))
    #expect((0..<3).allSatisfy { _ in gate.admits(one, now: 1_000) })
    #expect(!gate.admits(one, now: 1_000) && gate.admits(other, now: 1_000))
    #expect(gate.admits(one, now: 2_100) && !gate.admits(one, now: 2_100))
    // A clock that goes back gives nothing away.
    #expect(!gate.admits(one, now: 0))
  }
}
