// SPDX-License-Identifier: Apache-2.0
import Foundation
package import KarvanCore
import KarvanDomain
package import KarvanSealing
import KarvanStore
package import KarvanSync

/// What a backup was found to hold.
package struct BackupReport {
  let header: BackupHeader
  let manifest: BackupManifest
  /// Whether the key file beside it is the one that it needs; nil where there is none.
  let fitsKeys: Bool?
  let findings: [CheckFinding]
}

extension Office {
  /// The setting with the public half of the backup key.
  static let backupKey = "backup.key"

  /// Makes the key that opens backups and keeps its public half; an earlier one opens only the
  /// backups that were made for it.
  package func makeBackupKey() throws -> BackupKey {
    let key = BackupKey.generate()
    try database.transaction { try $0.set(Self.backupKey, key.publicKey.bytes) }
    return key
  }

  /// Writes a sealed backup, whole or not at all; a running server goes on.
  package func backup(
    to path: String, now: Int64, progress: ProgressReport = { _ in }
  ) throws -> BackupManifest {
    guard let bytes = try database.read({ try $0.setting(Self.backupKey) }) else {
      throw ServerError(.usage, "there is no backup key yet; make one: karvan-server backup init")
    }
    let recipient = try DHPublicKey(bytes)
    guard !FileManager.default.fileExists(atPath: path) else {
      throw ServerError(.exists, "\(path) is there already")
    }
    // The plain copy lies beside the plain database, never beside the backup.
    let copy = database.path + ".backup-\(getpid())"
    defer { Self.removeDatabase(copy) }
    Self.removeDatabase(copy)
    let snapshot = try database.copy(to: copy, progress: progress)
    let identity = database.identity
    let source = try PieceFile(reading: copy)
    let manifest = BackupManifest(
      incarnation: Octets16(identity.incarnation), head: snapshot.head,
      schemaVersion: schema.version, size: try source.size(), rootCheck: ring.root.backupCheck)
    let partial = path + ".partial"
    try? FileManager.default.removeItem(atPath: partial)
    let target = try PieceFile(creating: partial)
    var done: UInt64 = 0
    do {
      try BackupSeal.seal(
        manifest, workspace: Octets16(identity.workspace), madeAt: UInt64(clamping: now),
        for: recipient,
        read: { limit in
          let piece = try source.read(limit)
          done += UInt64(piece.count)
          progress(WorkProgress(.backingUp, done: done, of: manifest.size, .bytes))
          return piece
        }, write: target.write)
      try target.finish(as: path)
    } catch {
      try? FileManager.default.removeItem(atPath: partial)
      throw error
    }
    try database.noteBackup(snapshot)
    return manifest
  }

  /// Opens a backup into a scratch folder, checks everything that `doctor` does, and removes it:
  /// never beside the backup, which may lie where others read.
  static func verify(
    _ path: String, with key: BackupKey, keyFile: String?,
    in parent: String = ScratchFolder.parent, progress: ProgressReport = { _ in }
  ) throws -> BackupReport {
    let scratch = try ScratchFolder(in: parent)
    return try withExtendedLifetime(scratch) {
      let (report, database) = try unseal(
        path, with: key, keyFile: keyFile, to: scratch.path + "/office.db", nil, progress)
      try database.close()
      return report
    }
  }

