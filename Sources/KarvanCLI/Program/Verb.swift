// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanDomain
import KarvanSync

/// What every command takes.
struct CommonOptions: ParsableArguments {
  @Option(help: .init(Tongue.say(.helpHome), valueName: "dir"), completion: .directory)
  var home: String?

  @Option(
    help: .init(Tongue.say(.helpLang), valueName: "en|fa"), completion: .list(["en", "fa"]),
    transform: WordOf<TextLanguage>.read)
  var lang: TextLanguage?

  @Option(
    help: .init(Tongue.say(.helpCalendar), valueName: "gregorian|jalali"),
    completion: .list(["gregorian", "jalali"]), transform: WordOf<CalendarKind>.read)
  var calendar: CalendarKind?

  @Option(
    help: .init(Tongue.say(.helpUnit), valueName: "toman|rial|major"),
    completion: .list(["toman", "rial", "major"]), transform: WordOf<MoneyUnit>.read)
  var unit: MoneyUnit?

  @Option(
    help: .init(Tongue.say(.helpFormat), valueName: "table|json|ndjson|csv"),
    completion: .list(OutputFormat.allCases.map(\.rawValue)),
    transform: WordOf<OutputFormat>.read)
  var format: OutputFormat?

  @Option(
    help: .init(Tongue.say(.helpProgress), valueName: "plain|json|none"),
    completion: .list(ProgressForm.allCases.map(\.rawValue)),
    transform: WordOf<ProgressForm>.read)
  var progress: ProgressForm?

  @Flag(help: .init(Tongue.say(.helpJSON)))
  var json = false

  @Flag(name: .shortAndLong, help: .init(Tongue.say(.helpQuiet)))
  var quiet = false

  func validate() throws {
    if json, let format, format != .json {
      throw ValidationError("--json, --format \(format.rawValue)")
    }
  }
}

/// A command that ends without waiting for anything but files.
protocol Verb: ParsableCommand {
  var common: CommonOptions { get }
  /// Carries the command out.
  func run(at desk: Desk) throws
}

/// A command that speaks with a server.
protocol NetworkVerb: ParsableCommand, Sendable {
  var common: CommonOptions { get }
  /// Carries the command out.
  func run(at desk: Desk) async throws
}

/// A folder of commands; alone it shows its help.
protocol Group: ParsableCommand {}
