// SPDX-License-Identifier: Apache-2.0
import Foundation

/// What a program says of itself, as `--experimental-dump-help` writes it.
struct HelpTree: Decodable {
  struct Command: Decodable {
    let commandName: String
    let abstract: String?
    let discussion: String?
    let shouldDisplay: Bool?
    let arguments: [Argument]?
    let subcommands: [Command]?

    /// What people see; `help` is said of every command alike.
    var shown: [Command] {
      (subcommands ?? []).filter { $0.shouldDisplay != false && $0.commandName != "help" }
    }
  }

  struct Argument: Decodable {
    struct Name: Decodable {
      let kind: String
      let name: String

      var typed: String { kind == "short" ? "-\(name)" : "--\(name)" }
    }

    let kind: String
    let abstract: String?
    let discussion: String?
    let defaultValue: String?
    let isOptional: Bool
    let isRepeating: Bool
    let shouldDisplay: Bool?
    let names: [Name]?
    let preferredName: Name?
    let valueName: String?
  }

  let command: Command

  /// Reads what was dumped.
  ///
  /// - Throws: `badLine`, when it is something else.
  init(_ bytes: [UInt8]) throws {
    do {
      self = try JSONDecoder().decode(HelpTree.self, from: Data(bytes))
    } catch {
      throw CLIError(.badLine, "--experimental-dump-help")
    }
  }
}
