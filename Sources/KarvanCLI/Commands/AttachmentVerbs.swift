// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanCore
import KarvanDomain
import KarvanSealing
import KarvanStore

/// `karvan attachments [RECORD]`
struct Attachments: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "attachments", abstract: Tongue.say(ContentMessage.aboutAttachments),
      discussion: Tongue.say(ContentMessage.attachmentsForms))
  }

  @Argument(help: .init(Tongue.say(ContentMessage.helpOptionalWhole))) var record: String?
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    let report = try desk.replica().read { reader in
      let states = try desk.contentStates(reader)
      let found =
        try record.map { try attached(to: $0, desk, reader) } ?? states.waiting(reader)
      return try Self.report(found, states, desk, reader, namesWhole: record == nil)
    }
    desk.show(report)
  }

  /// Those of a record, and of the duplicates that were merged into it.
  private func attached(
    to name: String, _ desk: Desk, _ reader: ReplicaReader
  ) throws -> [NamedContent] {
    let whole = try desk.finder(reader).find(name, in: try desk.wholes())
    let all = try [whole] + Duplicates.merged(into: whole, reader: reader)
    return try Attachment.wholes.filter { $0.kind == .reference(whole.entity.tag) }.flatMap {
      field in
      try all.flatMap {
        try reader.records(Attachment.tag, where: field.tag, is: .reference($0.id))
      }
    }.sorted { $0.id < $1.id }.compactMap { NamedContent($0) }
  }

  private static func report(
    _ found: [NamedContent], _ states: ContentStates, _ desk: Desk, _ reader: ReplicaReader,
    namesWhole: Bool
  ) throws -> Report {
    let words = desk.words
    var report = Report([
      Column("id", words(.shortID)), Column("name", words(.title)),
      Column("size", words(ContentMessage.size), isNumber: true),
      Column("type", words(.type)), Column("state", words(ContentMessage.state)),
    ])
    if namesWhole { report.columns.append(Column("of", words(.of))) }
    let cells = RecordCells(desk: desk, reader: reader)
    report.rows = try found.map { content in
      let state = states.state(of: content)
      var row = [
        Cell(.string("\(content.record)"), ShortID.of(content.record)),
        .text(RecordTitle.text(content.view, words)),
        Cell(.integer(Int64(content.size)), words.size(content.size)), .text(content.type),
        Cell(.string(state.name), words.state(state)),
      ]
      if namesWhole { row.append(.text(try whole(of: content.view, cells))) }
      return row
    }
    return report
  }

  private static func whole(of view: RecordView, _ cells: RecordCells) throws -> String {
    for field in Attachment.wholes {
      guard case .reference(let entity) = field.kind, let id = view[field].reference else {
        continue
      }
      return try cells.title(entity, id)
    }
    return ""
  }
}

/// `karvan attachment get ATTACHMENT`
struct AttachmentGet: NetworkVerb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "get", abstract: Tongue.say(ContentMessage.aboutGet),
      discussion: Tongue.say(ContentMessage.getForms))
  }

  @Argument(help: .init(Tongue.say(ContentMessage.helpAttachment))) var attachment: String
  @Option(
    help: .init(Tongue.say(ContentMessage.helpTo), valueName: "file"), completion: .file())
  var to: String?
  @Flag(help: .init(Tongue.say(ContentMessage.helpForce))) var force = false
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) async throws {
    let content = try desk.attachment(attachment)
    let title = RecordTitle.text(content.view, desk.words)
    let path = Self.path(to, title)
    guard force || !PlainFile.exists(path) else { throw CLIError(.fileExists, path) }
    let vault = try desk.contents()
    let isWell = try vault.map {
      try $0.has(content.address) && $0.fault(of: content.address) == nil
    }
    if isWell != true { try await desk.fetch(content, title) }
    try write(content, title, to: path, desk)
  }

  /// A folder gets a file of the attachment's name.
  private static func path(_ file: String?, _ title: String) -> String {
    let name = FileName.safe(title)
    guard let file else { return name }
    guard PlainFile.kind(file) == .folder else { return file }
    return file.hasSuffix("/") ? file + name : "\(file)/\(name)"
  }

  private func write(
    _ content: NamedContent, _ title: String, to path: String, _ desk: Desk
  ) throws {
    guard let stored = try desk.contents()?.open(content.address) else {
      throw CLIError(.contentNotHere, title)
    }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Int(content.size))
    try stored.forEachChunk { bytes += $1 }
    // Whoever put a file there meanwhile keeps it.
    guard force || !PlainFile.exists(path) else { throw CLIError(.fileExists, path) }
    try PlainFile.write(bytes, to: path, mode: 0o600, failing: .unwritableFile)
    let words = desk.words
    desk.show(
      .single([
        (Column("file", words(.file)), .text(path)),
        (
          Column("bytes", words(.bytes), isNumber: true),
          Cell(.integer(Int64(content.size)), words.number(content.size))
        ),
        (Column("type", words(.type)), .text(content.type)),
      ]), saying: words(.gotTo, title, words.size(content.size), path))
  }
}

/// `karvan attachment drop-copy ATTACHMENT`
struct AttachmentDropCopy: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "drop-copy", abstract: Tongue.say(ContentMessage.aboutDropCopy),
      discussion: Tongue.say(ContentMessage.dropCopyForms))
  }

  @Argument(help: .init(Tongue.say(ContentMessage.helpAttachment))) var attachment: String
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    let content = try desk.attachment(attachment)
    let title = RecordTitle.text(content.view, desk.words)
    try desk.replica().read { reader in
      let states = try desk.contentStates(reader)
      guard states.isHere(content) else { throw CLIError(.contentNotHere, title) }
      let all = try reader.records(
        Attachment.tag, where: Attachment.shape.content.tag, is: .text(content.text)
      ).compactMap { NamedContent($0) }
      // Another record may still need these bytes, to show that this device has them.
      guard all.contains(where: states.isHeld), !all.contains(where: states.waits) else {
        throw CLIError(.contentOnlyHere, title)
      }
    }
    try desk.contents()?.remove(content.address)
    desk.show(
      .single([
        (
          Column("id", desk.words(.shortID)),
          Cell(.string("\(content.record)"), ShortID.of(content.record))
        ),
        (
          Column("bytes", desk.words(.bytes), isNumber: true),
          Cell(.integer(Int64(content.size)), desk.words.size(content.size))
        ),
      ]), saying: desk.words(.dropped, title))
  }
}

extension Desk {
  /// The attachment that a text names.
  func attachment(_ name: String) throws -> NamedContent {
    let view = try replica().read { try finder($0).find(name, in: [try entity(Attachment.tag)]) }
    guard let content = NamedContent(view), view.life != .deleted else {
      throw CLIError(.nothingThere, name)
    }
    return content
  }
}
