// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanSync

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The part of a snapshot that came so far, still sealed, beside the database.
///
/// It begins with the name of the snapshot: what belongs to another is thrown away, so that two
/// never mix.
final class PartFile {
  private static let header = 16
  private let file: Int32
  let path: String

  /// Opens the part of a snapshot, or begins it.
  init(path: String, of snapshot: SnapshotID) throws(CLIError) {
    self.path = path
    file = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw CLIError(.unwritableFile, path, PlainFile.reason()) }
    do {
      let known = try bytes(at: 0, Self.header)
      if known != snapshot.bytes {
        try cut(to: 0)
        try put(snapshot.bytes, at: 0)
      }
    } catch {
      close(file)
      throw error
    }
  }

  deinit { close(file) }

  /// Where the part lies beside a database.
  static func path(for database: String) -> String { database + ".snapshot" }

  /// Throws the part away, if there is one.
  static func remove(for database: String) { unlink(path(for: database)) }

  /// How many bytes of the snapshot are there.
  func size() throws(CLIError) -> UInt64 {
    var status = stat()
    guard fstat(file, &status) == 0 else {
      throw CLIError(.unreadableFile, path, PlainFile.reason())
    }
    return UInt64(max(0, Int64(status.st_size) - Int64(Self.header)))
  }

  /// Keeps only the first bytes of the snapshot.
  func truncate(to size: UInt64) throws(CLIError) { try cut(to: size + UInt64(Self.header)) }

  /// Reads bytes of the snapshot; fewer at its end.
  func read(at offset: UInt64, _ count: Int) throws(CLIError) -> [UInt8] {
    try bytes(at: offset + UInt64(Self.header), count)
  }

  /// Writes bytes of the snapshot.
  func write(_ bytes: [UInt8], at offset: UInt64) throws(CLIError) {
    try put(bytes, at: offset + UInt64(Self.header))
  }

  private func cut(to size: UInt64) throws(CLIError) {
    guard ftruncate(file, off_t(size)) == 0 else {
      throw CLIError(.unwritableFile, path, PlainFile.reason())
    }
  }

  private func bytes(at offset: UInt64, _ count: Int) throws(CLIError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var done = 0
    while done < count {
      let got = bytes.withUnsafeMutableBytes { buffer in
        pread(
          file, buffer.baseAddress?.advanced(by: done), count - done, off_t(offset) + off_t(done))
      }
      if got < 0 && errno == EINTR { continue }
      guard got >= 0 else { throw CLIError(.unreadableFile, path, PlainFile.reason()) }
      if got == 0 { break }
      done += got
    }
    return Array(bytes.prefix(done))
  }

  private func put(_ bytes: [UInt8], at offset: UInt64) throws(CLIError) {
    var done = 0
    while done < bytes.count {
      let put = bytes.withUnsafeBytes { buffer in
        pwrite(
          file, buffer.baseAddress?.advanced(by: done), bytes.count - done,
          off_t(offset) + off_t(done))
      }
      if put < 0 && errno == EINTR { continue }
      guard put > 0 else { throw CLIError(.unwritableFile, path, PlainFile.reason()) }
      done += put
    }
  }
}
