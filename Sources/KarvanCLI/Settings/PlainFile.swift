// SPDX-License-Identifier: Apache-2.0
import KarvanSealing

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Small files, read and written whole without Foundation, which would cost a start its time.
enum PlainFile {
  /// The most bytes that are read into memory at once.
  static let limit = 64 << 20

  /// Whether there is anything of that name.
  static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// What a name stands for.
  enum Kind {
    case nothing, empty, file, folder, other
  }

  /// What there is of that name, behind links.
  static func kind(_ path: String) -> Kind {
    var status = stat()
    guard stat(path, &status) == 0 else { return .nothing }
    switch status.st_mode & S_IFMT {
    case S_IFREG: return status.st_size == 0 ? .empty : .file
    case S_IFDIR: return .folder
    default: return .other
    }
  }

  /// The text of a file; nil when it is not there.
  static func text(at path: String) -> String? {
    bytes(at: path, limit: 1 << 20).map { String(decoding: $0, as: UTF8.self) }
  }

  /// The content of a file; nil when it can't be read or is larger than the limit.
  static func bytes(at path: String, limit: Int = limit) -> [UInt8]? {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    return readAll(file, limit: limit)
  }

  /// Everything that comes on standard input.
  static func standardInput(limit: Int = limit) -> [UInt8]? {
    readAll(STDIN_FILENO, limit: limit)
  }

  private static func readAll(_ file: Int32, limit: Int) -> [UInt8]? {
    var content: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = buffer.withUnsafeMutableBytes { read(file, $0.baseAddress, $0.count) }
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { return nil }
      if count == 0 { return content }
      content += buffer[..<count]
      if content.count > limit { return nil }
    }
  }

  /// Writes a file so that it is there whole or not at all, readable as `mode` says.
  static func write(
    _ bytes: [UInt8], to path: String, mode: mode_t, failing code: CLIError.Code
  ) throws(CLIError) {
    if kind(path) == .other { return try writeThrough(bytes, to: path, failing: code) }
    try replace(path, by: bytes, mode: mode, failing: code, removing: remove)
  }

  /// Writes a file with secrets, readable by its owner alone, whole or not at all; then overwrites
  /// what it replaced.
  ///
  /// - Parameter isLinkedToo: Whether to overwrite also what has another name.
  static func write(
    secret bytes: [UInt8], to path: String, evenIfLinked isLinkedToo: Bool = false
  ) throws(CLIError) {
    let outdated = OutdatedSecret(at: path)
    try replace(
      path, by: bytes, mode: 0o600, failing: .keysUnwritable, removing: OutdatedSecret.remove)
    outdated.overwrite(evenIfLinked: isLinkedToo)
  }

  /// The text of a file with secrets, which nobody overwrites meanwhile; nil when it can't be read.
  static func secretText(at path: String) -> String? {
    let file = OutdatedSecret.openPresent(path)
    guard file >= 0 else { return nil }
    defer { close(file) }
    return readAll(file, limit: 1 << 20).map { String(decoding: $0, as: UTF8.self) }
  }

  private static func replace(
    _ path: String, by bytes: [UInt8], mode: mode_t, failing code: CLIError.Code,
    removing: (String) -> Void
  ) throws(CLIError) {
    let temporary = "\(path).\(getpid()).new"
    removing(temporary)
    let file = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode)
    guard file >= 0 else { throw CLIError(code, path, reason()) }
    var isWritten = writeAll(bytes, to: file) && fsync(file) == 0
    var why = reason()
    isWritten = close(file) == 0 && isWritten
    if isWritten {
      isWritten = rename(temporary, path) == 0
      why = reason()
    }
    guard isWritten else {
      removing(temporary)
      throw CLIError(code, path, why)
    }
    syncFolder(of: path)
  }

  /// Writes to a device or a pipe, which nothing may take the place of.
  private static func writeThrough(
    _ bytes: [UInt8], to path: String, failing code: CLIError.Code
  ) throws(CLIError) {
    let file = open(path, O_WRONLY | O_CLOEXEC)
    guard file >= 0 else { throw CLIError(code, path, reason()) }
    let isWritten = writeAll(bytes, to: file)
    let why = reason()
    let isClosed = close(file) == 0
    guard isWritten, isClosed else { throw CLIError(code, path, isWritten ? reason() : why) }
  }

  /// Makes a folder and those above it; only their owner may enter those that are made.
  static func makeFolder(_ path: String) throws(CLIError) {
    if path.isEmpty || exists(path) { return }
    if let slash = path.lastIndex(of: "/") { try makeFolder(String(path[..<slash])) }
    guard mkdir(path, 0o700) == 0 || errno == EEXIST else {
      throw CLIError(.unwritableFile, path, reason())
    }
  }

  /// Removes a file, if it is there.
  static func remove(_ path: String) { unlink(path) }

  /// Overwrites and removes a file, or a folder with all that is in it.
  ///
  /// Overwriting is all that a program can do; a disk that writes elsewhere may keep older blocks.
  static func destroy(_ path: String) throws(CLIError) {
    var status = stat()
    guard lstat(path, &status) == 0 else { return }
    if status.st_mode & S_IFMT == S_IFDIR {
      for name in FolderNames.all(in: path) { try destroy(path + "/" + name) }
      guard rmdir(path) == 0 else { throw CLIError(.unwritableFile, path, reason()) }
      return
    }
    if status.st_mode & S_IFMT == S_IFREG { overwrite(path, bytes: Int(status.st_size)) }
    guard unlink(path) == 0 || errno == ENOENT else {
      throw CLIError(.unwritableFile, path, reason())
    }
  }

  private static func overwrite(_ path: String, bytes count: Int) {
    let file = open(path, O_WRONLY | O_NOFOLLOW | O_CLOEXEC)
    guard file >= 0 else { return }
    defer { close(file) }
    let zeros = [UInt8](repeating: 0, count: 65_536)
    var left = count
    while left > 0, writeAll(Array(zeros.prefix(left)), to: file) { left -= zeros.count }
    fsync(file)
  }

  /// Gives a file another name.
  static func move(_ path: String, to other: String) throws(CLIError) {
    guard rename(path, other) == 0 else { throw CLIError(.unwritableFile, other, reason()) }
  }

  /// Gives a file with secrets the name of another, which is overwritten.
  static func move(secret path: String, over other: String) throws(CLIError) {
    let outdated = OutdatedSecret(at: other)
    try move(path, to: other)
    syncFolder(of: other)
    outdated.overwrite()
  }

  private static func writeAll(_ bytes: [UInt8], to file: Int32) -> Bool {
    var offset = 0
    while offset < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        #if canImport(Darwin)
          Darwin.write(file, buffer.baseAddress.map { $0 + offset }, buffer.count - offset)
        #elseif canImport(Musl)
          Musl.write(file, buffer.baseAddress.map { $0 + offset }, buffer.count - offset)
        #else
          Glibc.write(file, buffer.baseAddress.map { $0 + offset }, buffer.count - offset)
        #endif
      }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return false }
      offset += count
    }
    return true
  }

  /// Waits until the disk knows the names in a file's folder.
  static func syncFolder(of path: String) {
    let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    let descriptor = open(folder.isEmpty ? "/" : folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    close(descriptor)
  }

  /// Why the last call failed, in the system's words.
  static func reason() -> String { String(cString: strerror(errno)) }
}
