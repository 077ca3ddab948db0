// SPDX-License-Identifier: Apache-2.0
import Foundation
import KarvanCore
import KarvanDomain
import KarvanSealing
import KarvanStore
import KarvanSync
import TestSupport
import Testing

@testable import KarvanServer

/// Fields that an administrator declares at the office (P-085 to P-089).
@Suite struct CustomFieldTests {
  private func declare(
    _ office: TestOffice, _ key: String, _ kind: DeclaredField.Kind, rule: String? = nil,
    label: String? = nil, labelFa: String? = nil, choices: [Choice] = [],
    searched: Bool = false, of entity: String = "account"
  ) throws {
    try office.office.declare(
      FieldOperations.Declaration(
        key: key, kind: kind, rule: rule, label: label ?? key.replacing("_", with: " "),
        labelFa: labelFa, choices: choices, isSearched: searched,
        target: kind == .reference ? "account" : nil),
      for: entity, now: office.now)
  }

  private func law(of body: () throws -> Void) -> String? {
    do {
      try body()
      return nil
    } catch let failure as Failure {
      return failure.code == .invariant ? failure.arguments.first : failure.code.rawValue
    } catch {
      return "\(error)"
    }
  }

  @Test func aFieldIsDeclaredSetAndMergedByItsRule() throws {
    let office = try TestOffice()
    let first = try office.rep("reza")
    try first.sync()
    let id = try first.addAccount("Blue Shop")
    try declare(office, "shelf_space", .decimal, rule: "max", labelFa: "متراژ قفسه")
    try first.sync()
    let field = try #require(try first.field("shelf_space"))
    #expect(field.label == Label("shelf space", "متراژ قفسه") && field.tag >= 1_000)
    try first.set(id, field, .integer(2_500))
    try first.sync()
    office.now += 60_000
    let second = try office.rep("sara")
    try second.sync()
    #expect(try second.value(id, field) == .integer(2_500))
    try second.set(id, field, .integer(9_000))
    try first.set(id, field, .integer(3_000))
    for device in [second, first, second] { #expect(try device.sync().divergent == []) }
    #expect(try first.value(id, field) == .integer(9_000))
    #expect(try second.value(id, field) == .integer(9_000))
    // An override and its way back, as for any field.
    let house = office.office
    #expect(try house.setRule("min", for: "shelf_space", of: "account", now: office.now))
    try first.sync()
    #expect(try first.value(id, field) == .integer(3_000))
    #expect(try house.clearRule(for: "shelf_space", of: "account", now: office.now) == "max")
    try first.sync()
    #expect(try first.value(id, field) == .integer(9_000))
    let line = try #require(try house.fields(of: "account").first)
    #expect(line.values == 1 && line.rule == "max" && line.field.key == "shelf_space")
    for device in [first, second] { #expect(try device.database.check() == []) }
    #expect(try house.database.check(thorough: true) == [])
    try office.restart()
    #expect(try office.office.fields(of: nil).map(\.field.key) == ["shelf_space"])
    #expect(try first.sync().divergent == [])
  }

  @Test func wrongDeclarationsAreRefusedWithTheirReason() throws {
    let office = try TestOffice()
    try declare(office, "size", .text, label: "Size", labelFa: "اندازه")
    func refusal(
      _ key: String = "other", _ kind: DeclaredField.Kind = .text, rule: String? = nil,
      label: String = "Other", labelFa: String? = nil, choices: [Choice] = [],
      searched: Bool = false, of entity: String = "account"
    ) -> String? {
      law {
        try declare(
          office, key, kind, rule: rule, label: label, labelFa: labelFa, choices: choices,
          searched: searched, of: entity)
      }
    }
    for key in [
      "", "Size", "1st", "a__b", "_a", "a_", "a-b", "é", String(repeating: "a", count: 41),
    ] {
      #expect(["field-key", "required", "tooLong"].contains(refusal(key) ?? ""), "\(key)")
    }
    // The program's own names and labels, the workspace's, however they are spelled; other names.
    for key in ["name", "credit", "size", "id", "life", "si_ze", "created_at"] {
      #expect(refusal(key) == "field-name", "\(key)")
    }
    for label in ["NAME", "size", "Credit-Limit", "اندازه", "نام", "Entity"] {
      #expect(refusal(label: label) == "field-name", "\(label)")
      #expect(refusal(labelFa: label) == "field-name", "\(label)")
    }
    for label in [
      "", " x", "a\nb", "a=b", "a,b", "…", "a+", "-a", String(repeating: "x", count: 121),
    ] {
      #expect(["field-label", "required", "tooLong"].contains(refusal(label: label) ?? ""))
    }
    #expect(refusal(rule: "max") == "field-rule")
    #expect(refusal("other", .words, rule: "lastWriter") == "field-rule")
    #expect(refusal(of: "rule_override") == "field-entity")
    #expect(refusal(of: "custom_field") == "field-entity")
    #expect(refusal(of: "nothing")?.contains("there is no entity") == true)
    #expect(refusal("other", .date, searched: true) == "field-search")
    #expect(refusal("other", .choice) == "field-choices")
    #expect(refusal(choices: [Choice("a", "A", "آ")]) == "field-choices")
    let bad = [
      [Choice("A", "x", "x")], [Choice("a", "x", "x"), Choice("b", "X", "y")],
      [Choice("a", "a\tb", "x")], [Choice("a", "x", "x"), Choice("a", "y", "y")],
    ]
    for choices in bad {
      let refused = refusal("other", .choice, choices: choices)
      #expect(["field-choice", "field-choices"].contains(refused ?? ""))
    }
    #expect(refusal() == nil)
    #expect(try office.office.fields(of: nil).map(\.field.key) == ["size", "other"])
    #expect(throws: ServerError.self) {
      try office.office.change(
        "nothing", of: "account", FieldOperations.Change(label: "x"), now: office.now)
    }
    for number in 2..<DeclaredField.limit {
      try declare(office, "field\(number)x", .truth)
    }
    #expect(refusal("one_more", label: "One more") == "field-limit")
    #expect(refusal("one_more", label: "One more", of: "visit") == nil)
    #expect(try office.office.database.check(thorough: true) == [])
  }

  @Test func devicesDeclareNothing() throws {
    let office = try TestOffice()
    try declare(office, "size", .text)
    let admin = try office.device("admin")
    try admin.sync()
    #expect(
      law {
        _ = try admin.database.commit(admin.officeRights) { context in
          try FieldOperations.declare(
            FieldOperations.Declaration(key: "mine", kind: .text, label: "Mine"),
            for: "account", lives: [office.office.database.identity.incarnation], in: context)
        }
      } == "field-at-office")
  }

