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
      }
    }
    #expect(creations > 200)
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
          var hashed = ByteWriter()
          packed.digestible(Dot(ReplicaID(high: 1, low: 1), 1), to: &hashed)
          #expect(packed.forEachField { _, _, _ in true } && hashed.bytes.count > 20)
        }
      }
    }
  }
}
