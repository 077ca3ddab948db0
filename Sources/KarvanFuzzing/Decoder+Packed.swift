// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanDomain
import KarvanStore
import KarvanSync

/// The packed encoding (P-010 to P-015), as segments and pages carry it, and as databases keep it.
extension Decoder {
  static let packed: [Decoder] = [
    Decoder(
      "commit",
      samples: {
        Seeds.samples { journalled($0.commit($0.replicas())) }
          + Seeds.samples { journalled($0.creation($0.id())) }
      }, laws: readCommit),
    Decoder("state", samples: { Seeds.samples { $0.state($0.replicas()).packedAlone } }) { bytes in
      comparePacked(state: bytes)
      try Law.isExact(bytes, read: RecordState.init(packedAlone:), write: { $0.packedAlone })
      try examine(try RecordState(packedAlone: bytes))
    },
    Decoder("segment-content", longest: 8_192, samples: { Seeds.samples { segment(&$0) } }) {
      bytes in
      let count = Int(bytes.first ?? 0) % 5
      let segment = OpenedSegment(
        replica: author.replica, number: 1, first: 7, count: count, schemaVersion: 1,
        previousChain: [], chain: [], plaintext: Array(bytes.dropFirst()))
      try Law.hold(segment.commits().count == count, "other than so many commits")
    },
    Decoder("found", samples: { Seeds.samples { found(&$0) } }) {
      try Law.survives(
        $0,
        read: { bytes in
          var reader = ByteReader(bytes)
          return try reader.found()
        },
        write: { all in
          var writer = ByteWriter()
          writer.found(all)
          return writer.bytes
        })
    },
    Decoder("row", samples: { try Seeds.samples { try row(&$0) } }, laws: readRow),
    Decoder(
      "stored-failure",
      samples: {
        [StoredForms.bytes(of: Failure(.notGranted, entity: "account", field: "name", ["a"]))]
      }
    ) {
      try Law.survives($0, read: StoredForms.failure, write: { StoredForms.bytes(of: $0) })
    },
    Decoder(
      "stored-results",
      samples: {
        Seeds.samples {
          var messages = MessageSeeds(seeds: $0)
          return StoredForms.bytes(of: messages.results())
        }
      }
    ) {
      try Law.survives($0, read: StoredForms.results, write: { StoredForms.bytes(of: $0) })
    },
  ]

  private static let author = Dot(ReplicaID(high: 1, low: 2), 7)

  private static func journalled(_ commit: Commit) -> [UInt8] {
    var writer = ByteWriter()
    writer.journalled(commit)
    return writer.bytes
  }

  private static func segment(_ seeds: inout Seeds) -> [UInt8] {
    var writer = ByteWriter()
    writer.byte(3)
    for _ in 0..<3 { writer.blob(journalled(seeds.creation(seeds.id()))) }
    return writer.bytes
  }

  private static func found(_ seeds: inout Seeds) -> [UInt8] {
    let replicas = seeds.replicas()
    var writer = ByteWriter()
    writer.found([
      RecordBefore(
        change: 0,
        registers: [
          .init(group: 3, values: seeds.values(of: 3), wasOpen: true),
          .init(group: 5, values: nil, wasOpen: false),
        ], deleted: seeds.clock(replicas))
    ])
    return writer.bytes
  }

  // MARK: Commits.

  private static func readCommit(_ bytes: [UInt8]) throws {
    var read: Commit?
    // What is read in place must stay within its bytes, also where the decoder refuses them.
    defer { bytes.withUnsafeBytes { _ = PackedCreation(journalled: $0).map(values) } }
    try Law.isExact(
      bytes,
      read: { bytes in
        var reader = ByteReader(bytes)
        let commit = try reader.journalled(author)
        read = commit
        return commit
      }, write: journalled)
    guard let commit = read else { return }
    for change in commit.changes {
      var state = RecordState(entity: change.entity, id: change.record)
      state.apply(change, of: commit)
      try examine(state)
    }
    try bytes.withUnsafeBytes { raw in
      guard let packed = PackedCreation(journalled: raw) else { return }
      try compare(packed, commit)
    }
  }

