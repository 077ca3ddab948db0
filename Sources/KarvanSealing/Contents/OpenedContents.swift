// SPDX-License-Identifier: Apache-2.0

/// A folder of contents as they are, each once under its address, beside exported records (P-106).
///
/// It gets its name when all of it is on the disk. Nothing in it is sealed.
public struct OpenedContents {
  /// The folder.
  public let folder: String
  private var draft: String { folder + ".new" }
  /// How many contents are in it.
  public private(set) var count = 0

  /// Begins a folder, which must not be there yet.
  ///
  /// - Throws: `contentUnavailable`, where it can't be made or is there already.
  public init(making folder: String) throws(SealingError) {
    self.folder = folder.count > 1 && folder.hasSuffix("/") ? String(folder.dropLast()) : folder
    guard ContentFile.writtenAt(self.folder) == nil else {
      throw SealingError(.contentUnavailable, "\(self.folder) is there already")
    }
    try Self.empty(draft)
    try ContentFile.makeFolder(draft)
  }

  /// Writes a content, durably; one that is there already is there.
  ///
  /// - Throws: `contentFailed` for a content that was altered.
  public mutating func add(_ content: StoredContent) throws(SealingError) {
    let path = "\(draft)/\(content.address)"
    guard ContentFile.writtenAt(path) == nil else { return }
    try content.write(to: path)
    count += 1
  }

  /// Gives the folder its name, durably.
  public func finish() throws(SealingError) {
    try ContentFile.syncFolder(of: draft + "/.")
    try ContentFile.rename(draft, to: folder)
  }

  /// Removes what was begun.
  public func abandon() { try? Self.empty(draft) }

  /// Removes what a killed export left: contents, and nothing that somebody else put there.
  private static func empty(_ draft: String) throws(SealingError) {
    for name in FolderNames.all(in: draft) where Octets32(hexadecimal: name) != nil {
      try ContentFile.remove("\(draft)/\(name)")
    }
    try ContentFile.removeFolder(draft)
  }
}

extension StoredContent {
  /// Writes the content as it is to a file that must not be there yet, for its owner alone.
  ///
  /// - Throws: `contentFailed` for a content that was altered; then no file is left.
  public func write(to path: String) throws(SealingError) {
    let file = try ContentFile(creating: path)
    do throws(SealingError) {
      for number in manifest.hashes.indices {
        try file.write(
          try chunk(number), at: ContentLayout.range(of: number, in: manifest.size).lowerBound)
      }
      try file.sync()
    } catch {
      try? ContentFile.remove(path)
      throw error
    }
  }
}

extension ContentVault {
  /// Takes a content back from a folder of opened ones, durably; false where it is not in there.
  ///
  /// - Throws: `contentFailed` where the file of that name has another content.
  public func add(
    _ address: Octets32, ofOpened folder: String
  ) throws -> Bool {
    let path = "\(folder)/\(address)"
    guard let file = try ContentFile(path: path) else { return false }
    let size = try file.size()
    guard size > 0 else { throw SealingError(.contentFailed, "\(path) is empty") }
    let manifest = try add(size: UInt64(size)) { try file.read(at: $0, $1) }
    guard manifest.address == address else {
      try remove(manifest.address)
      throw SealingError(.contentFailed, "\(path) has another content than its name says")
    }
    return true
  }
}
