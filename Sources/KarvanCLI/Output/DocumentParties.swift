// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanDomain
import KarvanStore

/// Who sells and who buys, as a printed document says it.
///
/// An invoice names its buyer as they were when it was issued; before that, and where it says
/// nothing, the account is asked.
struct DocumentParties {
  private let cells: RecordCells
  private let view: RecordView
  private let company: RecordView?
  private let buyer: [(label: String, text: String)]

  private var words: Words { cells.desk.words }
  private var language: TextLanguage { words.language }

  init(cells: RecordCells, view: RecordView) throws {
    self.cells = cells
    self.view = view
    company = try cells.reader.company()
    buyer = try Self.buyer(of: view, cells)
  }

  /// Who sends it: the name, and how to reach them; nothing where nobody said it.
  var letterhead: String {
    guard let company else { return "" }
    let shape = Company.shape
    let reach = [shape.phone, shape.email, shape.website].compactMap { company[$0].text }
    return "<p class=\"name\">\(HTMLText.escape(company[shape.name].text ?? ""))</p>"
      + reach.map { "<p>\(HTMLText.escape(words.digits($0)))</p>" }.joined()
  }

  /// Seller and buyer beside one another, with what the law wants to know of them.
  var table: String {
    let shape = Company.shape
    var seller: [(label: String, text: String)] = []
    if let company {
      let name = company[shape.legalName].isNull ? shape.name : shape.legalName
      seller = ([name] + Self.told(shape)).compactMap { field in
        company[field].text.map { (field.label.text(in: language), words.digits($0)) }
      }
    }
    let heads = [words(MoneyMessage.labelSeller), words(MoneyMessage.labelBuyer)]
    let columns = [seller, buyer].map { "<td>\(HTMLText.facts($0))</td>" }
    let shown = seller.isEmpty ? [1] : [0, 1]
    return "<table class=\"parties\"><tbody><tr>"
      + shown.map { "<th>\(HTMLText.escape(heads[$0]))</th>" }.joined() + "</tr><tr>"
      + shown.map { columns[$0] }.joined() + "</tr></tbody></table>"
  }

  /// The accounts that customers pay into.
  var whereToPay: String {
    [Company.shape.sheba, Company.shape.cardNumber].compactMap { field in
      company?[field].text.map { number in
        let label = HTMLText.escape(field.label.text(in: language))
        // Groups of four, as on cards and statements; from left to right in Persian, too.
        let groups = stride(from: 0, to: number.count, by: 4)
          .map { String(number.dropFirst($0).prefix(4)) }.joined(separator: " ")
        let shown = "<bdi dir=\"ltr\">\(HTMLText.escape(groups))</bdi>"
        return "<p class=\"foot\">\(label): \(shown)</p>"
      }
    }.joined()
  }

  /// What the company says below its documents, and where both sign.
  var foot: String {
    let text = company?[Company.shape.footer].text.map {
      "<p class=\"foot\">\(HTMLText.escape($0))</p>"
    }
    let seals = [words(MoneyMessage.sealOfSeller), words(MoneyMessage.sealOfBuyer)]
      .map { "<td>\(HTMLText.escape($0))</td>" }.joined()
    return (text ?? "")
      + "<table class=\"seals\"><tbody><tr>\(seals)</tr></tbody></table>"
  }

  private static func told(_ shape: Company) -> [Field] {
    [
      shape.legalId, shape.economicCode, shape.registrationNumber, shape.address,
      shape.postalCode, shape.phone,
    ]
  }

  private static func buyer(
    of view: RecordView, _ cells: RecordCells
  ) throws -> [(label: String, text: String)] {
    let words = cells.desk.words
    let account = try view.entity.field(named: "account").flatMap { view[$0].reference }
      .flatMap { try cells.reader.record(Account.tag, $0) }
    let shape = Account.shape
    func first(_ name: String, _ fields: [Field]) -> (label: String, text: String)? {
      let frozen = view.entity.field(named: name).flatMap { view[$0].text }
      let field = fields.first { account?[$0].isNull == false } ?? fields[0]
      guard let text = frozen ?? account?[field].text else { return nil }
      return (field.label.text(in: words.language), words.digits(text))
    }
    var rows = [
      first("buyer_name", [shape.legalName, shape.name]),
      first("buyer_id", [shape.legalId, shape.nationalId]),
      first("buyer_economic_code", [shape.economicCode]),
    ].compactMap { $0 }
    guard let account else { return rows }
    if let place = try place(of: account.id, cells.reader) {
      let address = Address.shape
      let text = [address.province, address.city, address.line].compactMap { place[$0].text }
        .joined(separator: words.language == .persian ? "، " : ", ")
      rows.append((address.line.label.text(in: words.language), words.digits(text)))
      if let code = place[address.postalCode].text {
        rows.append((address.postalCode.label.text(in: words.language), words.digits(code)))
      }
    }
    let point = ContactPoint.shape
    let phone = try cells.reader.records(
      ContactPoint.tag, where: point.account.tag, is: .reference(account.id)
    ).first { $0[point.kind] == .text("phone") && $0[point.contact].isNull }
    if let phone {
      rows.append(
        (Company.shape.phone.label.text(in: words.language), phone[point.value].text ?? ""))
    }
    return rows
  }

  /// Where invoices go, or else where the customer is.
  private static func place(_ kinds: [String], _ places: [RecordView]) -> RecordView? {
    kinds.lazy.compactMap { kind in
      places.first { $0[Address.shape.kind] == .text(kind) }
    }.first ?? places.first
  }

  private static func place(
    of account: RecordID, _ reader: ReplicaReader
  ) throws -> RecordView? {
    place(
      ["billing", "main"],
      try CustomerParts.places(of: account, reader: reader))
  }
}

extension ReplicaReader {
  /// The company that sells; of two that were written down at a time, the first.
  func company() throws -> RecordView? {
    try list(RecordQuery(Company.tag)).min { $0.id < $1.id }
  }
}
