// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import TestSupport
import Testing

/// What is read of a commit in place is what the decoder says of it.
@Suite("Commits read in place")
struct PackedCreationTests {
  /// A commit that starts one record, or nearly one.
  static func commit(_ generator: inout SeededGenerator) -> Commit {
    let dot = Generate.dot(&generator)
    var tag: GroupTag = 0
    let writes = (0..<generator.integer(in: 0...5)).map { _ -> GroupWrite in
      tag += GroupTag(generator.integer(in: 1...200))
      let isNamed = generator.integer(in: 0...15) == 0
      return GroupWrite(
        group: tag,
        action: generator.integer(in: 0...15) == 0
          ? .add("e") : .set(Generate.values(tag, &generator)),
        replaces: isNamed ? Generate.names(isSet: false, &generator) : [])
    }
    let change = RecordChange(
      entity: generator.integer(in: 0...UInt16.max),
      record: RecordID(high: generator.next(), low: generator.next()),
      creates: generator.integer(in: 0...7) > 0, writes: writes,
      life: generator.integer(in: 0...9) == 0 ? LifeWrite(isDeleted: false, replaces: []) : nil)
    return Commit(
      replica: dot.replica, sequence: dot.sequence, time: Generate.time(&generator),
      office: Bool.random(using: &generator), basis: generator.next() >> 20, operation: "add",
      changes: generator.integer(in: 0...9) == 0 ? [change, Generate.change(&generator)] : [change])
  }

  private static func isCreation(_ commit: Commit) -> Bool {
    guard commit.changes.count == 1, let change = commit.changes.first else { return false }
    return change.creates && change.life == nil && !change.writes.isEmpty
      && change.writes.allSatisfy { write in
        guard case .set = write.action else { return false }
        return write.replaces.isEmpty && write.sweeps.isEmpty
      }
  }

  @Test("a creation is told from every other commit, and hashes as the state that it makes")
  func agreesWithTheDecoder() throws {
    var creations = 0
    try forAllSeeds(600) { generator in
      let commit = Self.commit(&generator)
      var writer = ByteWriter()
      writer.journalled(commit)
      try writer.bytes.withUnsafeBytes { bytes in
        let packed = PackedCreation(journalled: bytes)
        try #require((packed != nil) == Self.isCreation(commit))
        guard let packed, let change = commit.changes.first else { return }
        creations += 1
        try #require(packed.time == commit.time && packed.office == commit.office)
        try #require(packed.entity == change.entity && packed.record == change.record)
        var state = RecordState(entity: change.entity, id: change.record)
        state.apply(change, of: commit)
        var hashed = ByteWriter()
        packed.digestible(commit.dot, to: &hashed)
        try #require(hashed.bytes == Packed.digestible(state))
        try fields(packed, are: change)
        try inState(state, commit, change)
      }
    }
    #expect(creations > 200)
  }

  private func inState(_ state: RecordState, _ commit: Commit, _ change: RecordChange) throws {
    try Packed.state(state).withUnsafeBytes { bytes in
      let (packed, dot) = try #require(PackedCreation.inState(bytes))
      try #require(dot == commit.dot && packed.time == commit.time)
      try #require(packed.office == commit.office && packed.record == state.id)
      var hashed = ByteWriter()
      packed.digestible(dot, to: &hashed)
      try #require(hashed.bytes == Packed.digestible(state))
      try fields(packed, are: change)
    }
  }

