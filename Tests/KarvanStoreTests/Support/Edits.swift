// SPDX-License-Identifier: Apache-2.0

import KarvanCore
import KarvanStore
import TestSupport

extension World.Device {
  /// Writes one commit of changes that a closure drafts.
  @discardableResult
  func write(
    _ operation: String = "test", _ make: (OperationContext) throws -> [RecordChange]
  ) throws -> Commit? {
    try database.commit(rights) { OperationDraft(operation, try make($0)) }
  }

  /// Makes many notices, each in a commit of its own.
  func createNotices(_ count: Int) throws {
    try database.bulk { writer in
      for index in 0..<count {
        _ = try writer.commit(rights) { context in
          guard let entity = context.schema[Toy.notice] else { return OperationDraft("create", []) }
          let values: [FieldTag: Value] = [
            20: .text("\(index)"), CreationFields.at.tag: .integer(context.now),
            CreationFields.by.tag: .reference(context.author.user),
          ]
          return OperationDraft(
            "create",
            [context.drafter.create(entity, context.makeID(), RecordEdit(values: values))])
        }
      }
    }
  }

  @discardableResult
  func create(_ entity: EntityTag, _ values: [FieldTag: Value]) throws -> RecordID {
    var id = RecordID(high: 0, low: 0)
    try write("create") { context in
      guard let entity = context.schema[entity] else { return [] }
      id = context.makeID()
      var values = values
      if entity.about.recordsCreation {
        values[CreationFields.at.tag] = .integer(context.now)
        values[CreationFields.by.tag] = .reference(context.author.user)
      }
      if let number = entity.about.number { values[number] = .text(try context.makeNumber()) }
      return [context.drafter.create(entity, id, RecordEdit(values: values))]
    }
    return id
  }

  func edit(_ entity: EntityTag, _ id: RecordID, _ edit: RecordEdit) throws {
    try write("edit") { context in
      guard let view = try context.reader.record(entity, id) else { return [] }
      return [context.drafter.edit(view, edit)].compactMap { $0 }
    }
  }

  func edit(_ entity: EntityTag, _ id: RecordID, _ values: [FieldTag: Value]) throws {
    try edit(entity, id, RecordEdit(values: values))
  }

  func delete(_ entity: EntityTag, _ id: RecordID) throws {
    try write("delete") { context in
      guard let view = try context.reader.record(entity, id) else { return [] }
      return [context.drafter.delete(view)]
    }
  }

  func view(_ entity: EntityTag, _ id: RecordID) throws -> RecordView? {
    try database.read { try $0.record(entity, id) }
  }

  /// All records of an entity, by identifier.
  func all(_ entity: EntityTag) throws -> [RecordView] {
    try database.read { try $0.list(RecordQuery(entity, life: .all)) }
  }
}

/// Random work on a device: every rule, every kind of change, sometimes one that is refused.
struct RandomWork {
  let device: World.Device

  func step(_ generator: inout SeededGenerator) throws {
    do {
      switch generator.integer(in: 0...11) {
      case 0, 1: try createOrder(&generator)
      case 2: try createLine(&generator)
      case 3: _ = try device.create(Toy.notice, [20: .text(text(&generator) + "!")])
      case 4: try deleteOrRevive(&generator)
      case 5: try resolve(&generator)
      case 6: try showOtherwise(&generator)
      case 7: try editNotice(&generator)
      default: try edit(&generator)
      }
    } catch is Failure {
      // Refused where it was written; the laws hold all the same.
    }
  }

  private func createOrder(_ generator: inout SeededGenerator) throws {
    var values = orderValues(&generator)
    values[21] = .reference(generator.element(of: World.territories))
    values[22] = .text(text(&generator) + "x")
    _ = try device.create(Toy.order, values)
  }

  private func createLine(_ generator: inout SeededGenerator) throws {
    let orders = try device.all(Toy.order)
    guard !orders.isEmpty else { return }
    _ = try device.create(
      Toy.line,
      [20: .reference(generator.element(of: orders).id), 21: .text(text(&generator))])
  }

