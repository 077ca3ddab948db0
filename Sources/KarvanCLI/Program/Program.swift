// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanCore
import KarvanDomain

/// The whole of the command `karvan`, from arguments to an exit status.
public enum Program {
  /// How a run goes on.
  public enum Outcome {
    /// It has ended with this status.
    case ended(Int32)
    /// It waits for a server: the rest, which answers the status.
    case network(@Sendable () async -> Int32)
  }

  /// Reads the arguments and runs the command as far as it needs no server.
  public static func start(_ arguments: [String], _ surroundings: Surroundings) -> Outcome {
    let language = Settings.language(
      arguments: arguments, environment: surroundings.environment)
    let wantsHelp = wantsHelp(arguments)
    let isCompletion = arguments.first == "---completion"
    var setting = Tongue.Setting(
      language: language, wantsHelp: wantsHelp,
      path: wantsHelp || isCompletion ? [] : arguments.prefix(2),
      schema: wantsHelp || isCompletion
        ? WorkspaceSchema.read(arguments: arguments, surroundings) : nil)
    if isCompletion {
      setting.workspace = { WorkspaceSchema.open(arguments: arguments, surroundings) }
    }
    return Tongue.$current.withValue(setting) {
      start(arguments, surroundings, language: language)
    }
  }

  /// Runs a command to its end.
  public static func run(_ arguments: [String], _ surroundings: Surroundings) async -> Int32 {
    switch start(arguments, surroundings) {
    case .ended(let status): status
    case .network(let rest): await rest()
    }
  }

  /// The long parts of help are made only for those who read them.
  private static func wantsHelp(_ arguments: [String]) -> Bool {
    arguments.isEmpty
      || arguments.contains { argument in
        ["help", "-h", "--help", "--help-hidden", "--experimental-dump-help"].contains(argument)
          || argument.hasPrefix("--generate")
      }
  }

  private static func start(
    _ arguments: [String], _ surroundings: Surroundings, language: TextLanguage
  ) -> Outcome {
    do {
      guard surroundings.argumentsAreText else { throw CLIError(.notText) }
      for (index, argument) in arguments.enumerated() {
        try Printable.check(argument, of: "\(index + 1)", isLong: true)
      }
    } catch {
      return .ended(say(error, surroundings, language: language))
    }
    var command: any ParsableCommand
    do {
      command = try Karvan.parseAsRoot(arguments)
      if !(command is any Verb) && !(command is any NetworkVerb) {
        try command.run()
        return .ended(ExitStatus.done.rawValue)
      }
    } catch {
      if !Karvan.exitCode(for: error).isSuccess, let mistake = Meant.mistake(in: arguments) {
        return .ended(say(mistake, surroundings, language: language))
      }
      return .ended(tell(error, surroundings.console).rawValue)
    }
    return carryOut(command, surroundings, language: language)
  }

  private static func carryOut(
    _ command: any ParsableCommand, _ surroundings: Surroundings, language: TextLanguage
  ) -> Outcome {
    do {
      if let verb = command as? any Verb {
        let desk = try Desk(verb.common, surroundings)
        return .ended(finish(at: desk) { try verb.run(at: desk) })
      }
      guard let verb = command as? any NetworkVerb else { return .ended(0) }
      let common = verb.common
      _ = try Desk(common, surroundings)
      return .network {
        do {
          let desk = try Desk(common, surroundings)
          do {
            try await verb.run(at: desk)
            return desk.end(nil)
          } catch {
            return desk.end(error)
          }
        } catch {
          return say(error, surroundings, language: language)
        }
      }
    } catch {
      return .ended(say(error, surroundings, language: language))
    }
  }

  private static func finish(at desk: Desk, _ body: () throws -> Void) -> Int32 {
    do {
      try body()
      return desk.end(nil)
    } catch {
      return desk.end(error)
    }
  }

  /// An error from before there is a desk to say it at.
  private static func say(
    _ error: any Error, _ surroundings: Surroundings, language: TextLanguage
  ) -> Int32 {
    let text = ErrorText.say(error, words: Words(language), schema: nil)
    surroundings.console.tell("karvan: \(Printable.text(text))\n")
    return ExitStatus.of(error).rawValue
  }

  /// What the parser has to say: help on standard output, wrong usage on standard error.
  private static func tell(_ error: any Error, _ console: Console) -> ExitStatus {
    let text = ParserWords.text(Karvan.fullMessage(for: error), in: Tongue.current.language)
    guard Karvan.exitCode(for: error).isSuccess else {
      console.tell(Printable.text(text) + "\n")
      return .usage
    }
    if !text.isEmpty { console.write(text + "\n") }
    return console.outputFailure() == nil ? .done : .failure
  }
}
