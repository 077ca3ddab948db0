// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanCore
import KarvanDomain
import KarvanStore

/// How money is handed over.
struct PaymentOptions: ParsableArguments {
  @Option(
    help: .init(Tongue.say(MoneyMessage.helpMethod), valueName: "cash|card|transfer|cheque"),
    completion: .list(["cash", "card", "transfer", "cheque"]))
  var method: String?
  @Option(help: .init(Tongue.say(MoneyMessage.helpReference))) var reference: String?
  @Option(help: .init(Tongue.say(MoneyMessage.helpSayad))) var sayad: String?
  @Option(help: .init(Tongue.say(MoneyMessage.helpChequeNumber))) var chequeNumber: String?
  @Option(help: .init(Tongue.say(MoneyMessage.helpBank))) var bank: String?
  @Option(help: .init(Tongue.say(MoneyMessage.helpDue), valueName: "date")) var due: String?
  @Option(help: .init(Tongue.say(MoneyMessage.helpDrawer))) var drawer: String?
  @Option(help: .init(Tongue.say(MoneyMessage.helpCurrency))) var currency: String?
  @Option(help: .init(Tongue.say(.helpNote))) var note: String?
  @Option(
    name: .customLong("for"),
    help: .init(Tongue.say(MoneyMessage.helpSettles), valueName: "invoice"))
  var invoices: [String] = []
  @Flag(help: .init(Tongue.say(MoneyMessage.helpUnallocated))) var unallocated = false
  @OptionGroup var day: DocumentDay

  /// The fields of the payment; a cheque is known by what only cheques have.
  func edit(_ amount: String, _ direction: String, at desk: Desk) throws -> RecordEdit {
    let entity = try desk.entity(Payment.tag)
    let shape = Payment.shape
    var edit = RecordEdit()
    let currency = try Currency.named(currency ?? Currency.irr.code)
    edit.values[shape.currency.tag] = .text(currency.code)
    edit.values[shape.amount.tag] = .integer(try desk.amount(amount, currency))
    edit.values[shape.direction.tag] = .text(direction)
    edit.values[shape.paidOn.tag] = .integer(Int64(try day.day(desk).daysSinceEpoch))
    let isCheque = [sayad, chequeNumber, bank, due, drawer].contains { $0 != nil }
    let typed: [(Field, String?)] = [
      (shape.method, method ?? (isCheque ? "cheque" : "cash")), (shape.reference, reference),
      (shape.sayadId, sayad), (shape.chequeNumber, chequeNumber), (shape.bank, bank),
      (shape.dueDate, due), (shape.drawer, drawer), (shape.note, note),
    ]
    for (field, text) in typed {
      guard let text, let field = entity.field(field.tag) else { continue }
      try Printable.check(text, of: field.name, isLong: field.tag == shape.note.tag)
      edit.values[field.tag] = try FieldText.parse(
        text, field: field, options: desk.textOptions(currency: currency))
    }
    return edit
  }

  /// What the money settles.
  func target(at desk: Desk, _ finder: RecordFinder) throws -> PaymentOperations.Target {
    guard invoices.isEmpty else {
      guard !unallocated else { throw CLIError(.conflictingOptions, "--for", "--unallocated") }
      let entity = try desk.entity(Invoice.tag)
      return .named(try invoices.map { try finder.find($0, in: [entity]).id })
    }
    return unallocated ? .nothing : .oldest
  }

  func take(_ account: String, _ amount: String, _ direction: String, at desk: Desk) throws {
    var edit = try edit(amount, direction, at: desk)
    let accounts = try desk.entity(Account.tag)
    let commit = try desk.commit { context in
      let finder = try desk.finder(context)
      // What is collected during a visit belongs to it.
      let visit = try VisitOperations.current(of: context.author.user, reader: context.reader)
      if let visit { edit.values[Payment.shape.visit.tag] = .reference(visit.id) }
      return try PaymentOperations.take(
        account: try finder.find(account, in: [accounts]).id, edit,
        settling: try target(at: desk, finder), in: context)
    }
    try desk.showChange(commit, Payment.tag, saying: .added)
  }
}

