// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanCore
import KarvanDomain

/// `karvan account open NAME`: an account with its main phone, in one commit.
struct AccountOpen: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "open", abstract: Tongue.say(.aboutAccountOpen))
  }

  @Argument(help: .init(Tongue.say(.helpName))) var name: String
  @Option(help: .init(Tongue.say(.helpPhone))) var phone: String?
  @Argument(
    help: .init(Tongue.say(.helpAssignments), valueName: "field=value"),
    completion: .custom { FieldHelp.completions(of: Account.self, $0, $1, $2) })
  var assignments: [String] = []
  @Flag(help: .init(Tongue.say(LikenessMessage.helpStrictAdd))) var strict = false
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    try Printable.check(name, of: "name")
    let entity = try desk.entity(Account.tag)
    var matches: [LikenessSearch.Match] = []
    let commit = try desk.commit { context in
      var edit = try desk.edit(assignments, of: entity, before: nil, in: context)
      edit.values[Account.shape.name.tag] = .text(Typed.trim(name))
      matches = try desk.matches(
        Account.profile(of: edit, phone: phone), strict: strict, in: context)
      return try AccountOperations.open(edit, phone: phone, in: context)
    }
    try desk.showAddition(commit, entity.tag, like: matches)
    try desk.tellSharedNumbers(commit, but: matches)
  }
}
