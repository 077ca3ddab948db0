// SPDX-License-Identifier: Apache-2.0
#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// An open file of sealed parts, closed with its last reference.
///
///     sealed manifest: 16 + manifest     then each sealed chunk: 16 + its plain bytes
///
/// Every part has its place, whatever else is there, so that parts can come in any order.
final class ContentFile: Sendable {
  private let descriptor: Int32
  let path: String

  /// Makes a file, which must not be there yet, for its owner alone.
  init(creating path: String) throws(SealingError) {
    self.path = path
    descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw Self.unavailable("create", path) }
  }

  /// Opens a file; nil where there is none.
  init?(path: String, forWriting: Bool = false) throws(SealingError) {
    self.path = path
    descriptor = open(path, (forWriting ? O_RDWR : O_RDONLY) | O_NOFOLLOW | O_CLOEXEC)
    if descriptor < 0 && errno == ENOENT { return nil }
    guard descriptor >= 0 else { throw Self.unavailable("open", path) }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// The bytes of the file.
  func size() throws(SealingError) -> Int {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw Self.unavailable("examine", path) }
    return Int(status.st_size)
  }

  /// Reads so many bytes; fewer where the file ends before.
  func read(at offset: Int, _ count: Int) throws(SealingError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var done = 0
    while done < count {
      let got = bytes.withUnsafeMutableBytes { buffer in
        pread(
          descriptor, buffer.baseAddress?.advanced(by: done), count - done, off_t(offset + done))
      }
      if got < 0 && errno == EINTR { continue }
      guard got >= 0 else { throw Self.unavailable("read", path) }
      if got == 0 { break }
      done += got
    }
    return Array(bytes.prefix(done))
  }

  func write(_ bytes: [UInt8], at offset: Int) throws(SealingError) {
    var done = 0
    while done < bytes.count {
      let put = bytes.withUnsafeBytes { buffer in
        pwrite(
          descriptor, buffer.baseAddress?.advanced(by: done), bytes.count - done,
          off_t(offset + done))
      }
      if put < 0 && errno == EINTR { continue }
      guard put > 0 else { throw Self.unavailable("write", path) }
      done += put
    }
  }

  /// Waits until the disk has everything.
  func sync() throws(SealingError) {
    guard fsync(descriptor) == 0 else { throw Self.unavailable("write", path) }
  }

  /// Gives the file another name, durably.
  func move(to other: String) throws(SealingError) { try Self.rename(path, to: other) }

  /// Gives a file or a folder another name, durably.
  static func rename(_ path: String, to other: String) throws(SealingError) {
    #if canImport(Darwin)
      let failed = Darwin.rename(path, other)
    #elseif canImport(Musl)
      let failed = Musl.rename(path, other)
    #else
      let failed = Glibc.rename(path, other)
    #endif
    guard failed == 0 else { throw unavailable("name", other) }
    try syncFolder(of: other)
  }

  static func syncFolder(of path: String) throws(SealingError) {
    let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    let descriptor = open(folder.isEmpty ? "/" : folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw unavailable("open", folder) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw unavailable("write", folder) }
  }

  /// What the system said; never any content.
  static func unavailable(_ action: String, _ path: String) -> SealingError {
    let reason = String(cString: strerror(errno))
    return SealingError(.contentUnavailable, "cannot \(action) \(path): \(reason)")
  }

  /// Makes a folder that only its owner may enter; the one above it is there.
  static func makeFolder(_ path: String) throws(SealingError) {
    guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw unavailable("create", path) }
  }

  /// Removes an empty folder, if it is there.
  static func removeFolder(_ path: String) throws(SealingError) {
    guard rmdir(path) == 0 || errno == ENOENT else { throw unavailable("remove", path) }
  }

  /// Removes a file, if it is there.
  static func remove(_ path: String) throws(SealingError) {
    guard unlink(path) == 0 || errno == ENOENT else { throw unavailable("remove", path) }
  }

  /// When a file was last written, in milliseconds since 1970; nil where there is none.
  static func writtenAt(_ path: String) -> Int64? {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    #if canImport(Darwin)
      return Int64(status.st_mtimespec.tv_sec) * 1_000
    #else
      return Int64(status.st_mtim.tv_sec) * 1_000
    #endif
  }
}
