// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanCore
import KarvanDomain
import KarvanStore
import KarvanSync

/// What `import vcard` and `import ical` take.
struct ComponentOptions: ParsableArguments {
  @Argument(help: .init(Tongue.say(FilesMessage.helpFile)), completion: .file()) var file: String
  @Option(
    help: .init(Tongue.say(.helpDuplicates), valueName: "skip|update|create"),
    completion: .list(DuplicatePolicy.allCases.map(\.rawValue)),
    transform: WordOf<DuplicatePolicy>.read)
  var duplicates: DuplicatePolicy = .update
  @Option(help: .init(Tongue.say(.helpRejects), valueName: "file"), completion: .file())
  var rejects: String?
  @Flag(help: .init(Tongue.say(.helpDryRun))) var dryRun = false

  /// The content of the file.
  func content() throws(CLIError) -> [UInt8] {
    let content = file == "-" ? PlainFile.standardInput() : PlainFile.bytes(at: file)
    guard let content else { throw CLIError(.unreadableFile, file, PlainFile.reason()) }
    return content
  }
}

/// One import of cards or of a calendar, from the file to the summary.
final class ComponentRun<Planner: ComponentPlanner> {
  private typealias Item = ComponentImport<Planner>.Planned

  private let options: ComponentOptions
  private let desk: Desk
  private let content: ContentFile
  private let components: [ContentComponent]
  private let importer: ComponentImport<Planner>
  /// What a reject file is called at its end, and what stands around the components in it.
  private let frame: (suffix: String, head: String, tail: String)
  private var rejections: [ImportRejection] = []
  /// How many problems of the file belong to none of its components.
  private let around: Int
  private var refused: [(component: ContentComponent, reason: String)] = []

  /// How many components share a transaction.
  private static var perTransaction: Int { 200 }

  init(
    _ options: ComponentOptions, _ desk: Desk, _ content: ContentFile,
    _ components: [ContentComponent], _ planner: Planner,
    frame: (suffix: String, head: String, tail: String)
  ) throws {
    self.options = options
    self.desk = desk
    self.content = content
    self.components = components
    self.frame = frame
    importer = ComponentImport(
      planner, file: options.file, schema: try desk.schema(),
      mode: options.dryRun ? .dryRun : .commit)
    rejections = importer.problems(of: content)
    around = rejections.count
  }

  /// Plans and commits, each component by itself; all of them are one command to take back.
  func run() throws {
    let rights = try desk.rights()
    let meter = ProgressLine(desk: desk)
    defer { meter.clear() }
    var command: UInt64?
    for start in stride(from: 0, to: components.count, by: Self.perTransaction) {
      let batch = components[start..<min(start + Self.perTransaction, components.count)]
      try desk.replica().bulk { writer in
        var commits: [UInt64] = []
        for component in batch {
          if let commit = try take(component, writer, rights) { commits.append(commit.sequence) }
        }
        if !options.dryRun { command = try writer.note(commits, ofCommand: command) }
      }
      meter.show(
        WorkProgress(
          .importing, done: UInt64(start + batch.count), of: UInt64(components.count), .records))
    }
    meter.clear()
    try writeRejects()
    desk.show(report)
    if !refused.isEmpty {
      throw CLIError(.rowsRejected, desk.words.number(refused.count), rejectPath)
    }
  }

  private func take(
    _ component: ContentComponent, _ writer: ReplicaWriter, _ rights: WritingRights
  ) throws -> Commit? {
    var planned: Item?
    var commit: Commit?
    do {
      commit = try writer.commit(rights) { context in
        let item = try importer.next(component, in: context)
        planned = item
        let nothing = OperationDraft("import", [])
        return options.dryRun ? nothing : item.draft ?? nothing
      }
    } catch let failure as Failure {
      guard let item = planned else { throw failure }
      planned = importer.refuse(item, because: failure)
    }
    guard let planned else { return commit }
    rejections += planned.rejections
    if planned.outcome == .rejected, let reason = planned.rejections.first {
      refused.append((component, try say(reason)))
    }
    return commit
  }

  private func say(_ rejection: ImportRejection) throws -> String {
    rejection.text(schema: try desk.schema(), language: desk.words.language)
  }

  private var rejectPath: String {
    options.rejects ?? (options.file == "-" ? "import" : options.file) + ".rejected" + frame.suffix
  }

  /// Writes what did not go in as it was, each with the reason, so that it can be corrected and
  /// brought in again.
  private func writeRejects() throws {
    guard !refused.isEmpty, !options.dryRun || options.rejects != nil else { return }
    var bytes = Array(frame.head.utf8)
    for (component, reason) in refused {
      let raw = content.content[component.bytes]
      let isEnd: (UInt8) -> Bool = { $0 == 0x0A || $0 == 0x0D }
      let first = raw.prefix { !isEnd($0) }
      bytes += first
      bytes += Array("\r\n".utf8)
      bytes += Array(ContentLineWriter.text("X-KARVAN-REJECTED", reason).utf8)
      bytes += raw.dropFirst(first.count).drop(while: isEnd)
      if bytes.last.map(isEnd) != true { bytes += Array("\r\n".utf8) }
    }
    bytes += Array(frame.tail.utf8)
    try PlainFile.write(bytes, to: rejectPath, mode: 0o600, failing: .unwritableFile)
  }

  /// What became of the components, with the first reasons.
  private var report: Report {
    let words = desk.words
    let summary = importer.summary
    func line(_ name: String, _ label: String, _ number: Int) -> (Column, Cell) {
      (Column(name, label, isNumber: true), Cell(.count(number), words.number(number)))
    }
    var reasons = Report([
      Column("line", words(.line), isNumber: true), Column("column", words(.column)),
      Column("reason", words(.reason)),
    ])
    // What did not go in at all comes before what went in without a part.
    let ordered = rejections.filter { !$0.isWarning } + rejections.filter(\.isWarning)
    reasons.rows = ordered.prefix(20).map { rejection in
      [
        Cell(.count(rejection.line), words.number(rejection.line)),
        rejection.column.map { .text($0) } ?? .empty, .text((try? say(rejection)) ?? ""),
      ]
    }
    return .single(
      [
        (
          Column("dry_run", words(.dryRun)),
          Cell(.bool(options.dryRun), options.dryRun ? words(.yes) : "")
        ),
        line("read", words(FilesMessage.read), summary.rows),
        line("created", words(.created), summary.created),
        line("updated", words(.updated), summary.updated),
        line("skipped", words(.skipped), summary.skipped),
        line("rejected", words(.rejected), summary.rejected),
        line("warnings", words(.warnings), summary.warnings + around),
      ],
      parts: [Report.Part("reasons", words(.reasons), reasons)],
      notes: refused.isEmpty || options.dryRun ? [] : [words(.rejectsIn, rejectPath)])
  }
}
