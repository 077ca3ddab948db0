// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// Entries as rows of CSV, one a line of the entry.
public struct AccountingRows {
  private let codes: AccountingCodes
  private let reader: any RecordReader
  private let language: TextLanguage
  private let calendar: CalendarKind

  /// Writes rows.
  ///
  /// - Parameters:
  ///   - codes: The codes of accounts.
  ///   - reader: Reads whom documents are for.
  ///   - language: The language of names.
  ///   - calendar: The calendar of dates, in digits that every program reads.
  public init(
    codes: AccountingCodes, reader: any RecordReader, language: TextLanguage,
    calendar: CalendarKind
  ) {
    self.codes = codes
    self.reader = reader
    self.language = language
    self.calendar = calendar
  }

  /// The names of the columns.
  public static let header = [
    "entry", "line", "date", "kind", "document", "legal_number", "account", "account_name",
    "party_id", "party_code", "party", "description", "debit", "credit", "currency", "due_date",
    "tax_number", "sayad_id",
  ]

  /// The rows of an entry.
  public func rows(_ entry: AccountingEntry) throws -> [[String]] {
    let document = entry.document
    let isPayment = document.entity.tag == Payment.tag
    let number =
      document[isPayment ? Payment.shape.number : Invoice.shape.number].text ?? ""
    let party =
      try document[isPayment ? Payment.shape.account : Invoice.shape.account].reference
      .flatMap { try reader.record(Account.tag, $0) }
    let code =
      document[isPayment ? Payment.shape.currency : Invoice.shape.currency].text
      ?? Currency.irr.code
    let scale = (try? Currency.named(code))?.exponent ?? 0
    let name = party?.title ?? ""
    let about = [entry.kind.label.text(in: language), number, name].filter { !$0.isEmpty }
      .joined(separator: " ")
    func amount(_ number: Int64) -> String { DecimalText.format(number, scale: scale) }
    return entry.lines.enumerated().map { index, line in
      [
        entry.number, "\(index + 1)", date(entry.day), entry.kind.rawValue, number,
        isPayment ? "" : document[Invoice.shape.legalNumber].text ?? "", codes[line.role],
        line.role.label.text(in: language), party.map { "\($0.id)" } ?? "",
        party?[Account.shape.externalId].text ?? "", name, about,
        amount(line.debit), amount(line.credit), code,
        due(document[isPayment ? Payment.shape.dueDate : Invoice.shape.dueDate]),
        isPayment ? "" : document[Invoice.shape.taxNumber].text ?? "",
        isPayment ? document[Payment.shape.sayadId].text ?? "" : "",
      ]
    }
  }

  private func due(_ value: Value) -> String {
    value.integer.map { date(CivilDate(daysSinceEpoch: Int32(clamping: $0))) } ?? ""
  }

  private func date(_ date: CivilDate) -> String {
    CivilDateText.format(date, in: calendar, digits: .english)
  }
}
