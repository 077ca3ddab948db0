// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Where a workspace lives on the server's disk.
public struct OfficeFolder: Hashable, Sendable {
  /// The folder.
  public let path: String

  /// Names a folder.
  public init(_ path: String) { self.path = path }

  /// The database.
  public var database: String { path + "/office.db" }
  /// The key file; without it the database's segments are sealed for ever.
  public var keys: String { path + "/office.keys" }

  /// `$KARVAN_OFFICE`, else `karvan-office` under the user's data folder (XDG base directories).
  public static func standard(_ environment: [String: String]) -> OfficeFolder {
    if let path = environment["KARVAN_OFFICE"], !path.isEmpty { return OfficeFolder(path) }
    if let data = environment["XDG_DATA_HOME"], data.hasPrefix("/") {
      return OfficeFolder(data + "/karvan-office")
    }
    let home = environment["HOME"] ?? FileManager.default.currentDirectoryPath
    return OfficeFolder(home + "/.local/share/karvan-office")
  }

  /// Makes the folder, readable by its owner alone.
  func make() throws(ServerError) {
    do {
      try FileManager.default.createDirectory(
        atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      throw ServerError(
        .system, "the folder \(path) can't be made: \(error.localizedDescription)")
    }
  }

  /// Whether there is a workspace in it, or part of one.
  var isTaken: Bool {
    FileManager.default.fileExists(atPath: database)
  }
}
