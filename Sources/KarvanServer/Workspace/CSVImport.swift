// SPDX-License-Identifier: Apache-2.0
import Foundation
import KarvanCore
public import KarvanDomain
import KarvanStore
public import KarvanSync

/// Brings a CSV file into the workspace: the good rows go in, the others go to a reject file.
///
/// Each row or document is a commit of its own; many commits share a transaction.
public struct CSVImport {
  /// Rows that share a transaction: a rejected one is undone alone, a crash repeats at most these.
  static let rowsPerTransaction = 500

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
  /// - Parameter reject: Called with each rejection and warning and the header of its file, in the
  ///   order of lines.
  ///   - guessed: Called with each file whose letters had to be guessed.
  public func run(
    now: Int64, progress: ProgressReport = { _ in }, guessed: (String) -> Void = { _ in },
    reject: (ImportRejection, CSVHeader) throws -> Void
  ) throws -> ImportSummary {
    let lineSource = try lineFile.map { try CSVFile($0) }
    let lines = try lineSource?.all()
    let source = try CSVFile(file)
    let header = try source.header()
    let planner = try ImportPlanner(
      mapping, header: header, lines: lines?.header, schema: office.schema,
      file: URL(fileURLWithPath: file).lastPathComponent,
      mode: isDryRun ? .dryRun : .commit)
    func pass(_ rejections: [ImportRejection]) throws {
      for rejection in rejections {
        try reject(rejection, rejection.file == mapping.lineFile ? lines?.header ?? header : header)
      }
    }
    for line in lines?.rows ?? [] {
      if let rejection = planner.addLine(line) { try pass([rejection]) }
    }
    var done: UInt64 = 0
    while let rows = try source.next(Self.rowsPerTransaction) {
      try pass(try take(rows, planner, now: now))
      done += UInt64(rows.count)
      progress(WorkProgress(.importing, done: done, of: nil, .rows))
    }
    try pass(planner.finish())
    for source in [source, lineSource].compactMap({ $0 }) where source.isGuessed {
      guessed(source.path)
    }
    return planner.summary
  }

  private func take(
    _ rows: [CSVRow], _ planner: ImportPlanner, now: Int64
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
}

/// A CSV file that is read a piece at a time; text that export guarded against spreadsheets comes
/// back as it was.
final class CSVFile {
  /// Bytes that are read at a time.
  private static let chunkBytes = 1 << 18

  let path: String
  private let handle: FileHandle
  private var reader = CSVReader(stripsGuards: true)
  private var rows: ArraySlice<CSVRow> = []
  private var isFinished = false
  /// Whether the letters were neither UTF-8 nor UTF-16; final when all was read.
  var isGuessed: Bool { reader.isGuessed }

  init(_ path: String) throws(ServerError) {
    guard let handle = FileHandle(forReadingAtPath: path) else {
      throw ServerError(.notFound, "\(path): the file can't be read")
    }
    self.path = path
    self.handle = handle
  }

  deinit { try? handle.close() }

  /// The first row, as names of columns.
  func header() throws -> CSVHeader {
    guard let row = try next(1)?.first else {
      throw ServerError(.usage, "\(path): the file is empty; a header line is needed")
    }
    do {
      return try CSVHeader(row)
    } catch {
      throw ServerError(
        .usage, "\(path), line \(error.line ?? row.line): \(error.text(in: .english))")
    }
  }

  /// The next rows, at most `count`; nil at the end.
  func next(_ count: Int) throws -> [CSVRow]? {
    while rows.count < count && !isFinished {
      if let chunk = try handle.read(upToCount: Self.chunkBytes), !chunk.isEmpty {
        rows += reader.push(chunk)
      } else {
        isFinished = true
        rows += reader.finish()
      }
    }
    guard !rows.isEmpty else { return nil }
    defer { rows = rows.dropFirst(count) }
    return Array(rows.prefix(count))
  }

  /// Header and rows at once, for the lines of documents.
  func all() throws -> (header: CSVHeader, rows: [CSVRow]) {
    (try header(), try next(.max) ?? [])
  }
}
