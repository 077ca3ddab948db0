// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanDomain

/// `karvan manual`: the manual pages, made of the help of the commands.
struct Manual: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "manual", abstract: Tongue.say(ManualMessage.aboutManual),
      discussion: Tongue.say(ManualMessage.manualForms))
  }

  @Argument(help: .init(Tongue.say(ManualMessage.helpFolder)), completion: .directory)
  var folder: String
  @Option(help: .init(Tongue.say(ManualMessage.helpDump)), completion: .file())
  var dump: String?
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    let pages = ManualPage.all(of: try tree(), version: Karvan.version)
    let place = folder.count > 1 && folder.hasSuffix("/") ? String(folder.dropLast()) : folder
    if !PlainFile.exists(place) { try PlainFile.makeFolder(place) }
    for page in pages {
      try PlainFile.write(
        Array(page.text.utf8), to: place + "/" + page.file, mode: 0o644, failing: .unwritableFile)
    }
    desk.show(
      .single(
        [
          (Column("folder", desk.words(.folder)), .text(place)),
          (
            Column("pages", desk.words(ManualMessage.pages), isNumber: true),
            Cell(.count(pages.count), desk.words.number(pages.count))
          ),
        ], notes: [desk.words(ManualMessage.readThem, place)]))
  }

  /// The commands of this program, in English, or of the one whose help was dumped.
  private func tree() throws -> HelpTree {
    guard let dump else {
      let english = Tongue.Setting(
        language: .english, wantsHelp: true, schema: Tongue.current.schema)
      let text = Tongue.$current.withValue(english) { Karvan._dumpHelp() }
      return try HelpTree(Array(text.utf8))
    }
    let bytes = dump == "-" ? PlainFile.standardInput() : PlainFile.bytes(at: dump)
    guard let bytes else { throw CLIError(.unreadableFile, dump, PlainFile.reason()) }
    return try HelpTree(bytes)
  }
}
