// SPDX-License-Identifier: Apache-2.0
import Foundation
import KarvanCore
public import KarvanDomain
import KarvanStore
import KarvanSync

/// Brings a CSV file into the workspace: the good rows go in, the others go to a reject file.
///
/// Each row or document is a commit of its own; many commits share a transaction.
public struct CSVImport {
  /// Rows that share a transaction: a rejected one is undone alone, a crash repeats at most these.
  static let rowsPerTransaction = 500
  /// Bytes that are read at a time.
  static let chunkBytes = 1 << 18

  let office: Office
  let mapping: ImportMapping
  let file: String
  let lineFile: String?
  let isDryRun: Bool

  /// Prepares to import `file` by a mapping; the mapping's own line file is looked for beside it.
  public init(office: Office, file: String, mapping: ImportMapping, dryRun: Bool) {
    self.office = office
    self.file = file
    self.mapping = mapping
    isDryRun = dryRun
    lineFile = mapping.lineFile.map {
      URL(fileURLWithPath: file).deletingLastPathComponent().appendingPathComponent($0).path
    }
  }

  /// Runs the import.
  ///
  /// - Parameter reject: Called with each rejection and warning, in the order of lines.
  public func run(
    now: Int64, reject: (ImportRejection, CSVHeader) throws -> Void
  ) throws -> ImportSummary {
    var lines: [CSVRow] = []
    var lineHeader: CSVHeader?
    if let lineFile {
      let rows = try Self.rows(of: lineFile)
      lineHeader = try rows.first.map { try Self.header($0, lineFile) }
      lines = Array(rows.dropFirst())
    }
    let rows = try Self.rows(of: file)
    guard let first = rows.first else {
      throw ServerError(.usage, "\(file): the file is empty; a header line is needed")
    }
    let header = try Self.header(first, file)
    var planner = try ImportPlanner(
      mapping, header: header, lines: lineHeader, schema: office.schema,
      file: URL(fileURLWithPath: file).lastPathComponent,
      mode: isDryRun ? .dryRun : .commit)
    for line in lines {
      if let rejection = planner.addLine(line) { try reject(rejection, lineHeader ?? header) }
    }
    var start = 1
    while start < rows.count {
      let end = min(start + Self.rowsPerTransaction, rows.count)
      let rejections = try take(rows[start..<end], &planner, now: now)
      for rejection in rejections { try reject(rejection, header) }
      start = end
    }
    for rejection in planner.finish() { try reject(rejection, lineHeader ?? header) }
    return planner.summary
  }

  private func take(
    _ rows: ArraySlice<CSVRow>, _ planner: inout ImportPlanner, now: Int64
  ) throws -> [ImportRejection] {
    try office.operate(now: now) { authoring, _, author in
      var rejections: [ImportRejection] = []
      for row in rows {
        var planned: PlannedRow?
        do {
          _ = try authoring.commit(by: author, office: true) { context in
            let plan = try planner.next(row, in: context)
            planned = plan
            return isDryRun
              ? OperationDraft("import", []) : plan.draft ?? OperationDraft("import", [])
          }
          rejections += planned?.rejections ?? []
        } catch let failure as Failure {
          guard let planned else { throw failure }
          rejections += planner.refuse(planned, because: failure)
        }
      }
      return rejections
    }
  }

  private static func rows(of path: String) throws -> [CSVRow] {
    guard let handle = FileHandle(forReadingAtPath: path) else {
      throw ServerError(.notFound, "\(path): the file can't be read")
    }
    defer { try? handle.close() }
    var reader = CSVReader()
    var rows: [CSVRow] = []
    while let chunk = try handle.read(upToCount: chunkBytes), !chunk.isEmpty {
      rows += reader.push(chunk)
    }
    return rows + reader.finish()
  }

  private static func header(_ row: CSVRow, _ path: String) throws -> CSVHeader {
    do {
      return try CSVHeader(row)
    } catch {
      throw ServerError(
        .usage, "\(path), line \(error.line ?? row.line): \(error.text(in: .english))")
    }
  }
}
