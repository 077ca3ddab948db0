// SPDX-License-Identifier: Apache-2.0
import KarvanCore

/// What `values.json` says must be refused: the description and the bytes.
enum RefusedVectors {
  static let values: [(String, [UInt8])] = [
    ("nothing", []), ("an unknown code", [5]), ("an integer that is missing", [1]),
    ("a number longer than it need be", [1, 0x80, 0]),
    ("a number of 65 bits", [1] + Array(repeating: 0xFF, count: 9) + [2]),
    ("text shorter than it says", [2, 2, 97]), ("overlong UTF-8", [2, 2, 0xC0, 0x80]),
    ("a surrogate in UTF-8", [2, 3, 0xED, 0xA0, 0x80]),
    ("bytes that are too many", [0, 0]),
    ("a length beyond all bytes", [3, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F]),
  ]

  /// Of group 7.
  static let groups: [(String, [UInt8])] = [
    ("fields out of order", [4, 2, 9, 0, 7, 0]), ("a field twice", [4, 2, 7, 0, 7, 0]),
    ("the only field in the long form", [4, 1, 7, 0]), ("no field", [4, 0]),
    ("65 fields", [4, 65] + (0..<65).flatMap { [UInt8($0), 0] }),
    ("a tag of 17 bits", [4, 1, 0x80, 0x80, 4, 0]),
  ]

  static let clocks: [(String, [UInt8])] = [
    ("a replica twice in the table", [2] + id(1) + id(1) + [0]),
    ("a replica that is not in the table", [1] + id(1) + [1, 1, 1]),
    ("sequence 0", [1] + id(1) + [1, 0, 0]),
    ("replicas out of order", [2] + id(2) + id(1) + [2, 0, 1, 1, 1]),
    ("a table in another order than they are named", [2] + id(2) + id(1) + [2, 1, 1, 0, 1]),
    ("a replica in the table that nothing names", [2] + id(1) + id(2) + [1, 0, 1]),
    ("a replica twice", [1] + id(1) + [2, 0, 1, 0, 2]),
    ("more replicas than the table may have", [1] + id(1) + [0x81, 0x80, 4]),
  ]

  static let commits: [(String, [UInt8])] = [
    ("an unknown flag", commit(flags: 2, [0])),
    ("an operation of 61 bytes", commit(operation: 61, [0])),
    ("a record twice", commit([2] + change([0, 0]) + change([0, 0]))),
    ("an unknown flag of a change", commit([1] + change([8, 0]))),
    ("a delete without life", commit([1] + change([4, 0]))),
    ("an unknown kind of write", commit([1] + change([0, 1, 1, 3]))),
    ("groups out of order", commit([1] + change([0, 2, 2, 0, 0, 1, 0, 0]))),
    ("a register written twice", commit([1] + change([0, 2, 1, 0, 0, 1, 0, 0]))),
    ("an element added twice", commit([1] + change([0, 2, 1, 1, 1, 97, 1, 1, 1, 97]))),
    ("an empty element", commit([1] + change([0, 1, 1, 1, 0]))),
    ("the mark of names without a name", commit([1] + change([0, 1, 1, 6, 0, 0]))),
    ("names out of order", commit([1] + change([0, 1, 1, 6, 2, 0, 2, 0, 0, 1, 0, 0]))),
    ("life that replaces a mark twice", commit([1] + change([2, 0, 2, 0, 1, 0, 1, 0]))),
  ]

  static let states: [(String, [UInt8])] = [
    ("an unknown flag", state([1, 1, 8, 0, 0])),
    ("the first version like the one before", state([1, 1, 4, 0])),
    ("versions out of order", state([2, 2] + write(1) + [1] + write(1))),
    ("a version twice", state([2, 1] + write(1) + [1, 4, 0])),
    ("the dot and time of the version before", state([2, 1] + write(1) + [2] + write(1))),
    ("an empty element", state([1, 1, 2, 0, 1] + zeros(8) + [0])),
    ("marks of life out of order", state([0, 2] + mark(2) + mark(1))),
    ("an unknown flag of life", state([0, 1, 0, 1] + zeros(8) + [2, 0])),
  ]

  private static func zeros(_ count: Int) -> [UInt8] { Array(repeating: 0, count: count) }
  private static func id(_ number: UInt8) -> [UInt8] { zeros(15) + [number] }

  private static func commit(flags: UInt8 = 0, operation: UInt8 = 0, _ body: [UInt8]) -> [UInt8] {
    let name = Array(repeating: UInt8(ascii: "x"), count: Int(operation))
    return [1] + id(1) + zeros(8) + [flags, 0, operation] + name + body
  }

  private static func change(_ body: [UInt8]) -> [UInt8] { [9] + id(7) + body }
  /// Flags, dot, time 0, value null: the rest of a version after its group.
  private static func write(_ sequence: UInt8) -> [UInt8] { [0, 0, sequence] + zeros(8) + [0] }
  private static func mark(_ sequence: UInt8) -> [UInt8] { [0, sequence] + zeros(8) + [1, 0] }
  private static func state(_ body: [UInt8]) -> [UInt8] { [1] + id(1) + [9] + id(7) + [0] + body }
}
