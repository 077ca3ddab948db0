// SPDX-License-Identifier: Apache-2.0

/// The codes that begin an encoded value (P-011).
enum ValueCode {
  static let null: UInt8 = 0
  static let integer: UInt8 = 1
  static let text: UInt8 = 2
  static let bytes: UInt8 = 3
  /// Several fields follow; a group of the one field that names it is written as a bare value.
  static let fields: UInt8 = 4
}

extension ByteWriter {
  /// One value after its code.
  public mutating func value(_ value: Value) {
    switch value {
    case .null: byte(ValueCode.null)
    case .integer(let number):
      byte(ValueCode.integer)
      signed(number)
    case .text(let text):
      byte(ValueCode.text)
      self.text(text)
    case .bytes(let run):
      byte(ValueCode.bytes)
      blob(run)
    }
  }

  /// The values of a group.
  public mutating func values(_ values: GroupValue, of group: GroupTag) {
    if values.rest.isEmpty && values.first.field == group {
      value(values.first.value)
      return
    }
    byte(ValueCode.fields)
    unsigned(UInt64(values.rest.count + 1))
    for field in values.all {
      unsigned(UInt64(field.field))
      value(field.value)
    }
  }
}

extension ByteReader {
  /// The most fields that one group may have.
  static let fieldLimit = 64

  /// One value.
  public mutating func value() throws(DecodingFailure) -> Value {
    try value(code: try byte())
  }

  private mutating func value(code: UInt8) throws(DecodingFailure) -> Value {
    switch code {
    case ValueCode.null: return .null
    case ValueCode.integer: return .integer(try signed())
    case ValueCode.text: return .text(try text())
    case ValueCode.bytes: return .bytes(Array(try blob()))
    default: throw failure("a value code")
    }
  }

  /// The values of a group, in the only form that a writer would use.
  public mutating func values(of group: GroupTag) throws(DecodingFailure) -> GroupValue {
    let code = try byte()
    guard code == ValueCode.fields else {
      return GroupValue(FieldValue(group, try value(code: code)))
    }
    let count = try count(limit: Self.fieldLimit, bytesEach: 2)
    var fields: [FieldValue] = []
    for _ in 0..<count {
      let tag = try tag()
      if let last = fields.last, last.field >= tag { throw failure("fields in order") }
      fields.append(FieldValue(tag, try value()))
    }
    guard let values = GroupValue(fields), !(count == 1 && values.first.field == group) else {
      throw failure("a lone value in its short form")
    }
    return values
  }
}
