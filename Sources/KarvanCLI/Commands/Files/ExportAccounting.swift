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
    let offset = desk.textOptions().offsetMinutes
    let (text, count, failed) = try desk.replica().read { reader in
      let (entries, failed) = try Self.entries(days, offsetMinutes: offset, reader)
      let rows = AccountingRows(
        codes: codes, reader: reader, language: desk.words.language,
        calendar: desk.settings.calendar)
      var text = writer.row(AccountingRows.header)
      for entry in entries { for row in try rows.rows(entry) { text += writer.row(row) } }
      return (text, entries.count, failed)
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
    if !failed.isEmpty {
      desk.note(desk.words(MoneyMessage.notComputable, desk.words.list(failed)))
    }
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

  /// The entries of days, by day and number, and the numbers of documents that have no amounts.
  private static func entries(
    _ days: ClosedRange<CivilDate>, offsetMinutes: Int, _ reader: ReplicaReader
  ) throws -> (entries: [AccountingEntry], failed: [String]) {
    // What was issued or taken earlier may have been made void or cleared within the days.
    func records(_ tag: EntityTag, until field: Field) throws -> [RecordView] {
      let last = Int64(days.upperBound.daysSinceEpoch)
      return try reader.list(
        RecordQuery(tag, where: [FieldCondition(field.tag, .atMost(.integer(last)))]))
    }
    var entries: [AccountingEntry] = []
    var failed: [String] = []
    for invoice in try records(Invoice.tag, until: Invoice.shape.invoiceDate) {
      // The amounts are asked only of what can be within the days.
      let isEarlier =
        (invoice[Invoice.shape.invoiceDate].integer ?? 0) < Int64(days.lowerBound.daysSinceEpoch)
      if isEarlier, invoice[Invoice.shape.status] != .text("void") { continue }
      do {
        entries += try AccountingBook.entries(
          of: invoice, offsetMinutes: offsetMinutes, reader: reader)
      } catch is Failure {
        failed.append(invoice[Invoice.shape.number].text ?? ShortID.of(invoice.id))
      }
    }
    for payment in try records(Payment.tag, until: Payment.shape.paidOn) {
      entries += try AccountingBook.entries(ofPayment: payment, reader: reader)
    }
    let sorted = entries.filter { days.contains($0.day) }.sorted {
      $0.day != $1.day ? $0.day < $1.day : UTF8Order.precedes($0.number, $1.number)
    }
    return (sorted, failed)
  }
}