  /// Puts a backup in the place of a lost workspace; it begins a new life at once (P-062).
  package static func restore(
    _ path: String, with key: BackupKey, to folder: OfficeFolder, catalog: Schema? = nil,
    now: Int64, progress: ProgressReport = { _ in }
  ) throws -> BackupReport {
    guard !folder.isTaken else {
      throw ServerError(
        .exists, "\(folder.path) holds a workspace; nothing is ever restored over one")
    }
    guard FileManager.default.fileExists(atPath: folder.keys) else {
      throw ServerError(
        .missing,
        "the key file is not in a backup; put your copy of it in its place: \(folder.keys)")
    }
    let draft = folder.database + ".restoring"
    defer { removeDatabase(draft) }
    let (report, database) = try unseal(
      path, with: key, keyFile: folder.keys, to: draft, catalog, progress)
    guard report.findings.isEmpty else {
      throw ServerError(.refused, "the backup is damaged: \(report.findings[0].problem)")
    }
    guard report.fitsKeys == true else {
      throw ServerError(.refused, "\(folder.keys) is the key file of another workspace or time")
    }
    let office = Office(
      schema: database.schema, keys: try KeyFile(path: folder.keys), database: database)
    try database.transaction { writer in
      try writer.beginLife(
        .random(), replica: .random(), common: try writer.head(), at: now)
      try office.keeper.publishOffice(writer, now: now)
      try markRestored(from: Int64(clamping: report.header.madeAt), writer)
    }
    try database.close()
    guard rename(draft, folder.database) == 0 else {
      throw ServerError(.system, "\(folder.database): \(String(cString: strerror(errno)))")
    }
    return report
  }

  private static func unseal(
    _ path: String, with key: BackupKey, keyFile: String?, to draft: String,
    _ catalog: Schema?, _ progress: ProgressReport
  ) throws -> (report: BackupReport, database: OfficeDatabase) {
    removeDatabase(draft)
    let source = try PieceFile(reading: path)
    let target = try PieceFile(creating: draft)
    // The backup has little more than the database; how much, its own seal says last.
    let total = try source.size()
    var done: UInt64 = 0
    let (header, manifest) = try BackupSeal.open(
      with: key, read: source.read,
      write: { piece in
        try target.write(piece)
        done += UInt64(piece.count)
        progress(WorkProgress(.backingUp, done: min(done, total), of: total, .bytes))
      })
    try target.finish(as: draft)
    let database = try OfficeDatabase.open(
      at: draft, schema: try catalog ?? Catalog.schema(), hashing: hashing)
    guard Octets16(database.identity.workspace) == header.workspace else {
      throw ServerError(.refused, "the backup says of itself what is not in it")
    }
    let fits = try keyFile.flatMap { path in
      FileManager.default.fileExists(atPath: path)
        ? try KeyFile(path: path).root.backupCheck == manifest.rootCheck : nil
    }
    let report = BackupReport(
      header: header, manifest: manifest, fitsKeys: fits,
      findings: try database.check(thorough: true, progress: progress))
    return (report, database)
  }

  private static func removeDatabase(_ path: String) {
    for suffix in ["", "-wal", "-shm", "-journal"] {
      try? FileManager.default.removeItem(atPath: path + suffix)
    }
  }
}

/// A file that is read or written piece by piece, readable by its owner alone.
final class PieceFile {
  private let path: String
  private let file: FileHandle

  init(reading path: String) throws(ServerError) {
    guard let file = FileHandle(forReadingAtPath: path) else {
      throw ServerError(.notFound, "\(path): \(String(cString: strerror(errno)))")
    }
    self.path = path
    self.file = file
  }

  init(creating path: String) throws(ServerError) {
    let descriptor = open(path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else {
      throw ServerError(.system, "\(path): \(String(cString: strerror(errno)))")
    }
    self.path = path
    file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
  }

  func size() throws -> UInt64 {
    let size = try file.seekToEnd()
    try file.seek(toOffset: 0)
    return size
  }

  /// So many bytes; fewer only at the end.
  func read(_ count: Int) throws -> [UInt8] {
    var bytes: [UInt8] = []
    while bytes.count < count, let more = try file.read(upToCount: count - bytes.count),
      !more.isEmpty
    {
      bytes += more
    }
    return bytes
  }

  func write(_ bytes: [UInt8]) throws { try file.write(contentsOf: Data(bytes)) }

  /// Makes sure that it is on the disk, under its name.
  func finish(as name: String) throws {
    try file.synchronize()
    try file.close()
    guard path == name || rename(path, name) == 0 else {
      throw ServerError(.system, "\(name): \(String(cString: strerror(errno)))")
    }
  }
}
