// SPDX-License-Identifier: Apache-2.0
import Foundation

#if canImport(Glibc)
  import Glibc
#endif

/// A small disk of its own, in memory, that can be filled and made read-only.
struct Disk {
  /// Room for a company's files, in bytes.
  private static let bytes = 48 << 20
  let path: String
  private var filler: String { path + "/filler" }

  init(at path: String) throws {
    self.path = path
    #if os(Linux)
      guard mount("karvan-torture", path, "tmpfs", 0, "size=\(Self.bytes),mode=700") == 0 else {
        throw Trouble("\(path) cannot be mounted: \(String(cString: strerror(errno)))")
      }
    #else
      throw Trouble("disks of their own need Linux")
    #endif
  }

  /// Takes all room but so many bytes.
  func fill(leaving bytes: Int) throws {
    unlink(filler)
    var status = statvfs()
    guard statvfs(path, &status) == 0 else { throw Trouble("\(path) has no disk") }
    let free = Int(status.f_bavail) * Int(status.f_bsize)
    let count = max(0, free - bytes)
    guard FileManager.default.createFile(atPath: filler, contents: Data(count: count)) else {
      throw Trouble("\(path) cannot be filled")
    }
  }

  /// Gives the room back.
  func free() { unlink(filler) }

  /// Whether anything can be written.
  func set(readOnly: Bool) throws {
    #if os(Linux)
      let flags = UInt(MS_REMOUNT) | (readOnly ? UInt(MS_RDONLY) : 0)
      guard mount("karvan-torture", path, "tmpfs", flags, "size=\(Self.bytes),mode=700") == 0 else {
        throw Trouble("\(path) cannot be mounted anew: \(String(cString: strerror(errno)))")
      }
    #endif
  }

  func unmount() {
    #if os(Linux)
      umount2(path, Int32(MNT_DETACH))
    #endif
  }
}
