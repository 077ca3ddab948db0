// SPDX-License-Identifier: Apache-2.0

/// A value of a report: for programs and for people.
struct Cell: Hashable, Sendable {
  let json: JSON
  let text: String

  init(_ json: JSON, _ text: String) {
    self.json = json
    self.text = text
  }

  static let empty = Cell(.null, "")
  static func text(_ text: String) -> Cell { Cell(.string(text), text) }
}

/// One column of a report.
struct Column: Hashable, Sendable {
  /// The stable name in JSON and CSV.
  let name: String
  /// What people read.
  let label: String
  /// Whether it is lined up at its end, as numbers are.
  let isNumber: Bool

  init(_ name: String, _ label: String, isNumber: Bool = false) {
    self.name = name
    self.label = label
    self.isNumber = isNumber
  }
}

/// What a command has to show, apart from its form.
struct Report: Sendable {
  /// A report within a report: a member in JSON, a table of its own for people.
  struct Part: Sendable {
    let name: String
    let title: String
    let report: Report

    init(_ name: String, _ title: String, _ report: Report) {
      self.name = name
      self.title = title
      self.report = report
    }
  }

  var columns: [Column]
  var rows: [[Cell]]
  /// Whether it is about one thing: an object in JSON, a list of names and values for people.
  var isSingle = false
  /// Only of a single thing.
  var parts: [Part] = []
  /// Lines for people below everything, on standard output in tables only.
  var notes: [String] = []

  init(_ columns: [Column], _ rows: [[Cell]] = []) {
    self.columns = columns
    self.rows = rows
  }

  /// A report about one thing.
  static func single(_ fields: [(Column, Cell)], parts: [Part] = [], notes: [String] = []) -> Report
  {
    var report = Report(fields.map(\.0), [fields.map(\.1)])
    report.isSingle = true
    report.parts = parts
    report.notes = notes
    return report
  }

  /// The report as JSON.
  var json: JSON {
    guard isSingle else { return .array(rows.map { .object(members($0)) }) }
    let own = rows.first.map { members($0) } ?? []
    return .object(own + parts.map { JSON.Member($0.name, $0.report.json) })
  }

  /// The rows as JSON, one document a line.
  var lines: String {
    if isSingle { return json.compact + "\n" }
    return rows.map { JSON.object(members($0)).compact + "\n" }.joined()
  }

  /// The report without the columns in which no row has anything to read.
  var withoutEmptyColumns: Report {
    let kept = columns.indices.filter { index in rows.contains { !$0[index].text.isEmpty } }
    var report = self
    report.columns = kept.map { columns[$0] }
    report.rows = rows.map { row in kept.map { row[$0] } }
    return report
  }

  private func members(_ row: [Cell]) -> [JSON.Member] {
    zip(columns, row).map { JSON.Member($0.name, $1.json) }
  }
}
