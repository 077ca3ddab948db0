// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanCore
import KarvanDomain

/// `karvan ENTITY add FIELD=VALUE …` of people and companies: says whom it looks like.
struct AddCompared<Declaration: EntityType>: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "add", abstract: Tongue.say(.aboutAdd),
      discussion: FieldHelp.text(of: Declaration.self))
  }

  @Argument(
    help: .init(Tongue.say(.helpAssignments), valueName: "field=value"),
    completion: .custom { FieldHelp.completions(of: Declaration.self, $0, $1, $2) })
  var assignments: [String] = []
  @Flag(help: .init(Tongue.say(LikenessMessage.helpStrictAdd))) var strict = false
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    let entity = try desk.entity(Declaration.tag)
    var matches: [LikenessSearch.Match] = []
    let commit = try desk.commit { context in
      let edit = try desk.edit(assignments, of: entity, before: nil, in: context)
      let profile = LikenessProfile(entity.tag) { edit.values[$0] ?? .null }
      matches = try desk.matches(profile, strict: strict, in: context)
      return try RecordOperations.add(entity, edit, in: context)
    }
    try desk.showAddition(commit, entity.tag, like: matches)
    try desk.tellSharedNumbers(commit, but: matches)
  }
}
