// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanCore
import KarvanDomain
import KarvanStore

/// `karvan account terms ACCOUNT [--claim]`
struct AccountTerms: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "terms", abstract: Tongue.say(TermsMessage.aboutTerms),
      discussion: Tongue.say(TermsMessage.termsForms))
  }

  @Argument(help: .init(Tongue.say(.helpAccount)), completion: .records(Account.self))
  var account: String
  @Flag(help: .init(Tongue.say(TermsMessage.helpClaim))) var claim = false
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    let accounts = try desk.entity(Account.tag)
    if claim { try write(desk, accounts) }
    let report = try desk.replica().read { reader in
      let view = try desk.finder(reader).find(account, in: [accounts])
      return try self.report(of: view, RecordCells(desk: desk, reader: reader))
    }
    desk.show(report)
  }

  private func write(_ desk: Desk, _ accounts: Entity) throws {
    var title = ""
    let commit = try desk.commit { context in
      let view = try desk.finder(context).find(account, in: [accounts])
      title = RecordTitle.text(view, desk.words)
      return try TermsOperations.claim(for: view.id, on: desk.today(), in: context)
    }
    let rules = try desk.replica().read { reader in
      try commit?.changes.filter { $0.entity == TermsGrant.tag }.compactMap { change in
        try reader.record(TermsGrant.tag, change.record)?[TermsGrant.shape.rule].reference
          .flatMap { try reader.record(TermsRule.tag, $0)?.title }
      } ?? []
    }
    desk.note(
      rules.isEmpty
        ? desk.words(TermsMessage.nothingToClaim, title)
        : desk.words(TermsMessage.termsClaimed, title, desk.words.list(rules)))
  }

  private func report(of account: RecordView, _ cells: RecordCells) throws -> Report {
    let words = cells.desk.words
    var report = Report([
      Column("rule", words(TermsMessage.termsRule)),
      Column("purchases", words(TermsMessage.bought), isNumber: true),
      Column("threshold", words(TermsMessage.neededLevel), isNumber: true),
      Column("missing", words(TermsMessage.missingToLevel), isNumber: true),
      Column("gives", words(TermsMessage.termsGain)),
      Column("state", words(TermsMessage.termsState)),
    ])
    let grant = TermsGrant.shape
    let waiting = try cells.reader.records(
      TermsGrant.tag, where: grant.account.tag, is: .reference(account.id)
    ).filter { $0[grant.decision].isNull }.compactMap { $0[grant.rule].reference }
    let standings = try EasierTerms.all(
      for: account, on: cells.desk.today(), reader: cells.reader)
    report.rows = try standings.map { standing in
      let currency = try Currency.named(standing.currency)
      let options = cells.desk.textOptions(currency: currency)
      let gains = standing.gains.map { field, value in
        "\(field.label.text(in: words.language)): "
          + FieldText.format(value, field: field, options: options)
      }
      let state: (code: String, text: TermsMessage) =
        standing.gains.isEmpty
        ? ("has", .stateHas)
        : waiting.contains(standing.rule.id)
          ? ("waits", .stateWaits)
          : standing.isReached ? ("reached", .stateReached) : ("missing", .stateMissing)
      return [
        Cell(.string(standing.rule.title), RecordTitle.text(standing.rule, words)),
        cells.money(standing.purchases, currency), cells.money(standing.threshold, currency),
        cells.money(standing.missing, currency),
        Cell(.array(gains.map { .string($0) }), words.list(gains)),
        Cell(.string(state.code), words(state.text)),
      ]
    }
    return report
  }
}
