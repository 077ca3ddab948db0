// SPDX-License-Identifier: Apache-2.0
import Foundation
import KarvanCore

/// The rows and edits that a run works on, read before anything is timed.
struct Workload {
  /// A row of the file; its values are made when they are asked for, so that what the benchmark
  /// itself holds is little beside what it measures.
  struct Row {
    let id: RecordID
    private let line: Substring
    private let fields: [Field]

    init(_ line: Substring, _ fields: [Field]) throws {
      let cells = line.split(separator: "\t", omittingEmptySubsequences: false)
      guard cells.count == fields.count + 1, let id = RecordID(text: cells[0]) else {
        throw BenchError("a row has \(cells.count) cells")
      }
      self.id = id
      self.line = line
      self.fields = fields
    }

    func edit() throws -> RecordEdit {
      let cells = line.split(separator: "\t", omittingEmptySubsequences: false)
      var edit = RecordEdit()
      for (field, cell) in zip(fields, cells.dropFirst()) {
        edit.values[field.tag] = try Bench.value(cell, field)
      }
      return edit
    }
  }

  struct Change {
    let row: Int
    let edit: RecordEdit
  }

  let rows: [Row]
  /// One list a group.
  let edits: [[Change]]

  init(rows path: String, edits editsPath: String?, count: Int, entity: Entity) throws {
    let fields = try Bench.fields(entity)
    let text = try String(contentsOfFile: path, encoding: .utf8)
    rows = try text.split(separator: "\n").prefix(count).map { try Row($0, fields) }
    guard rows.count == count else { throw BenchError("\(path): fewer than \(count) rows") }
    edits = try editsPath.map { try Self.edits($0, entity) } ?? []
  }

  private static func edits(_ path: String, _ entity: Entity) throws -> [[Change]] {
    var groups: [[Change]] = []
    for line in try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n") {
      let cells = line.split(separator: "\t", omittingEmptySubsequences: false)
      guard cells.count == 4, let group = Int(cells[0]), let row = Int(cells[1]),
        let field = entity.field(named: String(cells[2]))
      else { throw BenchError("\(path): \(line)") }
      while groups.count <= group { groups.append([]) }
      groups[group].append(
        Change(row: row, edit: RecordEdit(values: [field.tag: try Bench.value(cells[3], field)])))
    }
    return groups
  }
}