  @Test("a state is read in place only where one commit wrote all of it")
  func statesOfSeveralCommits() throws {
    try forAllSeeds(400) { generator in
      let state = Generate.state(&generator)
      let bytes = Packed.state(state)
      let isLone =
        state.life.isEmpty && state.clock.entries.count == 1
        && state.versions.allSatisfy { version in
          version.element == nil && version.dot == state.clock.entries.first
            && version.time == state.versions.first?.time
            && version.office == state.versions.first?.office
        } && !state.versions.isEmpty && state.groups.count == state.versions.count
      bytes.withUnsafeBytes { #expect((PackedCreation.inState($0) != nil) == isLone) }
      for length in bytes.indices {
        bytes[..<length].withUnsafeBytes { #expect(PackedCreation.inState($0) == nil) }
      }
    }
  }

  private func fields(_ packed: PackedCreation, are change: RecordChange) throws {
    var found: [FieldValue] = []
    let isWhole = packed.forEachField { _, field, value in
      let read: Value =
        switch value {
        case .null: .null
        case .integer(let number): .integer(number)
        case .text(let text): .text(String(decoding: text, as: UTF8.self))
        case .bytes(let bytes): .bytes(Array(bytes))
        }
      found.append(FieldValue(field, read))
      return true
    }
    let expected = change.writes.flatMap { write -> [FieldValue] in
      if case .set(let values) = write.action { values.all } else { [] }
    }
    try #require(isWhole && found == expected)
  }

  /// Fields of every kind, a group of two and a set, some of them required.
  private static func entity() throws -> Entity {
    try Entity(
      about: EntityAbout(
        "thing", tag: 1, "Thing", "چیز", groups: [GroupDeclaration("pair", rule: .lastWriter)],
        scopes: [.everyone], recordsCreation: false, title: [1]),
      fields: [
        TestField.named("f1", Field(1, .text(maximum: 3), "A", "آ", required: true)),
        TestField.named("f2", Field(2, .integer(0...9), "B", "ب")),
        TestField.named("f3", Field(3, .truth, "C", "پ")),
        TestField.named("f4", Field(4, .choice([Choice("x", "X", "ایکس")]), "D", "ت")),
        TestField.named("f5", Field(5, .reference(1), "E", "ث")),
        TestField.named("f6", Field(6, .text(maximum: 9), "F", "ج", group: "pair")),
        TestField.named(
          "f7", Field(7, .money, "G", "چ", group: "pair", required: true, initial: .integer(0))),
        TestField.named("f8", Field(8, .words, "H", "ح")),
      ])
  }

  @Test("what is allowed in place the validation allows too")
  func agreesWithTheValidation() throws {
    let schema = try Schema(version: 1, [try Self.entity()])
    let entity = try #require(schema[1])
    var allowed = 0
    try forAllSeeds(800) { generator in
      var writes: [GroupWrite] = []
      for group in 1...9 as ClosedRange<GroupTag>
      where group == 1 ? generator.integer(in: 0...9) > 0 : generator.integer(in: 0...3) == 0 {
        var fields = [FieldValue(group, Self.value(&generator))]
        if group == 6, Bool.random(using: &generator) { fields.append(FieldValue(7, .integer(1))) }
        if group == 6 && Bool.random(using: &generator) { fields.removeFirst() }
        guard let values = GroupValue(fields) else { continue }
        writes.append(GroupWrite(group: group, action: .set(values)))
      }
      let change = RecordChange(
        entity: 1, record: RecordID(high: 1, low: 1), creates: true, writes: writes)
      let commit = Commit(
        replica: ReplicaID(high: 1, low: 1), sequence: 1, time: .zero, office: false, basis: 0,
        operation: "add", changes: [change])
      var writer = ByteWriter()
      writer.journalled(commit)
      let isAllowed = writer.bytes.withUnsafeBytes {
        PackedCreation(journalled: $0)?.isAllowed(by: entity) ?? false
      }
      if isAllowed {
        allowed += 1
        try #require(schema.failure(of: change, before: nil) == nil)
      }
    }
    #expect(allowed > 30)
  }

  private static func value(_ generator: inout SeededGenerator) -> Value {
    switch generator.integer(in: 0...11) {
    case 0: .null
    case 1: .bytes([1])
    case 2: .text("long text")
    case 3: .text("")
    case 4: .integer(10)
    case 5...7: .integer(1)
    default: .text("x")
    }
  }

  @Test("cut or altered bytes are not taken for a creation, or for one that the decoder reads too")
  func damage() throws {
    try forAllSeeds(120) { generator in
      var writer = ByteWriter()
      writer.journalled(Self.commit(&generator))
      let bytes = writer.bytes
      for length in bytes.indices {
        bytes[..<length].withUnsafeBytes { #expect(PackedCreation(journalled: $0) == nil) }
      }
      for _ in 0..<20 {
        var altered = bytes
        altered[generator.integer(in: 0...bytes.count - 1)] ^= generator.integer(in: 1...255)
        altered.withUnsafeBytes { run in
          guard let packed = PackedCreation(journalled: run) else { return }
          let dot = Dot(ReplicaID(high: 1, low: 1), 1)
          var hashed = ByteWriter()
          packed.digestible(dot, to: &hashed)
          #expect(packed.forEachField { _, _, _ in true } && hashed.bytes.count > 20)
          // Whatever is read in place is what the decoder reads and a writer writes.
          var reader = ByteReader(altered)
          let commit = try? reader.journalled(dot)
          var writer = ByteWriter()
          if let commit { writer.journalled(commit) }
          #expect(writer.bytes == altered && commit?.basis == packed.basis)
        }
      }
    }
  }
}
