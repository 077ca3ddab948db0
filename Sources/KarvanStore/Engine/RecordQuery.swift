// SPDX-License-Identifier: Apache-2.0
public import KarvanCore

/// How a field's displayed value is compared.
///
/// A field that was never written shows its initial value. Texts compare by their bytes; nothing
/// is less or more than `null`.
public enum FieldComparison: Hashable, Sendable {
  /// It has this value, which may be `null`.
  case equals(Value)
  /// It has another value.
  case differs(from: Value)
  /// It comes before the value.
  case less(than: Value)
  /// It comes before the value or equals it.
  case atMost(Value)
  /// It comes after the value.
  case more(than: Value)
  /// It comes after the value or equals it.
  case atLeast(Value)
  /// The bytes of the text are in it.
  case contains(String)
  /// The text set has this element.
  case hasElement(String)
  /// It has one of these values.
  case oneOf([Value])
  /// It refers to a living record of an entity whose field has this value.
  case refers(to: EntityTag, where: FieldTag, is: Value)
}

/// A condition on one field.
public struct FieldCondition: Hashable, Sendable {
  /// The field.
  public let field: FieldTag
  /// What must be true of it.
  public let comparison: FieldComparison

  /// States a condition.
  public init(_ field: FieldTag, _ comparison: FieldComparison) {
    self.field = field
    self.comparison = comparison
  }
}

/// One field of an order.
public struct FieldOrder: Hashable, Sendable {
  /// The field.
  public let field: FieldTag
  /// Whether the greatest comes first.
  public let isDescending: Bool

  /// Orders by a field.
  public init(_ field: FieldTag, descending: Bool = false) {
    self.field = field
    isDescending = descending
  }
}

/// Which records a list has.
public enum LifeFilter: Hashable, Sendable {
  /// Those that live, also the revived ones.
  case living
  /// Those that are deleted.
  case deleted
  /// All of them.
  case all
}

/// A list of records of one entity.
public struct RecordQuery: Hashable, Sendable {
  /// The entity.
  public var entity: EntityTag
  /// What must all be true.
  public var conditions: [FieldCondition]
  /// The order; equals are ordered by identifier, which is the order of creation.
  public var order: [FieldOrder]
  /// The most records; nil for all.
  public var limit: Int?
  /// How many to skip.
  public var offset: Int
  /// Whether deleted ones are meant.
  public var life: LifeFilter
  /// Whether only those are meant in which a person has to decide.
  public var isInConflict = false
  /// The fields that are compared with what very many records have: they sift what others, or the
  /// order up to the limit, have found, and nothing is looked up by them.
  public var common: Set<FieldTag> = []

  /// Describes a list.
  public init(
    _ entity: EntityTag, where conditions: [FieldCondition] = [], order: [FieldOrder] = [],
    limit: Int? = nil, offset: Int = 0, life: LifeFilter = .living
  ) {
    self.entity = entity
    self.conditions = conditions
    self.order = order
    self.limit = limit
    self.offset = offset
    self.life = life
  }
}

/// The part of a statement that a query becomes, with what is bound in it.
struct QueryText {
  private(set) var clauses: [String] = []
  private(set) var values: [Value] = []

  /// - Parameter others: The entities that conditions may go by way of.
  init(_ query: RecordQuery, _ layout: EntityLayout, others: Layout) throws {
    switch query.life {
    case .living: clauses.append("_life <> 1")
    case .deleted: clauses.append("_life = 1")
    case .all: break
    }
    if query.isInConflict {
      clauses.append("_row IN (SELECT record FROM karvan_conflict WHERE entity = \(query.entity))")
    }
    for condition in query.conditions {
      let column = try Self.column(condition.field, of: layout)
      guard case .refers(let entity, let field, let value) = condition.comparison else {
        // SQLite takes an equality for the better index; behind a plus it uses none.
        let sign = query.common.contains(condition.field) ? "+" : ""
        add(condition.comparison, sign + layout.expression(column))
        continue
      }
      let other = try others.require(entity)
      let meant = other.expression(try Self.column(field, of: other))
      add(
        "\(column.sql) IN (SELECT id FROM \(other.table) WHERE \(meant) IS ? AND _life <> 1)",
        [value])
    }
  }

  private static func column(_ field: FieldTag, of layout: EntityLayout) throws -> Column {
    guard let column = layout.column(field) else {
      throw StoreError(.inconsistent, "there is no field \(field)", place: layout.entity.name)
    }
    return column
  }

  private mutating func add(_ comparison: FieldComparison, _ expression: String) {
    switch comparison {
    case .equals(let value): add("\(expression) IS ?", [value])
    case .differs(let value): add("\(expression) IS NOT ?", [value])
    case .less(let value): add("\(expression) < ?", [value])
    case .atMost(let value): add("\(expression) <= ?", [value])
    case .more(let value): add("\(expression) > ?", [value])
    case .atLeast(let value): add("\(expression) >= ?", [value])
    case .contains(let text): add("instr(\(expression), ?) > 0", [.text(text)])
    case .refers: return
    case .hasElement(let element):
      add("EXISTS (SELECT 1 FROM json_each(\(expression)) WHERE value = ?)", [.text(element)])
    case .oneOf(let all):
      add(
        all.isEmpty
          ? "0" : "(" + all.map { _ in "\(expression) IS ?" }.joined(separator: " OR ") + ")", all)
    }
  }

  private mutating func add(_ clause: String, _ bound: [Value]) {
    clauses.append(clause)
    values += bound
  }

  var filter: String { clauses.isEmpty ? "" : " WHERE " + clauses.joined(separator: " AND ") }
}
