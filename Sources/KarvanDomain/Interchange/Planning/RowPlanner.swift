// SPDX-License-Identifier: Apache-2.0

import KarvanCore

/// Plans one row: finds its records, then drafts what is to be created and changed.
struct RowPlanner {
  /// One part of the row with its record.
  private struct Resolved {
    let part: MappingPart
    let id: RecordID
    /// The record as it is; nil for a new one.
    let shown: RecordView?
    var values: PartValues
  }

  /// The changes of a row.
  struct Plan {
    var changes: [RecordChange] = []
    var outcome = PlannedRow.Outcome.skipped
    var keys: [(key: RecordKey, id: RecordID)] = []
    /// Optional parts that were refused.
    var refusals: [PartRefusal] = []
  }

  let mapping: ImportMapping
  let record: CSVRecord
  let lines: [CSVRecord]
  let context: OperationContext

  /// Plans the row. Throws `PartRefusal` when it cannot go in, or what the reader throws.
  func plan(finder: inout RecordFinder) throws -> Plan {
    var excluded: Set<String> = []
    var refusals: [PartRefusal] = []
    while true {
      do {
        var plan = try attempt(without: excluded, finder: &finder)
        plan.refusals = refusals
        return plan
      } catch let refused as RefusedPart {
        // Without the part, what refers to it is planned anew.
        refusals.append(refused.refusal)
        excluded.insert(refused.name)
      }
    }
  }

  /// An optional part that was refused.
  private struct RefusedPart: Error {
    let name: String
    let refusal: PartRefusal
  }

  private func attempt(
    without excluded: Set<String>, finder: inout RecordFinder
  ) throws -> Plan {
    var resolved: [Resolved] = []
    var records: [String: RecordID?] = [:]
    for part in mapping.parts {
      guard !excluded.contains(part.name), try applies(part) else {
        records[part.name] = .some(nil)
        continue
      }
      let found = try guarding(part) {
        try resolve(part, records, without: excluded, finder: &finder)
      }
      if part.role == .main, found.shown != nil, mapping.duplicates == .skip { return Plan() }
      records[part.name] = .some(found.id)
      resolved.append(found)
    }
    for index in resolved.indices { resolved[index].values.settle(records) }
    var plan = Plan()
    for item in resolved {
      try guarding(item.part) { try draft(item, into: &plan, finder: &finder) }
    }
    try checkOnce(plan.changes)
    return plan
  }

  /// Says of which column a failure is, and whether the row can do without the part.
  private func guarding<Result>(
    _ part: MappingPart, _ body: () throws -> Result
  ) throws -> Result {
    do {
      do {
        return try body()
      } catch let failure as Failure {
        let failure = failure.about(part.entity.name, nil)
        throw PartRefusal(reason: .rule(failure), column: part.column(of: failure.field))
      } catch let error as InterchangeError {
        throw PartRefusal(reason: .file(error), column: error.column)
      }
    } catch let refusal as PartRefusal where part.isOptional {
      throw RefusedPart(name: part.name, refusal: refusal)
    }
  }

  private func applies(_ part: MappingPart) throws -> Bool {
    guard let condition = part.condition else { return true }
    return try guarding(part) {
      try !condition.text(of: record, tables: mapping.tables).isEmpty
    }
  }

  private func resolve(
    _ part: MappingPart, _ records: [String: RecordID?], without excluded: Set<String>,
    finder: inout RecordFinder
  ) throws -> Resolved {
    let evaluator = PartEvaluator(
      mapping: mapping, record: record, schema: context.schema, reader: context.reader,
      records: records, excluded: excluded)
    let values = try evaluator.values(of: part, finder: &finder)
    let shown = try find(part, values, finder: &finder)
    let id = shown?.id ?? values.id ?? context.makeID()
    return Resolved(part: part, id: id, shown: shown, values: values)
  }

  private func find(
    _ part: MappingPart, _ values: PartValues, finder: inout RecordFinder
  ) throws -> RecordView? {
    if part.isKeyedByID, let id = values.id {
      return try context.reader.record(part.entity.tag, id)
    }
    if part.role != .ensured && mapping.duplicates == .create { return nil }
    guard let key = part.keyValues(values) else { return nil }
    if key.allSatisfy(\.value.isNull) {
      let names = part.key.map(\.name).joined(separator: ", ")
      throw PartRefusal(
        reason: .file(InterchangeError(.keyEmpty, [names])),
        column: part.column(of: part.key.first?.name))
    }
    return try finder.find(part.entity, by: key, reader: context.reader)
  }

