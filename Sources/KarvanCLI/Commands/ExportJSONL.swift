// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanCore
import KarvanDomain
import KarvanSealing
import KarvanStore
import KarvanSync

/// `karvan export jsonl`: every record of this device with everything that is known of it.
struct ExportJSONL: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "jsonl", abstract: Tongue.say(.aboutExportJSONL),
      discussion: Tongue.say(.exportJSONLForms))
  }

  @Option(
    name: .shortAndLong, help: .init(Tongue.say(.helpEntity)),
    completion: .list(Catalog.entities.map { $0.about.name }))
  var entity: [String] = []
  @Option(name: .shortAndLong, help: .init(Tongue.say(.helpOutputFile)), completion: .file())
  var output: String?
  @Option(
    help: .init(Tongue.say(ContentMessage.helpExportAttachments), valueName: "folder"),
    completion: .directory)
  var attachments: String?
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    let schema = try desk.schema()
    let entities = try entity.isEmpty ? schema.entities : entity.map { try desk.entity(named: $0) }
    let lines = RecordLines(schema: schema)
    let hashing = WorkspaceHashing.ofExports()
    let meter = ProgressLine(desk: desk)
    defer { meter.clear() }
    // Before the records: where this can't be done, nothing is written at all.
    let contents = try attachments.map { try desk.exportContents(to: $0, meter) }
    // What no office knows of is all here.
    let isWhole = try entity.isEmpty && !desk.replica().isEnrolled()
    let count = try desk.replica().read { reader in
      try OutputFile.write(to: output, desk.console) { write in
        write(lines.header(at: desk.now(), isWhole: isWhole))
        var count = 0
        var digests: [(entity: String, digest: String)] = []
        for entity in entities {
          var sum = DigestSum()
          try reader.forEach(entity.tag) { view in
            write(lines.line(view))
            sum.add(hashing.hash(view.state))
            count += 1
            meter.show(WorkProgress(.exporting, done: UInt64(count), of: nil, .records))
          }
          digests.append((entity.name, sum.text))
        }
        write(lines.trailer(records: count, digests: digests))
        return count
      }
    }
    meter.clear()
    desk.note(desk.words(.exported, desk.words.number(count)))
    guard let contents else { return }
    let words = desk.words
    desk.note(words(.contentsExported, words.number(contents.written), attachments ?? ""))
    if contents.missing > 0 {
      desk.note(words(.contentsNotHere, words.number(contents.missing)))
    }
  }
}

extension Desk {
  /// Writes the contents that are here, opened, to a folder that is not there yet (P-106).
  fileprivate func exportContents(
    to folder: String, _ meter: ProgressLine
  ) throws -> (written: Int, missing: Int) {
    let vault = try contents()
    var opened = try OpenedContents(making: folder)
    do {
      let named = try replica().read { reader in
        var named: [NamedContent] = []
        try reader.forEach(Attachment.tag) { view in
          if view.life != .deleted, let content = NamedContent(view) { named.append(content) }
        }
        return named
      }
      var missing = 0
      for (index, content) in named.enumerated() {
        meter.show(
          WorkProgress(.exporting, done: UInt64(index + 1), of: UInt64(named.count), .records))
        if let stored = try vault?.open(content.address) {
          try opened.add(stored)
        } else {
          missing += 1
        }
      }
      try opened.finish()
      return (opened.count, missing)
    } catch {
      opened.abandon()
      throw error
    }
  }
}
