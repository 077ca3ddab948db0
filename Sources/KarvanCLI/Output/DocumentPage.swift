// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanDomain
import KarvanStore

/// A quote, order or invoice as a page that is printed or sent: one HTML file that needs nothing
/// else, right to left in Persian.
///
/// It is laid out with tables alone: what prints pages knows those best.
struct DocumentPage<Document: CommercialDocument> {
  let cells: RecordCells
  let view: RecordView

  private var words: Words { cells.desk.words }

  /// The page.
  func html() throws -> String {
    let lines = try DocumentAmounts<Document>.lines(of: view.id, reader: cells.reader)
    let totals = try DocumentAmounts<Document>.of(view, lines: lines)
    let parties = try DocumentParties(cells: cells, view: view)
    return PrintedPage(
      title: "\(kind) \(words.digits(view[Document.shape.number].text ?? ""))", mark: mark,
      facts: try facts(),
      body: [try table(lines, totals), try sums(totals), remarks(), parties.whereToPay]
    ).html(parties, in: words.language)
  }

  /// What it is: a credit note says so.
  private var kind: String {
    let field = Invoice.shape.kind
    if view.entity.tag == Invoice.tag, Invoice.isCreditNote(view),
      let kind = view[field].text
    {
      return FieldText.choice(kind, field: field, language: words.language)
    }
    return view.entity.about.label.text(in: words.language)
  }

  /// That nobody can act on it: a draft, or what was made void, replaced or given up.
  private var mark: String? {
    let field = Document.shape.status
    let idle = [
      Document.draft, "void", "superseded", "cancelled", "declined", "rejected", "expired",
    ]
    guard let state = view[field].text, idle.contains(state) else { return nil }
    return FieldText.choice(state, field: field, language: words.language)
  }

  /// What is said of the document as a whole, each under its label.
  private func facts() throws -> String {
    let names = [
      Document.shape.date.name(in: view), "valid_until", "due_date", "delivery_date", "revision",
      "legal_number", "tax_number", "original",
    ]
    let rows = try names.compactMap { name -> (String, String)? in
      guard let field = view.entity.field(named: name), !view[field].isNull else { return nil }
      let text = try cells.cell(field, of: view).text
      return text.isEmpty ? nil : (field.label.text(in: words.language), text)
    }
    return HTMLText.facts(rows)
  }

  private func table(_ lines: [RecordView], _ totals: DocumentTotals) throws -> String {
    let shape = Document.Line.shape
    let entity = try cells.desk.entity(Document.Line.tag)
    let fields = [shape.position, shape.product, shape.quantity, shape.unit]
      .compactMap { entity.field($0.tag) }
    let amounts: [(Message, (LineTotals) -> Int64)] = [
      (.discount, { $0.gross - $0.taxable }), (.vat, \.vat), (.total, \.total),
    ]
    let currency = try cells.currency(of: shape.unitPrice, in: view)
    // The unit of money stands at the head, and not in every cell.
    let unit = MoneyText.word(currency, unit: moneyUnit(currency), language: words.language)
    let language = words.language
    let heads =
      fields.map { $0.label.text(in: language) }
      + ([shape.unitPrice.label.text(in: language)] + amounts.map { words($0.0) })
      .map { "\($0) (\(unit))" }
    let rows = try zip(lines, totals.lines).map { line, sums in
      let texts = try fields.map { try cells.cell($0, of: line).text }
      let money = [try price(of: line, currency)] + amounts.map { number($0.1(sums), currency) }
      return "<tr>" + texts.map { "<td>\(HTMLText.escape($0))</td>" }.joined()
        + money.map { "<td class=\"n\">\(HTMLText.escape($0))</td>" }.joined() + "</tr>"
    }
    let head = heads.map { "<th>\(HTMLText.escape($0))</th>" }.joined()
    return "<table class=\"lines\">\n<thead><tr>\(head)</tr></thead>\n<tbody>\n"
      + rows.joined(separator: "\n") + "\n</tbody></table>"
  }

  /// The price of a line; one that is for several units says for how many.
  private func price(of line: RecordView, _ currency: Currency) throws -> String {
    let shape = Document.Line.shape
    let text = number(line[shape.unitPrice].integer ?? 0, currency)
    guard let per = (shape as? any TracedLine)?.pricePer, !line[per].isNull else { return text }
    return "\(text) / \(try cells.cell(per, of: line).text)"
  }

  private func moneyUnit(_ currency: Currency) -> MoneyUnit? {
    currency == .irr ? cells.desk.settings.unit : nil
  }

  private func number(_ amount: Int64, _ currency: Currency) -> String {
    MoneyText.number(
      Money(amount, currency), unit: moneyUnit(currency), language: words.language)
  }

  private func sums(_ totals: DocumentTotals) throws -> String {
    let currency = try cells.currency(of: Document.shape.discountAmount, in: view)
    let rows = cells.sums(totals).map { sum in
      let text = HTMLText.escape(cells.money(sum.amount, currency).text)
      return "<tr><th>\(HTMLText.escape(sum.label))</th><td class=\"n\">\(text)</td></tr>"
    }
    return "<table class=\"sums\"><tbody>\n" + rows.joined(separator: "\n")
      + "\n</tbody></table>"
  }

  /// Terms and note, as they were written.
  private func remarks() -> String {
    ["terms", "note"].compactMap { name -> String? in
      view.entity.field(named: name).flatMap { HTMLText.section($0, of: view, words.language) }
    }.joined(separator: "\n")
  }
}

extension Field {
  /// The name by which an entity knows the field.
  fileprivate func name(in view: RecordView) -> String { view.entity.field(tag)?.name ?? "" }
}
