// SPDX-License-Identifier: Apache-2.0
import ArgumentParser

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
    let configuration = command.configuration
    return configuration.commandName == name || configuration.aliases.contains(name)
  }
}
