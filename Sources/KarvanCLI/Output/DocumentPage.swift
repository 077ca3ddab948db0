// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanDomain
import KarvanStore

/// A quote, order or invoice as a page that is printed or sent: one HTML file that needs nothing
/// else, right to left in Persian.
struct DocumentPage<Document: CommercialDocument> {
  let cells: RecordCells
  let view: RecordView

  private var words: Words { cells.desk.words }

  /// The page.
  func html() throws -> String {
    let language = words.language
    let label = view.entity.about.label.text(in: language)
    let title = "\(label) \(words.digits(view[Document.shape.number].text ?? ""))"
    let lines = try DocumentAmounts<Document>.lines(of: view.id, reader: cells.reader)
    let totals = try DocumentAmounts<Document>.of(view, lines: lines)
    let isPersian = language == .persian
    return """
      <!doctype html>
      <html lang="\(isPersian ? "fa" : "en")" dir="\(isPersian ? "rtl" : "ltr")">
      <head><meta charset="utf-8">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; \
      style-src 'unsafe-inline'">
      <title>\(HTMLText.escape(title))</title>
      <style>\(Self.style)</style></head>
      <body><h1>\(HTMLText.escape(title))</h1>
      \(try facts())
      \(try table(lines, totals))
      \(try sums(totals))
      \(remarks())
      </body></html>

      """
  }

  /// What is said of the document as a whole, each under its label.
  private func facts() throws -> String {
    let names = [
      "account", "buyer_name", "buyer_id", "buyer_economic_code",
      Document.shape.date.name(in: view),
      "valid_until", "due_date", "delivery_date", "revision", "legal_number", "tax_number",
      "original",
    ]
    let rows = try names.compactMap { name -> String? in
      guard let field = view.entity.field(named: name), !view[field].isNull else { return nil }
      let text = try cells.cell(field, of: view).text
      return text.isEmpty ? nil : "<dt>\(label(field))</dt><dd>\(HTMLText.escape(text))</dd>"
    }
    return "<dl>\n" + rows.joined(separator: "\n") + "\n</dl>"
  }

  private func label(_ field: Field) -> String {
    HTMLText.escape(field.label.text(in: words.language))
  }

  private func table(_ lines: [RecordView], _ totals: DocumentTotals) throws -> String {
    let shape = Document.Line.shape
    let entity = try cells.desk.entity(Document.Line.tag)
    let fields = [shape.position, shape.product, shape.quantity, shape.unit, shape.unitPrice]
      .compactMap { entity.field($0.tag) }
    let amounts: [(Message, (LineTotals) -> Int64)] = [
      (.discount, { $0.gross - $0.taxable }), (.vat, \.vat), (.total, \.total),
    ]
    let head =
      fields.map { "<th>\(label($0))</th>" }
      + amounts.map { "<th>\(HTMLText.escape(words($0.0)))</th>" }
    let currency = try cells.currency(of: shape.unitPrice, in: view)
    let rows = try zip(lines, totals.lines).map { line, sums in
      let texts =
        try fields.map { try text(of: $0, line) }
        + amounts.map { cells.money($0.1(sums), currency).text }
      return "<tr>" + texts.map { "<td>\(HTMLText.escape($0))</td>" }.joined() + "</tr>"
    }
    return "<table>\n<thead><tr>\(head.joined())</tr></thead>\n<tbody>\n"
      + rows.joined(separator: "\n") + "\n</tbody></table>"
  }

  /// A field of a line; a price that is for several units says for how many.
  private func text(of field: Field, _ line: RecordView) throws -> String {
    let text = try cells.cell(field, of: line).text
    let shape = Document.Line.shape
    guard field.tag == shape.unitPrice.tag, let per = (shape as? any TracedLine)?.pricePer,
      !line[per].isNull
    else { return text }
    return "\(text) / \(try cells.cell(per, of: line).text)"
  }

  private func sums(_ totals: DocumentTotals) throws -> String {
    let currency = try cells.currency(of: Document.shape.discountAmount, in: view)
    let amounts: [(Message, Int64)] = [
      (.gross, totals.gross), (.discount, totals.discount), (.taxable, totals.taxable),
      (.vat, totals.vat), (.payable, totals.payable),
    ]
    let rows = amounts.map { message, amount in
      let text = HTMLText.escape(cells.money(amount, currency).text)
      return "<tr><th>\(HTMLText.escape(words(message)))</th><td>\(text)</td></tr>"
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
      return "<section><h2>\(label(field))</h2><p>\(HTMLText.escape(text))</p></section>"
    }.joined(separator: "\n")
  }

  private static var style: String {
    """
    @page{size:A4;margin:16mm}body{font:11pt Vazirmatn,Tahoma,sans-serif;color:#111}\
    h1{font-size:16pt}h2{font-size:11pt;margin:12pt 0 2pt}p{white-space:pre-wrap;margin:0}\
    dl{display:grid;grid-template-columns:max-content 1fr;gap:2pt 12pt}dt{color:#555}dd{margin:0}\
    table{border-collapse:collapse;width:100%;margin-top:10pt}\
    th,td{border:1px solid #bbb;padding:3pt 5pt;text-align:start;unicode-bidi:isolate}\
    thead{display:table-header-group}tr{break-inside:avoid}\
    .sums{width:auto;margin-inline-start:auto}
    """
  }
}

extension Field {
  /// The name by which an entity knows the field.
  fileprivate func name(in view: RecordView) -> String { view.entity.field(tag)?.name ?? "" }
}

/// Text of people within a page of markup.
enum HTMLText {
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
