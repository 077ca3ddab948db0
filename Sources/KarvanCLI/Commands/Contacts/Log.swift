// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanCore
import KarvanDomain
import KarvanStore

/// `karvan log CUSTOMER TEXT…`, also as `karvan interaction log`.
struct Log: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "log", abstract: Tongue.say(TalkMessage.aboutLog),
      discussion: Tongue.say(TalkMessage.logForms) + "\n\n" + FieldHelp.text(of: Interaction.self))
  }

  @Argument(help: .init(Tongue.say(TalkMessage.helpWith))) var customer: String
  @Argument(help: .init(Tongue.say(TalkMessage.helpSaid))) var text: [String]
  @OptionGroup var talk: TalkOptions
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    let tiers = try desk.historyTiers(withContacts: true)
    try talk.log(text, at: desk) { try $0.find(customer, first: tiers) }
  }
}

/// `karvan lead log LEAD TEXT…` and `karvan opportunity log DEAL TEXT…`
struct LogOf<Declaration: TimelineSubject>: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "log",
      abstract: Tongue.say(
        Declaration.tag == Lead.tag ? HistoryMessage.aboutLeadLog : HistoryMessage.aboutDealLog),
      discussion: Tongue.say(TalkMessage.logForms))
  }

  @Argument(help: .init(Tongue.say(HistoryMessage.helpSubject))) var subject: String
  @Argument(help: .init(Tongue.say(TalkMessage.helpSaid))) var text: [String]
  @OptionGroup var talk: TalkOptions
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    let entity = try desk.entity(Declaration.tag)
    try talk.log(text, at: desk) { try $0.find(subject, in: [entity]) }
  }
}

/// How and over which channel something was said.
struct TalkOptions: ParsableArguments {
  @Option(help: .init(Interaction.shape.channel.label.text(in: Tongue.current.language)))
  var channel = "note"
  @Flag(name: .customLong("in"), help: .init(Tongue.say(TalkMessage.helpIn))) var incoming = false
  @Option(help: .init(Tongue.say(TalkMessage.helpGoesOn))) var thread: String?
  @Option(help: .init(Tongue.say(HistoryMessage.helpDeal))) var opportunity: String?
  @Option(
    name: .customLong("set"), help: .init(Tongue.say(.helpAssignments), valueName: "field=value"))
  var assignments: [String] = []

  /// Writes down what was said with whom `find` finds.
  func log(
    _ text: [String], at desk: Desk, _ find: (RecordFinder) throws -> RecordView
  ) throws {
    let shape = Interaction.shape
    let entity = try desk.entity(Interaction.tag)
    var name = ""
    let channel = try FieldText.parse(
      self.channel, field: try RecordCells.field("channel", in: entity))
    let commit = try desk.commit { context in
      let finder = try desk.finder(context)
      let found = try find(finder)
      name = RecordTitle.text(found, desk.words)
      var edit = try desk.edit(assignments, of: entity, before: nil, in: context)
      if let field = Self.field(for: found) { edit.values[field.tag] = .reference(found.id) }
      if let opportunity {
        let deals = try desk.entity(Opportunity.tag)
        edit.values[shape.opportunity.tag] = .reference(
          try finder.find(opportunity, in: [deals]).id)
      }
      edit.values[shape.summary.tag] = .text(text.joined(separator: " "))
      edit.values[shape.channel.tag] = channel
      if channel != .text("note"), edit.values[shape.direction.tag] == nil {
        edit.values[shape.direction.tag] = .text(incoming ? "in" : "out")
      }
      if let thread {
        edit.values[shape.thread.tag] = .reference(try finder.find(thread, in: [entity]).id)
      }
      return try InteractionOperations.log(edit, in: context)
    }
    try desk.showLogged(commit, with: name)
  }

  private static func field(for view: RecordView) -> Field? {
    let shape = Interaction.shape
    return [shape.account, shape.contact, shape.lead, shape.opportunity]
      .first { $0.kind == .reference(view.entity.tag) }
  }
}

/// `karvan interaction correct INTERACTION TEXT…`
struct InteractionCorrect: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "correct", abstract: Tongue.say(TalkMessage.aboutCorrect))
  }

  @Argument(help: .init(Tongue.say(TalkMessage.helpInteraction))) var interaction: String
  @Argument(help: .init(Tongue.say(TalkMessage.helpSaid))) var text: [String]
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    let entity = try desk.entity(Interaction.tag)
    var name = ""
    let commit = try desk.commit { context in
      let shown = try desk.finder(context).find(interaction, in: [entity])
      if let account = shown[Interaction.shape.account].reference {
        name = try context.reader.record(Account.tag, account)?.title ?? ""
      }
      let edit = RecordEdit(
        values: [Interaction.shape.summary.tag: .text(text.joined(separator: " "))])
      return try InteractionOperations.correct(shown.id, edit, in: context)
    }
    try desk.showLogged(commit, with: name)
  }
}

/// `karvan interaction thread INTERACTION`
struct InteractionThread: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "thread", abstract: Tongue.say(TalkMessage.aboutThread))
  }

  @Argument(help: .init(Tongue.say(TalkMessage.helpInteraction))) var interaction: String
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    let entity = try desk.entity(Interaction.tag)
    desk.show(
      try desk.replica().read { reader in
        let shown = try desk.finder(reader).find(interaction, in: [entity])
        let first = try InteractionOperations.first(of: shown, reader: reader)
        let rest = try reader.records(
          Interaction.tag, where: Interaction.shape.thread.tag, is: .reference(first.id))
        let moments = ([first] + rest).compactMap { TimelineMoment($0) }
        let cells = RecordCells(desk: desk, reader: reader)
        return try cells.timeline(TimelineMoment.sorted(moments, limit: .max).reversed())
      })
  }
}

extension Desk {
  /// Shows what was written down of a talk.
  fileprivate func showLogged(_ commit: Commit?, with customer: String) throws {
    try showChange(commit, Interaction.tag) { [words] _, view, _ in
      words(TalkMessage.logged, customer, view[Interaction.shape.summary].text ?? "")
    }
  }
}
