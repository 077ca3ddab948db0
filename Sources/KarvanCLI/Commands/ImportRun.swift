// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanDomain
import KarvanStore
import KarvanSync

/// One import, from the files to the summary.
final class ImportRun {
  /// How many rows share a transaction.
  static let rowsPerTransaction = 500

  private let command: ImportCSV
  private let desk: Desk
  private let planner: ImportPlanner
  private let memory: ImportMemory
  private var rows: ArraySlice<CSVRow>
  private let rejectFile: RejectFile
  private var rejections: [ImportRejection] = []
  /// The commits of the transaction at hand, and the name of the command that they belong to.
  private var commits: [UInt64] = []
  private var name: UInt64?
  /// Whom the rows look like.
  private var lookalikes = ImportLikeness()
  /// What became of the rows that an earlier run brought in.
  private var earlier: ImportSummary?

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
    let content = try Self.content(command.file)
    var table = Self.table(content, of: command.file, desk)
    guard let head = table.popFirst() else { throw CLIError(.nothingThere, command.file) }
    let header = try CSVHeader(head)
    rejectFile = RejectFile(columns: header.columns)
    rows = table
    let linePath = Self.linesPath(command, mapping)
    let lineContent = try linePath.map { try Self.content($0) }
    memory = ImportMemory(command, file: content, lines: lineContent)
    var lines = lineContent.map { Self.table($0, of: linePath ?? "", desk) }
    let lineHeader = try lines?.popFirst().map { try CSVHeader($0) }
    planner = try ImportPlanner(
      mapping, header: header, lines: lineHeader, schema: try desk.schema(),
      file: Self.name(command.file), mode: command.dryRun ? .dryRun : .commit)
    for line in lines ?? [] {
      if let rejection = planner.addLine(line) { rejections.append(rejection) }
    }
  }

  var summary: ImportSummary { planner.summary }
  var rejectPath: String {
    command.rejects ?? (command.file == "-" ? "import" : command.file) + ".rejected.csv"
  }

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

  private static func content(_ path: String) throws(CLIError) -> [UInt8] {
    let content = path == "-" ? PlainFile.standardInput() : PlainFile.bytes(at: path)
    guard let content else { throw CLIError(.unreadableFile, path, PlainFile.reason()) }
    return content
  }

  private static func table(
    _ content: [UInt8], of path: String, _ desk: Desk
  ) -> ArraySlice<CSVRow> {
    var reader = CSVReader(stripsGuards: true)
    let rows = reader.push(content) + reader.finish()
    if reader.isGuessed { desk.note(desk.words(FilesMessage.lettersGuessed, name(path))) }
    return rows[...]
  }

  /// Writes what the columns of a file suggest as a mapping; nothing is imported.
  static func proposeMapping(_ command: ImportCSV, to path: String, _ desk: Desk) throws {
    guard let name = command.entity, command.mapping == nil else {
      throw CLIError(.conflictingOptions, "--entity, --make-map")
    }
    if path != "-" && PlainFile.exists(path) { throw CLIError(.fileExists, path) }
    var table = table(try content(command.file), of: command.file, desk)
    guard let head = table.popFirst() else { throw CLIError(.nothingThere, command.file) }
    let entity = try desk.entity(named: name)
    let proposal = MappingProposal(
      entity, header: try CSVHeader(head), file: self.name(command.file))
    let words = desk.words
    let text = proposal.text(
      MappingProposal.Comments(
        head: words(FilesMessage.mapHead, command.file, path), key: words(FilesMessage.mapKey),
        unread: words(FilesMessage.mapUnread), free: words(FilesMessage.mapFree)))
    guard path != "-" else { return desk.console.write(text) }
    try PlainFile.write(Array(text.utf8), to: path, mode: 0o644, failing: .unwritableFile)
    desk.note(words(FilesMessage.mapMade, path, command.file))
  }

  /// Plans and commits; each row is a commit of its own, many rows share a transaction.
  func run() throws {
    let rights = try desk.rights()
    let total = rows.count
    var done = try passOver(rights)
    let meter = ProgressLine(desk: desk)
    defer { meter.clear() }
    while let first = rows.first {
      let batch = rows.prefix(Self.rowsPerTransaction)
      do {
        try desk.replica().bulk { writer in
          commits.removeAll(keepingCapacity: true)
          for row in batch { try take(row, writer, rights, writes: !command.dryRun) }
          guard !command.dryRun else { return }
          name = try writer.note(commits, ofCommand: name)
          try memory.keep(done + batch.count, command: name, in: writer)
        }
      } catch {
        if command.dryRun { throw error }
        throw stopped(done, at: first, error)
      }
      rows = rows.dropFirst(Self.rowsPerTransaction)
      done += batch.count
      meter.show(
        WorkProgress(.importing, done: UInt64(done), of: UInt64(total), .rows))
    }
    if !command.dryRun { try memory.forget(in: desk.replica()) }
    rejections += planner.finish()
    lookalikes.end(desk)
  }

  /// Reads the rows that an earlier run brought in without writing them again: what follows may
  /// belong to them.
  private func passOver(_ rights: WritingRights) throws -> Int {
    guard !command.dryRun, !command.fromStart else { return 0 }
    let place = try memory.place(in: desk.replica())
    name = place.command
    let known = min(place.rows, rows.count)
    guard known > 0 else { return 0 }
    let line = rows.dropFirst(known).first?.line ?? (rows.last?.line ?? 0) + 1
    desk.note(desk.words(.importResumed, desk.words.number(known), desk.words.number(line)))
    try desk.replica().bulk { writer in
      for row in rows.prefix(known) { try take(row, writer, rights, writes: false) }
    }
    rows = rows.dropFirst(known)
    earlier = summary
    return known
  }

  /// How far it came, and why not further.
  private func stopped(_ done: Int, at row: CSVRow, _ error: any Error) -> CLIError {
    let words = desk.words
    let said = ErrorText.say(error, words: words, schema: try? desk.schema())
    return CLIError(.importStopped, words.number(done), words.number(row.line), said)
  }

  private func take(
    _ row: CSVRow, _ writer: ReplicaWriter, _ rights: WritingRights, writes: Bool
  ) throws {
    var planned: PlannedRow?
    do {
      let commit = try writer.commit(rights) { context in
        let plan = try planner.next(row, in: context)
        planned = plan
        if writes || command.dryRun { try lookalikes.compare(plan, desk, in: context) }
        let nothing = OperationDraft("import", [])
        return writes ? plan.draft ?? nothing : nothing
      }
      if let commit { commits.append(commit.sequence) }
      rejections += planned?.rejections ?? []
    } catch let failure as Failure {
      guard let planned else { throw failure }
      rejections += planner.refuse(planned, because: failure)
    }
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
        line("rows", .rows, summary.rows - (earlier?.rows ?? 0)),
        line("created", .created, summary.created - (earlier?.created ?? 0)),
        line("updated", .updated, summary.updated - (earlier?.updated ?? 0)),
        line("skipped", .skipped, summary.skipped - (earlier?.skipped ?? 0)),
        line("rejected", .rejected, summary.rejected),
        line("warnings", .warnings, summary.warnings),
        (
          Column("look_alike", words(LikenessMessage.likenessFound), isNumber: true),
          Cell(.count(lookalikes.count), words.number(lookalikes.count))
        ),
      ],
      parts: [Report.Part("reasons", words(.reasons), reasons)],
      notes: rejections.isEmpty || command.dryRun ? [] : [words(.rejectsIn, rejectPath)])
  }
}
