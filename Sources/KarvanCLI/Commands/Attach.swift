// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanCore
import KarvanDomain
import KarvanSealing
import KarvanStore

/// `karvan attach RECORD FILE`
struct Attach: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "attach", abstract: Tongue.say(ContentMessage.aboutAttach),
      discussion: Tongue.say(ContentMessage.attachForms))
  }

  @OptionGroup var what: AttachArguments
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws { try desk.attach(what) }
}

/// `karvan attachment add`: the same, where people look for it.
struct AttachmentAdd: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "add", abstract: Tongue.say(ContentMessage.aboutAttach),
      discussion: Tongue.say(ContentMessage.attachForms))
  }

  @OptionGroup var what: AttachArguments
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws { try desk.attach(what) }
}

/// What is attached to what.
struct AttachArguments: ParsableArguments {
  @Argument(help: .init(Tongue.say(ContentMessage.helpWhole))) var record: String
  @Argument(help: .init(Tongue.say(ContentMessage.helpFile)), completion: .file())
  var file: String
  @Option(help: .init(Tongue.say(ContentMessage.helpAttachmentName), valueName: "name"))
  var name: String?
  @Option(help: .init(Tongue.say(ContentMessage.helpAttachmentNote), valueName: "text"))
  var note: String?
}

extension Desk {
  /// The entities whose records can have attachments.
  func wholes() throws -> [Entity] {
    try Attachment.wholes.compactMap { field in
      guard case .reference(let tag) = field.kind else { return nil }
      return try entity(tag)
    }
  }

  /// Copies a file into the store, durably, and only then writes the record that names it.
  func attach(_ what: AttachArguments) throws {
    let source = try SourceFile(path: what.file)
    guard source.size > 0 else { throw CLIError(.fileEmpty, what.file) }
    let most = UInt64(AttachmentLimits.bytes)
    guard source.size <= most else {
      throw CLIError(.fileTooLarge, what.file, words.size(source.size), words.size(most))
    }
    // A name that is wrong is said before anything is copied.
    let whole = try replica().read { try finder($0).find(what.record, in: try wholes()) }
    let vault = try madeContents()
    let content = try copy(source, into: vault)
    let type = MediaType.of(try source.read(at: 0, min(Int(source.size), MediaType.lookedAt + 1)))
    let name = what.name ?? FileName.safe(what.file)
    let shape = Attachment.shape
    let commit = try commit { context in
      var edit = RecordEdit(values: [
        shape.name.tag: .text(name), shape.mediaType.tag: .text(type),
        shape.size.tag: .integer(Int64(content.size)),
        shape.content.tag: .text("\(content.address)"),
      ])
      if let note = what.note { edit.values[shape.note.tag] = .text(note) }
      for field in Attachment.wholes where field.kind == .reference(whole.entity.tag) {
        edit.values[field.tag] = .reference(whole.id)
      }
      return try RecordOperations.add(try entity(Attachment.tag), edit, in: context)
    }
    // A sync that ran meanwhile may have found a copy that nobody named yet.
    if !vault.has(content.address) { _ = try copy(source, into: vault) }
    try showAttached(commit?.changes.first?.record, to: whole)
  }

  private func copy(
    _ source: SourceFile, into vault: ContentVault
  ) throws -> ContentManifest {
    do {
      return try vault.add(size: source.size) { try source.read(at: $0, $1) }
    } catch let error as SealingError where error.code == .contentFailed {
      throw CLIError(.fileChanged, source.path)
    }
  }

  private func showAttached(_ id: RecordID?, to whole: RecordView) throws {
    try replica().read { reader in
      guard let id, let view = try reader.record(Attachment.tag, id),
        let content = NamedContent(view)
      else { return }
      let title = "\(RecordTitle.text(view, words)) (\(ShortID.of(id)))"
      show(
        try RecordCells(desk: self, reader: reader).single(view, parts: []),
        saying: words(
          .attached, title, content.type, words.size(content.size), RecordTitle.text(whole, words)))
    }
  }
}
