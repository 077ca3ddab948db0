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

extension OfficeFolder {
  /// Whether the folder is the root of a disk of its own, as the volumes of containers are.
  private var isDisk: Bool {
    var own = stat()
    var above = stat()
    return stat(path, &own) == 0 && stat(path + "/..", &above) == 0 && own.st_dev != above.st_dev
  }

  /// Where a workspace is made before it is put in place, on the same disk.
  ///
  /// - Throws: `exists` where something is in the way on a disk of its own.
  func draft() throws(ServerError) -> OfficeFolder {
    guard isDisk else { return OfficeFolder(path + ".new") }
    let draft = OfficeFolder(path + "/.new")
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    if let name = names.sorted().first(where: { $0 != ".new" && $0 != "lost+found" }) {
      throw ServerError(.exists, "\(path) is not empty: it holds \(name)")
    }
    return draft
  }

  /// Puts a finished draft in place. An empty folder there is replaced, any other is an error.
  func take(_ draft: OfficeFolder) throws(ServerError) {
    if draft.path == path + "/.new" {
      try Self.move(draft.keys, to: keys)
      try Self.move(draft.database, to: database)
      rmdir(draft.path)
    } else {
      try Self.move(draft.path, to: path)
    }
  }

  private static func move(_ old: String, to new: String) throws(ServerError) {
    guard rename(old, new) == 0 else {
      throw ServerError(.system, "\(new) can't be made: \(String(cString: strerror(errno)))")
    }
  }
}
