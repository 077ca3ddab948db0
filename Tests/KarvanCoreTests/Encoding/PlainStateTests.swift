// SPDX-License-Identifier: Apache-2.0
import TestSupport
import Testing

@testable import KarvanCore

/// What is carried as its bytes lie is what the decoder and the encoder say of it.
@Suite("States carried as their bytes lie")
struct PlainStateTests {
  /// States of which some have one commit for all that is in them.
  private static func states(_ generator: inout SeededGenerator) -> [RecordState] {
    (0..<generator.integer(in: 1...6)).map { _ in
      let commit = PackedCreationTests.commit(&generator)
      guard let change = commit.changes.first, generator.integer(in: 0...3) > 0 else {
        return Generate.state(&generator)
      }
      var state = RecordState(entity: change.entity, id: change.record)
      state.apply(change, of: commit)
      return state
    }
  }

  private static func carried(_ state: RecordState) -> CarriedState {
    PlainState(Packed.state(state)).map { .plain($0) } ?? .decoded(state)
  }

  private static func run(_ states: [RecordState]) -> (table: ReplicaTable, bytes: [UInt8]) {
    var table = ReplicaTable()
    var writer = ByteWriter()
    for state in states { writer.state(state, &table) }
    return (table, writer.bytes)
  }

  @Test("a run of states is written and read alike, however they are carried")
  func runs() throws {
    var plain = 0
    try forAllSeeds(300) { generator in
      let states = Self.states(&generator)
      let (table, bytes) = Self.run(states)
      var other = ReplicaTable()
      var writer = ByteWriter()
      for state in states { writer.state(Self.carried(state), &other) }
      try #require(writer.bytes == bytes && other == table)
      var reader = ByteReader(bytes)
      for state in states {
        let carried = try reader.carriedState(table)
        try #require(carried.state == state && carried == Self.carried(state))
        try #require(carried.entity == state.entity && carried.record == state.id)
        var times: Set<HybridTime> = []
        carried.forEachTime { times.insert($0) }
        try #require(times == Set(state.versions.map(\.time) + state.life.map(\.time)))
        guard case .plain(let found) = carried else { continue }
        plain += 1
        try #require(found.bytes == Packed.state(state) && found.dot == state.versions.first?.dot)
        let hash = found.withCreation { packed in
          var digest = ByteWriter()
          packed.digestible(found.dot, to: &digest)
          return digest.bytes
        }
        try #require(hash == Packed.digestible(state))
      }
      try #require(reader.isAtEnd)
    }
    #expect(plain > 200)
  }

  @Test("altered bytes are refused, or read as the decoder reads them")
  func damage() throws {
    var read = 0
    try forAllSeeds(150) { generator in
      let states = Self.states(&generator)
      let (table, bytes) = Self.run(states)
      for _ in 0..<40 {
        var altered = bytes
        altered[generator.integer(in: 0...bytes.count - 1)] ^= generator.integer(in: 1...255)
        func all(_ next: (inout ByteReader) throws -> RecordState) -> [RecordState]? {
          var reader = ByteReader(altered)
          let found = try? states.map { _ in try next(&reader) }
          return reader.isAtEnd ? found : nil
        }
        let decoded = all { try $0.state(table) }
        try #require(all { try $0.carriedState(table).state } == decoded)
        if decoded != nil { read += 1 }
      }
    }
    #expect(read > 500)
  }

  @Test("text is told from bytes that are none, as the library tells it")
  func wellFormed() throws {
    var formed = 0
    try forAllSeeds(2_000) { generator in
      var bytes = Array(Generate.text(&generator).utf8)
      if bytes.isEmpty { bytes = [0] }
      for _ in 0..<generator.integer(in: 0...2) {
        let marks: [UInt8] = [
          0, 0x7F, 0x80, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xED, 0xEF, 0xF0, 0xF4, 0xF5, 0xFF,
          0x9F, 0xA0, 0x8F, 0x90,
        ]
        bytes.insert(
          generator.element(of: marks), at: generator.integer(in: 0...bytes.count))
      }
      let isText = String(validating: bytes, as: UTF8.self) != nil
      try #require(bytes.withUnsafeBytes { WellFormed.isText($0) } == isText, "\(bytes)")
      if isText { formed += 1 }
    }
    #expect((500..<1_900).contains(formed))
  }
}
