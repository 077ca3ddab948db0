// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanCore
import KarvanDomain
import KarvanStore

/// `karvan pipeline new NAME [STAGE:PERCENT …]`
struct PipelineNew: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "new", abstract: Tongue.say(SellingMessage.aboutPipelineNew),
      discussion: Tongue.say(SellingMessage.pipelineForms))
  }

  @Argument(help: .init(Tongue.say(SellingMessage.helpPipelineName))) var name: String
  @Argument(help: .init(Tongue.say(SellingMessage.helpStages), valueName: "stage:percent"))
  var stages: [String] = []
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    try Printable.check(name, of: "name")
    let entity = try desk.entity(Pipeline.tag)
    let plans = try stages.filter { !$0.contains("=") }.map(Self.plan)
    let commit = try desk.commit { context in
      var edit = try desk.edit(
        stages.filter { $0.contains("=") }, of: entity, before: nil, in: context)
      edit.values[Pipeline.shape.name.tag] = .text(Typed.trim(name))
      return try Pipelines.make(
        edit, stages: plans.isEmpty ? StarterPipeline.stages(in: desk.words.language) : plans,
        in: context)
    }
    try desk.showChange(commit, entity.tag, saying: .added)
  }

  /// `Proposal:50` or `پیشنهاد:۵۰٪`.
  private static func plan(_ text: String) throws -> StagePlan {
    guard let colon = text.lastIndex(of: ":") else {
      throw CLIError(.badChoice, "STAGE", text, "Proposal:50")
    }
    let name = Typed.trim(text[..<colon])
    try Printable.check(name, of: "name")
    guard !name.isEmpty else { throw CLIError(.badChoice, "STAGE", text, "Proposal:50") }
    return StagePlan(
      name, try PercentBasisPoints.parse(String(text[text.index(after: colon)...])))
  }
}
