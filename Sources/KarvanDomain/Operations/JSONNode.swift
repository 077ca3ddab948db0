// SPDX-License-Identifier: Apache-2.0

import KarvanCore

/// A JSON value whose objects keep the order in which they were said.
indirect enum JSONNode {
  case null
  case truth(Bool)
  case number(Int64)
  case string(String)
  case array([JSONNode])
  case object([(String, JSONNode)])

  /// Two spaces a level; what fits on a line stays on it.
  func text(indent: Int = 0, prefix: Int = 0) -> String {
    let flat = compact
    if isScalar || indent + prefix + flat.utf8.count <= 98 { return flat }
    let inner = String(repeating: " ", count: indent + 2)
    let outer = String(repeating: " ", count: indent)
    switch self {
    case .array(let elements):
      let lines = elements.map { inner + $0.text(indent: indent + 2) }
      return "[\n\(lines.joined(separator: ",\n"))\n\(outer)]"
    case .object(let members):
      let lines = members.map { name, value in
        let key = JSONText.quoted(name) + ": "
        return inner + key + value.text(indent: indent + 2, prefix: key.utf8.count)
      }
      return "{\n\(lines.joined(separator: ",\n"))\n\(outer)}"
    default: return flat
    }
  }

  /// Everything on one line, ended.
  var line: String { compact + "\n" }

  private var isScalar: Bool {
    switch self {
    case .array(let elements): elements.isEmpty
    case .object(let members): members.isEmpty
    default: true
    }
  }

  private var compact: String {
    switch self {
    case .null: "null"
    case .truth(let value): value ? "true" : "false"
    case .number(let number): "\(number)"
    case .string(let text): JSONText.quoted(text)
    case .array(let elements): "[\(elements.map(\.compact).joined(separator: ", "))]"
    case .object(let members):
      members.isEmpty
        ? "{}"
        : "{ "
          + members.map { "\(JSONText.quoted($0)): \($1.compact)" }.joined(separator: ", ") + " }"
    }
  }
}