  private func deleteOrRevive(_ generator: inout SeededGenerator) throws {
    let entity = generator.element(
      of: [Toy.order, Toy.line, Toy.notice, SchemaTags.ruleOverride])
    let all = try device.all(entity)
    guard !all.isEmpty else { return }
    let view = generator.element(of: all)
    let isKept = view.life == .asked && generator.integer(in: 0...1) == 0
    guard view.life == .deleted || isKept else { return try device.delete(entity, view.id) }
    try device.write("undelete") { [$0.drafter.undelete(view)].compactMap { $0 } }
  }

  private func resolve(_ generator: inout SeededGenerator) throws {
    let conflicts = try device.database.read { try $0.conflicts() }
    guard !conflicts.isEmpty else { return }
    let conflict = generator.element(of: conflicts)
    guard let group = conflict.group,
      let value = generator.element(of: conflict.view.view(of: group).shown).values
    else { return }
    try device.write("resolve") {
      [$0.drafter.resolve(conflict.view, group: group, value: value)]
    }
  }

  /// Puts another rule in force, sometimes one that the group can't have or that nobody knows.
  private func showOtherwise(_ generator: inout SeededGenerator) throws {
    let rule = generator.element(
      of: ["lastWriter", "authority", "manual", "min", "max", "addWins", "of a newer program"])
    let all = try device.all(SchemaTags.ruleOverride)
    if !all.isEmpty, generator.integer(in: 0...1) == 0 {
      let id = generator.element(of: all).id
      return try device.edit(SchemaTags.ruleOverride, id, [5: .text(rule)])
    }
    let group = generator.element(
      of: ["place", "title", "amount", "stage", "price", "note", "limit", "tags", "nothing"])
    _ = try device.create(
      SchemaTags.ruleOverride, [3: .text("order"), 4: .text(group), 5: .text(rule)])
  }

  private func editNotice(_ generator: inout SeededGenerator) throws {
    let notices = try device.all(Toy.notice)
    guard !notices.isEmpty else { return }
    try device.edit(
      Toy.notice, generator.element(of: notices).id, [20: .text(text(&generator) + "!")])
  }

  private func edit(_ generator: inout SeededGenerator) throws {
    let lines = try device.all(Toy.line)
    if generator.integer(in: 0...4) == 0, !lines.isEmpty {
      let id = generator.element(of: lines).id
      return try device.edit(
        Toy.line, id, [21: .text(text(&generator)), 22: .integer(generator.integer(in: 0...9))])
    }
    let orders = try device.all(Toy.order)
    guard !orders.isEmpty else { return }
    var edit = RecordEdit(values: orderValues(&generator))
    if generator.integer(in: 0...9) == 0 {
      edit.values[21] = .reference(generator.element(of: World.territories))
    }
    let word = generator.element(of: ["red", "سبز", "a\"b\\", "\u{1}"])
    if generator.integer(in: 0...1) == 0 {
      edit.adds[29] = [word]
    } else {
      edit.removes[29] = [word]
    }
    try device.edit(Toy.order, generator.element(of: orders).id, edit)
  }

  private func orderValues(_ generator: inout SeededGenerator) -> [FieldTag: Value] {
    var values: [FieldTag: Value] = [:]
    let fields: [FieldTag] = [22, 23, 24, 25, 26, 27, 28]
    for _ in 0..<generator.integer(in: 1...3) {
      let field = generator.element(of: fields)
      switch field {
      case 22: values[field] = .text(text(&generator) + "x")
      case 23: values[field] = .integer(generator.integer(in: -9...9))
      case 24: values[field] = .text(generator.element(of: ["open", "won", "lost"]))
      case 27: values[field] = generator.integer(in: 0...3) == 0 ? .null : .text(text(&generator))
      default:
        values[field] =
          generator.integer(in: 0...4) == 0 ? .null : .integer(generator.integerOfAnySize())
      }
    }
    return values
  }

  private func text(_ generator: inout SeededGenerator) -> String {
    generator.text(maximumLength: 8, from: [0...0x7F, 0x600...0x6FF, 0x1F600...0x1F64F])
  }
}
