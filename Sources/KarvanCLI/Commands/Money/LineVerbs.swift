// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanCore
import KarvanDomain
import KarvanStore

/// A line of a document, named by its position or its product.
struct LineArguments<Document: CommercialDocument>: ParsableArguments {
  @Argument(
    help: .init(Tongue.say(MoneyMessage.helpDocument)),
    completion: .records(Order.self, Quote.self, Invoice.self))
  var document: String
  @Argument(help: .init(Tongue.say(.helpLine))) var line: String

  /// The document and its line.
  func find(at desk: Desk, in context: OperationContext) throws -> (RecordView, RecordView) {
    let finder = try desk.finder(context)
    let shown = try finder.find(document, in: [try desk.entity(Document.tag)])
    let lines = try DocumentAmounts<Document>.lines(of: shown.id, reader: context.reader)
    return (shown, try desk.line(line, of: shown, among: lines, Document.self, finder))
  }
}

extension Desk {
  /// The line of a document that a text names: by its position, identifier or product.
  func line<Document: CommercialDocument>(
    _ text: String, of document: RecordView, among lines: [RecordView], _ type: Document.Type,
    _ finder: RecordFinder
  ) throws -> RecordView {
    let shape = Document.Line.shape
    if let position = Typed.number(text, as: Int64.self) {
      let found = lines.filter { $0[shape.position] == .integer(position) }
      if found.count == 1 { return found[0] }
    }
    if let part = ShortID.part(Digits.toASCII(text)),
      let found = lines.first(where: { ShortID.matches($0.id, end: part) })
    {
      return found
    }
    guard let product = try? finder.find(text, in: [try entity(Product.tag)]) else {
      throw CLIError(.badLine, text, document.title)
    }
    let found = lines.filter { $0[shape.product].reference == product.id }
    guard found.count == 1 else { throw CLIError(.badLine, text, document.title) }
    return found[0]
  }
}

/// `karvan DOCUMENT add DOCUMENT PRODUCT [QUANTITY]`
struct AddLine<Document: CommercialDocument>: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "add", abstract: Tongue.say(.aboutLineAdd))
  }

  @Argument(
    help: .init(Tongue.say(MoneyMessage.helpDocument)),
    completion: .records(Order.self, Quote.self, Invoice.self))
  var document: String
  @OptionGroup var sale: SaleArguments
  @Option(help: .init(Tongue.say(.helpDiscount), valueName: "percent|amount"))
  var discount: String?
  @Option(help: .init(Tongue.say(.helpPriceOption), valueName: "amount")) var price: String?
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    let documents = try desk.entity(Document.tag)
    var id: RecordID?
    let commit = try desk.commit { context in
      let finder = try desk.finder(context)
      let shown = try finder.find(document, in: [documents])
      id = shown.id
      let (product, quantity) = try sale.find(at: desk, finder)
      let currency = try Currency.named(shown[Document.shape.currency].text ?? "IRR")
      return try DocumentLines<Document>.add(
        to: shown.id, product: product.id, quantity: quantity, discount: try off(shown, desk),
        price: try price.map { try desk.amount($0, currency) }, in: context)
    }
    try desk.showChange(commit, documents.tag, id, saying: .lineAdded)
  }

  /// `5%` is a share; anything else is an amount in the document's currency.
  private func off(_ document: RecordView, _ desk: Desk) throws -> Discount {
    guard let discount else { return .none }
    let text = Typed.trim(discount)
    if text.hasSuffix("%") || text.hasSuffix("٪") {
      return .percent(try PercentBasisPoints.parse(text))
    }
    let currency = try Currency.named(document[Document.shape.currency].text ?? "IRR")
    return .amount(try desk.amount(text, currency))
  }
}

extension Desk {
  /// An amount as typed, in minor units of a currency.
  func amount(_ text: String, _ currency: Currency) throws -> Int64 {
    let unit = textOptions(currency: currency).moneyUnit
    return try MoneyText.parse(text, currency: currency, defaultUnit: unit).minorUnits
  }
}

/// `karvan DOCUMENT quantity DOCUMENT LINE QUANTITY`
struct ChangeLine<Document: CommercialDocument>: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "quantity", abstract: Tongue.say(.aboutOrderQuantity))
  }

  @OptionGroup var target: LineArguments<Document>
  @Argument(help: .init(Tongue.say(.helpPackQuantity))) var quantity: String
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    let quantity = try UnitQuantity.parse(quantity)
    var id: RecordID?
    let commit = try desk.commit { context in
      let (document, line) = try target.find(at: desk, in: context)
      id = document.id
      return try DocumentLines<Document>.changeQuantity(line: line.id, to: quantity, in: context)
    }
    try desk.showChange(commit, Document.tag, id, saying: .changed)
  }
}

/// `karvan DOCUMENT remove DOCUMENT LINE`
struct RemoveLine<Document: CommercialDocument>: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "remove", abstract: Tongue.say(.aboutLineRemove))
  }

  @OptionGroup var target: LineArguments<Document>
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    var id: RecordID?
    let commit = try desk.commit { context in
      let (document, line) = try target.find(at: desk, in: context)
      id = document.id
      return try DocumentLines<Document>.remove(line.id, in: context)
    }
    try desk.showChange(commit, Document.tag, id, saying: .changed)
  }
}
