// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import TestSupport
import Testing

@Suite("Kernel")
struct KernelTests {
  @Test("identifiers come back from bytes and both texts, and sort by bytes")
  func identifiers() throws {
    try forAllSeeds(50) { generator in
      let id = RecordID(high: generator.next(), low: generator.next())
      let other = RecordID(high: generator.next(), low: generator.next())
      try #require(RecordID(bytes: id.bytes) == id)
      try #require(RecordID(text: id.description) == id)
      try #require(RecordID(text: Hexadecimal.text(of: id.bytes).uppercased()) == id)
      try #require((id < other) == id.bytes.lexicographicallyPrecedes(other.bytes))
      try #require(Hexadecimal.bytes(of: Hexadecimal.text(of: id.bytes)) == id.bytes)
    }
  }

  @Test(
    "identifiers refuse what is not one",
    arguments: [
      "", "0", String(repeating: "0", count: 31), String(repeating: "0", count: 33),
      "0000000-00000-0000-0000-000000000000", "----" + String(repeating: "0", count: 32),
      "0000000g-0000-0000-0000-000000000000", "00000000-0000-0000-0000000000000000",
    ])
  func malformed(text: String) {
    #expect(RecordID(text: text) == nil)
  }

  @Test("version 7 has its time, version and variant where RFC 9562 puts them")
  func version7() {
    let id = RecordID.version7(milliseconds: 0x017F_22E2_79B0, random: (.max, .max))
    #expect("\(id)" == "017f22e2-79b0-7fff-bfff-ffffffffffff")
    let bare = RecordID.version7(
      milliseconds: 0x017F_22E2_79B0, random: (0xCC3, 0x18C4_DC0C_0C07_398F))
    #expect("\(bare)" == "017f22e2-79b0-7cc3-98c4-dc0c0c07398f")
  }

  @Test("values have one total order, and equality agrees with it")
  func valueOrder() throws {
    try forAllSeeds(20) { generator in
      let values =
        (0..<12).map { _ in Generate.value(&generator) } + [
          .text("\u{E9}"), .text("e\u{301}"), .text(""), .null, .bytes([]), .integer(0),
        ]
      for one in values {
        for other in values {
          let relations = [one < other, one == other, other < one]
          try #require(relations.filter { $0 }.count == 1)
          if one == other { try #require(one.hashValue == other.hashValue) }
          for third in values where one < other && other < third { try #require(one < third) }
        }
      }
    }
  }

  @Test("groups sort their fields and refuse repetitions")
  func groups() {
    let group = GroupValue([FieldValue(3, .text("c")), FieldValue(1, .integer(1))])
    #expect(group?.all.map(\.field) == [1, 3])
    #expect(group?[3] == .text("c") && group?[2] == .null && group?.isNull == false)
    #expect(GroupValue([]) == nil)
    #expect(GroupValue([FieldValue(1, .null), FieldValue(1, .integer(1))]) == nil)
  }

  @Test("clocks keep the greatest of each replica, in order; unions cover both and no more")
  func clocks() throws {
    #expect(RecordClock([Dot(World.replica(0), 0)]) == RecordClock())
    try forAllSeeds(60) { generator in
      let dots = (0..<6).map { _ in
        Dot(World.replica(generator.integer(in: 0...3)), generator.integer(in: 0...4))
      }
      let clock = RecordClock(dots)
      try #require(RecordClock(dots.shuffled(using: &generator)) == clock)
      try #require(clock.entries == clock.entries.sorted())
      try #require(dots.allSatisfy { clock.covers($0) })
      try #require(clock.entries.allSatisfy { dots.contains($0) && $0.sequence > 0 })
      let other = Generate.clock(&generator)
      var union = clock
      union.formUnion(other)
      try #require(union.covers(clock) && union.covers(other))
      try #require(union.entries.allSatisfy { clock.covers($0) || other.covers($0) })
    }
  }
}
