// SPDX-License-Identifier: Apache-2.0
import KarvanCore

/// How a field is kept in a column.
enum ColumnKind: String, Sendable {
  case text = "TEXT"
  case integer = "INTEGER"
  case bytes = "BLOB"
  /// The displayed elements of a text set as JSON, for queries; the versions are in the metadata.
  case words = "JSON"

  init(_ kind: FieldKind) {
    self =
      switch kind {
      case .text, .choice: .text
      case .integer, .money, .quantity, .basisPoints, .truth, .date, .instant: .integer
      case .reference: .bytes
      case .words: .words
      }
  }

  /// The declared type; text sets are kept as text.
  var declaration: String { self == .words ? "TEXT" : rawValue }

  /// Whether a value comes out of the column as it went in.
  func holds(_ value: Value) -> Bool {
    switch (self, value) {
    case (.text, .text), (.integer, .integer), (.bytes, .bytes): true
    default: false
    }
  }
}

/// One column of an entity's table.
struct Column: Sendable {
  let field: Field
  let kind: ColumnKind
  /// The unquoted name.
  let name: String
  var sql: String { quoted(name) }
}

/// A group with the places of its fields among the columns.
struct GroupLayout: Sendable {
  let group: FieldGroup
  let columns: [(field: FieldTag, index: Int)]
}

/// A column that shows a field of a register, with its place in `selectByID`.
struct RegisterColumn: Sendable {
  let group: GroupTag
  let field: FieldTag
  let place: Int32
}

/// The table of one entity, and the statements that use it.
struct EntityLayout: Sendable {
  let entity: Entity
  /// The place among the schema's entities.
  let index: Int
  let columns: [Column]
  let groups: [GroupLayout]
  /// The fields that make up the tokens of the search index; empty where nothing is searched.
  let searched: [FieldTag]
  /// What the tokens are made of, also the marks of names, which come after a zero.
  var indexed: [FieldTag] {
    entity.about.names.isEmpty ? searched : searched + [0] + entity.about.names
  }
  let selectByID: String
  let selectByRow: String
  /// Changes only which scopes hold a record.
  let hold: String
  let insert: String
  /// The same, but does nothing where there is a record of that identifier.
  let insertNew: String
  /// The column of the entity's state machine; nil where it has none.
  private let state: Column?
  /// For each field tag, the place of its column and its group; -1 where a row has no column for
  /// it, or where the group is a set.
  private let registers: [(column: Int32, group: GroupTag)]
  /// The columns of registers in the order of groups, then of fields.
  let registerColumns: [RegisterColumn]

  var table: String { quoted(entity.name) }

  init(_ entity: Entity, index: Int) {
    self.entity = entity
    self.index = index
    let columns = entity.fields.map { field in
      let kind = ColumnKind(field.kind)
      return Column(field: field, kind: kind, name: Self.columnName(of: field, kind))
    }
    self.columns = columns
    groups = entity.groups.map { group in
      GroupLayout(
        group: group,
        columns: columns.indices.filter { group.fields.contains(columns[$0].field.tag) }
          .map { (columns[$0].field.tag, $0) })
    }
    let ranked = entity.groups.compactMap { $0.declaredRule.ranking?.field }
    state = columns.first { ranked.contains($0.field.tag) }
    searched = Self.searched(entity)
    let table = quoted(entity.name)
    let names = columns.map { ", " + $0.sql }.joined()
    let select = "SELECT _row, id, _meta, _life, _held\(names) FROM \(table)"
    selectByID = select + " WHERE id = ?"
    selectByRow = select + " WHERE _row = ?"
    insert =
      "INSERT INTO \(table) (id, _meta, _life, _held\(names)) VALUES (?, ?, ?, ?"
      + columns.map { _ in ", ?" }.joined() + ")"
    hold = "UPDATE \(table) SET _held = ? WHERE id = ?"
    insertNew = insert + " ON CONFLICT (id) DO NOTHING"
    var registers = [(column: Int32, group: GroupTag)](
      repeating: (-1, 0), count: Int(columns.last?.field.tag ?? 0) + 1)
    for group in groups where !group.group.rule.isSet {
      for column in group.columns {
        registers[Int(column.field)] = (Int32(column.index), group.group.tag)
      }
    }
    self.registers = registers
    registerColumns = groups.filter { !$0.group.rule.isSet }.flatMap { group in
      group.columns.map { column in
        RegisterColumn(
          group: group.group.tag, field: column.field,
          place: Int32(column.index) + Self.leading)
      }
    }
  }

  /// The place of the column that shows a field of a register; nil where there is none.
  func register(_ field: FieldTag, of group: GroupTag) -> Int32? {
    guard Int(field) < registers.count else { return nil }
    let place = registers[Int(field)]
    return place.column >= 0 && place.group == group ? place.column : nil
  }

  /// How many columns come before those of the fields in `selectByID`.
  static let leading: Int32 = 5

  /// The columns that every table has.
  private static let reserved: Set<String> = ["id", "_row", "_meta", "_life", "_held"]

  /// A declared field's column is named by what never changes, so that no field of a later program
  /// takes it for its own.
  private static func columnName(of field: Field, _ kind: ColumnKind) -> String {
    if field.tag >= DeclaredField.firstTag {
      return "_\(field.tag)_\(kind.rawValue.lowercased())"
    }
    return reserved.contains(field.name) ? "field_\(field.name)" : field.name
  }

  private static func searched(_ entity: Entity) -> [FieldTag] {
    guard entity.about.number != nil || entity.fields.contains(where: \.isSearched) else {
      return []
    }
    let named = Set(entity.about.title + [entity.about.number].compactMap { $0 })
    return entity.fields.filter { $0.isSearched || named.contains($0.tag) }.map(\.tag)
  }

