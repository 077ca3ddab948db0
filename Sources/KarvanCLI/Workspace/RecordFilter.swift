// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanDomain
import KarvanStore

/// Reads `--filter` and `--sort`.
struct RecordFilter {
  let desk: Desk
  let reader: ReplicaReader
  let entity: Entity

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
    guard let typed = ConditionText(text) else { throw CLIError(.badFilter, text) }
    let field = try RecordCells.field(typed.field, in: entity)
    if field.kind == .words {
      guard typed.sign == .equals || typed.sign == .contains else {
        throw CLIError(.badFilter, text)
      }
      return FieldCondition(field.tag, .hasElement(Typed.trim(typed.value)))
    }
    func value() throws -> Value { try self.value(typed.value, of: field) }
    let comparison: FieldComparison =
      switch typed.sign {
      case .differs: .differs(from: try value())
      case .atLeast: .atLeast(try value())
      case .atMost: .atMost(try value())
      case .more: .more(than: try value())
      case .less: .less(than: try value())
      case .equals: .equals(try value())
      case .contains: .contains(typed.value)
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
}
