// SPDX-License-Identifier: Apache-2.0

import KarvanCore

/// Records as they would be after drafts that were not committed: what a dry run reads.
final class RecordOverlay: RecordReader {
  private struct Name: Hashable {
    let entity: EntityTag
    let id: RecordID
  }

  private struct Entry: Hashable {
    let entity: EntityTag
    let value: FieldValue
  }

  private struct Title: Hashable {
    let entity: EntityTag
    let key: String
  }

  /// What lies under the drafts; set anew for each transaction.
  var base: any RecordReader
  private let schema: Schema
  private var views: [Name: RecordView] = [:]
  private var index: [Entry: Set<RecordID>] = [:]
  private var titles: [Title: Set<RecordID>] = [:]
  private var staged: [Name: RecordView] = [:]

  init(base: any RecordReader, schema: Schema) {
    self.base = base
    self.schema = schema
  }

  func record(_ entity: EntityTag, _ id: RecordID) throws -> RecordView? {
    let name = Name(entity: entity, id: id)
    return try staged[name] ?? views[name] ?? base.record(entity, id)
  }

  func records(
    _ entity: EntityTag, where field: FieldTag, is value: Value
  ) throws -> [RecordView] {
    drafted(
      over: try base.records(entity, where: field, is: value), entity,
      kept(entity, field, value)
    ) { $0[field] == value }
  }

  /// What lies below looks both values up at once: of one alone there may be very many.
  func records(
    _ entity: EntityTag, where field: FieldTag, is value: Value, and other: FieldTag,
    is otherValue: Value
  ) throws -> [RecordView] {
    drafted(
      over: try base.records(entity, where: field, is: value, and: other, is: otherValue), entity,
      kept(entity, field, value).intersection(kept(entity, other, otherValue))
    ) { $0[field] == value && $0[other] == otherValue }
  }

  func records(_ entity: Entity, titled text: String) throws -> [RecordView] {
    let key = SearchKey.normalize(text)
    return drafted(
      over: try base.records(entity, titled: text), entity.tag,
      titles[Title(entity: entity.tag, key: key)] ?? []
    ) { $0.isTitled(key) }
  }

  private func kept(_ entity: EntityTag, _ field: FieldTag, _ value: Value) -> Set<RecordID> {
    index[Entry(entity: entity, value: FieldValue(field, value))] ?? []
  }

  /// The living records among what lies below and what drafts made, as the drafts left them, by
  /// identifier.
  private func drafted(
    over below: [RecordView], _ entity: EntityTag, _ ids: Set<RecordID>,
    _ matches: (RecordView) -> Bool
  ) -> [RecordView] {
    func draft(_ id: RecordID) -> RecordView? {
      let name = Name(entity: entity, id: id)
      return staged[name] ?? views[name]
    }
    let changed = ids.union(staged.keys.lazy.filter { $0.entity == entity }.map(\.id))
    let found = below.filter { draft($0.id) == nil } + below.compactMap { draft($0.id) }
    let known = Set(found.map(\.id))
    return (found + changed.subtracting(known).compactMap(draft))
      .filter { $0.life != .deleted && matches($0) }.sorted { $0.id < $1.id }
  }

  /// Applies a draft after judging it as a commit is judged: bounds, types, rights, laws.
  /// - Returns: Why it would be refused; nothing is applied then.
  func apply(
    _ draft: OperationDraft, by author: Author, at milliseconds: Int64, as dot: Dot
  ) throws -> Failure? {
    let commit = Commit(
      replica: dot.replica, sequence: dot.sequence, time: HybridTime(milliseconds: milliseconds),
      office: author.office, basis: 0, operation: draft.operation, changes: draft.changes)
    defer { staged = [:] }
    if let failure = commit.failure { return failure }
    for change in commit.changes {
      if let failure = try stage(change, of: commit, by: author) { return failure }
    }
    for view in staged.values { keep(view) }
    return nil
  }

  private func stage(
    _ change: RecordChange, of commit: Commit, by author: Author
  ) throws -> Failure? {
    guard let entity = schema[change.entity] else {
      return Failure(.unknownEntity, ["\(change.entity)"])
    }
    let before = try record(change.entity, change.record)
    if let failure = schema.failure(of: change, before: before) { return failure }
    let denial = entity.denial(of: change, by: author, office: commit.office, before: before)
    if let denial { return denial }
    var state = before?.state ?? RecordState(entity: change.entity, id: change.record)
    state.apply(change, of: commit)
    let after = RecordView(entity: entity, state: state)
    let context = ChangeContext(
      before: before, after: after, author: author, office: commit.office, reader: self)
    for invariant in entity.about.invariants {
      if let failure = try invariant(context) { return failure.about(entity.name, change.record) }
    }
    staged[Name(entity: change.entity, id: change.record)] = after
    return nil
  }

  /// Old values stay in the index; `records` looks at the present ones.
  private func keep(_ view: RecordView) {
    views[Name(entity: view.entity.tag, id: view.id)] = view
    for field in view.entity.fields where field.kind != .words && !view[field].isNull {
      let value = FieldValue(field.tag, view[field])
      index[Entry(entity: view.entity.tag, value: value), default: []].insert(view.id)
    }
    let parts = view.entity.about.title.compactMap { view[$0].text }
    for key in Set((parts + [view.title]).map(SearchKey.normalize)) where !key.isEmpty {
      titles[Title(entity: view.entity.tag, key: key), default: []].insert(view.id)
    }
  }
}
