// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanCore
import KarvanDomain
import KarvanStore

/// `karvan DOCUMENT print DOCUMENT`: a page of HTML to print or send.
struct PrintDocument<Document: CommercialDocument>: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "print", abstract: Tongue.say(MoneyMessage.aboutPrint),
      discussion: Tongue.say(MoneyMessage.printForms))
  }
  @OptionGroup var target: DocumentTarget<Document>
  @Option(name: .shortAndLong, help: .init(Tongue.say(.helpOutputFile)), completion: .file())
  var output: String?
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    let entity = try desk.entity(Document.tag)
    let page = try desk.replica().read { reader in
      let view = try desk.finder(reader).find(target.document, in: [entity])
      return try DocumentPage<Document>(
        cells: RecordCells(desk: desk, reader: reader), view: view
      ).html()
    }
    try OutputFile.write(to: output, desk.console) { $0(page) }
  }
}
