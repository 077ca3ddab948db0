// SPDX-License-Identifier: Apache-2.0

import Foundation
import KarvanCore

@testable import KarvanDomain

/// Imports texts into a workspace in memory, as a command does it with files.
final class ImportBench {
  /// Records of nobody.
  struct Empty: RecordReader {
    func record(_ entity: EntityTag, _ id: RecordID) -> RecordView? { nil }
    func records(_ entity: EntityTag, where field: FieldTag, is value: Value) -> [RecordView] { [] }
  }

  let schema: Schema
  let store: RecordOverlay
  let author: Author
  private(set) var created: [(entity: EntityTag, id: RecordID)] = []
  private(set) var commits = 0
  private let replica = ReplicaID(high: 7, low: 7)
  private var ids: UInt64 = 0
  private var numbers = 0

  init() throws {
    schema = try Catalog.schema()
    store = RecordOverlay(base: Empty(), schema: schema)
    var ids: UInt64 = 0
    let seed = try WorkspaceSeed.make(
      .init(administrator: "Sara", login: "sara", territory: "Home"), schema: schema,
      drafter: Drafter(replica: replica), now: 0
    ) {
      ids += 1
      return RecordID(high: 1, low: ids)
    }
    self.ids = ids
    author = seed.author
    if let failure = try commit(seed.draft) { throw failure }
  }

  var context: OperationContext {
    OperationContext(
      schema: schema, reader: store, drafter: Drafter(replica: replica), author: author,
      now: 1_700_000_000_000,
      makeID: {
        self.ids += 1
        return RecordID(high: 1, low: self.ids)
      },
      makeNumber: {
        self.numbers += 1
        return "OFFICE-\(self.numbers)"
      })
  }

  /// Judges and applies a draft whole.
  func commit(_ draft: OperationDraft) throws -> Failure? {
    commits += 1
    let failure = try store.apply(
      draft, by: author, at: Int64(commits), as: Dot(replica, UInt64(commits)))
    guard failure == nil else { return failure }
    created += draft.changes.filter(\.creates).map { ($0.entity, $0.record) }
    return nil
  }

  /// All records of an entity that were created, as they are now.
  func views(_ type: (some EntityType).Type) throws -> [RecordView] {
    try created.filter { $0.entity == type.tag }.compactMap { try store.record($0.entity, $0.id) }
  }

  /// What an import of a file came to.
  struct Outcome {
    let summary: ImportSummary
    let rejections: [ImportRejection]
    let outcomes: [PlannedRow.Outcome]
  }

  /// Imports a file; a mapping that is derived takes off the guards of formulas.
  func run(
    _ mapping: ImportMapping, _ file: String, lines: String? = nil,
    mode: ImportPlanner.Mode = .commit
  ) throws -> Outcome {
    let rows = Self.rows(file, strips: mapping.isDerived)
    let lineRows = lines.map { Self.rows($0, strips: false) }
    let planner = try ImportPlanner(
      mapping, header: try CSVHeader(rows[0]), lines: try lineRows.map { try CSVHeader($0[0]) },
      schema: schema, file: "test.csv", mode: mode)
    var rejections = (lineRows ?? []).dropFirst().compactMap { planner.addLine($0) }
    var outcomes: [PlannedRow.Outcome] = []
    for row in rows.dropFirst() {
      let planned = try planner.next(row, in: context)
      outcomes.append(planned.outcome)
      rejections += planned.rejections
      guard mode == .commit, let draft = planned.draft, let failure = try commit(draft) else {
        continue
      }
      outcomes[outcomes.count - 1] = .rejected
      rejections += planner.refuse(planned, because: failure)
    }
    rejections += planner.finish()
    return Outcome(summary: planner.summary, rejections: rejections, outcomes: outcomes)
  }

  func mapping(_ text: String) throws -> ImportMapping {
    try ImportMapping(parsing: text, schema: schema)
  }

  /// The exported file of an entity.
  func export(_ type: (some EntityType).Type) throws -> String {
    guard let entity = schema[type.tag] else { throw Failure(.unknownEntity) }
    let exporter = ExportPlanner(entity: entity)
    let rows = [exporter.header] + (try views(type).map(exporter.row))
    return rows.map { CSVWriter().row($0) }.joined()
  }

  static func rows(_ text: String, strips: Bool) -> [CSVRow] {
    var reader = CSVReader(stripsGuards: strips)
    return reader.push(text.utf8) + reader.finish()
  }

  /// A file of the example data.
  static func northwind(_ name: String) throws -> String {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let url = root.appendingPathComponent("tools/northwind/\(name)")
    return String(decoding: try Data(contentsOf: url), as: UTF8.self)
  }
}
