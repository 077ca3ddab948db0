// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanDomain
import KarvanStore

/// The schema of the workspace that a command line names, before it is parsed.
enum WorkspaceSchema {
  /// Reads it; nil where there is no workspace that can be opened, as help must come in any case.
  static func read(arguments: [String], _ surroundings: Surroundings) -> Schema? {
    guard let database = open(arguments: arguments, surroundings) else { return nil }
    defer { try? database.close() }
    return database.schema
  }

  /// Opens the workspace; nil where there is none that can be opened.
  static func open(arguments: [String], _ surroundings: Surroundings) -> ReplicaDatabase? {
    guard
      let places = try? Places(flag: home(arguments), environment: surroundings.environment),
      PlainFile.kind(places.database) == .file, let catalog = try? surroundings.catalog()
    else { return nil }
    return try? ReplicaDatabase.open(
      at: places.database, schema: catalog, hashing: Desk.hashing, now: surroundings.now)
  }

  private static func home(_ arguments: [String]) -> String? {
    for (index, argument) in arguments.enumerated() {
      if argument == "--home", index + 1 < arguments.count { return arguments[index + 1] }
      if argument.hasPrefix("--home=") { return String(argument.dropFirst("--home=".count)) }
    }
    return nil
  }
}
