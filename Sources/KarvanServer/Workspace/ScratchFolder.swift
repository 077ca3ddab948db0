// SPDX-License-Identifier: Apache-2.0
import Foundation

/// A folder in the system's temporary folder (TMPDIR) that its owner alone can read, for what must
/// not outlive a command: a whole workspace in clear.
///
/// It is locked as long as its process lives, so that the next one sees what a killed one left.
final class ScratchFolder {
  private static let prefix = "karvan-scratch-"
  let path: String
  private let lock: Int32

  /// Makes a folder, and removes those that were left over.
  init(in parent: String = ScratchFolder.parent) throws(ServerError) {
    Self.removeLeftOvers(in: parent)
    while true {
      var template = Array((parent + "/" + Self.prefix + "XXXXXX").utf8CString)
      guard mkdtemp(&template) != nil else { throw Self.failure(parent) }
      let made = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
      let file = open(made, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
      guard file >= 0 else { throw Self.failure(made) }
      // Whoever cleans up in this very moment may have taken it for a left-over.
      if flock(file, LOCK_EX) == 0, access(made, F_OK) == 0 {
        path = made
        lock = file
        return
      }
      close(file)
    }
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
    close(lock)
  }

  static var parent: String {
    var path = FileManager.default.temporaryDirectory.path
    while path.count > 1 && path.hasSuffix("/") { path.removeLast() }
    return path
  }

  /// Removes the folders of this user whose processes were killed.
  static func removeLeftOvers(in parent: String = ScratchFolder.parent) {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: parent)) ?? []
    for name in names.sorted() where name.hasPrefix(prefix) {
      let file = open(parent + "/" + name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
      guard file >= 0 else { continue }
      defer { close(file) }
      var status = stat()
      guard fstat(file, &status) == 0, status.st_uid == getuid(),
        flock(file, LOCK_EX | LOCK_NB) == 0
      else { continue }
      try? FileManager.default.removeItem(atPath: parent + "/" + name)
    }
  }

  private static func failure(_ path: String) -> ServerError {
    ServerError(.system, "\(path): \(String(cString: strerror(errno)))")
  }
}