/// `karvan payment take ACCOUNT AMOUNT`
struct PaymentTake: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "take", abstract: Tongue.say(MoneyMessage.aboutPaymentTake),
      discussion: Tongue.say(MoneyMessage.paymentForms))
  }
  @Argument(help: .init(Tongue.say(.helpAccount)), completion: .records(Account.self))
  var account: String
  @Argument(help: .init(Tongue.say(MoneyMessage.helpMoney))) var amount: String
  @OptionGroup var options: PaymentOptions
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws { try options.take(account, amount, "in", at: desk) }
}

/// `karvan payment back ACCOUNT AMOUNT`
struct PaymentBack: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "back", abstract: Tongue.say(MoneyMessage.aboutPaymentBack))
  }
  @Argument(help: .init(Tongue.say(.helpAccount)), completion: .records(Account.self))
  var account: String
  @Argument(help: .init(Tongue.say(MoneyMessage.helpMoney))) var amount: String
  @OptionGroup var options: PaymentOptions
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws { try options.take(account, amount, "out", at: desk) }
}

/// What settles an invoice, and the invoice.
struct AllocationArguments: ParsableArguments {
  @Argument(help: .init(Tongue.say(MoneyMessage.helpSource))) var source: String
  @Argument(
    help: .init(Tongue.say(MoneyMessage.helpInvoice)),
    completion: .records(Invoice.self))
  var invoice: String

  func carryOut(
    at desk: Desk,
    _ make: (RecordView, RecordID, OperationContext) throws -> OperationDraft
  ) throws {
    let sources = [try desk.entity(Payment.tag), try desk.entity(Invoice.tag)]
    var id: RecordID?
    let commit = try desk.commit { context in
      let finder = try desk.finder(context)
      let invoice = try finder.find(invoice, in: [sources[1]])
      id = invoice.id
      return try make(try finder.find(source, in: sources), invoice.id, context)
    }
    try desk.showChange(commit, Invoice.tag, id, saying: .changed)
  }
}

/// `karvan payment allocate PAYMENT INVOICE [AMOUNT]`
struct PaymentAllocate: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "allocate", abstract: Tongue.say(MoneyMessage.aboutPaymentAllocate))
  }
  @OptionGroup var target: AllocationArguments
  @Argument(help: .init(Tongue.say(MoneyMessage.helpShare))) var amount: String?
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    try target.carryOut(at: desk) { source, invoice, context in
      let field =
        source.entity.tag == Payment.tag
        ? Payment.shape.currency : Invoice.shape.currency
      let currency = try Currency.named(source[field].text ?? Currency.irr.code)
      let amount = try amount.map { try desk.amount($0, currency) }
      return try PaymentOperations.allocate(source, to: invoice, amount, in: context)
    }
  }
}

/// `karvan payment release PAYMENT INVOICE`
struct PaymentRelease: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "release", abstract: Tongue.say(MoneyMessage.aboutPaymentRelease))
  }
  @OptionGroup var target: AllocationArguments
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    try target.carryOut(at: desk) { try PaymentOperations.release($0, from: $1, in: $2) }
  }
}

/// `karvan payment cheque PAYMENT STATE`
struct PaymentCheque: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "cheque", abstract: Tongue.say(MoneyMessage.aboutPaymentCheque))
  }
  @OptionGroup var target: DocumentTarget<Payment>
  @Argument(
    help: .init(Tongue.say(MoneyMessage.helpChequeState)),
    completion: .list(["deposited", "cleared", "bounced", "returned"]))
  var state: String
  @Option(help: .init(Tongue.say(.helpReason))) var reason: String?
  @OptionGroup var day: DocumentDay
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    let field = try RecordCells.field("status", in: try desk.entity(Payment.tag))
    let state = try FieldText.parse(state, field: field).text ?? ""
    let day = try day.day(desk)
    try target.move(at: desk) {
      try PaymentOperations.move($0.id, to: state, on: day, reason: reason, in: $1)
    }
  }
}

/// `karvan payment void PAYMENT`
struct PaymentVoid: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "void", abstract: Tongue.say(MoneyMessage.aboutPaymentVoid))
  }
  @OptionGroup var target: DocumentTarget<Payment>
  @Option(help: .init(Tongue.say(.helpReason))) var reason: String?
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    let today = desk.today()
    try target.move(at: desk) {
      try PaymentOperations.move($0.id, to: "void", on: today, reason: reason, in: $1)
    }
  }
}
