// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanCore
import KarvanDomain
import KarvanStore

/// `karvan account statement ACCOUNT`
struct AccountStatement: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "statement", abstract: Tongue.say(MoneyMessage.aboutStatement),
      discussion: Tongue.say(MoneyMessage.statementForms))
  }
  @Argument(help: .init(Tongue.say(.helpAccount)), completion: .records(Account.self))
  var account: String
  @Option(help: .init(Tongue.say(MoneyMessage.helpFrom), valueName: "date")) var from: String?
  @Option(help: .init(Tongue.say(MoneyMessage.helpUntil), valueName: "date")) var to: String?
  @Option(help: .init(Tongue.say(MoneyMessage.helpCurrency))) var currency: String?
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    let first = try from.map { try desk.day($0) }
    let last = try to.map { try desk.day($0) }
    let currency = try Currency.named(currency ?? Currency.irr.code)
    let entity = try desk.entity(Account.tag)
    let report = try desk.replica().read { reader in
      let view = try desk.finder(reader).find(account, in: [entity])
      let book = try AccountBook(of: view, currency: currency.code, reader: reader)
      return try RecordCells(desk: desk, reader: reader)
        .statement(try Statement(book, from: first, to: last), of: book, in: currency)
    }
    desk.show(report)
  }
}

/// `karvan account credit ACCOUNT`
struct AccountCredit: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "credit", abstract: Tongue.say(MoneyMessage.aboutCredit),
      discussion: Tongue.say(MoneyMessage.creditStandingForms))
  }
  @Argument(help: .init(Tongue.say(.helpAccount)), completion: .records(Account.self))
  var account: String
  @Option(help: .init(Tongue.say(MoneyMessage.helpCreditOrder))) var order: String?
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    let accounts = try desk.entity(Account.tag)
    let orders = try desk.entity(Order.tag)
    let report = try desk.replica().read { reader in
      let finder = desk.finder(reader)
      let view = try finder.find(account, in: [accounts])
      let cells = RecordCells(desk: desk, reader: reader)
      guard let name = order else {
        let standing = try CreditStanding(of: view, today: desk.today(), reader: reader)
        return try cells.credit(standing, CreditDecision(standing, adding: 0))
      }
      let order = try finder.find(name, in: [orders])
      let totals = try OrderTotals.of(order, reader: reader)
      guard
        let found = try OrderOperations.credit(
          for: order, totals, on: desk.today(), reader: reader),
        found.standing.account.id == view.id
      else { throw CLIError(.notFound, name, desk.words(MoneyMessage.orderOfAccount, view.title)) }
      return try cells.credit(found.standing, found.decision)
    }
    desk.show(report)
  }
}

extension Desk {
  /// Says how an order that was submitted stands with the account's credit; nothing when all is
  /// well.
  func sayCredit(of order: String) throws {
    guard settings.format == .table else { return }
    let entity = try entity(Order.tag)
    let sentence = try replica().read { reader -> String? in
      let view = try finder(reader).find(order, in: [entity])
      let totals = try OrderTotals.of(view, reader: reader)
      guard
        let found = try OrderOperations.credit(for: view, totals, on: today(), reader: reader)
      else { return nil }
      let reasons = view.words(Order.shape.approvalReasons).map { code in
        ApprovalReason(rawValue: code)?.label.text(in: words.language) ?? code
      }
      if !reasons.isEmpty { return words(MoneyMessage.needsApproval, words.list(reasons)) }
      return found.decision.outcome == .warn
        ? words(MoneyMessage.creditIsNear, RecordTitle.text(found.standing.account, words)) : nil
    }
    if let sentence { note(sentence) }
  }
}
