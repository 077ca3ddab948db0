// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanCore
import KarvanDomain
import KarvanStore

/// `karvan order invoice ORDER`
struct OrderInvoice: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "invoice", abstract: Tongue.say(MoneyMessage.aboutOrderInvoice))
  }
  @OptionGroup var target: DocumentTarget<Order>
  @OptionGroup var day: DocumentDay
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    let day = try day.day(desk)
    try target.make(Invoice.tag, at: desk) { order, _, context in
      try InvoiceOperations.draft(order: order.id, on: day, in: context)
    }
  }
}

/// `karvan invoice issue INVOICE`
struct InvoiceIssue: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "issue", abstract: Tongue.say(MoneyMessage.aboutInvoiceIssue))
  }
  @OptionGroup var target: DocumentTarget<Invoice>
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    try target.move(at: desk) { try InvoiceOperations.issue($0.id, in: $1) }
  }
}

/// `karvan invoice void INVOICE`
struct InvoiceVoid: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "void", abstract: Tongue.say(MoneyMessage.aboutInvoiceVoid))
  }
  @OptionGroup var target: DocumentTarget<Invoice>
  @Option(help: .init(Tongue.say(.helpReason))) var reason: String?
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    try target.move(at: desk) { try InvoiceOperations.void($0.id, reason: reason, in: $1) }
  }
}

/// `karvan invoice credit INVOICE [LINE=QUANTITY …]`
struct InvoiceCredit: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "credit", abstract: Tongue.say(MoneyMessage.aboutInvoiceCredit),
      discussion: Tongue.say(MoneyMessage.creditForms))
  }
  @OptionGroup var target: DocumentTarget<Invoice>
  @OptionGroup var parts: PartArguments
  @OptionGroup var day: DocumentDay
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    let day = try day.day(desk)
    try target.make(Invoice.tag, at: desk) { invoice, finder, context in
      try CreditNotes.draft(
        of: invoice.id, try parts.quantities(of: invoice, Invoice.self, at: desk, finder),
        on: day, in: context)
    }
  }
}

/// `karvan invoice number INVOICE`
struct InvoiceNumber: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "number", abstract: Tongue.say(MoneyMessage.aboutInvoiceNumber))
  }
  @OptionGroup var target: DocumentTarget<Invoice>
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    try target.move(at: desk) { try NumberOperations.number(Invoice.self, $0.id, in: $1) }
  }
}

/// `karvan invoice tax INVOICE STATE`
struct InvoiceTax: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "tax", abstract: Tongue.say(MoneyMessage.aboutInvoiceTax))
  }
  @OptionGroup var target: DocumentTarget<Invoice>
  @Argument(
    help: .init(Tongue.say(MoneyMessage.helpTaxState)),
    completion: .list(["queued", "sent", "accepted", "rejected"]))
  var state: String
  @Option(help: .init(Tongue.say(MoneyMessage.helpTaxReference))) var reference: String?
  @Option(help: .init(Tongue.say(MoneyMessage.helpTaxError))) var error: String?
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    let field = try RecordCells.field("tax_status", in: try desk.entity(Invoice.tag))
    let state = try FieldText.parse(state, field: field).text ?? ""
    try target.move(at: desk) {
      try InvoiceOperations.tax($0.id, state, reference: reference, error: error, in: $1)
    }
  }
}

/// `karvan invoice moadian INVOICE`
struct InvoiceMoadian: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "moadian", abstract: Tongue.say(MoneyMessage.aboutInvoiceMoadian),
      discussion: Tongue.say(MoneyMessage.moadianForms))
  }
  @OptionGroup var target: DocumentTarget<Invoice>
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    let entity = try desk.entity(Invoice.tag)
    let report = try desk.replica().read { reader in
      let view = try desk.finder(reader).find(target.document, in: [entity])
      return try RecordCells(desk: desk, reader: reader)
        .moadian(try MoadianInvoice(view, of: reader.company(), reader: reader))
    }
    desk.show(report)
  }
}
