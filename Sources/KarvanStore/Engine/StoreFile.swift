// SPDX-License-Identifier: Apache-2.0
import Foundation
import GRDB
import KarvanCore

/// The two kinds of files.
enum StoreKind: String, Sendable {
  case replica
  case office
}

/// What every file of ours says of itself.
enum StoreFile {
  /// `KARV` in the header of the file.
  static let applicationID: Int64 = 0x4B41_5256
  /// The version of the tables that are not derived from the schema.
  static let format: Int64 = 1

  /// How long one process waits for another, in seconds.
  static let busyTimeoutSeconds = 10.0

  static func configuration(_ kind: StoreKind, trace: (@Sendable (String) -> Void)?)
    -> Configuration
  {
    var configuration = Configuration()
    configuration.label = "karvan.\(kind.rawValue)"
    configuration.busyMode = .timeout(busyTimeoutSeconds)
    configuration.foreignKeysEnabled = false
    configuration.maximumReaderCount = 4
    configuration.prepareDatabase { db in
      // In WAL mode NORMAL syncs at checkpoints, and closing the file is one: a device's commit
      // survives every crash of the program at once, and a power cut when its command has ended
      // (where another process has the file open, see `Store.closeReplica`).
      // What the server is told of is synced before it is told (see `Store.write`). The server,
      // which tells others that their work is safe, syncs every transaction.
      // It is set when the file is open.
      try db.execute(sql: "PRAGMA temp_store = MEMORY")
      // A device is somebody's small laptop, and the system keeps the file's pages anyway.
      try db.execute(sql: "PRAGMA cache_size = \(kind == .office ? -32_000 : -8_000)")
      try db.execute(sql: "PRAGMA journal_size_limit = 67108864")
      if let trace { db.trace { trace($0.description) } }
    }
    return configuration
  }

  /// Whether every transaction is synced to the disk when it ends, if nothing else is asked.
  static func isDurable(_ kind: StoreKind) -> Bool { kind == .office }

  static func synchronous(_ isDurable: Bool) -> String {
    "PRAGMA synchronous = \(isDurable ? "FULL" : "NORMAL")"
  }

  /// Syncs the write-ahead log beside a file, if there is one; SQLite's locks are on other files.
  static func syncLog(of path: String) throws {
    for place in [path + "-wal", (path as NSString).deletingLastPathComponent] {
      let file = open(place.isEmpty ? "." : place, O_RDONLY)
      guard file >= 0 else {
        // Whoever closed the database last has synced what was in it.
        if errno == ENOENT { return }
        throw StoreError(.readOnly, String(cString: strerror(errno)), place: place)
      }
      defer { close(file) }
      guard fsync(file) == 0 else {
        throw StoreError(.internalError, String(cString: strerror(errno)), place: place)
      }
    }
  }

  /// What opening a database needs beside it, in bytes: the index of the write-ahead log.
  private static let leastRoom = 65_536

  /// Whether there is too little room where a file is for what has to lie beside it.
  static func isOnFullDisk(_ path: String) -> Bool {
    var status = statvfs()
    guard statvfs(path, &status) == 0 else { return false }
    return UInt64(status.f_bavail) * UInt64(status.f_frsize) < UInt64(leastRoom)
  }

  // MARK: Before SQLite sees the file.

  /// Makes the folder and the file so that only their owner can read them.
  static func prepareCreation(at path: String) throws {
    let folder = (path as NSString).deletingLastPathComponent
    let manager = FileManager.default
    do {
      if !folder.isEmpty, !manager.fileExists(atPath: folder) {
        try manager.createDirectory(
          atPath: folder, withIntermediateDirectories: true,
          attributes: [.posixPermissions: 0o700])
      }
    } catch {
      throw StoreError(.readOnly, "the folder can't be made: \(reason(error))", place: folder)
    }
    if let header = try header(of: path) {
      guard header.isEmpty || (isSQLite(header) && number(header, at: 68) == 0) else {
        throw StoreError(.exists, "there is a file already", place: path)
      }
      return
    }
    let file = open(path, O_CREAT | O_EXCL | O_RDWR, 0o600)
    guard file >= 0 else {
      throw StoreError(.readOnly, String(cString: strerror(errno)), place: path)
    }
    close(file)
  }

  private static func reason(_ error: any Error) -> String {
    let under = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
    return (under ?? error as NSError).localizedDescription
  }

  /// Refuses a file that is not ours before anything in it could be changed.
  static func checkHeader(at path: String) throws {
    guard let header = try header(of: path) else {
      throw StoreError(.missing, "there is no file", place: path)
    }
    if header.isEmpty { throw StoreError(.damaged, "the file is empty", place: path) }
    guard header.count == 100, isSQLite(header) else {
      let isPart = header.count < 100 && isSQLite(header)
      throw StoreError(
        isPart ? .damaged : .notAKarvanFile,
        isPart ? "the file is cut off" : "the file is not a database", place: path)
    }
    guard number(header, at: 68) == applicationID else {
      throw StoreError(.notAKarvanFile, "the file is another program's database", place: path)
    }
    try checkFormat(number(header, at: 60), path)
    for place in [path, (path as NSString).deletingLastPathComponent] where !place.isEmpty {
      if access(place, W_OK) != 0 {
        throw StoreError(.readOnly, String(cString: strerror(errno)), place: place)
      }
    }
  }

  static func checkFormat(_ found: Int64, _ path: String) throws {
    if found > format {
      throw StoreError(
        .newerFormat, "the file has format \(found), this program reads up to \(format)",
        place: path)
    }
  }

  /// The first 100 bytes; nil when there is no file.
  private static func header(of path: String) throws -> [UInt8]? {
    let file = open(path, O_RDONLY)
    guard file >= 0 else {
      if errno == ENOENT { return nil }
      throw StoreError(.readOnly, String(cString: strerror(errno)), place: path)
    }
    defer { close(file) }
    var bytes = [UInt8](repeating: 0, count: 100)
    let count = read(file, &bytes, 100)
    guard count >= 0 else {
      throw StoreError(.internalError, String(cString: strerror(errno)), place: path)
    }
    return Array(bytes.prefix(count))
  }

  private static func isSQLite(_ header: [UInt8]) -> Bool {
    header.starts(with: Array("SQLite format 3\0".utf8))
  }

  private static func number(_ header: [UInt8], at offset: Int) -> Int64 {
    guard header.count >= offset + 4 else { return 0 }
    return header[offset..<offset + 4].reduce(0) { $0 << 8 | Int64($1) }
  }
}
