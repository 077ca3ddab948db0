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
    var conditions = try options.filter.map { try condition($0) }
    var common: Set<FieldTag> = []
    // Who looks for merged records says so; otherwise the one that stands for them is listed.
    if let redirect = Catalog.redirect(of: entity.tag), life == .living,
      !conditions.contains(where: { $0.field == redirect.tag })
    {
      conditions.append(FieldCondition(redirect.tag, .equals(.null)))
      common.insert(redirect.tag)
    }
    var query = RecordQuery(
      entity.tag, where: conditions,
      order: try options.sort.flatMap { FieldText.words($0) }.map { try order($0) },
      limit: try options.limitNumber(), life: life)
    query.common = common
    return query
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
    if typed.sign == .equals, let all = try mergedValues(try value(), of: field) {
      return FieldCondition(field.tag, .oneOf(all))
    }
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

  /// A reference and those to the records that were merged into the same one; nil for others.
  private func mergedValues(_ value: Value, of field: Field) throws -> [Value]? {
    guard case .reference(let entity) = field.kind, field.tag != Catalog.redirect(of: entity)?.tag,
      let id = value.reference, let view = try reader.record(entity, id)
    else { return nil }
    let merged = try Duplicates.merged(into: view, reader: reader)
    return merged.isEmpty ? nil : [value] + merged.map { .reference($0.id) }
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
