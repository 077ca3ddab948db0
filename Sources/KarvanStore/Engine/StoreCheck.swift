// SPDX-License-Identifier: Apache-2.0
import GRDB
import KarvanCore
import KarvanSync

/// Something that is not as it should be.
public struct CheckFinding: Hashable, Sendable {
  /// The file, table or record.
  public let place: String
  /// What is wrong with it.
  public let problem: String

  /// Names a finding.
  public init(place: String, problem: String) {
    self.place = place
    self.problem = problem
  }
}

extension Session {
  /// The most findings of one check.
  static let findingLimit = 100

  /// SQLite's own check, then ours: metadata decodes, columns show what the rules display, search
  /// index and open conflicts are those of the records, rules those of the overrides.
  ///
  /// - Parameter each: A further check of each record.
  func check(
    thorough: Bool, progress: ProgressReport = { _ in },
    each: (StoredRecord, EntityLayout) throws -> String? = { _, _ in nil }
  ) throws -> [CheckFinding] {
    var findings = try String.fetchAll(
      db, sql: "PRAGMA \(thorough ? "integrity_check" : "quick_check")(\(Self.findingLimit))"
    ).filter { $0 != "ok" }.map { CheckFinding(place: "file", problem: $0) }
    guard findings.isEmpty else { return findings }
    var tokens = 0
    var conflicts = 0
    var looked: UInt64 = 0
    for entity in layout.entities {
      try forEachRow(of: entity) { row in
        looked += 1
        if looked % 1_000 == 0 {
          progress(WorkProgress(.checking, done: looked, of: nil, .records))
        }
        do {
          guard let record = try load(entity, row: row) else { return }
          let view = RecordView(entity: entity.entity, state: record.state)
          let isIndexed = record.life != 1 && !view.searchText(entity.searched).isEmpty
          if !entity.searched.isEmpty && isIndexed { tokens += 1 }
          conflicts += view.openConflicts.count
          let problem = try self.problem(record, view, entity) ?? each(record, entity)
          if let problem {
            findings.append(
              CheckFinding(place: "\(entity.entity.name) \(record.state.id)", problem: problem))
          }
        } catch let error as StoreError where error.code == .damaged {
          findings.append(CheckFinding(place: error.place, problem: error.message))
        }
      }
    }
    progress(WorkProgress(.checking, done: looked, of: looked, .records))
    if try !areRulesInForce() {
      findings.append(
        CheckFinding(place: "rule_override", problem: "the rules in force are not those named"))
    }
    findings += try compare("karvan_search", tokens) + compare("karvan_conflict", conflicts)
    return Array(findings.prefix(Self.findingLimit))
  }

  /// Calls a body with each row, a thousand at a time, so that it may use other statements.
  ///
  /// - Parameter isMeant: Says by its metadata whether a row is meant; nil where every row is.
  func forEachRow(
    of entity: EntityLayout, where isMeant: (([UInt8]) -> Bool)? = nil,
    _ body: (Int64) throws -> Void
  ) throws {
    let select = try freshStatement(
      "SELECT _row, _meta FROM \(entity.table) WHERE _row > ? ORDER BY _row LIMIT 1000")
    var last = Int64.min
    while true {
      select.bind(1, last)
      let rows = try select.all { (row: $0.integer(0), isMeant: isMeant?($0.bytes(1)) ?? true) }
      guard let greatest = rows.last else { return }
      for row in rows where row.isMeant { try body(row.row) }
      last = greatest.row
    }
  }

  private func problem(
    _ record: StoredRecord, _ view: RecordView, _ layout: EntityLayout
  ) throws -> String? {
    let expected = try RowCodec.encode(record.content, layout, self)
    for (index, column) in layout.columns.enumerated()
    where expected.columns[index] != record.columns[index] {
      return "column \(column.name) does not show the displayed value"
    }
    return record.life == view.storedLife ? nil : "the column of life is wrong"
  }

  private func compare(_ table: String, _ expected: Int) throws -> [CheckFinding] {
    let found = try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM \(table)") ?? 0
    guard found != expected else { return [] }
    return [
      CheckFinding(place: table, problem: "\(found) entries where there should be \(expected)")
    ]
  }
}
