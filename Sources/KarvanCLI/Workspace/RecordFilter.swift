// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanDomain
import KarvanStore

/// Reads `--filter` and `--sort`.
struct RecordFilter {
  let desk: Desk
  let reader: ReplicaReader
  let entity: Entity

  /// The forms, longest first.
  private static let operators = ["!=", ">=", "<=", "=", ">", "<", "~"]

  func query(_ options: ListOptions, life: LifeFilter = .living) throws -> RecordQuery {
    RecordQuery(
      entity.tag, where: try options.filter.map { try condition($0) },
      order: try options.sort.flatMap { FieldText.words($0) }.map { try order($0) },
      limit: try options.limitNumber(), life: life)
  }

  private func order(_ text: String) throws -> FieldOrder {
    let isDescending = text.hasPrefix("-")
    let field = try RecordCells.field(isDescending ? String(text.dropFirst()) : text, in: entity)
    guard field.kind != .words else { throw CLIError(.badFilter, text) }
    return FieldOrder(field.tag, descending: isDescending)
  }

  /// One condition, such as `status=draft`, `list_price>=100000r` or `name~tea`.
  func condition(_ text: String) throws -> FieldCondition {
    guard let (name, sign, typed) = Self.split(text) else { throw CLIError(.badFilter, text) }
    let field = try RecordCells.field(name, in: entity)
    if field.kind == .words {
      guard sign == "=" || sign == "~" else { throw CLIError(.badFilter, text) }
      return FieldCondition(field.tag, .hasElement(Typed.trim(typed)))
    }
    if sign == "~" { return FieldCondition(field.tag, .contains(typed)) }
    let value = try value(typed, of: field)
    let comparison: FieldComparison =
      switch sign {
      case "!=": .differs(from: value)
      case ">=": .atLeast(value)
      case "<=": .atMost(value)
      case ">": .more(than: value)
      case "<": .less(than: value)
      default: .equals(value)
      }
    return FieldCondition(field.tag, comparison)
  }

  private func value(_ text: String, of field: Field) throws -> Value {
    if case .reference(let entity) = field.kind, !Typed.trim(text).isEmpty {
      return .reference(try desk.finder(reader).find(text, in: [try desk.entity(entity)]).id)
    }
    do {
      return try FieldText.parse(text, field: field, options: desk.textOptions())
    } catch let failure where failure.code == .required {
      return .null
    }
  }

  private static func split(_ text: String) -> (name: String, sign: String, value: String)? {
    guard let start = text.firstIndex(where: { "!<>=~".contains($0) }), start > text.startIndex,
      let sign = operators.first(where: { text[start...].hasPrefix($0) })
    else { return nil }
    return (
      String(text[..<start]), sign, String(text[text.index(start, offsetBy: sign.count)...])
    )
  }
}
