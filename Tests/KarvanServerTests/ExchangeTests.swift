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

/// Devices and the office over their real bytes, without a socket.
@Suite struct ExchangeTests {
  @Test("What one rep writes offline another rep of the territory is shown after both synced")
  func twoReps() throws {
    let office = try TestOffice()
    let ali = try office.rep("ali")
    let sara = try office.rep("sara")
    try ali.sync()
    try sara.sync()
    let shop = try ali.addAccount("فروشگاه مرکزی", phone: "0912 345 6789")
    #expect(try sara.value(shop, Account.shape.name) == nil)
    let intake = try ali.sync()
    #expect(intake.accepted == 1)
    #expect(intake.rejected == 0)
    try sara.sync()
    #expect(try sara.value(shop, Account.shape.name) == .text("فروشگاه مرکزی"))
  }

  @Test("Edits of different fields are merged; digests agree on both devices")
  func merge() throws {
    let office = try TestOffice()
    let ali = try office.rep("ali")
    let sara = try office.rep("sara")
    try ali.sync()
    let shop = try ali.addAccount("Shop")
    try ali.sync()
    try sara.sync()
    try ali.set(shop, Account.shape.note, .text("from Ali"))
    try sara.set(shop, Account.shape.industry, .text("retail"))
    let intakes = [try ali.sync(), try sara.sync(), try ali.sync()]
    #expect(intakes.allSatisfy { $0.divergent.isEmpty })
    for device in [ali, sara] {
      #expect(try device.value(shop, Account.shape.note) == .text("from Ali"))
      #expect(try device.value(shop, Account.shape.industry) == .text("retail"))
    }
  }

  @Test("A lost answer changes nothing: the retry gets the stored result, exactly once")
  func lostAnswer() throws {
    let office = try TestOffice()
    let ali = try office.rep("ali")
    try ali.sync()
    let shop = try ali.addAccount("Shop")
    struct Lost: Error {}
    let before = try office.office.head()
    #expect(throws: Lost.self) {
      try ali.sync { exchange in
        _ = try office.office.exchange(exchange.request, now: office.now)
        throw Lost()
      }
    }
    let after = try office.office.head()
    #expect(after == before + 1)
    #expect(try ali.sync().accepted == 1)
    #expect(try office.office.head() == after)
    #expect(try ali.value(shop, Account.shape.name) == .text("Shop"))
  }

  @Test("An old request replayed a day later moves nothing and raises nothing")
  func replay() throws {
    let office = try TestOffice()
    let ali = try office.rep("ali")
    try ali.sync()
    try ali.addAccount("Shop")
    var recorded: [DeviceExchange] = []
    try ali.sync { recorded.append($0) }
    try ali.addAccount("Shop 2")
    try ali.sync()
    let head = try office.office.head()
    office.now += 86_400_000
    for exchange in recorded {
      let (answer, body) = try ali.send(exchange)
      guard case .challenge = answer.verdict else {
        Issue.record("\(answer.verdict) instead of a challenge")
        continue
      }
      #expect(body == nil)
    }
    #expect(try office.office.head() == head)
    try ali.addAccount("Shop 3")
    #expect(try ali.sync().accepted == 1)
  }

  @Test("A restored copy is challenged, then shut out; its unsent work is kept")
  func clone() throws {
    let office = try TestOffice()
    let ali = try office.rep("ali")
    try ali.sync()
    try ali.addAccount("Shop")
    try ali.sync()
    let copy = ali.path + ".copy"
    try ali.database.close()
    try FileManager.default.copyItem(atPath: ali.path, toPath: copy)
    let schema = try Catalog.schema()
    let time = office.now
    ali.database = try .open(at: ali.path, schema: schema, hashing: Office.hashing, now: { time })
    try ali.addAccount("after the copy")
    try ali.sync()
    ali.database = try .open(at: copy, schema: schema, hashing: Office.hashing, now: { time })
    let kept = try ali.addAccount("written on the copy")
    #expect(throws: SyncStop.clone) { try ali.sync() }
    #expect(try ali.value(kept, Account.shape.name) == .text("written on the copy"))
    #expect(try ali.database.read { try $0.pendingCount() } == 1)
  }

  @Test("A revoked device gets a verdict and nothing else; what it wrote stays on it")
  func revoked() throws {
    let office = try TestOffice()
    let ali = try office.rep("ali")
    try ali.sync()
    try ali.addAccount("Shop")
    _ = try office.office.revoke(device: ali.enrolment.deviceCode, now: office.now)
    let head = try office.office.head()
    #expect(throws: SyncStop.revoked) { try ali.sync() }
    #expect(try office.office.head() == head)
    #expect(try ali.database.read { try $0.pendingCount() } == 1)
  }

  @Test("A role that changed before the edit arrived rejects it with the reason")
  func roleChange() throws {
    let office = try TestOffice()
    let ali = try office.rep("ali")
    try ali.sync()
    let shop = try ali.addAccount("Shop")
    try ali.sync()
    try ali.set(shop, Account.shape.note, .text("offline"))
    try office.office.changeUser(login: "ali", isActive: false, now: office.now)
    let intake = try ali.sync()
    #expect(intake.rejected == 1)
    let rejected = try ali.database.read { try $0.rejected() }
    #expect(rejected.map(\.failure.code) == [.inactive])
  }

  @Test("The same phone on two new accounts becomes one review item, and both accounts stay")
  func duplicate() throws {
    let office = try TestOffice()
    let ali = try office.rep("ali")
    let sara = try office.rep("sara")
    for device in [ali, sara] { try device.sync() }
    let one = try ali.addAccount("Shop", phone: "09121234567")
    let other = try sara.addAccount("فروشگاه", phone: "+98 912 123 45 67")
    #expect(try ali.sync().accepted == 1)
    #expect(try sara.sync().accepted == 1)
    let items = try office.office.database.read { try $0.list(RecordQuery(ReviewItem.tag)) }
    #expect(items.count == 1)
    let item = try #require(items.first)
    #expect(item[ReviewItem.shape.subjectRecord] == .text("\(other)"))
    #expect(item[ReviewItem.shape.otherRecord] == .text("\(one)"))
  }

  @Test("The office killed and opened again answers as before")
  func restart() throws {
    let office = try TestOffice()
    let ali = try office.rep("ali")
    try ali.sync()
    try ali.addAccount("Shop")
    try office.restart()
    #expect(try ali.sync().accepted == 1)
  }
}
