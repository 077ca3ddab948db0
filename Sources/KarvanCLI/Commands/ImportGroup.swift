// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanCore
import KarvanDomain
import KarvanStore

/// `karvan import`
struct ImportGroup: Group {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "import", abstract: Tongue.say(.aboutImport), subcommands: [ImportCSV.self])
  }
}

/// `karvan import csv FILE --entity ENTITY | --mapping FILE`
struct ImportCSV: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "csv", abstract: Tongue.say(.aboutImportCSV),
      discussion: Tongue.say(.importForms))
  }

  @Argument(help: .init(Tongue.say(.helpImportFile)), completion: .file()) var file: String
  @Option(
    help: .init(Tongue.say(.helpEntity)),
    completion: .list(Catalog.entities.map { $0.about.name }))
  var entity: String?
  @Option(help: .init(Tongue.say(.helpMapping), valueName: "file"), completion: .file())
  var mapping: String?
  @Option(help: .init(Tongue.say(.helpLines), valueName: "file"), completion: .file())
  var lines: String?
  @Option(help: .init(Tongue.say(.helpDuplicates), valueName: "skip|update|create"))
  var duplicates: String?
  @Option(help: .init(Tongue.say(.helpRejects), valueName: "file"), completion: .file())
  var rejects: String?
  @Flag(help: .init(Tongue.say(.helpDryRun))) var dryRun = false
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    let import_ = try ImportRun(self, desk)
    try import_.run()
    try import_.writeRejects()
    desk.show(import_.report)
    let refused = import_.summary.rejected
    if refused > 0 { throw CLIError(.rowsRejected, desk.words.number(refused), import_.rejectPath) }
  }
}

/// One import, from the files to the summary.
final class ImportRun {
  /// How many rows share a transaction.
  static let rowsPerTransaction = 500

  private let command: ImportCSV
  private let desk: Desk
  private let planner: ImportPlanner
  private var rows: ArraySlice<CSVRow>
  private let rejectFile: RejectFile
  private var rejections: [ImportRejection] = []

  init(_ command: ImportCSV, _ desk: Desk) throws {
    self.command = command
    self.desk = desk
    var mapping = try Self.mapping(command, desk)
    if let text = command.duplicates {
      guard let policy = DuplicatePolicy(rawValue: text) else {
        throw CLIError(.badChoice, "--duplicates", text, "skip, update, create")
      }
      mapping.duplicates = policy
    }
    var table = try Self.table(command.file)
    guard let head = table.popFirst() else { throw CLIError(.nothingThere, command.file) }
    let header = try CSVHeader(head)
    rejectFile = RejectFile(columns: header.columns)
    rows = table
    var lines = try Self.linesPath(command, mapping).map { try Self.table($0) }
    let lineHeader = try lines?.popFirst().map { try CSVHeader($0) }
    planner = try ImportPlanner(
      mapping, header: header, lines: lineHeader, schema: try desk.schema(),
      file: Self.name(command.file), mode: command.dryRun ? .dryRun : .commit)
    for line in lines ?? [] {
      if let rejection = planner.addLine(line) { rejections.append(rejection) }
    }
  }

  var summary: ImportSummary { planner.summary }
  var rejectPath: String { command.rejects ?? command.file + ".rejected.csv" }

  private static func mapping(_ command: ImportCSV, _ desk: Desk) throws -> ImportMapping {
    switch (command.mapping, command.entity) {
    case (let path?, nil):
      guard let text = PlainFile.text(at: path) else {
        throw CLIError(.unreadableFile, path, PlainFile.reason())
      }
      return try ImportMapping(parsing: text, schema: try desk.schema())
    case (nil, let name?): return .derived(for: try desk.entity(named: name))
    default: throw CLIError(.conflictingOptions, "--entity, --mapping")
    }
  }

  /// The line file, as the option names it, or beside the file as the mapping does.
  private static func linesPath(_ command: ImportCSV, _ mapping: ImportMapping) -> String? {
    if let lines = command.lines { return lines }
    return mapping.lineFile.map { name in
      command.file.lastIndex(of: "/").map { command.file[...$0] + name } ?? name
    }
  }

  private static func name(_ path: String) -> String {
    path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path
  }