  func column(_ field: FieldTag) -> Column? { columns.first { $0.field.tag == field } }

  /// What a query compares: the displayed value, or what is shown where nothing was written.
  func expression(_ column: Column) -> String {
    switch column.field.initial {
    case .integer(let number): "COALESCE(\(column.sql), \(number))"
    case .text(let text): "COALESCE(\(column.sql), '\(text.doubling("'"))')"
    default: column.sql
    }
  }

  /// The statements that make the table.
  var creation: [String] {
    let list = columns.map { ", \($0.sql) \($0.kind.declaration)" }.joined()
    return [
      "CREATE TABLE \(table) (_row INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, "
        + "_meta BLOB NOT NULL, _life INTEGER NOT NULL, _held\(list))"
    ] + columns.compactMap(indexing)
  }

  /// The statement that indexes a column, where queries need one: keys, numbers, references and
  /// states. Nobody asks for all that somebody ever created.
  ///
  /// What is asked of references and states is mostly both: the visits of this rep that are
  /// planned. Most records are in a last state, so that neither alone is enough.
  func indexing(_ column: Column) -> String? {
    let field = column.field
    let isReference = column.kind == .bytes && field.tag != CreationFields.by.tag
    if isReference, let state {
      return index([column.name, state.name], "\(column.sql), \(expression(state))")
    }
    if column.field.tag == state?.field.tag { return index([column.name], expression(column)) }
    guard field.isKey || isReference || field.tag == entity.about.number else { return nil }
    return index([column.name], column.sql)
  }

  private func index(_ names: [String], _ columns: String) -> String {
    let name = quoted(([entity.name] + names).joined(separator: "__"))
    return "CREATE INDEX IF NOT EXISTS \(name) ON \(table) (\(columns))"
  }

  /// What an earlier build indexed otherwise.
  static let endBytes = 4
  /// The last bytes of an identifier, by which people name a record.
  static let end = "substr(id, -4)"

  /// The name of the index of ends.
  var endIndex: String { "\(entity.name)__end" }

  /// The statement that makes it.
  var indexingEnds: String {
    "CREATE INDEX IF NOT EXISTS \(quoted(endIndex)) ON \(table) (\(Self.end))"
  }

  var retiredIndexes: [String] {
    guard state != nil else { return [] }
    return columns.filter { $0.kind == .bytes && $0.field.tag != state?.field.tag }.map {
      "DROP INDEX IF EXISTS " + quoted("\(entity.name)__\($0.name)")
    }
  }
}

/// A name as SQL wants it: an entity may be called `order`.
func quoted(_ name: String) -> String { "\"\(name.doubling("\""))\"" }

extension String {
  /// The text with a character doubled wherever it is.
  func doubling(_ character: Character) -> String {
    guard contains(character) else { return self }
    return reduce(into: "") { text, next in
      text.append(next)
      if next == character { text.append(next) }
    }
  }
}

/// A field that may refer to a record which a holder of the referring one does not hold.
struct OpenReference: Sendable {
  let field: FieldTag
  let target: EntityTag

  /// Left out are what everybody holds, the parent that alone says who holds a record, and the
  /// parts that only the record itself is parent of.
  static func all(of entity: Entity, in schema: Schema) -> [OpenReference] {
    entity.fields.compactMap { field in
      guard case .reference(let tag) = field.kind, let target = schema[tag],
        !target.about.scopes.contains(.everyone),
        entity.about.scopes != [.parent(field.tag)], !isPart(target, of: entity)
      else { return nil }
      return OpenReference(field: field.tag, target: tag)
    }
  }

  private static func isPart(_ target: Entity, of entity: Entity) -> Bool {
    guard target.about.scopes.count == 1, case .parent(let field)? = target.about.scopes.first,
      case .reference(entity.tag)? = target.field(field)?.kind
    else { return false }
    return true
  }
}

/// The tables of a schema.
struct Layout: Sendable {
  let schema: Schema
  let entities: [EntityLayout]
  private let byTag: [EntityTag: Int]
  private let openReferences: [[OpenReference]]
  /// Changes when a table, a column or a rule is added, so that opening a file need not compare them all.
  let fingerprint: Int64

  init(_ schema: Schema) {
    self.schema = schema
    entities = schema.entities.enumerated().map { EntityLayout($1, index: $0) }
    byTag = Dictionary(uniqueKeysWithValues: entities.map { ($0.entity.tag, $0.index) })
    openReferences = schema.entities.map { OpenReference.all(of: $0, in: schema) }
    let rules = schema.entities.flatMap(\.groups).map(\.declaredRule) + Rule.all
    // Another program may understand declarations that the one before it did not.
    let kinds = DeclaredField.Kind.allCases.map(\.rawValue)
    let names = schema.entities.flatMap { entity in
      entity.about.names.map { "\(entity.tag) \($0)" }
    }
    fingerprint = Self.hash(entities.flatMap(\.creation) + rules.map(\.name) + kinds + names)
  }

  /// FNV-1a.
  static func hash(_ texts: [String]) -> Int64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for text in texts {
      for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    }
    return Int64(bitPattern: hash)
  }

  subscript(tag: EntityTag) -> EntityLayout? { byTag[tag].map { entities[$0] } }

  /// The references of an entity that may lead out of what a holder of its records holds.
  func openReferences(of tag: EntityTag) -> [OpenReference] {
    byTag[tag].map { openReferences[$0] } ?? []
  }

  /// The layout of an entity that the caller's schema must have.
  func require(_ tag: EntityTag) throws -> EntityLayout {
    guard let layout = self[tag] else {
      throw StoreError(.inconsistent, "there is no entity \(tag)", place: "schema")
    }
    return layout
  }
}
