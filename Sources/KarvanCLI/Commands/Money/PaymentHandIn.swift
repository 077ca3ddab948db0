// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanCore
import KarvanDomain
import KarvanStore

/// `karvan payment hand-in [AMOUNT]`
struct PaymentHandIn: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "hand-in", abstract: Tongue.say(HandInMessage.aboutHandIn),
      discussion: Tongue.say(HandInMessage.handInForms))
  }

  @Argument(help: .init(Tongue.say(HandInMessage.helpCounted))) var amount: String?
  @Option(name: .customLong("to"), help: .init(Tongue.say(HandInMessage.helpReceiver)))
  var receiver: String?
  @Option(help: .init(Tongue.say(MoneyMessage.helpCurrency))) var currency: String?
  @Option(help: .init(Tongue.say(.helpNote))) var note: String?
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    let currency = try Currency.named(currency ?? Currency.irr.code)
    guard let amount else { return try show(currency, at: desk) }
    let counted = try desk.amount(amount, currency)
    var collected: Int64 = 0
    let commit = try desk.commit { context in
      let hand = try CashInHand(
        of: context.author.user, currency: currency.code, reader: context.reader)
      collected = hand.cash
      return try hand.handIn(
        counted: counted, receiver: try text(receiver, "receiver", desk),
        note: try text(note, "note", desk), in: context)
    }
    try desk.showChange(commit, CashHandIn.tag) { cells, view, _ in
      let words = desk.words
      let number = words.digits(view[CashHandIn.shape.number].text ?? "")
      let difference = counted.subtractingReportingOverflow(collected).partialValue
      return difference == 0
        ? words(HandInMessage.handedInEven, number)
        : words(HandInMessage.handedIn, number, cells.money(difference, currency).text)
    }
  }

  private func text(_ typed: String?, _ name: String, _ desk: Desk) throws -> String? {
    guard let typed else { return nil }
    let field = try RecordCells.field(name, in: try desk.entity(CashHandIn.tag))
    return try FieldText.parse(typed, field: field, options: desk.textOptions()).text
  }

  private func show(_ currency: Currency, at desk: Desk) throws {
    let report = try desk.replica().read { reader in
      let hand = try CashInHand(of: try desk.user, currency: currency.code, reader: reader)
      return try RecordCells(desk: desk, reader: reader).inHand(hand, currency)
    }
    desk.show(report)
  }
}

extension RecordCells {
  /// The money that somebody carries, payment by payment.
  func inHand(_ hand: CashInHand, _ currency: Currency) throws -> Report {
    let words = desk.words
    let payments = hand.payments + hand.cheques
    return .single(
      [
        (
          Column("cash", words(HandInMessage.cash), isNumber: true), money(hand.cash, currency)
        ),
        (
          Column("cheques", words(HandInMessage.cheques), isNumber: true),
          money(hand.chequeSum, currency)
        ),
      ],
      parts: [
        Report.Part(
          "payments", words(HandInMessage.inHand),
          try list(
            payments, of: try desk.entity(Payment.tag),
            fields: try fields(try desk.entity(Payment.tag), named: [])))
      ],
      notes: payments.isEmpty ? [words(HandInMessage.nothingInHand)] : [])
  }

  /// What was handed in beside what was counted.
  func handedIn(_ view: RecordView) throws -> Report.Part {
    let words = desk.words
    let currency = try Currency.named(view[CashHandIn.shape.currency].text ?? Currency.irr.code)
    let hand = try CashInHand(of: view, reader: reader)
    let counted = view[CashHandIn.shape.counted].integer ?? 0
    let difference = counted.subtractingReportingOverflow(hand.cash).partialValue
    func amount(_ name: String, _ label: HandInMessage, _ value: Int64) -> (Column, Cell) {
      (Column(name, words(label), isNumber: true), money(value, currency))
    }
    let entity = try desk.entity(Payment.tag)
    return Report.Part(
      "collected", words(HandInMessage.collected),
      .single(
        [
          amount("cash", .cash, hand.cash), amount("difference", .difference, difference),
          amount("cheques", .cheques, hand.chequeSum),
        ],
        parts: [
          Report.Part(
            "payments", entity.about.label.text(in: words.language),
            try list(
              hand.payments + hand.cheques, of: entity, fields: try fields(entity, named: [])))
        ]))
  }
}
