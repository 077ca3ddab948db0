// SPDX-License-Identifier: Apache-2.0

import KarvanCore

/// A value of a row that was refused, with the column that it came from.
struct PartRefusal: Error {
  let reason: ImportRejection.Reason
  let column: String?
  /// The row, where it is one of the line file.
  var lineRow: CSVRow?
}

/// Reads the values of one part of a mapping from a row.
struct PartValues {
  /// Values of registers, before it is known whether the record is there.
  var values: [FieldTag: Value] = [:]
  /// The elements of text sets, and whether they are all that the set shall have.
  var elements: [FieldTag: (words: [String], isWhole: Bool)] = [:]
  /// References to parts whose record is not known yet.
  var pending: [(field: FieldTag, part: String)] = []
  /// The identifier that the row gives.
  var id: RecordID?
}

extension PartValues {
  /// What a record that is there has to change.
  func edit(of shown: RecordView, clearsBlanks: Bool) -> RecordEdit {
    var edit = RecordEdit()
    edit.values = values.filter { tag, value in
      (clearsBlanks || !value.isNull) && shown[tag] != value
    }
    for (tag, set) in elements {
      guard let field = shown.entity.field(tag) else { continue }
      let present = Set(shown.words(field))
      let added = set.words.filter { !present.contains($0) }
      if !added.isEmpty { edit.adds[tag] = added }
      guard set.isWhole, clearsBlanks || !set.words.isEmpty else { continue }
      let removed = present.subtracting(set.words).sorted(by: UTF8Order.precedes)
      if !removed.isEmpty { edit.removes[tag] = removed }
    }
    return edit
  }

  /// What a new record starts with.
  var creation: RecordEdit {
    RecordEdit(
      values: values.filter { !$1.isNull },
      adds: elements.mapValues(\.words).filter { !$1.isEmpty })
  }
}

/// Evaluates the assignments of a mapping against rows.
struct PartEvaluator {
  let mapping: ImportMapping
  let record: CSVRecord
  let schema: Schema
  let reader: any RecordReader
  /// The records of the parts before; nil for those that were passed over.
  let records: [String: RecordID?]
  /// The optional parts that were refused: what refers to them is left as it is.
  let excluded: Set<String>

  /// The values of a part. Throws `PartRefusal`, or what the reader throws.
  func values(of part: MappingPart, finder: inout RecordFinder) throws -> PartValues {
    var values = PartValues()
    if let template = part.identifier {
      let text = try naming(template) { try template.text(of: record, tables: mapping.tables) }
      if !text.isEmpty {
        guard let id = RecordID(text: text) else {
          let failure = Failure(.malformed, entity: part.entity.name, ["reference", text])
          throw PartRefusal(reason: .rule(failure), column: template.onlyColumn)
        }
        values.id = id
      }
    }
    for assignment in part.assignments {
      try evaluate(assignment, of: part.entity, into: &values, finder: &finder)
    }
    return values
  }

  private func evaluate(
    _ assignment: MappingAssignment, of entity: Entity, into values: inout PartValues,
    finder: inout RecordFinder
  ) throws {
    let field = assignment.field
    switch assignment.source {
    case .part(let name) where excluded.contains(name): break
    case .part(let name):
      switch records[name] {
      case .some(let id): values.values[field.tag] = id.map { .reference($0) } ?? .null
      case .none: values.pending.append((field.tag, name))
      }
    case .lookup(let target, let key, let template):
      try naming(template) {
        values.values[field.tag] = try reference(target, key, template, &finder)
      }
    case .template(let template):
      try naming(template) {
        try read(template, assignment, entity, into: &values, finder: finder)
      }
    }
  }

  private func read(
    _ template: MappingTemplate, _ assignment: MappingAssignment, _ entity: Entity,
    into values: inout PartValues, finder: RecordFinder
  ) throws {
    let field = assignment.field
    if mapping.isDerived {
      // What was exported is read back exactly, white space included.
      let text = template.columns.first.flatMap { record[$0] } ?? ""
      if field.kind == .words {
        values.elements[field.tag] = (CellText.words(text), true)
      } else if case .reference(let tag) = field.kind, let target = schema[tag] {
        let name = TextTrimming.trim(text)
        values.values[field.tag] =
          name.isEmpty ? .null : .reference(try finder.find(target, named: name, reader: reader))
      } else {
        values.values[field.tag] = try entity.naming { () throws(Failure) in
          try CellText.parse(text, field: field)
        }
      }
      return
    }
    let text = try template.text(of: record, tables: mapping.tables)
    if field.kind == .words {
      let adds = assignment.adds
      let words = adds ? [text].filter { !$0.isEmpty } : FieldText.words(text)
      let earlier = values.elements[field.tag]
      values.elements[field.tag] = (
        (earlier?.words ?? []) + words, (earlier?.isWhole ?? false) || !adds
      )
      return
    }
    values.values[field.tag] = try entity.naming { () throws(Failure) in
      try parse(text, field)
    }
  }

  private func parse(_ text: String, _ field: Field) throws(Failure) -> Value {
    guard let currency = mapping.currency else { return try CellText.parse(text, field: field) }
    let options = FieldTextOptions(currency: currency, moneyUnit: .major)
    return try FieldText.parse(text, field: field, options: options)
  }

  private func reference(
    _ target: Entity, _ key: Field, _ template: MappingTemplate, _ finder: inout RecordFinder
  ) throws -> Value {
    let text = try template.text(of: record, tables: mapping.tables)
    guard !text.isEmpty else { return .null }
    let value = try target.naming { () throws(Failure) in try parse(text, key) }
    let found = try finder.find(target, by: [FieldValue(key.tag, value)], reader: reader)
    guard let found else { throw InterchangeError(.noSuchRecord, [target.name, key.name, text]) }
    return .reference(found.id)
  }

  /// Says of which column an error is, as far as one column alone is to blame.
  private func naming<Result>(
    _ template: MappingTemplate, _ body: () throws -> Result
  ) throws -> Result {
    do {
      return try body()
    } catch let error as InterchangeError {
      throw PartRefusal(reason: .file(error), column: error.column ?? template.onlyColumn)
    } catch let failure as Failure {
      throw PartRefusal(reason: .rule(failure), column: template.onlyColumn)
    }
  }
}

extension MappingTemplate {
  /// Its column, when it has exactly one.
  var onlyColumn: String? { columns.count == 1 ? columns.first : nil }
}

extension Entity {
  fileprivate func naming<Result>(
    _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    do throws(Failure) {
      return try body()
    } catch {
      throw error.about(name, nil)
    }
  }
}
