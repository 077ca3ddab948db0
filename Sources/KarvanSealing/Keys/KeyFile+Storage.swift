// SPDX-License-Identifier: Apache-2.0
#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

extension KeyFile {
  /// Writes the file with mode 0600 so that it is there whole or not at all.
  ///
  /// A file that is already there is overwritten only where `replacing` says so: losing a root key
  /// loses what it sealed. What was replaced is overwritten, where it has no other name, so that
  /// retired keys are gone. Errors: `keyFileExists`, `keyFileUnavailable`.
  public func save(to path: String, replacing: Bool = false) throws(SealingError) {
    let temporary = "\(path).\(Hexadecimal.text(randomBytes(8))).new"
    var content = exposedBytes
    defer { content.wipe() }
    let file = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw Self.unavailable("create", temporary) }
    let written = Self.writeAll(content, to: file) && fsync(file) == 0
    let failure = written ? nil : Self.unavailable("write", temporary)
    close(file)
    if let failure {
      OutdatedSecret.remove(temporary)
      throw failure
    }
    try Self.install(temporary, as: path, replacing: replacing)
  }

  /// Reads a file that nobody but its owner can read.
  ///
  /// Errors: `keyFileUnavailable`, `unsafeKeyFile` (not a plain file, or open to group or others),
  /// `oversized`, `malformedKeyFile`.
  public init(path: String) throws(SealingError) {
    let file = OutdatedSecret.openPresent(path)
    guard file >= 0 else { throw Self.unavailable("open", path) }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0 else { throw Self.unavailable("examine", path) }
    guard status.st_mode & S_IFMT == S_IFREG, status.st_mode & 0o077 == 0 else {
      throw SealingError(
        .unsafeKeyFile, "\(path) must be a plain file that only its owner can use (chmod 600)")
    }
    guard var content = Self.readAll(file, limit: Self.lengthLimit + 1) else {
      throw Self.unavailable("read", path)
    }
    defer { content.wipe() }
    try self.init(exposedBytes: content)
  }

  private static func install(
    _ temporary: String, as path: String, replacing: Bool
  ) throws(SealingError) {
    let outdated = OutdatedSecret(at: path)
    // A hard link, unlike a rename, fails where the name is taken.
    let status = replacing ? rename(temporary, path) : link(temporary, path)
    let taken = errno == EEXIST
    let failure = unavailable("name", path)
    if status != 0 || !replacing { OutdatedSecret.remove(temporary) }
    guard status == 0 else {
      throw taken && !replacing
        ? SealingError(.keyFileExists, "\(path) is already there and is not overwritten") : failure
    }
    try syncFolder(of: path)
    // What it had is in the new file, but for the keys that are to be gone.
    if replacing { outdated.overwrite() }
  }

  private static func syncFolder(of path: String) throws(SealingError) {
    let folder: String
    switch path.lastIndex(of: "/") {
    case nil: folder = "."
    case path.startIndex?: folder = "/"
    case let slash?: folder = String(path[..<slash])
    }
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw unavailable("open", folder) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw unavailable("write", folder) }
  }

  private static func writeAll(_ bytes: [UInt8], to file: Int32) -> Bool {
    var offset = 0
    while offset < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        write(file, buffer.baseAddress.map { $0 + offset }, buffer.count - offset)
      }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return false }
      offset += count
    }
    return true
  }

  private static func readAll(_ file: Int32, limit: Int) -> [UInt8]? {
    var content = [UInt8](repeating: 0, count: limit)
    var filled = 0
    while filled < limit {
      let count = content.withUnsafeMutableBytes { buffer in
        read(file, buffer.baseAddress.map { $0 + filled }, limit - filled)
      }
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { return nil }
      if count == 0 { break }
      filled += count
    }
    content.removeLast(limit - filled)
    return content
  }

  private static func unavailable(_ action: String, _ path: String) -> SealingError {
    let reason = String(cString: strerror(errno))
    return SealingError(.keyFileUnavailable, "cannot \(action) \(path): \(reason)")
  }
}
