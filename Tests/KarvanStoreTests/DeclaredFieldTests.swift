// SPDX-License-Identifier: Apache-2.0

import KarvanCore
import KarvanStore
import KarvanSync
import TestSupport
import Testing

/// Fields that are declared by records come, change and go while values are written; no version is
/// touched by it (P-085, P-086).
@Suite struct DeclaredFieldTests {
  /// A declaration as its record has it.
  private static func declaration(
    _ key: String, _ tag: FieldTag, _ kind: DeclaredField.Kind, rule: String = "lastWriter",
    of entity: String = "order", searched: Bool = false
  ) -> [FieldTag: Value] {
    [
      3: .text(entity), 4: .text(key), 5: .integer(Int64(tag)), 6: .text(kind.rawValue),
      7: .text(rule), 8: .text(key.uppercased()), 11: .truth(searched),
    ]
  }

  private static func order(_ title: String) -> [FieldTag: Value] {
    [21: .reference(World.territories[0]), 22: .text(title)]
  }

  @Test("A declaration reaches a device with the values that were written under it")
  func together() throws {
    let world = try World(schema: try Toy.declaringSchema())
    let one = try world.addDevice(territories: [0], office: true)
    let other = try world.addDevice(territories: [0])
    try world.sync(one)
    let id = try one.create(Toy.order, Self.order("first"))
    try one.create(
      SchemaTags.declaredField,
      Self.declaration("size", 1_000, .integer, rule: "max", searched: true))
    try one.edit(Toy.order, id, [1_000: .integer(4_711)])
    #expect(try one.view(Toy.order, id)?[1_000] == .integer(4_711))
    try world.sync(one)
    #expect(try world.sync(other, pageBytes: 1)?.divergent == [])
    let view = try #require(try other.view(Toy.order, id))
    #expect(view.entity.field(named: "size")?.label.english == "SIZE")
    #expect(view[1_000] == .integer(4_711))
    #expect(try other.database.read { try $0.search("4711") }.map(\.id) == [id])
    let found = try other.database.read {
      try $0.list(
        RecordQuery(
          Toy.order, where: [FieldCondition(1_000, .more(than: .integer(4_000)))]))
    }
    #expect(found.map(\.id) == [id])
    // Two who do not know of each other: the rule decides as for any field.
    try one.edit(Toy.order, id, [1_000: .integer(5_000)])
    world.clock.advance(by: 60_000)
    try other.edit(Toy.order, id, [1_000: .integer(4_900)])
    for device in [one, other, one] { #expect(try world.sync(device)?.divergent == []) }
    for device in [one, other] {
      #expect(try device.view(Toy.order, id)?[1_000] == .integer(5_000))
    }
    try ConvergenceTests.checkAll(world)
  }

  @Test("Values that a device could not name are shown when it can, sent by nobody again")
  func late() throws {
    let world = try World(schema: try Toy.declaringSchema())
    let one = try world.addDevice(territories: [0], office: true)
    let old = try world.addDevice(territories: [0], schema: try Toy.schema())
    try world.sync(one)
    let id = try one.create(Toy.order, Self.order("first"))
    try one.create(SchemaTags.declaredField, Self.declaration("size", 1_000, .integer))
    try one.create(
      SchemaTags.declaredField, Self.declaration("marks", 1_001, .words, rule: "addWins"))
    try one.edit(
      Toy.order, id, RecordEdit(values: [1_000: .integer(7)], adds: [1_001: ["red", "blue"]]))
    try world.sync(one)
    #expect(try world.sync(old)?.divergent == [])
    // The old program edits the record and passes on what it can't name.
    try old.edit(Toy.order, id, [22: .text("second")])
    #expect(try world.sync(old)?.divergent == [])
    #expect(try world.sync(one)?.divergent == [])
    #expect(try one.view(Toy.order, id)?[1_000] == .integer(7))
    let cursors = try old.database.standing().cursors
    try world.reopen(old, schema: try Toy.declaringSchema())
    let view = try #require(try old.view(Toy.order, id))
    #expect(view[1_000] == .integer(7) && view[22] == .text("second"))
    #expect(try view.words(#require(view.entity.field(1_001))) == ["blue", "red"])
    #expect(try old.database.standing().cursors == cursors)
    #expect(try old.database.check(thorough: true) == [])
    try ConvergenceTests.checkAll(world)
  }

  @Test("When a declaration goes, its values are kept, and come back with it")
  func leaving() throws {
    let world = try World(schema: try Toy.declaringSchema())
    let one = try world.addDevice(territories: [0], office: true)
    let other = try world.addDevice(territories: [0])
    try world.sync(one)
    let id = try one.create(Toy.order, Self.order("first"))
    let size = try one.create(
      SchemaTags.declaredField,
      Self.declaration("size", 1_000, .text, rule: "manual", searched: true))
    try one.edit(Toy.order, id, [1_000: .text("wide")])
    for device in [one, other] { try world.sync(device) }
    // An open conflict on it.
    try one.edit(Toy.order, id, [1_000: .text("wider")])
    try other.edit(Toy.order, id, [1_000: .text("widest")])
    for device in [one, other, one] { try world.sync(device) }
    let before = try #require(try other.view(Toy.order, id)).state
    #expect(try other.database.read { try $0.conflictCount() } == 1)
    try one.delete(SchemaTags.declaredField, size)
    for device in [one, other] { #expect(try world.sync(device)?.divergent == []) }
    let without = try #require(try other.view(Toy.order, id))
    #expect(without.entity.field(1_000) == nil && without.state == before)
    #expect(try other.database.read { try $0.search("wider") }.isEmpty)
    #expect(try other.database.read { try $0.conflictCount() } == 0)
    try ConvergenceTests.checkAll(world)
    // Another kind under the same number never reads the old one's columns.
    try one.create(SchemaTags.declaredField, Self.declaration("width", 1_000, .integer))
    for device in [one, other] { #expect(try world.sync(device)?.divergent == []) }
    #expect(try other.view(Toy.order, id)?.state == before)
    try ConvergenceTests.checkAll(world)
    try one.write("undelete") {
      guard let view = try $0.reader.record(SchemaTags.declaredField, size) else { return [] }
      return [$0.drafter.undelete(view)].compactMap { $0 }
    }
    for device in [one, other] { #expect(try world.sync(device)?.divergent == []) }
    #expect(try other.view(Toy.order, id)?.state == before)
    #expect(try other.database.read { try $0.search("wider") }.map(\.id) == [id])
    #expect(try other.database.read { try $0.conflictCount() } == 1)
    try ConvergenceTests.checkAll(world)
  }

  @Test("What is refused takes the declaration's columns back with it")
  func refused() throws {
    let world = try World(schema: try Toy.declaringSchema())
    let one = try world.addDevice(territories: [0], office: true)
    struct Stop: Error {}
    #expect(throws: Stop.self) {
      try one.database.bulk { writer in
        _ = try writer.commit(one.rights) { context in
          let entity = try #require(context.schema[SchemaTags.declaredField])
          return OperationDraft(
            "declare",
            [
              context.drafter.create(
                entity, context.makeID(),
                RecordEdit(values: Self.declaration("size", 1_000, .integer)))
            ])
        }
        #expect(writer.reader.schema["order"]?.field(1_000) != nil)
        throw Stop()
      }
    }
    #expect(try one.database.read { $0.schema["order"]?.field(1_000) == nil })
    _ = try one.create(Toy.order, Self.order("after"))
    #expect(try one.database.check(thorough: true) == [])
  }

  @Test("Another process that has the file open takes a declaration up with its next transaction")
  func twoProcesses() throws {
    let world = try World(schema: try Toy.declaringSchema())
    let one = try world.addDevice(territories: [0], office: true)
    let other = try ReplicaDatabase.open(
      at: world.place.file("device1.db"), schema: one.schema, hashing: { _ in ToyHasher() },
      now: { 0 })
    defer { try? other.close() }
    let id = try one.create(Toy.order, Self.order("first"))
    _ = try other.read { try $0.record(Toy.order, id) }
    try one.create(SchemaTags.declaredField, Self.declaration("size", 1_000, .integer))
    try one.edit(Toy.order, id, [1_000: .integer(7)])
    #expect(try other.read { try $0.record(Toy.order, id)?[1_000] } == .integer(7))
    #expect(other.schema["order"]?.field(named: "size") != nil)
  }

  @Test("Whatever is declared by whom, devices converge and lose nothing")
  func law() throws {
    try forAllSeeds(20) { generator in
      let world = try World(schema: try Toy.declaringSchema())
      try world.addDevice(territories: [0, 1, 2], office: true)
      try world.addDevice(territories: [0, 1])
      try world.addDevice(territories: [1, 2])
      let old = try world.addDevice(territories: [0, 2], schema: try Toy.schema())
      for _ in 0..<70 {
        let device = generator.element(of: world.devices)
        world.clock.advance(by: generator.integer(in: 0...2_000))
        switch generator.integer(in: 0...15) {
        case 0...4: try RandomWork(device: device).step(&generator)
        case 5, 6: try Self.declare(on: device, &generator)
        case 7: try Self.takeBack(on: device, &generator)
        case 8...11: try Self.write(on: device, &generator)
        case 12: try world.reopen(device)
        default:
          let intake = try world.sync(
            device, pageBytes: generator.element(of: [1, 200, nil]),
            answers: generator.element(of: [0, 1, .max]),
            losesLast: generator.integer(in: 0...1) == 0)
          try #require(intake?.divergent ?? [] == [])
        }
        try #require(try device.database.check() == [], "device \(device.number)")
      }
      try ConvergenceTests.heal(world)
      try world.reopen(old, schema: try Toy.declaringSchema())
      try ConvergenceTests.checkAll(world)
      let shape = { (schema: Schema) in
        schema.entities.flatMap { entity in
          entity.declaredFields.map { "\(entity.name).\($0.name) \($0.tag) \($0.kind)" }
        }
      }
      let expected = try world.office.read { shape($0.schema) }
      for device in world.devices {
        try #require(try device.database.read { shape($0.schema) } == expected)
        for entity in world.schema.entities {
          for view in try device.all(entity.tag) {
            let theirs = try #require(try world.office.read { try $0.record(entity.tag, view.id) })
            for field in view.entity.declaredFields where field.kind != .words {
              try #require(view[field] == theirs[field])
            }
          }
        }
      }
    }
  }

  // MARK: Random declarations, wrong ones among them.

  private static func declare(
    on device: World.Device, _ generator: inout SeededGenerator
  ) throws {
    let kinds = DeclaredField.Kind.allCases.map(\.rawValue) + ["of a newer program"]
    let kind = generator.element(of: kinds)
    let rules = DeclaredField.Kind(rawValue: kind)?.rules ?? []
    var values = declaration(
      generator.element(of: ["a", "b", "c", "title", "price"]),
      generator.element(of: [7, 999, 1_000, 1_001, 1_002, 1_003, 65_535]), .text,
      rule: generator.element(of: rules + ["nothing"]),
      of: generator.element(of: ["order", "order", "notice", "line", "showing", "nothing"]),
      searched: generator.integer(in: 0...1) == 0)
    values[6] = .text(kind)
    values[13] = .truth(generator.integer(in: 0...1) == 0)
    values[14] = .text(generator.element(of: ["order", "line", "nothing"]))
    values[10] = .text("x\tX\tایکس\ny\tY\tایگرگ")
    do {
      let all =
        try device.schema[SchemaTags.declaredField] == nil
        ? [] : device.all(SchemaTags.declaredField)
      if generator.integer(in: 0...2) == 0, !all.isEmpty {
        let field = generator.element(of: [4, 5, 6, 7, 8, 11, 12, 13, 14] as [FieldTag])
        try device.edit(
          SchemaTags.declaredField, generator.element(of: all).id,
          [field: values[field] ?? .truth(true)])
      } else {
        _ = try device.create(SchemaTags.declaredField, values)
      }
    } catch is Failure {}
  }

  private static func takeBack(
    on device: World.Device, _ generator: inout SeededGenerator
  ) throws {
    guard device.schema[SchemaTags.declaredField] != nil else { return }
    let all = try device.all(SchemaTags.declaredField)
    guard !all.isEmpty else { return }
    let view = generator.element(of: all)
    do {
      if view.life == .deleted {
        try device.write("undelete") { [$0.drafter.undelete(view)].compactMap { $0 } }
      } else {
        try device.delete(SchemaTags.declaredField, view.id)
      }
    } catch is Failure {}
  }

  private static func write(
    on device: World.Device, _ generator: inout SeededGenerator
  ) throws {
    let views = try [Toy.order, Toy.line, Toy.notice].flatMap { try device.all($0) }
      .filter { !$0.entity.declaredFields.isEmpty }
    guard !views.isEmpty else { return }
    let view = generator.element(of: views)
    var edit = RecordEdit()
    for field in view.entity.declaredFields where generator.integer(in: 0...1) == 0 {
      switch field.kind {
      case .words:
        let word = generator.element(of: ["red", "سبز", "7"])
        if generator.integer(in: 0...1) == 0 {
          edit.adds[field.tag] = [word]
        } else {
          edit.removes[field.tag] = [word]
        }
      case .text: edit.values[field.tag] = .text(generator.element(of: ["", "one", "دو"]))
      case .choice: edit.values[field.tag] = .text(generator.element(of: ["x", "y", "z"]))
      case .reference: edit.values[field.tag] = .reference(generator.element(of: views).id)
      default: edit.values[field.tag] = .integer(generator.integer(in: 0...1))
      }
      if generator.integer(in: 0...5) == 0, field.kind != .words {
        edit.values[field.tag] = .null
      }
    }
    do { try device.edit(view.entity.tag, view.id, edit) } catch is Failure {}
  }
}
