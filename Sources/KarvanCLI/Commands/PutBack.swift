// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanCore
import KarvanDomain
import KarvanStore

/// `karvan put-back RECORD FIELD N | --dot VERSION`: writes a value again that is not shown.
struct PutBack: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "put-back", abstract: Tongue.say(.aboutPutBack),
      discussion: Tongue.say(.putBackForms))
  }

  @Argument(help: .init(Tongue.say(.helpRecord))) var record: String
  @Argument(help: .init(Tongue.say(.helpText))) var field: String
  @Argument(help: .init(Tongue.say(.helpPutBackNumber), valueName: "n")) var number: String?
  @Option(help: .init(Tongue.say(.helpDot), valueName: "version")) var dot: String?
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    guard (number == nil) != (dot == nil) else {
      throw CLIError(.conflictingOptions, "N, --dot")
    }
    var target: (EntityTag, RecordID)?
    let commit = try desk.commit { context in
      let reader = try desk.reader(of: context)
      let view = try desk.finder(reader).find(record, in: try desk.schema().entities)
      let group = try GroupName.group(field, in: view.entity)
      target = (view.entity.tag, view.id)
      let version = try choice(of: try EarlierValues(of: view, reader).all(group))
      return try ConflictOperations.putBack(version.content, to: group, of: view, in: context)
    }
    guard let (entity, id) = target else { return }
    try desk.showChange(commit, entity, id, saying: .wasPutBack)
  }

  private func choice(of versions: [Version]) throws -> Version {
    let names = versions.map { VersionCells.name(of: $0) }
    if let dot {
      let typed = Digits.toASCII(Typed.trim(dot)).lowercased()
      guard let place = names.firstIndex(where: { $0.lowercased() == typed }) else {
        throw CLIError(.badChoice, "--dot", dot, names.joined(separator: ", "))
      }
      return versions[place]
    }
    let typed = number ?? ""
    guard let place = Typed.number(typed, as: Int.self), versions.indices.contains(place - 1)
    else {
      let numbers = versions.indices.map { "\($0 + 1)" }.joined(separator: ", ")
      throw CLIError(.badChoice, "N", typed, numbers)
    }
    return versions[place - 1]
  }
}
