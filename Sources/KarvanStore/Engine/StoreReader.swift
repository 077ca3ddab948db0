// SPDX-License-Identifier: Apache-2.0
public import KarvanCore

/// A conflict that waits for a person.
public struct OpenConflict: Sendable {
  /// The record.
  public let view: RecordView
  /// The group in which several versions are shown; nil where the question is whether the record
  /// shall live.
  public let group: FieldGroup?
}

/// Reads records as one transaction sees them; of use only inside of its closure.
public class StoreReader: NameReader {
  let session: Session

  init(_ session: Session) { self.session = session }

  /// The schema of the file under the rules in force.
  public var schema: Schema { session.layout.schema }

  /// A record, deleted or not; nil when it is not here.
  public func record(_ entity: EntityTag, _ id: RecordID) throws -> RecordView? {
    let layout = try session.layout.require(entity)
    return try session.load(layout, id).map {
      RecordView(entity: layout.entity, state: $0.state)
    }
  }

  /// The living records of an entity whose displayed value of a field is this one.
  public func records(
    _ entity: EntityTag, where field: FieldTag, is value: Value
  ) throws -> [RecordView] {
    try session.records(session.layout.require(entity), where: field, is: value).map(\.view)
  }

  /// The living records that show both values, by identifier.
  public func records(
    _ entity: EntityTag, where field: FieldTag, is value: Value, and other: FieldTag,
    is otherValue: Value
  ) throws -> [RecordView] {
    try list(
      RecordQuery(
        entity,
        where: [
          FieldCondition(field, .equals(value)), FieldCondition(other, .equals(otherValue)),
        ]))
  }

  /// The record with a document number, deleted or not; nil where the entity has no numbers.
  public func record(_ entity: EntityTag, number: String) throws -> RecordView? {
    guard let field = try session.layout.require(entity).entity.about.number else { return nil }
    let query = RecordQuery(
      entity, where: [FieldCondition(field, .equals(.text(number)))], limit: 1, life: .all)
    return try session.list(query).first?.view
  }

  /// The records whose identifier begins with these hexadecimal digits, deleted ones too; hyphens
  /// don't count. Several mean that the digits are not enough.
  public func records(
    _ entity: EntityTag, idPrefix: String, limit: Int = 10
  ) throws -> [RecordView] {
    try session.records(session.layout.require(entity), idPrefix: idPrefix, limit: limit)
      .map(\.view)
  }

  /// The records whose identifier ends with these hexadecimal digits, at least two, deleted ones
  /// too; hyphens don't count. Several mean that the digits are not enough.
  ///
  /// Fewer than eight digits, and where no index of ends was made, every identifier of the entity is
  /// looked at: some ten milliseconds for a hundred thousand.
  public func records(
    _ entity: EntityTag, idSuffix: String, limit: Int = 10
  ) throws -> [RecordView] {
    try session.records(session.layout.require(entity), idSuffix: idSuffix, limit: limit)
      .map(\.view)
  }

  /// A list with conditions, order and page.
  public func list(_ query: RecordQuery) throws -> [RecordView] {
    try session.list(query).map(\.view)
  }

  /// Every record of an entity, deleted ones too, in the order of identifiers; one at a time, so
  /// that there may be any number of them.
  public func forEach(
    _ entity: EntityTag, _ body: (RecordView) throws -> Void
  ) throws {
    let layout = try session.layout.require(entity)
    let rows = try session.freshStatement("SELECT _row FROM \(layout.table) ORDER BY id").all {
      $0.integer(0)
    }
    for row in rows {
      guard let record = try session.load(layout, row: row) else { continue }
      try body(RecordView(entity: layout.entity, state: record.state))
    }
  }

  /// How many records a list has without its limit and offset.
  public func count(_ query: RecordQuery) throws -> Int { try session.count(query) }

  /// The living records in which each word of a text begins a word, however Persian is spelled.
  public func search(
    _ text: String, entities: [EntityTag] = [], limit: Int = 50
  ) throws -> [RecordView] {
    try session.search(text, entities: entities, limit: limit).map(\.view)
  }

  /// The living records of an entity whose names have all of these marks.
  public func records(
    _ entity: EntityTag, marked marks: [String], limit: Int
  ) throws -> [RecordView] {
    try session.search(marked: marks.map { "\"\($0)\"" }, entity, limit: limit).map(\.view)
  }

  /// The living records of an entity of whose marks one begins so.
  public func records(
    _ entity: EntityTag, markedFrom beginning: String, limit: Int
  ) throws -> [RecordView] {
    try session.search(marked: ["\"\(beginning)\"*"], entity, limit: limit).map(\.view)
  }

  /// The number of the last row: deleted and forgotten records count.
  public func size(of entity: EntityTag) throws -> Int {
    let table = try session.layout.require(entity).table
    return try session.statement("SELECT MAX(_row) FROM \(table)").first { Int($0.integer(0)) } ?? 0
  }

  /// Shows fields of every living record of an entity, by identifier; nothing else is read.
  public func forEach(
    _ entity: EntityTag, showing fields: [FieldTag], _ body: (RecordID, [Value]) throws -> Void
  ) throws {
    try session.forEach(session.layout.require(entity), showing: fields, body)
  }

  /// The conflicts that wait for a person.
  public func conflicts(limit: Int = 1_000) throws -> [OpenConflict] {
    try session.conflicts(limit: limit).map { OpenConflict(view: $0.0.view, group: $0.1) }
  }

  /// How many conflicts wait for a person.
  public func conflictCount() throws -> Int {
    try session.statement("SELECT COUNT(*) FROM karvan_conflict").first { Int($0.integer(0)) } ?? 0
  }

  /// The living records of an entity that refer to a record by any of their fields but that of who
  /// created them.
  public func children(of id: RecordID, in entity: EntityTag) throws -> [RecordView] {
    try session.children(of: id, in: session.layout.require(entity)).map(\.view)
  }

  /// Only the office knows how a replica stands.
  public func standing(of replica: ReplicaID) throws -> HolderStanding? { nil }

  /// Only the office knows its own replica.
  public func isOffice(_ replica: ReplicaID) -> Bool { false }

  /// A setting of the file's owner, nil where there is none.
  public func setting(_ name: String) throws -> [UInt8]? { try session.setting(name) }
}

extension StoreReader {
  /// The living records of an entity whose title is this text, however it was typed; found through
  /// the search index.
  public func records(_ entity: Entity, titled text: String) throws -> [RecordView] {
    let key = SearchKey.normalize(text)
    return try search(text, entities: [entity.tag], limit: 1_000).filter { $0.isTitled(key) }
  }
}
