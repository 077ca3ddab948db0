// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanCore
import KarvanDomain
import KarvanStore

/// `karvan opportunity new ACCOUNT NAME`
struct OpportunityNew: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "new", abstract: Tongue.say(SellingMessage.aboutOpportunityNew),
      discussion: FieldHelp.text(of: Opportunity.self))
  }

  @Argument(help: .init(Tongue.say(.helpAccount)), completion: .records(Account.self))
  var account: String
  @Argument(help: .init(Tongue.say(.helpName))) var name: String
  @Argument(
    help: .init(Tongue.say(.helpAssignments), valueName: "field=value"),
    completion: .custom { FieldHelp.completions(of: Opportunity.self, $0, $1, $2) })
  var assignments: [String] = []
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    try Printable.check(name, of: "name")
    let entity = try desk.entity(Opportunity.tag)
    let commit = try desk.commit { context in
      let account = try desk.finder(context).find(account, in: [try desk.entity(Account.tag)])
      var edit = try desk.edit(assignments, of: entity, before: nil, in: context)
      edit.values[Opportunity.shape.name.tag] = .text(Typed.trim(name))
      return try OpportunityOperations.start(account: account.id, edit, in: context)
    }
    try desk.showChange(commit, entity.tag, saying: .added)
  }
}

/// `karvan opportunity add OPPORTUNITY PRODUCT [QUANTITY]`
struct OpportunityAdd: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "add", abstract: Tongue.say(SellingMessage.aboutOpportunityAdd),
      discussion: FieldHelp.text(of: OpportunityLine.self))
  }

  @OptionGroup var target: OpportunityArgument
  @Argument(help: .init(Tongue.say(.helpProduct)), completion: .records(Product.self))
  var product: String
  @Argument(help: .init(Tongue.say(.helpQuantity))) var quantity: String = "1"
  @Argument(
    help: .init(Tongue.say(.helpAssignments), valueName: "field=value"),
    completion: .custom { FieldHelp.completions(of: OpportunityLine.self, $0, $1, $2) })
  var assignments: [String] = []
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    let quantity = try Quantity.parse(quantity)
    let lines = try desk.entity(OpportunityLine.tag)
    let shape = OpportunityLine.shape
    try desk.carryOut(
      on: Opportunity.tag, named: target.opportunity,
      saying: {
        desk.words(Message.changed, $1.entity.about.label.text(in: desk.words.language), $2)
      }
    ) { shown, context in
      let product = try desk.finder(context).find(product, in: [try desk.entity(Product.tag)])
      // The amounts are in the currency of the opportunity, which the line itself does not say.
      var edit = try desk.edit(
        assignments + ["opportunity=\(shown.id)"], of: lines, before: nil, in: context)
      edit.values[shape.product.tag] = .reference(product.id)
      edit.values[shape.quantity.tag] = .integer(quantity.thousandths)
      return OperationDraft(
        "opportunity add", try RecordOperations.add(lines, edit, in: context).changes)
    }
  }
}

/// The opportunity that a command is about.
struct OpportunityArgument: ParsableArguments {
  @Argument(
    help: .init(Tongue.say(SellingMessage.helpOpportunity)),
    completion: .records(Opportunity.self))
  var opportunity: String
}

/// `karvan opportunity check OPPORTUNITY [CHECK …]`
struct OpportunityCheck: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "check", abstract: Tongue.say(SellingMessage.aboutCheck))
  }

  @OptionGroup var target: OpportunityArgument
  @Argument(help: .init(Tongue.say(SellingMessage.helpCheck))) var checks: [String] = []
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    guard !checks.isEmpty else { return try list(desk) }
    var confirmed: [String] = []
    try desk.carryOut(
      on: Opportunity.tag, named: target.opportunity,
      saying: { desk.words(SellingMessage.confirmedNow, $2, desk.words.list(confirmed)) }
    ) { shown, context in
      let all = try Self.checks(of: shown, context.reader)
      confirmed = try checks.map { try Self.check($0, of: all) }
      return try OpportunityOperations.confirm(shown.id, confirmed, in: context)
    }
  }

  private func list(_ desk: Desk) throws {
    let entity = try desk.entity(Opportunity.tag)
    let report = try desk.replica().read { reader in
      let view = try desk.finder(reader).find(target.opportunity, in: [entity])
      let confirmed = view.words(Opportunity.shape.confirmedChecks)
      var report = Report([
        Column("number", "#", isNumber: true), Column("check", desk.words(Message.check)),
        Column("confirmed", desk.words(Message.confirmed)),
      ])
      for (index, check) in try Self.checks(of: view, reader).enumerated() {
        let isDone = confirmed.contains(check)
        report.rows.append([
          Cell(.count(index + 1), desk.words.number(index + 1)), .text(check),
          Cell(.bool(isDone), isDone ? desk.words(.yes) : ""),
        ])
      }
      return report
    }
    desk.show(report)
  }

  /// The exit checks of its stage and those after it, each once.
  private static func checks(
    of view: RecordView, _ reader: any RecordReader
  ) throws -> [String] {
    try StageExit(of: view, reader: reader).stages
      .flatMap { $0.words(Stage.shape.exitChecks) }
      .reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }

  private static func check(_ text: String, of all: [String]) throws(CLIError) -> String {
    if let number = Typed.number(text, as: Int.self), all.indices.contains(number - 1) {
      return all[number - 1]
    }
    let key = SearchKey.normalize(text)
    let found = all.filter { SearchKey.normalize($0).utf8.starts(with: key.utf8) }
    guard !key.isEmpty, found.count == 1 else {
      throw CLIError(.badChoice, "CHECK", text, all.joined(separator: "، "))
    }
    return found[0]
  }
}
