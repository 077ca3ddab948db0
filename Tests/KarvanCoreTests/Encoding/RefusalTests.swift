// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import Testing

@Suite("Refused encodings")
struct RefusalTests {
  private func refuses(
    _ expected: String, at offset: Int? = nil, _ bytes: [UInt8],
    _ read: (inout ByteReader) throws(DecodingFailure) -> Void,
    _ location: SourceLocation = #_sourceLocation
  ) {
    var reader = ByteReader(bytes)
    do {
      try read(&reader)
      Issue.record("was read", sourceLocation: location)
    } catch {
      #expect(error.expected == expected, sourceLocation: location)
      if let offset { #expect(error.offset == offset, sourceLocation: location) }
    }
  }

  @Test("numbers that are longer than they need be, or too great")
  func numbers() throws {
    for bytes: [UInt8] in [[0x80, 0], [0xFF, 0x80, 0], [0x81, 0x80, 0x80, 0]] {
      refuses("a number in its shortest form", at: bytes.count, bytes) {
        reader throws(DecodingFailure) in
        _ = try reader.unsigned()
      }
    }
    let most = Array(repeating: UInt8(0xFF), count: 9)
    var reader = ByteReader(most + [1])
    #expect(try reader.unsigned() == .max)
    for bytes in [most + [2], most + [0x81, 0], most + [0xFF, 1]] {
      refuses("a number of 64 bits", at: 10, bytes) { reader throws(DecodingFailure) in
        _ = try reader.unsigned()
      }
    }
    refuses("a tag", [0x80, 0x80, 4]) { reader throws(DecodingFailure) in _ = try reader.tag() }
  }

  @Test("counts beyond the limit or beyond what is left")
  func counts() {
    refuses("a count of at most 3", [4, 0, 0, 0, 0]) { reader throws(DecodingFailure) in
      _ = try reader.count(limit: 3)
    }
    refuses("a count of at most 9", [3, 0, 0, 0, 0, 0]) { reader throws(DecodingFailure) in
      _ = try reader.count(limit: 9, bytesEach: 2)
    }
    let most = Array(repeating: UInt8(0xFF), count: 9) + [1]
    refuses("a count of at most 9", most) { reader throws(DecodingFailure) in
      _ = try reader.count(limit: 9, bytesEach: 16)
    }
    refuses("\(UInt64.max) bytes", most) { reader throws(DecodingFailure) in _ = try reader.blob() }
  }

  @Test(
    "malformed UTF-8",
    arguments: [
      [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80], [0x80], [0xE2, 0x82],
    ])
  func text(bytes: [UInt8]) {
    refuses("well-formed UTF-8", [UInt8(bytes.count)] + bytes) { reader throws(DecodingFailure) in
      _ = try reader.text()
    }
  }

  @Test("values in a form that a writer would not use")
  func values() {
    refuses("a value code", [5]) { reader throws(DecodingFailure) in _ = try reader.value() }
    func group(_ expected: String, _ bytes: [UInt8]) {
      refuses(expected, bytes) { reader throws(DecodingFailure) in
        _ = try reader.values(of: 1)
      }
    }
    group("fields in order", [4, 2, 2, 0, 1, 0])
    group("fields in order", [4, 2, 1, 0, 1, 0])
    group("a lone value in its short form", [4, 1, 1, 0])
    group("a lone value in its short form", [4, 0])
    group("a count of at most 64", [4, 65] + Array(repeating: 0, count: 130))
    group("a value code", [4, 1, 2, 4])
  }

  @Test("tables and clocks out of order, unknown replicas, sequence 0")
  func clocks() {
    let id = { (number: UInt8) -> [UInt8] in Array(repeating: 0, count: 15) + [number] }
    func clock(_ expected: String, _ bytes: [UInt8]) {
      refuses(expected, bytes) { reader throws(DecodingFailure) in
        _ = try reader.clock(try reader.table())
        try reader.finish()
      }
    }
    clock("each replica once", [2] + id(1) + id(1) + [0])
    clock("a known replica", [1] + id(1) + [1, 1, 1])
    clock("a sequence number from 1", [1] + id(1) + [1, 0, 0])
    clock("dots in order", [2] + id(2) + id(1) + [2, 0, 1, 1, 1])
    // A table has one order, and nothing that is not needed.
    let order = "replicas in the order in which they are named"
    clock(order, [2] + id(2) + id(1) + [2, 1, 1, 0, 1])
    clock(order, [3] + id(1) + id(3) + id(2) + [3, 0, 1, 2, 1, 1, 1])
    clock("a name of each replica of the table", [2] + id(1) + id(2) + [1, 0, 1])
    clock("a name of each replica of the table", [1] + id(1) + [0])
    clock("dots in order", [1] + id(1) + [2, 0, 1, 0, 2])
    clock("a count of at most 65536", [1] + id(1) + [0x81, 0x80, 4])
  }

  private static let id = Array(repeating: UInt8(7), count: 16)
  /// Table of one replica, time, flags, basis, operation, one change: entity 1 and its record.
  private static let head: [UInt8] =
    [1] + id + Array(repeating: 0, count: 8) + [0, 0, 0]

  private func commit(_ expected: String, _ bytes: [UInt8]) {
    refuses(expected, bytes) { reader throws(DecodingFailure) in
      let table = try reader.table()
      _ = try reader.commit(Dot(World.replica(0), 1), table)
    }
  }

  @Test("commits with unknown flags, repetitions, or out of order")
  func commits() {
    let one: [UInt8] = Self.head + [1, 1] + Self.id
    commit("known flags", [0] + Array(repeating: 0, count: 8) + [2])
    commit("known flags", one + [8, 0])
    commit("known flags", one + [4, 0])
    commit("a kind of write", one + [0, 1, 1, 3])
    commit("a kind of write", one + [0, 1, 1, 8])
    commit("groups in order", one + [0, 2, 2, 2, 1, 2])
    commit("each version once", one + [0, 2, 1, 0, 0, 1, 0, 0])
    commit("each version once", one + [0, 2, 1, 1, 1, 97, 1, 1, 1, 97])
    commit("an element", one + [0, 1, 1, 1, 0])
    commit("a named version", one + [0, 1, 1, 6, 0, 0])
    commit("names in order", one + [0, 1, 1, 6, 2, 0, 2, 0, 0, 1, 0, 0])
    commit("names in order", one + [0, 1, 1, 6, 2, 0, 2, 0, 0, 2, 0, 0])
    commit("dots in order", one + [2, 0, 2, 0, 2, 0, 1, 0])
    let two = [UInt8](Self.head + [2, 1] + Self.id + [0, 0, 1] + Self.id + [0, 0])
    commit("each record once", two)
    commit(
      "a count of at most 2000", Self.head + [0xD1, 0x0F] + Array(repeating: 0, count: 60_000))
    commit(
      "an operation of at most 60 bytes",
      [0] + Array(repeating: 0, count: 10) + [61] + Array(repeating: 97, count: 61) + [0])
  }

  @Test("states out of order or in a longer form")
  func states() {
    let head: [UInt8] = [1] + Self.id + [1] + Self.id + [0]
    let time = Array(repeating: UInt8(0), count: 8)
    func state(_ expected: String, _ bytes: [UInt8]) {
      refuses(expected, head + bytes) { reader throws(DecodingFailure) in
        _ = try reader.state(try reader.table())
      }
    }
    state("known flags", [1, 1, 8, 0, 0])
    state("a version before", [1, 1, 4, 0])
    state("versions in order", [2, 1, 0, 0, 1] + time + [0, 1, 4, 0])
    state("versions in order", [2, 2, 0, 0, 1] + time + [0, 1, 4, 0])
    state("the mark of the same write", [2, 1, 0, 0, 1] + time + [0, 2, 0, 0, 1] + time + [0])
    state("an element", [1, 1, 2, 0, 1] + time + [0])
    state("known flags", [0, 1, 0, 1] + time + [2, 0])
    state("life in order", [0, 2, 0, 2] + time + [1, 0, 0, 1] + time + [1, 0])
    state("life in order", [0, 2, 0, 1] + time + [1, 0, 0, 1] + time + [1, 0])
  }
}
