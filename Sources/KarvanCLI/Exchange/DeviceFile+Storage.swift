// SPDX-License-Identifier: Apache-2.0
#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

extension DeviceFile {
  /// Writes the file with mode 0600, whole or not at all, and overwrites what it replaces: of a
  /// device that is wiped also where that has another name.
  func save(to path: String) throws(CLIError) {
    try PlainFile.write(
      secret: Array(exposedText.utf8), to: path, evenIfLinked: wipe != nil)
  }

  /// Reads a file that nobody but its owner can read.
  ///
  /// Errors: `keysMissing`, `keysUnsafe` (a link, or open to group or others), `keysDamaged`.
  init(path: String) throws(CLIError) {
    guard PlainFile.exists(path) else { throw CLIError(.keysMissing, path) }
    var status = stat()
    guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
      status.st_mode & 0o077 == 0
    else { throw CLIError(.keysUnsafe, path) }
    guard let text = PlainFile.secretText(at: path) else {
      throw CLIError(.unreadableFile, path, PlainFile.reason())
    }
    try self.init(exposedText: text, path: path)
  }
}
