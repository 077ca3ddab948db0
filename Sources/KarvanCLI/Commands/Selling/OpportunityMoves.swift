// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanCore
import KarvanDomain
import KarvanStore

/// `karvan opportunity move OPPORTUNITY [STAGE]`
struct OpportunityMove: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "move", abstract: Tongue.say(SellingMessage.aboutMove),
      discussion: Tongue.say(SellingMessage.moveForms))
  }

  @OptionGroup var target: OpportunityArgument
  @Argument(help: .init(Tongue.say(SellingMessage.helpStage))) var stage: String = "next"
  @Flag(help: .init(Tongue.say(SellingMessage.helpChecked))) var checked = false
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    var title = ""
    try desk.carryOut(
      on: Opportunity.tag, named: target.opportunity,
      saying: { desk.words(.dealMoved, $2, title) }
    ) { shown, context in
      let found = try StageName(desk: desk, context: context, opportunity: shown).find(stage)
      title = found.title
      return try OpportunityOperations.move(
        shown.id, to: found.id, confirming: try openChecks(of: shown, if: checked, context),
        in: context)
    }
  }
}

/// All exit checks that are open, where somebody confirms them with the move.
private func openChecks(
  of opportunity: RecordView, if isConfirming: Bool, _ context: OperationContext
) throws -> [String] {
  guard isConfirming else { return [] }
  let exit = try StageExit(of: opportunity, reader: context.reader)
  return exit.stages.flatMap { exit.openChecks(of: $0) }
    .reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
}

/// A stage as people name it: by its number in the pipeline, its name, or its direction.
struct StageName {
  let desk: Desk
  let context: OperationContext
  let opportunity: RecordView

  func find(_ text: String) throws -> RecordView {
    let shape = Opportunity.shape
    guard let pipeline = opportunity[shape.pipeline].reference else {
      throw CLIError(.notFound, text, desk.words(.noSuchStage))
    }
    let stages = try Pipelines.stages(of: pipeline, reader: context.reader)
    let present = stages.firstIndex { $0.id == opportunity[shape.stage].reference }
    let key = SearchKey.normalize(Typed.trim(text))
    if let step = ["next": 1, "بعدی": 1, "back": -1, "قبلی": -1][key] {
      guard let present, stages.indices.contains(present + step) else {
        throw CLIError(.badChoice, "STAGE", text, desk.words.list(stages.map(\.title)))
      }
      return stages[present + step]
    }
    if let number = Typed.number(text, as: Int.self), stages.indices.contains(number - 1) {
      return stages[number - 1]
    }
    let exact = stages.filter { SearchKey.normalize($0.title).utf8.elementsEqual(key.utf8) }
    let beginning = stages.filter { SearchKey.normalize($0.title).utf8.starts(with: key.utf8) }
    for found in [exact, beginning] where found.count == 1 && !key.isEmpty { return found[0] }
    return try desk.finder(context).find(text, in: [try desk.entity(Stage.tag)])
  }
}

/// How and when a deal ended.
struct EndingOptions: ParsableArguments {
  @Option(help: .init(Tongue.say(SellingMessage.helpNoteText))) var note: String?
  @Option(help: .init(Tongue.say(SellingMessage.helpOn), valueName: "date")) var on: String?

  func ending(at desk: Desk) throws -> OpportunityOperations.Ending {
    OpportunityOperations.Ending(on: try desk.day(on), note: note)
  }
}

/// `karvan opportunity win OPPORTUNITY`
struct OpportunityWin: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "win", abstract: Tongue.say(SellingMessage.aboutWin),
      discussion: Tongue.say(SellingMessage.moveForms))
  }

  @OptionGroup var target: OpportunityArgument
  @OptionGroup var how: EndingOptions
  @Flag(help: .init(Tongue.say(SellingMessage.helpChecked))) var checked = false
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    let ending = try how.ending(at: desk)
    try desk.carryOut(
      on: Opportunity.tag, named: target.opportunity, saying: { desk.words(.wonNow, $2) }
    ) { shown, context in
      try OpportunityOperations.win(
        shown.id, ending, confirming: try openChecks(of: shown, if: checked, context), in: context)
    }
  }
}

/// `karvan opportunity lose OPPORTUNITY REASON [--to COMPETITOR]`
struct OpportunityLose: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "lose", abstract: Tongue.say(SellingMessage.aboutLose))
  }

  @OptionGroup var target: OpportunityArgument
  @Argument(help: .init(Tongue.say(SellingMessage.helpLostReason))) var reason: String
  @Option(help: .init(Tongue.say(SellingMessage.helpLostTo))) var to: String?
  @OptionGroup var how: EndingOptions
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    var ending = try how.ending(at: desk)
    let field = Opportunity.shape.lostReason
    ending.lostReason = try desk.code(reason, of: field, in: Opportunity.tag)
    try desk.carryOut(
      on: Opportunity.tag, named: target.opportunity,
      saying: { desk.words(.lostNow, $2, desk.label($1[field], of: field)) }
    ) { shown, context in
      ending.lostTo = try to.map {
        try desk.finder(context).find($0, in: [try desk.entity(Competitor.tag)]).id
      }
      return try OpportunityOperations.lose(shown.id, ending, in: context)
    }
  }
}

/// `karvan opportunity abandon OPPORTUNITY`
struct OpportunityAbandon: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "abandon", abstract: Tongue.say(SellingMessage.aboutAbandon))
  }

  @OptionGroup var target: OpportunityArgument
  @OptionGroup var how: EndingOptions
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    let ending = try how.ending(at: desk)
    try desk.carryOut(
      on: Opportunity.tag, named: target.opportunity, saying: { desk.words(.abandonedNow, $2) }
    ) { try OpportunityOperations.abandon($0.id, ending, in: $1) }
  }
}

/// `karvan opportunity reopen OPPORTUNITY`
struct OpportunityReopen: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "reopen", abstract: Tongue.say(SellingMessage.aboutReopen))
  }

  @OptionGroup var target: OpportunityArgument
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    let entity = try desk.entity(Opportunity.tag)
    try desk.carryOut(
      on: entity.tag, named: target.opportunity,
      saying: { cells, view, name in
        desk.words(.reopenedNow, name, try cells.cell(Opportunity.shape.stage, of: view).text)
      }
    ) { try OpportunityOperations.reopen($0.id, in: $1) }
  }
}