  /// A creation that is read in place says what the decoder says.
  private static func compare(_ packed: PackedCreation, _ commit: Commit) throws {
    guard let change = commit.changes.first, commit.changes.count == 1 else {
      throw BrokenLaw("a creation in place is no single change")
    }
    try Law.hold(
      packed.time == commit.time && packed.office == commit.office
        && packed.entity == change.entity && packed.record == change.record
        && packed.count == change.writes.count, "a creation in place has another head")
    let decoded = change.writes.flatMap { write -> [FieldValue] in
      if case .set(let values) = write.action { values.all } else { [] }
    }
    try Law.hold(values(packed) == decoded, "a creation in place has other values")
    var state = RecordState(entity: change.entity, id: change.record)
    state.apply(change, of: commit)
    try Law.hold(
      digestible(packed, commit.dot) == digestible(state), "a creation in place has another digest")
    let schema = try Fixture.schema()
    guard let entity = schema[packed.entity], packed.isAllowed(by: entity) else { return }
    try Law.hold(
      schema.failure(of: change, before: nil) == nil,
      "a creation in place is allowed, its change is not")
  }

  private static func values(_ packed: PackedCreation) -> [FieldValue] {
    var values: [FieldValue] = []
    _ = packed.forEachField { _, field, value in
      let copied: Value =
        switch value {
        case .null: .null
        case .integer(let number): .integer(number)
        case .text(let text): .text(String(decoding: text, as: UTF8.self))
        case .bytes(let bytes): .bytes(Array(bytes))
        }
      values.append(FieldValue(field, copied))
      return true
    }
    return values
  }

  private static func digestible(_ packed: PackedCreation, _ dot: Dot) -> [UInt8] {
    var writer = ByteWriter()
    packed.digestible(dot, to: &writer)
    return writer.bytes
  }

  private static func digestible(_ state: RecordState) -> [UInt8] {
    var writer = ByteWriter()
    writer.digestible(state)
    return writer.bytes
  }

  // MARK: States.

  private static func comparePacked(state bytes: [UInt8]) {
    bytes.withUnsafeBytes { raw in
      guard let (packed, dot) = PackedCreation.inState(raw) else { return }
      _ = values(packed)
      _ = digestible(packed, dot)
    }
  }

  /// Looks at a record as every reader does.
  private static func examine(_ state: RecordState) throws {
    _ = digestible(state)
    guard let entity = try Fixture.schema()[state.entity] else { return }
    let view = RecordView(entity: entity, state: state)
    _ = (view.title, view.life)
    for group in entity.groups { _ = view.view(of: group) }
  }

  // MARK: Rows.

  private static let rowReplicas = (1...3).map { ReplicaID(high: 1, low: $0) }

  private static func row(_ seeds: inout Seeds) throws -> [UInt8] {
    let schema = try Fixture.schema()
    let index = Int(seeds.below(UInt64(schema.entities.count)))
    let entity = schema.entities[index]
    let content = StoredForms.Content(
      state: seeds.state(rowReplicas, entity: entity.tag), pending: [3, 9])
    let row = try StoredForms.row(of: content, entity, rowReplicas)
    var writer = ByteWriter()
    writer.byte(UInt8(index))
    for column in row.columns { writer.value(column) }
    writer.raw(row.meta)
    return writer.bytes
  }

  /// The number of an entity, a value a column, and the rest is metadata.
  private static func readRow(_ bytes: [UInt8]) throws {
    let schema = try Fixture.schema()
    var reader = ByteReader(bytes)
    let entity = schema.entities[Int(try reader.byte()) % schema.entities.count]
    let columns = try (0..<StoredForms.columns(of: entity)).map { _ in try reader.value() }
    let row = StoredForms.Row(columns: columns, meta: Array(try reader.raw(reader.remaining)))
    let id = RecordID(high: 5, low: 6)
    let content = try StoredForms.content(of: row, id, entity, rowReplicas)
    try examine(content.state)
    let again = try Law.must("write the row of what was read") {
      try StoredForms.row(of: content, entity, rowReplicas)
    }
    let twice = try Law.must("read the row that was written") {
      try StoredForms.content(of: again, id, entity, rowReplicas)
    }
    try Law.hold(twice == content, "the row that is written is read as another record")
  }
}
