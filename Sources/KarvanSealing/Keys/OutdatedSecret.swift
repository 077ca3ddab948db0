// SPDX-License-Identifier: Apache-2.0
#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// A file with secrets whose name another file is about to take, or which is about to be removed: it
/// is taken hold of before, and overwritten when it has lost its name.
///
/// Overwriting is all that a program can do; a disk that writes elsewhere may keep older blocks.
public struct OutdatedSecret: ~Copyable {
  private let file: Int32

  /// Takes hold of the file of that name; of nothing where there is no plain file that this process
  /// may write.
  public init(at path: String) {
    file = open(path, O_WRONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)
  }

  deinit { if file >= 0 { close(file) } }

  /// Overwrites it, once nobody reads it any more.
  ///
  /// - Parameter isLinkedToo: Whether also where it has another name, by which somebody may keep it
  ///   on purpose.
  public consuming func overwrite(evenIfLinked isLinkedToo: Bool = false) {
    var status = stat()
    guard file >= 0, fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
      isLinkedToo || status.st_nlink == 0
    else { return }
    while flock(file, LOCK_EX) != 0 { guard errno == EINTR else { break } }
    let zeros = [UInt8](repeating: 0, count: 65_536)
    var left = Int(status.st_size)
    while left > 0 {
      let count = write(file, zeros, min(left, zeros.count))
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { break }
      left -= count
    }
    fsync(file)
  }

  /// Removes a file and overwrites it, unless it has another name.
  public static func remove(_ path: String) {
    let secret = OutdatedSecret(at: path)
    unlink(path)
    secret.overwrite()
  }

  /// Opens a file to read it, and holds off whoever would overwrite it until it is closed.
  ///
  /// - Returns: a descriptor, below 0 where the file can't be opened; `errno` says why.
  public static func openPresent(_ path: String) -> Int32 {
    while true {
      let file = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)
      guard file >= 0 else { return file }
      flock(file, LOCK_SH)
      var held = stat()
      var named = stat()
      guard fstat(file, &held) == 0, stat(path, &named) == 0,
        held.st_ino != named.st_ino || held.st_dev != named.st_dev
      else { return file }
      // Another took its name between the two calls.
      close(file)
    }
  }
}
