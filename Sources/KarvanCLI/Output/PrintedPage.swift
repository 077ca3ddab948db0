// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanDomain

/// A page that is printed or sent: one HTML file that needs nothing else, right to left in Persian.
///
/// It is laid out with tables alone: what prints pages knows those best.
struct PrintedPage {
  /// What it is, with its number.
  let title: String
  /// That nobody can act on it; nil where one can.
  let mark: String?
  /// What is said of it as a whole, as markup.
  let facts: String
  /// What stands between both parties and their signatures, as markup.
  let body: [String]

  /// The page.
  func html(_ parties: DocumentParties, in language: TextLanguage) -> String {
    let isPersian = language == .persian
    let shown = mark.map { "<p class=\"mark\">\(HTMLText.escape($0))</p>" } ?? ""
    return """
      <!doctype html>
      <html lang="\(isPersian ? "fa" : "en")" dir="\(isPersian ? "rtl" : "ltr")">
      <head><meta charset="utf-8">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; \
      style-src 'unsafe-inline'">
      <title>\(HTMLText.escape(title))</title>
      <style>\(Self.style)</style></head>
      <body><table class="head"><tr><td>\(parties.letterhead)</td>
      <td class="what"><h1>\(HTMLText.escape(title))</h1>\(shown)\(facts)</td></tr></table>
      \(parties.table)
      \(body.filter { !$0.isEmpty }.joined(separator: "\n"))
      \(parties.foot)
      </body></html>

      """
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