  private func draft(
    _ item: Resolved, into plan: inout Plan, finder: inout RecordFinder
  ) throws {
    let part = item.part
    guard let shown = item.shown else {
      try create(item, into: &plan, finder: &finder)
      if part.role == .main {
        plan.outcome = .created
      } else if plan.outcome == .skipped {
        plan.outcome = .updated
      }
      return
    }
    guard part.role != .ensured else { return }
    let edit = item.values.edit(of: shown, clearsBlanks: mapping.clearsBlanks)
    guard !edit.isEmpty else { return }
    try edit.refuseRetired(of: part.entity)
    try edit.refuseUnanswered(of: part.entity, shown)
    // A new record may come with its history; one that is here goes on by its commands.
    try edit.refuseStates(of: part.entity, shown)
    let changes = try RecordOperations.edit(shown, edit, in: context).changes
    plan.changes += changes
    if !changes.isEmpty && plan.outcome == .skipped { plan.outcome = .updated }
  }

  private func create(
    _ item: Resolved, into plan: inout Plan, finder: inout RecordFinder
  ) throws {
    let part = item.part
    try item.values.creation.refuseRetired(of: part.entity)
    if part.role == .main {
      try item.values.creation.refuseUnanswered(of: part.entity, nil)
    }
    var id = item.id
    if part.role == .main, let rule = mapping.lines {
      let lines = try lineEdits(rule, &finder)
      let changes = try OrderOperations.record(
        order: item.values.creation, lines: lines, in: context
      ).changes
      id = changes.first?.record ?? id
      plan.changes += changes
    } else {
      let draft = try RecordOperations.add(
        part.entity, id: id, item.values.creation, in: context)
      plan.changes += draft.changes
    }
    if let key = part.keyValues(item.values) {
      plan.keys.append((RecordKey(entity: part.entity.tag, values: key), id))
    }
  }

  private func checkOnce(_ changes: [RecordChange]) throws {
    var ids: Set<RecordID> = []
    for change in changes where !ids.insert(change.record).inserted {
      let name = context.schema[change.entity]?.name ?? "\(change.entity)"
      let error = InterchangeError(.sameRecordTwice, [name, "\(change.record)"])
      throw PartRefusal(reason: .file(error), column: nil)
    }
  }
}

extension RowPlanner {
  /// The lines of the document; one that is refused refuses the document.
  private func lineEdits(
    _ rule: MappingLines, _ finder: inout RecordFinder
  ) throws -> [RecordEdit] {
    guard !lines.isEmpty else {
      throw PartRefusal(
        reason: .file(InterchangeError(.noLines, [record[rule.column] ?? ""])),
        column: rule.column)
    }
    return try lines.map { line in
      do {
        if let problem = line.row.problem {
          throw PartRefusal(reason: .file(problem), column: problem.column)
        }
        let evaluator = PartEvaluator(
          mapping: mapping, record: line, schema: context.schema, reader: context.reader,
          records: [:], excluded: [])
        return try evaluator.values(of: rule.part, finder: &finder).creation
      } catch var refusal as PartRefusal {
        refusal.lineRow = line.row
        throw refusal
      }
    }
  }
}

extension PartValues {
  /// Fills references to parts that came later.
  fileprivate mutating func settle(_ records: [String: RecordID?]) {
    for (field, part) in pending {
      values[field] = (records[part] ?? nil).map { .reference($0) } ?? .null
    }
    pending = []
  }
}

extension MappingPart {
  /// The values of the key, in its order; nil when the part has none.
  fileprivate func keyValues(_ values: PartValues) -> [FieldValue]? {
    key.isEmpty ? nil : key.map { FieldValue($0.tag, values.values[$0.tag] ?? .null) }
  }

  /// The column that a field comes from, when it is one.
  fileprivate func column(of field: String?) -> String? {
    let columns = assignments.first { $0.field.name == field }?.columns ?? []
    return columns.count == 1 ? columns.first : nil
  }
}
