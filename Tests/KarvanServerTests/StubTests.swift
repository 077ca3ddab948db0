// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanDomain
import KarvanStore
import KarvanSync
import Testing

@testable import KarvanServer

/// Where a record refers out of a device's scopes, the title comes along (P-069).
@Suite struct StubTests {
  @Test("A contact that moved to another territory's account is still named by its phone")
  func movedContact() throws {
    let office = try TestOffice()
    let ali = try office.rep("ali")
    let shiraz = try office.territory("Shiraz")
    try ali.sync()
    let schema = try Catalog.schema()
    let contacts = try #require(schema[Contact.tag])
    let points = try #require(schema[ContactPoint.tag])
    let shop = try ali.addAccount("Shop")
    let far = try ali.addAccount("Far away")
    let person = try #require(
      try ali.database.commit(ali.rights) { context in
        try RecordOperations.add(
          contacts,
          RecordEdit(values: [
            Contact.shape.account.tag: .reference(shop), Contact.shape.name.tag: .text("Sara"),
          ]), in: context)
      }
    ).changes[0].record
    let phone = try #require(
      try ali.database.commit(ali.rights) { context in
        let shape = ContactPoint.shape
        return try RecordOperations.add(
          points,
          RecordEdit(values: [
            shape.account.tag: .reference(shop), shape.contact.tag: .reference(person),
            shape.kind.tag: .text("phone"), shape.value.tag: .text("09121234567"),
          ]), in: context)
      }
    ).changes[0].record
    try ali.sync()
    try office.assign(far, to: shiraz)
    try office.office.operate(now: office.now) { authoring, writer, author in
      _ = try authoring.commit(by: author) { context in
        let view = try #require(try writer.record(Contact.tag, person))
        return try RecordOperations.edit(
          view, RecordEdit(values: [Contact.shape.account.tag: .reference(far)]), in: context)
      }
    }
    #expect(try ali.sync().divergent == [])
    let second = try office.device("ali")
    #expect(try second.sync().divergent == [])
    for device in [ali, second] {
      try device.database.read { (reader: ReplicaReader) throws in
        #expect(try reader.record(Contact.tag, person) == nil)
        #expect(
          try reader.record(ContactPoint.tag, phone)?[ContactPoint.shape.contact].reference
            == person)
        #expect(try reader.stub(Contact.tag, person) == "Sara")
        #expect(try reader.stub(Account.tag, far) == nil)
      }
      #expect(try device.database.check() == [])
    }
    // It came back: the record itself is there again, and the stub is gone.
    try office.assign(far, to: try office.territoryID("Tehran"))
    try ali.sync()
    try ali.database.read { (reader: ReplicaReader) throws in
      #expect(try reader.record(Contact.tag, person)?.title == "Sara")
      #expect(try reader.stub(Contact.tag, person) == nil)
    }
  }

  @Test("A rejection names its record by title although that left the device")
  func rejectedAndGone() throws {
    let office = try TestOffice()
    let ali = try office.rep("ali")
    let shiraz = try office.territory("Shiraz")
    try ali.sync()
    let shop = try ali.addAccount("Shop")
    let other = try ali.addAccount("Other")
    try ali.sync()
    try office.office.change(.rightsGrace, to: "0")
    try ali.set(shop, Account.shape.note, .text("call"))
    try office.assign(shop, to: shiraz)
    try office.assign(other, to: shiraz)
    try ali.sync()
    let rejected = try #require(try ali.database.read { try $0.rejected() }.first)
    try ali.database.read { (reader: ReplicaReader) throws in
      #expect(try reader.stub(Account.tag, shop) == "Shop")
      #expect(try reader.stub(Account.tag, other) == nil)
    }
    // Nothing of it stays once somebody has decided.
    try ali.database.settleRejected(rejected.commit.sequence, how: .discarded)
    try ali.sync()
    #expect(try ali.database.read { try $0.stub(Account.tag, shop) } == nil)
  }
}
