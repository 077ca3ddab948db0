// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanSealing

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The key that this device's contents are sealed under, in a file of its own.
///
/// It belongs to the folder and not to the enrolment: whatever becomes of the device's keys, what
/// waits to be sent stays readable. Beside the contents it does not protect a disk that is stolen
/// whole; a copy of the folder without it tells nothing.
enum VaultKeyFile {
  private static let magic = "karvan content key 1"

  /// Reads the key; nil where there is none.
  ///
  /// - Throws: `keysUnsafe`, `keysDamaged`, as for the device's own keys.
  static func read(_ path: String) throws(CLIError) -> VaultKey? {
    var status = stat()
    guard lstat(path, &status) == 0 else { return nil }
    guard status.st_mode & S_IFMT == S_IFREG, status.st_mode & 0o077 == 0 else {
      throw CLIError(.keysUnsafe, path)
    }
    let lines = (PlainFile.text(at: path) ?? "").split(separator: "\n")
    guard lines.count == 2, lines[0] == magic,
      let bytes = KarvanCore.Hexadecimal.bytes(of: lines[1]),
      let key = try? VaultKey(exposedBytes: bytes)
    else { throw CLIError(.keysDamaged, path, "2") }
    return key
  }

  /// Reads the key, or makes one; of several programs that make one at a time one does.
  static func readOrMake(_ path: String) throws(CLIError) -> VaultKey {
    if let key = try read(path) { return key }
    let draft = "\(path).\(getpid()).draft"
    let text = "\(magic)\n\(KarvanCore.Hexadecimal.text(of: VaultKey.generate().exposedBytes))\n"
    try PlainFile.write(secret: Array(text.utf8), to: draft)
    defer { OutdatedSecret.remove(draft) }
    // A hard link, unlike a rename, fails where the name is taken.
    guard link(draft, path) == 0 || errno == EEXIST else {
      throw CLIError(.keysUnwritable, path, PlainFile.reason())
    }
    PlainFile.syncFolder(of: path)
    guard let key = try read(path) else { throw CLIError(.keysMissing, path) }
    return key
  }
}

extension Desk {
  /// The contents of this workspace; nil where there never were any.
  func contents() throws -> ContentVault? {
    guard let key = try VaultKeyFile.read(places.contentKey) else {
      guard FolderNames.all(in: places.contents).isEmpty else {
        throw CLIError(.keysMissing, places.contentKey)
      }
      return nil
    }
    return ContentVault(folder: places.contents, key: key)
  }

  /// The contents of this workspace, made where there are none.
  func madeContents() throws -> ContentVault {
    if let vault = try contents() { return vault }
    return ContentVault(
      folder: places.contents, key: try VaultKeyFile.readOrMake(places.contentKey))
  }
}