  private static func table(_ path: String) throws -> ArraySlice<CSVRow> {
    let content = path == "-" ? PlainFile.standardInput() : PlainFile.bytes(at: path)
    guard let content else { throw CLIError(.unreadableFile, path, PlainFile.reason()) }
    var reader = CSVReader(stripsGuards: true)
    return (reader.push(content) + reader.finish())[...]
  }

  /// Plans and commits; each row is a commit of its own, many rows share a transaction.
  func run() throws {
    let rights = try desk.rights()
    let total = rows.count
    var done = 0
    let start = desk.surroundings.now()
    while !rows.isEmpty {
      let batch = rows.prefix(Self.rowsPerTransaction)
      rows = rows.dropFirst(Self.rowsPerTransaction)
      try desk.replica().bulk { writer in
        for row in batch { try take(row, writer, rights) }
      }
      done += batch.count
      progress(done, of: total, since: start)
    }
    if desk.console.isErrorTerminal, !desk.isQuiet { desk.console.tell("\r\u{1B}[K") }
    rejections += planner.finish()
  }

  private func take(_ row: CSVRow, _ writer: ReplicaWriter, _ rights: WritingRights) throws {
    var planned: PlannedRow?
    do {
      _ = try writer.commit(rights) { context in
        let plan = try planner.next(row, in: context)
        planned = plan
        return command.dryRun
          ? OperationDraft("import", []) : plan.draft ?? OperationDraft("import", [])
      }
      rejections += planned?.rejections ?? []
    } catch let failure as Failure {
      guard let planned else { throw failure }
      rejections += planner.refuse(planned, because: failure)
    }
  }

  private func progress(_ done: Int, of total: Int, since start: Int64) {
    let elapsed = desk.surroundings.now() - start
    guard desk.console.isErrorTerminal, !desk.isQuiet, elapsed >= 1_000 else { return }
    let words = desk.words
    let rate = max(Int64(done) * 1_000 / elapsed, 1)
    desk.console.tell(
      "\r\u{1B}[K"
        + words(
          .importProgress, words.number(done), words.number(total), words.number(rate),
          words.number(Int64(total - done) / rate)))
  }

  /// Writes what did not go in, with line and reason.
  func writeRejects() throws {
    guard !rejections.isEmpty, !command.dryRun || command.rejects != nil else { return }
    let writer = CSVWriter()
    let schema = try desk.schema()
    var text = writer.row(rejectFile.header)
    for rejection in rejections {
      text += writer.row(
        rejectFile.row(rejection, schema: schema, language: desk.words.language))
    }
    try PlainFile.write(
      CSVWriter.byteOrderMark + Array(text.utf8), to: rejectPath, mode: 0o600,
      failing: .unwritableFile)
  }

  /// What became of the rows, with the first reasons.
  var report: Report {
    let words = desk.words
    func line(_ name: String, _ message: Message, _ number: Int) -> (Column, Cell) {
      (Column(name, words(message), isNumber: true), Cell(.count(number), words.number(number)))
    }
    let schema = try? desk.schema()
    var reasons = Report([
      Column("file", words(.file)), Column("line", words(.line), isNumber: true),
      Column("column", words(.column)), Column("reason", words(.reason)),
    ])
    reasons.rows = rejections.prefix(20).map { rejection in
      [
        .text(rejection.file), Cell(.count(rejection.line), words.number(rejection.line)),
        rejection.column.map { .text($0) } ?? .empty,
        .text(schema.map { rejection.text(schema: $0, language: words.language) } ?? ""),
      ]
    }
    return .single(
      [
        (
          Column("dry_run", words(.dryRun)),
          Cell(.bool(command.dryRun), command.dryRun ? words(.yes) : "")
        ),
        line("rows", .rows, summary.rows), line("created", .created, summary.created),
        line("updated", .updated, summary.updated), line("skipped", .skipped, summary.skipped),
        line("rejected", .rejected, summary.rejected),
        line("warnings", .warnings, summary.warnings),
      ],
      parts: [Report.Part("reasons", words(.reasons), reasons)],
      notes: rejections.isEmpty || command.dryRun ? [] : [words(.rejectsIn, rejectPath)])
  }
}
