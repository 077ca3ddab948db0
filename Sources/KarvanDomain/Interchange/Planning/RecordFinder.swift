// SPDX-License-Identifier: Apache-2.0

import KarvanCore

/// Finds records by what a file calls them, and remembers what was found or planned.
struct RecordFinder {
  /// How many keys are remembered; the reader knows the rest.
  private static let capacity = 50_000
  private var known: [RecordKey: RecordID] = [:]

  /// The living record of a key; nil when there is none. Throws when there are several.
  mutating func find(
    _ entity: Entity, by values: [FieldValue], reader: any RecordReader
  ) throws -> RecordView? {
    let key = RecordKey(entity: entity.tag, values: values)
    if let id = known[key] {
      // What was remembered may have been taken back, or edited or deleted since.
      if let view = try reader.record(entity.tag, id), Self.matches(view, values) { return view }
      known[key] = nil
    }
    guard let first = Self.mostSelective(of: values, in: entity) else { return nil }
    let found = try reader.records(entity.tag, where: first.field, is: first.value)
      .filter { Self.matches($0, values) }
    guard found.count < 2 else {
      let names = values.compactMap { entity.field($0.field)?.name }
      throw InterchangeError(
        .ambiguousRecord,
        [entity.name, names.joined(separator: ", "), Self.text(of: values, in: entity)])
    }
    if let id = found.first?.id { remember(id, as: key) }
    return found.first
  }

  /// The record that a person means: by identifier, key, number, or exact title as searching
  /// compares. Nothing is remembered, as the next row may make a name ambiguous.
  /// - Throws: `noRecordNamed`; `ambiguousName` with the candidates; what the reader throws.
  func find(_ entity: Entity, named name: String, reader: any RecordReader) throws -> RecordID {
    if let id = RecordID(text: name) { return id }
    let number = entity.about.number.flatMap { entity.field($0) }
    for field in entity.fields.filter(\.isKey) + [number].compactMap({ $0 }) {
      guard field.kind.isText else { continue }
      let texts = Set([name, Digits.toASCII(name)])
      let found = try texts.sorted(by: UTF8Order.precedes).flatMap {
        try reader.records(entity.tag, where: field.tag, is: .text($0))
      }
      if let id = try Self.only(found, of: entity, named: name) { return id }
    }
    let titled = try reader.records(entity, titled: name)
    if let id = try Self.only(titled, of: entity, named: name) { return id }
    throw InterchangeError(.noRecordNamed, [entity.name, name])
  }

  private static func only(
    _ found: [RecordView], of entity: Entity, named name: String
  ) throws(InterchangeError) -> RecordID? {
    guard Set(found.map(\.id)).count > 1 else { return found.first?.id }
    let candidates = found.prefix(5).map { "\($0.title) (\($0.id))" }
    let more = found.count > 5 ? ", …" : ""
    throw InterchangeError(
      .ambiguousName, [entity.name, name, candidates.joined(separator: ", ") + more])
  }

  mutating func remember(_ id: RecordID, as key: RecordKey) {
    if known.count >= Self.capacity { known.removeAll(keepingCapacity: true) }
    known[key] = id
  }

  mutating func forget(_ key: RecordKey) { known[key] = nil }

  static func text(of values: [FieldValue], in entity: Entity) -> String {
    values.map { value in
      entity.field(value.field).map { CellText.format(value.value, field: $0) } ?? ""
    }.joined(separator: ", ")
  }

  private static func matches(_ view: RecordView, _ values: [FieldValue]) -> Bool {
    view.life != .deleted && values.allSatisfy { view[$0.field] == $0.value }
  }

  /// A reference before a text, as stores have an index on references.
  private static func mostSelective(of values: [FieldValue], in entity: Entity) -> FieldValue? {
    let present = values.filter { !$0.value.isNull }
    return present.first { value in
      if case .reference = entity.field(value.field)?.kind { true } else { false }
    } ?? present.first
  }
}
