// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanCore
import KarvanDomain
import KarvanStore
import KarvanSync

/// `karvan export accounting`: entries for the books.
struct ExportAccounting: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "accounting", abstract: Tongue.say(FilesMessage.aboutExportAccounting),
      discussion: Words(Tongue.current.language)(
        FilesMessage.exportAccountingForms,
        AccountingRole.allCases.map(\.rawValue).joined(separator: ", ")))
  }

  @OptionGroup var period: PeriodOptions
  @Option(
    help: .init(Tongue.say(FilesMessage.helpCodes), valueName: "file"), completion: .file())
  var codes: String?
  @Option(help: .init(Tongue.say(FilesMessage.helpCode), valueName: "account=code"))
  var code: [String] = []
  @Option(name: .shortAndLong, help: .init(Tongue.say(.helpOutputFile)), completion: .file())
  var output: String?
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    let codes = try accounts()
    let days = try period.days(at: desk)
    let writer = CSVWriter()
    let (text, count, void) = try desk.replica().read { reader in
      let (entries, void) = try Self.entries(days, reader)
      let rows = AccountingRows(
        codes: codes, reader: reader, language: desk.words.language,
        calendar: desk.settings.calendar)
      var text = writer.row(AccountingRows.header)
      for entry in entries { for row in try rows.rows(entry) { text += writer.row(row) } }
      return (text, entries.count, void)
    }
    if let output {
      // A spreadsheet knows UTF-8 by its mark.
      try PlainFile.write(
        CSVWriter.byteOrderMark + Array(text.utf8), to: output, mode: 0o600,
        failing: .unwritableFile)
    } else {
      desk.console.write(text)
    }
    desk.note(desk.words(FilesMessage.entries, desk.words.number(count)))
    if void > 0 { desk.note(desk.words(FilesMessage.voidLeftOut, desk.words.number(void))) }
  }

  private func accounts() throws -> AccountingCodes {
    var accounts = AccountingCodes()
    let names = AccountingRole.allCases.map(\.rawValue).joined(separator: ", ")
    if let path = codes {
      guard let text = PlainFile.text(at: path) else {
        throw CLIError(.unreadableFile, path, PlainFile.reason())
      }
      if let bad = accounts.read(file: text) {
        throw CLIError(.badCode, "\(path):\(bad.number)", bad.line, names)
      }
    }
    for line in code where !accounts.read(line) {
      throw CLIError(.badCode, "--code", line, names)
    }
    return accounts
  }

  /// The entries of days, by day and number, and how many void documents there are.
  private static func entries(
    _ days: ClosedRange<CivilDate>, _ reader: ReplicaReader
  ) throws -> (entries: [AccountingEntry], void: Int) {
    func within(_ field: Field, from first: CivilDate?) -> [FieldCondition] {
      let last = Int64(days.upperBound.daysSinceEpoch)
      let start = first.map {
        FieldCondition(field.tag, .atLeast(.integer(Int64($0.daysSinceEpoch))))
      }
      return [start, FieldCondition(field.tag, .atMost(.integer(last)))].compactMap { $0 }
    }
    var entries: [AccountingEntry] = []
    var void = 0
    let invoices = try reader.list(
      RecordQuery(
        Invoice.tag, where: within(Invoice.shape.invoiceDate, from: days.lowerBound)))
    for invoice in invoices {
      if invoice[Invoice.shape.status] == .text("void") { void += 1 }
      if let entry = try AccountingBook.entry(of: invoice, reader: reader) {
        entries.append(entry)
      }
    }
    // What was taken earlier may have been cleared within the days.
    let payments = try reader.list(
      RecordQuery(Payment.tag, where: within(Payment.shape.paidOn, from: nil)))
    for payment in payments {
      let isWithin = payment[Payment.shape.paidOn].integer.map {
        $0 >= Int64(days.lowerBound.daysSinceEpoch)
      }
      if payment[Payment.shape.status] == .text("void"), isWithin == true { void += 1 }
      entries += AccountingBook.entries(of: payment).filter { days.contains($0.day) }
    }
    let sorted = entries.sorted {
      $0.day != $1.day ? $0.day < $1.day : UTF8Order.precedes($0.number, $1.number)
    }
    return (sorted, void)
  }
}
