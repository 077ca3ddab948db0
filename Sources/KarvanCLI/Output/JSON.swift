// SPDX-License-Identifier: Apache-2.0
import KarvanCore

/// A JSON value whose members keep their order.
enum JSON: Hashable, Sendable {
  case null
  case bool(Bool)
  case integer(Int64)
  /// A number with decimals, as its digits.
  case decimal(String)
  case string(String)
  case array([JSON])
  case object([Member])

  /// A name and its value.
  struct Member: Hashable, Sendable {
    let name: String
    let value: JSON

    init(_ name: String, _ value: JSON) {
      self.name = name
      self.value = value
    }
  }

  static func object(_ members: [(String, JSON)]) -> JSON {
    .object(members.map { Member($0, $1) })
  }

  static func text(_ text: String?) -> JSON { text.map { .string($0) } ?? .null }
  static func count(_ number: some BinaryInteger) -> JSON { .integer(Int64(clamping: number)) }

  /// The document on one line.
  var compact: String {
    var text = ""
    write(to: &text, indent: nil)
    return text
  }

  /// The document, indented by two spaces, with an end of line.
  var pretty: String {
    var text = ""
    write(to: &text, indent: 0)
    return text + "\n"
  }
}

extension JSON {
  private func write(to text: inout String, indent: Int?) {
    switch self {
    case .null: text += "null"
    case .bool(let value): text += value ? "true" : "false"
    case .integer(let number): text += "\(number)"
    case .decimal(let digits): text += digits
    case .string(let string): text += JSONText.quoted(string)
    case .array(let elements):
      Self.write(elements, in: ("[", "]"), to: &text, indent: indent) { element, text, indent in
        element.write(to: &text, indent: indent)
      }
    case .object(let members):
      Self.write(members, in: ("{", "}"), to: &text, indent: indent) { member, text, indent in
        text += JSONText.quoted(member.name)
        text += indent == nil ? ":" : ": "
        member.value.write(to: &text, indent: indent)
      }
    }
  }

  private static func write<Element>(
    _ elements: [Element], in brackets: (String, String), to text: inout String, indent: Int?,
    _ body: (Element, inout String, Int?) -> Void
  ) {
    text += brackets.0
    for (index, element) in elements.enumerated() {
      if index > 0 { text += "," }
      if let indent { text += "\n" + String(repeating: "  ", count: indent + 1) }
      body(element, &text, indent.map { $0 + 1 })
    }
    if let indent, !elements.isEmpty { text += "\n" + String(repeating: "  ", count: indent) }
    text += brackets.1
  }
}
