// SPDX-License-Identifier: Apache-2.0

/// One field's value as it is stored, sent and compared.
///
/// There is no floating point: money is in minor units, quantities in thousandths, positions in
/// millionths of a degree, so that equal values have equal bytes everywhere.
public enum Value: Hashable, Sendable {
  /// Nothing; not the same as an empty text.
  case null
  /// Whole numbers, money, quantities, instants (ms), civil dates (days since 1970), truth (0, 1).
  case integer(Int64)
  /// Well-formed Unicode text.
  case text(String)
  /// Identifiers of records and other raw bytes.
  case bytes([UInt8])

  /// A reference to a record.
  public static func reference(_ id: RecordID) -> Value { .bytes(id.bytes) }
  /// A truth value.
  public static func truth(_ value: Bool) -> Value { .integer(value ? 1 : 0) }

  /// The number, if it is one.
  public var integer: Int64? {
    if case .integer(let number) = self { number } else { nil }
  }
  /// The text, if it is one.
  public var text: String? {
    if case .text(let text) = self { text } else { nil }
  }
  /// The record referred to, if it is a reference.
  public var reference: RecordID? {
    if case .bytes(let bytes) = self { RecordID(bytes: bytes) } else { nil }
  }
  /// Whether it is `null`.
  public var isNull: Bool {
    if case .null = self { true } else { false }
  }
}

extension Value {
  /// Equality of bytes: canonically equivalent texts of different bytes differ.
  public static func == (left: Value, right: Value) -> Bool {
    switch (left, right) {
    case (.null, .null): true
    case (.integer(let one), .integer(let other)): one == other
    case (.text(let one), .text(let other)): one.isIdentical(to: other)
    case (.bytes(let one), .bytes(let other)): one == other
    default: false
    }
  }
}

extension Value: Comparable {
  /// A total order: null, integers, texts by UTF-8 bytes, bytes.
  public static func < (left: Value, right: Value) -> Bool {
    switch (left, right) {
    case (.integer(let one), .integer(let other)): one < other
    case (.text(let one), .text(let other)): one.utf8.lexicographicallyPrecedes(other.utf8)
    case (.bytes(let one), .bytes(let other)): one.lexicographicallyPrecedes(other)
    default: left.kind < right.kind
    }
  }

  private var kind: Int {
    switch self {
    case .null: 0
    case .integer: 1
    case .text: 2
    case .bytes: 3
    }
  }
}

/// The stable number of a field within its entity; never reused.
public typealias FieldTag = UInt16
/// The stable number of a field group: the smallest tag of its fields.
public typealias GroupTag = UInt16
/// The stable number of an entity; never reused.
public typealias EntityTag = UInt16

/// A value and the field that it belongs to.
public struct FieldValue: Hashable, Sendable {
  /// The field.
  public let field: FieldTag
  /// Its value.
  public let value: Value

  /// Pairs a field and a value.
  public init(_ field: FieldTag, _ value: Value) {
    self.field = field
    self.value = value
  }
}

/// The values of one field group, in the order of their tags; most groups have one field.
public struct GroupValue: Hashable, Sendable {
  /// The value of the first field: kept apart so that a lone value costs no allocation.
  public let first: FieldValue
  /// The others.
  public let rest: [FieldValue]

  /// A group of a single field.
  public init(_ only: FieldValue) {
    first = only
    rest = []
  }

  /// Takes values in any order; nil when there are none or a field is there twice.
  public init?(_ values: [FieldValue]) {
    let sorted = values.sorted { $0.field < $1.field }
    guard let first = sorted.first else { return nil }
    for (left, right) in zip(sorted, sorted.dropFirst()) where left.field == right.field {
      return nil
    }
    self.first = first
    rest = Array(sorted.dropFirst())
  }

  /// All of them.
  public var all: [FieldValue] { rest.isEmpty ? [first] : [first] + rest }

  /// The value of one field, `null` where it was not written.
  public subscript(field: FieldTag) -> Value {
    if first.field == field { return first.value }
    return rest.first { $0.field == field }?.value ?? .null
  }

  /// Whether nothing but `null` is in it.
  public var isNull: Bool { first.value.isNull && rest.allSatisfy(\.value.isNull) }

  /// Whether every field has the same value in both; one that was not written counts as `null`.
  public func agrees(with other: GroupValue) -> Bool {
    if self == other { return true }
    return all.allSatisfy { other[$0.field] == $0.value }
      && other.all.allSatisfy { self[$0.field] == $0.value }
  }
}

extension GroupValue: Comparable {
  /// Compares field by field; used only to break ties the same way everywhere.
  public static func < (left: GroupValue, right: GroupValue) -> Bool {
    for (one, other) in zip(left.all, right.all) {
      if one.field != other.field { return one.field < other.field }
      if one.value != other.value { return one.value < other.value }
    }
    return left.rest.count < right.rest.count
  }
}
