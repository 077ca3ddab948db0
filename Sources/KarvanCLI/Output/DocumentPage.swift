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
    let language = words.language
    let title = "\(kind) \(words.digits(view[Document.shape.number].text ?? ""))"
    let lines = try DocumentAmounts<Document>.lines(of: view.id, reader: cells.reader)
    let totals = try DocumentAmounts<Document>.of(view, lines: lines)
    let parties = try DocumentParties<Document>(cells: cells, view: view)
    let isPersian = language == .persian
    return """
      <!doctype html>
      <html lang="\(isPersian ? "fa" : "en")" dir="\(isPersian ? "rtl" : "ltr")">
      <head><meta charset="utf-8">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; \
      style-src 'unsafe-inline'">
      <title>\(HTMLText.escape(title))</title>
      <style>\(Self.style)</style></head>
      <body><table class="head"><tr><td>\(parties.letterhead)</td>
      <td class="what"><h1>\(HTMLText.escape(title))</h1>\(mark)\(try facts())</td></tr></table>
      \(parties.table)
      \(try table(lines, totals))
      \(try sums(totals))
      \(remarks())
      \(parties.foot)
      </body></html>

      """
  }

  /// What it is: a credit note says so.
  private var kind: String {
    let field = Invoice.shape.kind
    if view.entity.tag == Invoice.tag, Invoice.isCreditNote(view),
      case .choice(let kinds) = field.kind,
      let kind = kinds.first(where: { .text($0.code) == view[field] })
    {
      return kind.label.text(in: words.language)
    }
    return view.entity.about.label.text(in: words.language)
  }

  /// That nobody can act on it: a draft, or what was made void, replaced or given up.
  private var mark: String {
    let field = Document.shape.status
    let idle = [
      Document.draft, "void", "superseded", "cancelled", "declined", "rejected", "expired",
    ]
    guard let state = view[field].text, idle.contains(state), case .choice(let states) = field.kind,
      let shown = states.first(where: { $0.code == state })
    else { return "" }
    return "<p class=\"mark\">\(HTMLText.escape(shown.label.text(in: words.language)))</p>"
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
      guard let field = view.entity.field(named: name), let text = view[field].text else {
        return nil
      }
      let label = HTMLText.escape(field.label.text(in: words.language))
      return "<section><h2>\(label)</h2><p>\(HTMLText.escape(text))</p></section>"
    }.joined(separator: "\n")
  }

  private static var style: String {
    """
    @page{size:A4;margin:14mm}body{font:10pt Vazirmatn,Tahoma,sans-serif;color:#111;margin:0}\
    h1{font-size:15pt;margin:0 0 4pt}h2{font-size:10pt;margin:12pt 0 2pt}\
    p{white-space:pre-wrap;margin:0}table{border-collapse:collapse;width:100%}\
    td,th{text-align:start;vertical-align:top;unicode-bidi:isolate}\
    .head td{padding:0 0 8pt}.head .what{width:42%}.name{font-size:13pt;font-weight:bold}\
    .facts{width:auto}.facts th{font-weight:normal;color:#555;padding:0 0 1pt;\
    padding-inline-end:8pt;white-space:nowrap}.facts td{padding:0 0 1pt}\
    .parties{margin-bottom:8pt}.parties>tbody>tr>th,.parties>tbody>tr>td{border:1px solid #bbb;\
    padding:3pt 5pt;width:50%}.parties>tbody>tr>th{background:#f2f2f2}\
    .lines th,.lines td,.sums th,.sums td{border:1px solid #bbb;padding:3pt 4pt}\
    .lines{font-size:9pt}.lines th{background:#f2f2f2}.n{white-space:nowrap}\
    thead{display:table-header-group}tr{break-inside:avoid}\
    .sums{width:auto;margin-top:8pt;margin-inline-start:auto}.sums tr:last-child{font-weight:bold}\
    .mark{font-weight:bold;color:#a00;margin-bottom:4pt}.foot{margin-top:14pt}.seals{margin-top:22pt}.seals td{width:50%;color:#555;height:44pt}
    """
  }
}

extension Field {
  /// The name by which an entity knows the field.
  fileprivate func name(in view: RecordView) -> String { view.entity.field(tag)?.name ?? "" }
}

/// Text of people within a page of markup.
enum HTMLText {
  /// Labels with what is said under each, as a table of two columns; nothing where there is none.
  static func facts(_ rows: [(label: String, text: String)]) -> String {
    guard !rows.isEmpty else { return "" }
    let cells = rows.map { "<tr><th>\(escape($0.label))</th><td>\(escape($0.text))</td></tr>" }
    return "<table class=\"facts\"><tbody>\(cells.joined(separator: "\n"))</tbody></table>"
  }

  /// The text with nothing in it that a browser could take for markup.
  static func escape(_ text: String) -> String {
    Printable.text(text).reduce(into: "") { result, character in
      switch character {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      default: result.append(character)
      }
    }
  }
}
