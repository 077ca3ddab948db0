// SPDX-License-Identifier: Apache-2.0
import Foundation
import KarvanCore
import KarvanDomain
import KarvanSealing
import KarvanStore
import KarvanSync
import Testing

@testable import KarvanServer

/// Declared fields that refer to records, and those that people are asked for.
@Suite struct FieldReferenceTests {
  private let office: TestOffice
  private let rep: TestDevice

  init() throws {
    office = try TestOffice()
    rep = try office.rep("reza")
    try rep.sync()
  }

  private func declare(
    _ key: String, _ kind: DeclaredField.Kind = .reference, to target: String? = "account",
    required: Bool = false
  ) throws {
    try office.office.declare(
      FieldOperations.Declaration(
        key: key, kind: kind, label: key, isRequired: required,
        target: kind == .reference ? target : nil),
      for: "account", now: office.now)
  }

  private func refusal(_ body: () throws -> Void) -> String? {
    do {
      try body()
      return nil
    } catch let failure as Failure {
      return failure.code == .invariant ? failure.arguments.first : failure.code.rawValue
    } catch {
      return "\(error)"
    }
  }

  private func field(_ key: String, _ device: TestDevice) throws -> Field {
    try #require(try device.database.read { $0.schema["account"]?.field(named: key) })
  }

  /// A record of which a device holds the one that names it but not itself is known by its title.
  @Test func aReferenceLeadsOutOfAScopeByItsTitle() throws {
    let shop = try rep.addAccount("Blue Shop")
    let supplier = try rep.addAccount("Far Supplier")
    try rep.sync()
    try declare("supplier")
    try rep.sync()
    let field = try field("supplier", rep)
    #expect(field.kind == .reference(Account.tag))
    try rep.set(shop, field, .reference(supplier))
    try rep.sync()
    try office.assign(supplier, to: try office.territory("Far away"))
    let late = try office.rep("sara")
    for device in [rep, late] {
      #expect(try device.sync().divergent == [])
      #expect(try device.value(shop, field) == .reference(supplier))
      try device.database.read { reader in
        #expect(try reader.record(Account.tag, supplier) == nil)
        #expect(try reader.stub(Account.tag, supplier) == "Far Supplier")
        let found = try reader.records(
          Account.tag, where: field.tag, is: .reference(supplier))
        #expect(found.map(\.id) == [shop])
      }
      #expect(try device.database.check() == [])
    }
    #expect(try office.office.check(thorough: true).isEmpty)
    // Once nothing names it, nothing is known of it.
    try rep.set(shop, field, .null)
    try rep.sync()
    #expect(try rep.database.read { try $0.stub(Account.tag, supplier) } == nil)
  }

  @Test func aReferenceIsToWhatThereIs() throws {
    try declare("supplier")
    try rep.sync()
    let shop = try rep.addAccount("Blue Shop")
    let field = try field("supplier", rep)
    #expect(refusal { try rep.set(shop, field, .reference(.now(1))) } == "missingRecord")
    #expect(refusal { try rep.set(shop, field, .text("Blue Shop")) } == "wrongKind")
    let user = rep.enrolment.user
    #expect(refusal { try rep.set(shop, field, .reference(user)) } != nil)
    // To itself is allowed: who is whose supplier is not the program's to say.
    try rep.set(shop, field, .reference(shop))
    #expect(try rep.sync().accepted == 2)
  }

  @Test func onlyAReferenceSaysToWhat() throws {
    #expect(refusal { try declare("supplier", to: nil) } == "field-target")
    #expect(refusal { try declare("supplier", to: "nothing") } == "field-target")
    #expect(refusal { try declare("supplier", to: "order_line") } == "field-target")
    #expect(
      refusal {
        try office.office.declare(
          FieldOperations.Declaration(key: "x", kind: .text, label: "x", target: "account"),
          for: "account", now: office.now)
      } == "field-target")
    for target in ["user", "territory", "contact", "product", "visit", "order"] {
      #expect(refusal { try declare("to_\(target)", to: target) } == nil)
    }
  }

  /// What was written before somebody knew that it is required is taken as it is.
  @Test func nobodysEarlierWorkIsRejected() throws {
    try declare("size", .integer)
    let late = try office.rep("sara")
    for device in [rep, late] { try device.sync() }
    let old = try rep.addAccount("Old Shop")
    #expect(
      try office.office.change(
        "size", of: "account", FieldOperations.Change(isRequired: true), now: office.now))
    let before = try rep.sync()
    #expect(before.accepted == 1 && before.rejected == 0)
    // Who did not sync meanwhile goes on adding, and all of it is taken.
    let unknowing = try late.addAccount("Late Shop")
    try late.set(unknowing, try field("size", late), .integer(3))
    try late.set(unknowing, try field("size", late), .null)
    let taken = try late.sync()
    #expect(taken.accepted == 3 && taken.rejected == 0 && taken.divergent == [])
    // From here on it is asked for; what an older record lacks holds up no other edit of it.
    let known = try field("size", rep)
    #expect(known.isAsked && !known.isRequired)
    let entity = try #require(try rep.database.read { $0.schema["account"] })
    func type(_ texts: [String], _ shown: RecordView?) throws -> RecordEdit {
      try EditText.parse(texts, entity: entity, before: shown) { _, _ in old }
    }
    let shown = try #require(try rep.database.read { try $0.record(Account.tag, old) })
    #expect(refusal { _ = try type(["name=New"], nil) } == "required")
    #expect(refusal { _ = try type(["name=New", "size="], nil) } == "required")
    #expect(refusal { _ = try type(["name=New", "size=4"], nil) } == nil)
    #expect(refusal { _ = try type(["note=still fine"], shown) } == nil)
    #expect(refusal { _ = try type(["size="], shown) } == "required")
    let line = try #require(try office.office.fields(of: "account").first)
    #expect(line.field.isRequired && line.values == 0 && line.without == 2)
    #expect(
      try office.office.change(
        "size", of: "account", FieldOperations.Change(isRequired: false), now: office.now))
    try rep.sync()
    #expect(try !field("size", rep).isAsked)
  }
}
