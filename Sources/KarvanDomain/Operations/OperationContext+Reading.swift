// SPDX-License-Identifier: Apache-2.0

import KarvanCore

extension OperationContext {
  /// The reflected entity of a declaration.
  func entity(_ tag: EntityTag) throws(Failure) -> Entity {
    guard let entity = schema[tag] else { throw Failure(.unknownEntity, ["\(tag)"]) }
    return entity
  }

  /// The same context over what another reader has, such as drafts that were not committed.
  func reading(_ reader: any RecordReader) -> OperationContext {
    OperationContext(
      schema: schema, reader: reader, drafter: drafter, author: author, now: now, makeID: makeID,
      makeNumber: makeNumber, takeNumber: takeNumber)
  }

  /// The identifier for a record that follows from what it is about: the derived one; another where
  /// that record was taken back or deleted; nil where it is there.
  func room(for derived: RecordID, in entity: EntityTag) throws -> RecordID? {
    guard let known = try reader.record(entity, derived) else { return derived }
    return known.life == .deleted ? makeID() : nil
  }

  /// A living record that an operation needs.
  func living(_ tag: EntityTag, _ id: RecordID) throws -> RecordView {
    let entity = try entity(tag)
    guard let record = try reader.record(tag, id) else {
      throw Failure(.missingRecord, entity: entity.name, record: id, ["\(id)"])
    }
    guard record.life != .deleted else {
      throw Failure(.deletedRecord, entity: entity.name, record: id, ["\(id)", record.title])
    }
    return record
  }

  /// A change of a new record, completed as its entity says.
  func creation(_ entity: Entity, _ id: RecordID, _ edit: RecordEdit) throws -> RecordChange {
    let edit = try RecordDefaults.completed(edit, of: entity, in: self)
    return drafter.create(entity, id, edit)
  }

  /// The change that an edit makes of a record; nil when it changes nothing.
  func change(_ shown: RecordView, _ edit: RecordEdit) throws -> RecordChange? {
    var edit = edit
    edit.canonicalizeNumerals(of: shown.entity)
    if let type = Catalog.type(of: shown.entity.tag) as? any PreparedEntity.Type {
      try Self.naming(shown.entity, shown.id) {
        try type.prepare(&edit, before: shown, in: self)
      }
    }
    return drafter.edit(shown, edit)
  }

  /// Runs a body whose failures are then said of a record.
  static func naming(_ entity: Entity, _ id: RecordID?, _ body: () throws -> Void) throws {
    do {
      try body()
    } catch let failure as Failure {
      throw failure.about(entity.name, id)
    }
  }
}

extension OperationDraft {
  /// The draft with more changes, within what a commit may hold.
  func adding(_ more: [RecordChange]) throws(Failure) -> OperationDraft {
    guard changes.count + more.count <= CommitLimits.records else {
      throw Failure(.tooLarge, ["\(CommitLimits.records)"])
    }
    return OperationDraft(operation, changes + more)
  }
}

/// What a new record gets that nobody enters.
enum RecordDefaults {
  /// The edit with creation, number, starting state and whatever the entity prepares.
  static func completed(
    _ entered: RecordEdit, of entity: Entity, in context: OperationContext
  ) throws -> RecordEdit {
    var edit = entered
    edit.canonicalizeNumerals(of: entity)
    if entity.about.recordsCreation {
      edit.fill(CreationFields.at, .integer(context.now))
      edit.fill(CreationFields.by, .reference(context.author.user))
    }
    for group in entity.groups {
      guard let ranking = group.declaredRule.ranking, let field = entity.field(ranking.field),
        field.isRequired, let start = start(of: ranking)
      else { continue }
      edit.fill(field, .text(start))
    }
    if let type = Catalog.type(of: entity.tag) as? any PreparedEntity.Type {
      try OperationContext.naming(entity, nil) {
        try type.prepare(&edit, before: nil, in: context)
      }
    }
    // Last, so that a refused value does not use up a number.
    if let tag = entity.about.number, (edit.values[tag] ?? .null).isNull {
      edit.values[tag] = .text(try context.makeNumber())
    }
    return edit
  }

  /// The state of the lowest rank, the first by its bytes of several.
  static func start(of ranking: Ranking) -> String? {
    let states = ranking.ranks.keys.sorted(by: UTF8Order.precedes)
    return states.min { (ranking.ranks[$0] ?? 0) < (ranking.ranks[$1] ?? 0) }
  }
}