  @Test func choicesAreAddedAndNeverLost() throws {
    let office = try TestOffice()
    let rep = try office.rep("reza")
    try declare(
      office, "channel", .choice, choices: [Choice("horeca", "Horeca", "هورکا")])
    try rep.sync()
    let id = try rep.addAccount("Blue Shop")
    let field = try #require(try rep.field("channel"))
    try rep.set(id, field, .text("horeca"))
    #expect(law { try rep.set(id, field, .text("retail")) } == "notAChoice")
    let house = office.office
    let more = FieldOperations.Change(
      label: "Sales channel", choices: [Choice("retail", "Retail", "خرده‌فروشی")])
    #expect(try house.change("channel", of: "account", more, now: office.now))
    #expect(try !house.change("channel", of: "account", more, now: office.now))
    try rep.sync()
    let changed = try #require(try rep.field("channel"))
    #expect(changed.label.english == "Sales channel")
    try rep.set(id, changed, .text("retail"))
    #expect(try rep.sync().divergent == [])
    // A choice that was there can't be taken away, whatever the command offers.
    #expect(
      law {
        try house.operate(now: office.now) { authoring, writer, author in
          let view = try #require(try writer.list(RecordQuery(CustomField.tag)).first)
          let text = DeclaredField.text(of: [Choice("retail", "Retail", "خرده‌فروشی")])
          _ = try authoring.commit(by: author) { context in
            try RecordOperations.edit(
              view, RecordEdit(values: [CustomField.shape.choices.tag: .text(text)]), in: context)
          }
        }
      } == "field-choice-kept")
  }

  @Test func aRetiredFieldKeepsItsValuesAndTakesNoNewOnes() throws {
    let office = try TestOffice()
    let rep = try office.rep("reza")
    try declare(office, "old_code", .text, searched: true)
    try rep.sync()
    let id = try rep.addAccount("Blue Shop")
    let field = try #require(try rep.field("old_code"))
    try rep.set(id, field, .text("X17"))
    try rep.sync()
    let late = try office.rep("sara")
    try late.sync()
    try late.set(id, field, .text("X18"))
    #expect(
      try office.office.change(
        "old_code", of: "account", FieldOperations.Change(isRetired: true), now: office.now))
    // Who did not know of it loses nothing.
    let intake = try late.sync()
    #expect(intake.accepted == 1 && intake.divergent == [])
    try rep.sync()
    #expect(try rep.value(id, field) == .text("X18"))
    #expect(try rep.database.read { try $0.search("X18") }.map(\.id) == [id])
    #expect(law { try rep.type("old_code=X19", id) } == "field-retired")
    try rep.type("old_code=", id)
    #expect(
      try office.office.change(
        "old_code", of: "account", FieldOperations.Change(isRetired: false), now: office.now))
    try rep.sync()
    try rep.type("old_code=X19", id)
    #expect(try rep.sync().divergent == [])
  }

  @Test func findLooksIntoAFieldFromTheMomentThatItShall() throws {
    let office = try TestOffice()
    let rep = try office.rep("reza")
    try declare(office, "nickname", .text)
    try rep.sync()
    let id = try rep.addAccount("Blue Shop")
    try rep.set(id, try #require(try rep.field("nickname")), .text("کاشانه"))
    try rep.sync()
    func found() throws -> [RecordID] {
      try rep.database.read { try $0.search("كاشانه", entities: [Account.tag]) }.map(\.id)
    }
    for isSearched in [true, false, true] {
      #expect(
        try office.office.change(
          "nickname", of: "account", FieldOperations.Change(isSearched: isSearched),
          now: office.now))
      try rep.sync()
      #expect(try found() == (isSearched ? [id] : []))
      #expect(try rep.database.check() == [])
      #expect(try office.office.database.check(thorough: true) == [])
    }
  }

  @Test func everythingInOneFileHasTheFieldsAndTheirValues() throws {
    let office = try TestOffice()
    let rep = try office.rep("reza")
    try declare(office, "size", .integer, rule: "max", searched: true)
    try declare(office, "marks", .words)
    try rep.sync()
    let id = try rep.addAccount("Blue Shop")
    let (size, marks) = (
      try #require(try rep.field("size")), try #require(try rep.field("marks"))
    )
    try rep.set(id, size, .integer(42))
    _ = try rep.database.commit(rep.rights) { context in
      let view = try #require(try context.reader.record(Account.tag, id))
      return try RecordOperations.edit(
        view, RecordEdit(adds: [marks.tag: ["red", "آبی"]]), in: context)
    }
    try rep.sync()
    let file = office.folder.path + "/all.jsonl"
    var text = ""
    _ = try office.office.export(now: office.now) { text += $0 }
    try Data(text.utf8).write(to: URL(fileURLWithPath: file))
    #expect(text.contains("\"size\": \"42\""))
    let copy = OfficeFolder(office.folder.path + "-copy")
    defer { try? FileManager.default.removeItem(atPath: copy.path) }
    let (again, _, _) = try Office.create(in: copy, from: file, now: office.now)
    var second = ""
    _ = try again.export(now: office.now) { second += $0 }
    #expect(second == text)
    let view = try #require(try again.database.read { try $0.record(Account.tag, id) })
    #expect(view[size] == .integer(42) && view.words(marks) == ["red", "آبی"])
    #expect(try again.database.read { try $0.search("42") }.map(\.id) == [id])
    #expect(try again.database.check(thorough: true) == [])
    // Another life of the office gives other numbers.
    try again.declare(
      FieldOperations.Declaration(key: "more", kind: .text, label: "More"), for: "account",
      now: office.now)
    let tags = try again.fields(of: "account").map(\.field.tag)
    #expect(Set(tags).count == 3)
  }

  @Test func aValueWhoseDeclarationTheOfficeLostIsKept() throws {
    let office = try TestOffice()
    let rep = try office.rep("reza")
    try rep.sync()
    let id = try rep.addAccount("Blue Shop")
    // As a device would that had learnt the field before the office was restored.
    let tag: FieldTag = 7_777
    _ = try rep.database.commit(rep.rights) { _ in
      OperationDraft(
        "account edit",
        [
          RecordChange(
            entity: Account.tag, record: id, creates: false,
            writes: [
              GroupWrite(
                group: tag, action: .set(GroupValue(FieldValue(tag, .text("kept")))))
            ])
        ])
    }
    let intake = try rep.sync()
    #expect(intake.accepted == 2 && intake.divergent == [])
    let state = try #require(try office.office.database.read { try $0.record(Account.tag, id) })
      .state
    #expect(state.versions(of: tag).first?.values?[tag] == .text("kept"))
    // What no declaration could have is refused.
    #expect(
      law {
        _ = try rep.database.commit(rep.rights) { _ in
          OperationDraft(
            "account edit",
            [
              RecordChange(
                entity: Account.tag, record: id, creates: false,
                writes: [
                  GroupWrite(
                    group: tag,
                    action: .set(
                      GroupValue(
                        FieldValue(tag, .text(String(repeating: "x", count: 2_001))))))
                ])
            ])
        }
      } == "unknownGroup")
  }

  @Test("Random declarations and edits on all sides add up to what their commits say")
  func law() throws {
    try forAllSeeds(8) { random in
      let office = try TestOffice()
      let devices = try ["ali", "sara", "reza"].map { try office.rep($0) }
      for device in devices { try device.sync() }
      var reference = Reference()
      let accounts = try (0..<3).map { number in
        try reference.take(
          devices[0].committing { context in
            try AccountOperations.open(
              RecordEdit(values: [Account.shape.name.tag: .text("Shop \(number)")]), phone: nil,
              in: context)
          })
      }
      try devices[0].sync()
      for number in 0..<40 {
        office.now += Int64.random(in: 0...90_000, using: &random)
        let device = devices[Int.random(in: 0..<3, using: &random)]
        switch Int.random(in: 0..<8, using: &random) {
        case 0:
          let kind = DeclaredField.Kind.allCases[
            Int.random(in: 0..<DeclaredField.Kind.allCases.count, using: &random)]
          try declare(
            office, "field\(number)x", kind,
            rule: kind.rules[Int.random(in: 0..<kind.rules.count, using: &random)],
            choices: kind == .choice ? [Choice("a", "A", "آ"), Choice("b", "B", "ب")] : [])
        case 1: try device.sync()
        default:
          let id = accounts[Int.random(in: 0..<3, using: &random)]
          guard let view = try device.database.read({ try $0.record(Account.tag, id) }),
            let field = view.entity.declaredFields.randomElement(using: &random)
          else { continue }
          var edit = RecordEdit()
          if field.kind == .words {
            edit.adds[field.tag] = ["\(Int.random(in: 0..<4, using: &random))"]
          } else {
            edit.values[field.tag] =
              field.kind == .reference(Account.tag)
              ? .reference(accounts[Int.random(in: 0..<3, using: &random)])
              : Self.value(of: field, &random)
          }
          do {
            _ = try reference.take(
              device.committing { try RecordOperations.edit(view, edit, in: $0) })
          } catch let failure as Failure where failure.code == .alreadySet {}
        }
      }
      for _ in 0..<2 {
        for device in devices { #expect(try device.sync().divergent == []) }
      }
      let house = office.office.database
      let schema = try house.read { $0.schema }
      let entity = try #require(schema["account"])
      for id in accounts {
        let state = try #require(reference.states[id])
        let expected = RecordView(entity: entity, state: state)
        let there = try #require(try house.read { try $0.record(Account.tag, id) })
        try #require(there.state.sameContent(as: state))
        for device in devices {
          let here = try #require(try device.database.read { try $0.record(Account.tag, id) })
          try #require(here.state.sameContent(as: state))
          for field in entity.declaredFields {
            try #require(here[field] == expected[field], "\(field.name)")
            try #require(here.words(field) == expected.words(field))
          }
          try #require(here.conflicts.map(\.name) == expected.conflicts.map(\.name))
        }
      }
      for device in devices { try #require(try device.database.check() == []) }
      try #require(try house.check(thorough: true) == [])
    }
  }

  private static func value(of field: Field, _ random: inout SeededGenerator) -> Value {
    switch field.kind {
    case .text: .text(["", "one", "دو"][Int.random(in: 0..<3, using: &random)])
    case .choice: .text(["a", "b"][Int.random(in: 0..<2, using: &random)])
    case .truth: .truth(Bool.random(using: &random))
    default: .integer(Int64.random(in: 0...9_000, using: &random))
    }
  }
}

/// What the commits say, applied one after another, by the plainest means.
private struct Reference {
  private(set) var states: [RecordID: RecordState] = [:]

  /// - Returns: the first record that the commit writes.
  mutating func take(_ commit: Commit?) throws -> RecordID {
    guard let commit else { return RecordID(high: 0, low: 0) }
    for change in commit.changes {
      states[change.record, default: RecordState(entity: change.entity, id: change.record)]
        .apply(change, of: commit)
    }
    return commit.changes[0].record
  }
}

extension TestDevice {
  fileprivate func field(_ key: String) throws -> Field? {
    try database.read { $0.schema["account"]?.field(named: key) }
  }

  fileprivate func type(_ text: String, _ id: RecordID) throws {
    _ = try database.commit(rights) { context in
      let view = try #require(try context.reader.record(Account.tag, id))
      let edit = try EditText.parse([text], entity: view.entity, before: view) { _, _ in id }
      return try RecordOperations.edit(view, edit, in: context)
    }
  }

  fileprivate func committing(
    _ make: (OperationContext) throws -> OperationDraft
  ) throws -> Commit? { try database.commit(rights, make) }

  /// Rights that claim office authority.
  fileprivate var officeRights: WritingRights {
    let user = enrolment.user
    let now = office.now
    return WritingRights(
      office: true,
      author: { reader in
        guard let author = try Authors.author(of: user, reader: reader) else {
          throw Failure(.notEnrolled)
        }
        return author
      },
      makeID: { .now(now) })
  }
}
