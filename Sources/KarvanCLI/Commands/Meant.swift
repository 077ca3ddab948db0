// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanDomain

/// A group that says what it is called without making its commands.
protocol NamedGroup: ParsableCommand {
  /// Its name, then what else it answers to.
  static var words: [String] { get }
}

/// The commands that the arguments can mean. The parser makes every command that it is given, a
/// thousand of them, before it reads the first word.
enum Meant {
  /// The command that the first word names, or all where it names none.
  static func only(_ groups: [CommandGroup]) -> [CommandGroup] {
    guard let name = Tongue.current.path.first else { return groups }
    for group in groups {
      guard let command = group.subcommands.first(where: { answers($0, to: name) }) else {
        continue
      }
      return [CommandGroup(name: group.name, subcommands: [command])]
    }
    return groups
  }

  /// The verb that the second word names, or all where it names none.
  static func only(_ verbs: [any ParsableCommand.Type]) -> [any ParsableCommand.Type] {
    guard let name = Tongue.current.path.dropFirst().first,
      let verb = verbs.first(where: { answers($0, to: name) })
    else { return verbs }
    return [verb]
  }

  private static func answers(_ command: any ParsableCommand.Type, to name: String) -> Bool {
    // Its configuration makes all of its verbs.
    if let noun = command as? any NamedGroup.Type { return noun.words.contains(name) }
    let configuration = command.configuration
    return configuration.commandName == name || configuration.aliases.contains(name)
  }

  /// What to say of a word that stands where a command is named and names none, with those that are
  /// like it; nil where every such word names one.
  static func mistake(in arguments: [String]) -> CLIError? {
    var setting = Tongue.current
    setting.path = []
    setting.wantsHelp = false
    return Tongue.$current.withValue(setting) {
      var command: any ParsableCommand.Type = Karvan.self
      var path = "karvan"
      for word in arguments {
        let configuration = command.configuration
        let verbs = configuration.subcommands
        if word.hasPrefix("-") || word == "help" || verbs.isEmpty
          || configuration.defaultSubcommand != nil
        {
          return nil
        }
        guard let next = verbs.first(where: { answers($0, to: word) }) else {
          return CLIError(.unknownCommand, path, word, like(word, verbs, after: path))
        }
        command = next
        path += " \(word)"
      }
      return nil
    }
  }

  /// The commands whose names are most like a word, as they are typed; where none is, how to see all.
  private static func like(
    _ word: String, _ commands: [any ParsableCommand.Type], after path: String
  ) -> String {
    let typed = word.lowercased()
    let names = commands.compactMap { $0.configuration.commandName }.sorted()
    let likeness = names.map { JaroWinkler.similarity(typed, $0) }
    let likely = zip(names, likeness).filter { $0.1 >= 0.8 }.sorted { $0.1 > $1.1 }.prefix(3)
    if likely.isEmpty { return "`\(path) --help`" }
    return likely.map { "`\(path) \($0.0)`" }.joined(separator: ", ")
  }
}
