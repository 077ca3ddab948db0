// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanCore
import KarvanDomain
import KarvanStore

/// `karvan lead convert LEAD`
struct LeadConvert: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "convert", abstract: Tongue.say(SellingMessage.aboutConvert),
      discussion: Tongue.say(SellingMessage.convertForms))
  }

  @OptionGroup var target: LeadArgument
  @Argument(
    help: .init(Tongue.say(SellingMessage.helpDealAssignments), valueName: "field=value"),
    completion: .custom { FieldHelp.completions(of: Opportunity.self, $0, $1, $2) })
  var assignments: [String] = []
  @Option(help: .init(Tongue.say(SellingMessage.helpConvertAccount))) var account: String?
  @Option(help: .init(Tongue.say(SellingMessage.helpConvertContact))) var contact: String?
  @Flag(help: .init(Tongue.say(SellingMessage.helpNewAccount))) var new = false
  @Flag(help: .init(Tongue.say(SellingMessage.helpNoOpportunity))) var noOpportunity = false
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    if new, account != nil { throw CLIError(.conflictingOptions, "--new", "--account") }
    if noOpportunity, !assignments.isEmpty {
      throw CLIError(.conflictingOptions, "--no-opportunity", assignments[0])
    }
    let leads = try desk.entity(Lead.tag)
    var lead: RecordID?
    let commit = try desk.commit { context in
      let shown = try desk.finder(context).find(target.lead, in: [leads])
      lead = shown.id
      let isDone = shown[Lead.shape.status] == .text(Lead.converted)
      if !isDone, !new, account == nil { try refuseMatches(of: shown, desk, context) }
      return try LeadOperations.convert(shown.id, try plan(desk, context), in: context)
    }
    try desk.showChange(commit, Lead.tag, lead) { cells, view, name in
      desk.words(.leadConverted, name, try cells.conversion(of: view))
    }
    guard commit == nil, let lead else { return }
    try desk.replica().read { reader in
      guard let view = try reader.record(Lead.tag, lead) else { return }
      let name = RecordTitle.text(view, desk.words)
      let cells = RecordCells(desk: desk, reader: reader)
      desk.note(desk.words(.leadWasConverted, name, try cells.conversion(of: view)))
    }
  }

  private func plan(_ desk: Desk, _ context: OperationContext) throws -> LeadConversion {
    let finder = try desk.finder(context)
    var plan = LeadConversion(opensOpportunity: !noOpportunity)
    plan.account = try account.map { try finder.find($0, in: [try desk.entity(Account.tag)]).id }
    plan.contact = try contact.map { try finder.find($0, in: [try desk.entity(Contact.tag)]).id }
    plan.opportunity = try desk.edit(
      assignments, of: try desk.entity(Opportunity.tag), before: nil, in: context)
    return plan
  }

  /// Nothing is made twice in silence.
  private func refuseMatches(
    of lead: RecordView, _ desk: Desk, _ context: OperationContext
  ) throws {
    let matches = try LeadOperations.matches(of: lead, reader: context.reader)
    guard !matches.isEmpty else { return }
    let lines = matches.prefix(RecordFinder.listed).map {
      "  \(ShortID.of($0.id))  \(RecordTitle.text($0, desk.words))"
    }
    throw CLIError(
      .leadMatches, RecordTitle.text(lead, desk.words), lines.joined(separator: "\n"),
      ShortID.of(matches[0].id))
  }
}

extension RecordCells {
  /// The names of what a lead became.
  func conversion(of lead: RecordView) throws -> String {
    let shape = Lead.shape
    let targets = [
      (Account.tag, shape.convertedAccount), (Contact.tag, shape.convertedContact),
      (Opportunity.tag, shape.convertedOpportunity),
    ]
    let names = try targets.compactMap { tag, field -> String? in
      guard let id = lead[field].reference else { return nil }
      let label = try desk.entity(tag).about.label.text(in: desk.words.language)
      return "\(label) \(try title(tag, id)) (\(ShortID.of(id)))"
    }
    return desk.words.list(names)
  }
}
