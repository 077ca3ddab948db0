// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanCore
import KarvanDomain
import KarvanStore

/// What has a page to print.
protocol PrintedEntity: EntityType {
  /// The page of a record, as HTML.
  static func page(of view: RecordView, _ cells: RecordCells) throws -> String
}

extension PrintedEntity where Self: CommercialDocument {
  static func page(of view: RecordView, _ cells: RecordCells) throws -> String {
    try DocumentPage<Self>(cells: cells, view: view).html()
  }
}

extension Quote: PrintedEntity {}
extension Order: PrintedEntity {}
extension Invoice: PrintedEntity {}

extension Payment: PrintedEntity {
  static func page(of view: RecordView, _ cells: RecordCells) throws -> String {
    try SlipPage(cells: cells, view: view).receipt()
  }
}

extension Delivery: PrintedEntity {
  static func page(of view: RecordView, _ cells: RecordCells) throws -> String {
    try SlipPage(cells: cells, view: view).deliveryNote()
  }
}

/// `karvan DOCUMENT print DOCUMENT`: a page of HTML to print or send.
struct PrintDocument<Document: PrintedEntity>: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "print", abstract: Tongue.say(MoneyMessage.aboutPrint),
      discussion: Tongue.say(MoneyMessage.printForms))
  }
  @OptionGroup var target: DocumentTarget<Document>
  @Option(name: .shortAndLong, help: .init(Tongue.say(.helpOutputFile)), completion: .file())
  var output: String?
  @Option(
    help: .init(Tongue.say(FilesMessage.helpPDF), valueName: "file"), completion: .file())
  var pdf: String?
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    guard pdf == nil || output == nil else {
      throw CLIError(.conflictingOptions, "--output, --pdf")
    }
    // Before the page: where there is no program, that is all there is to say.
    let maker = try pdf.map { _ in
      try PDFMaker(named: desk.settings.pdf, environment: desk.surroundings.environment)
    }
    let entity = try desk.entity(Document.tag)
    let page = try desk.replica().read { reader in
      let view = try desk.finder(reader).find(target.document, in: [entity])
      return try Document.page(of: view, RecordCells(desk: desk, reader: reader))
    }
    if let pdf, let maker {
      let bytes = try maker.make(page)
      try PlainFile.write(bytes, to: pdf, mode: 0o600, failing: .unwritableFile)
      return desk.note(desk.words(FilesMessage.pdfWritten, pdf))
    }
    try OutputFile.write(to: output, desk.console) { $0(page) }
  }
}
