// SPDX-License-Identifier: Apache-2.0

import KarvanCore
import TestSupport
import Testing

/// What commits found is read as it was written, and nothing else is read at all.
@Suite struct RecordBeforeTests {
  private func found(_ generator: inout SeededGenerator) -> [RecordBefore] {
    (0..<generator.integer(in: 0...4)).map { place in
      let registers = (0..<generator.integer(in: 0...3)).map { index in
        let group = GroupTag(3 + 5 * index)
        let values = Generate.values(group, &generator)
        return RecordBefore.Register(
          group: group, values: generator.integer(in: 0...3) == 0 ? nil : values,
          wasOpen: generator.integer(in: 0...1) == 0)
      }
      let clock = Generate.clock(&generator)
      return RecordBefore(
        change: place, registers: registers,
        deleted: generator.integer(in: 0...1) == 0 ? nil : clock)
    }
  }

  @Test func theyAreReadAsWritten() throws {
    try forAllSeeds(200) { generator in
      let all = found(&generator)
      var writer = ByteWriter()
      writer.found(all)
      var reader = ByteReader(writer.bytes)
      try #require(try reader.found() == all)
      // Cut off anywhere it is refused.
      let cut = generator.integer(in: 0...writer.bytes.count - 1)
      var short = ByteReader(Array(writer.bytes.prefix(cut)))
      #expect(throws: DecodingFailure.self) { try short.found() }
    }
  }
}
