// SPDX-License-Identifier: Apache-2.0
public import ArgumentParser
import Foundation
import KarvanCore
import KarvanDomain
import KarvanSealing
import KarvanStore
import KarvanSync

/// The office: it merges everyone's changes, and its administrator works with these commands.
public struct ServerCommand: AsyncParsableCommand {
  /// The name, the help and the subcommands.
  public static let configuration = CommandConfiguration(
    commandName: "karvan-server",
    abstract: "The central office of Karvan.",
    discussion: """
      Exit status: 0 done, 1 failure, 2 usage, 3 not found, 6 invalid.
      The workspace is in --home, else $KARVAN_OFFICE, else ~/.local/share/karvan-office.
      """,
    subcommands: [
      Init.self, Serve.self, InviteCommand.self, UserCommand.self, RoleCommand.self,
      DeviceCommand.self, KeysCommand.self, AllocationCommand.self, NumbersCommand.self,
      ReviewCommand.self, ImportCommand.self, ExchangeCommand.self, CardCommand.self,
      CompactCommand.self, RulesCommand.self, ConflictsCommand.self, HistoryCommand.self,
      PutBackCommand.self, ExportCommand.self, BackupCommand.self, Restore.self, Verify.self,
      QuarantineCommand.self, SettingsCommand.self, AttachmentsCommand.self, FieldCommand.self,
      Doctor.self,
    ])

  /// Made by the argument parser.
  public init() {}

  /// Runs the command of the process's arguments and ends the process.
  public static func start() async -> Never {
    do {
      var command = try parseAsRoot()
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
      Foundation.exit(0)
    } catch {
      end(error)
    }
  }

  private static func end(_ error: any Error) -> Never {
    if let status = Status.of(error) {
      Console.note("karvan-server: \(status.message)")
      Foundation.exit(status.code)
    }
    let code = exitCode(for: error)
    let text = fullMessage(for: error)
    if code == .success { Console.out(text) } else if !text.isEmpty { Console.note(text) }
    // The parser's own code for wrong usage is 64; ours is 2, as documented.
    Foundation.exit(code == .validationFailure ? 2 : code.rawValue)
  }
}

/// What an error means for the caller of a command.
struct Status {
  let code: Int32
  let message: String

  /// nil for errors of the argument parser, which explain themselves.
  static func of(_ error: any Error) -> Status? {
    switch error {
    case let error as ServerError: Status(code: error.exitStatus, message: error.message)
    case let error as StoreError:
      Status(
        code: error.code == .missing ? 3 : 1, message: "\(error.message) (\(error.place))")
    case let error as SealingError: Status(code: 1, message: error.message)
    case let failure as Failure: Status(code: 6, message: said(failure))
    case let error as DomainError:
      Status(code: 6, message: FailureText.say(error, language: .english))
    default: nil
    }
  }

  private static func said(_ failure: Failure) -> String {
    guard let schema = try? Catalog.schema() else { return failure.code.rawValue }
    return FailureText.say(failure, schema: schema, language: .english)
  }
}

/// The folder option that every command has.
struct HomeOption: ParsableArguments {
  @Option(name: .long, help: "The folder of the workspace.")
  var home: String?
  @Option(
    help: """
      How far long work has come, on standard error: plain, a line on a terminal; json, one object \
      a line with step, done, total (null where nobody knows) and unit; or none.
      """,
    transform: { text in
      guard let form = ProgressForm(rawValue: text) else {
        throw ValidationError("\(text): plain, json, none")
      }
      return form
    })
  var progress: ProgressForm?

  var folder: OfficeFolder {
    home.map { OfficeFolder($0) }
      ?? .standard(ProcessInfo.processInfo.environment)
  }
}

/// Looks for faults in the workspace and says what to do about them.
struct Doctor: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Check the workspace's files.")

  @OptionGroup var home: HomeOption

  @Flag(help: "Read every page of the database; takes longer.")
  var thorough = false

  func run() throws {
    let office = try Office.open(home.folder)
    let meter = Meter(home.progress)
    let findings = try office.check(thorough: thorough) { meter.show($0) }
    meter.clear()
    for finding in findings { Console.out("\(finding.place): \(finding.problem)") }
    guard findings.isEmpty else {
      throw ServerError(.system, "\(findings.count) faults; restore the newest backup")
    }
    Console.out("no faults found")
  }
}

extension Office {
  func check(
    thorough: Bool, progress: ProgressReport = { _ in }
  ) throws -> [CheckFinding] {
    try database.check(thorough: thorough, progress: progress)
      + contents.check(thorough: thorough, progress: progress)
  }
}
