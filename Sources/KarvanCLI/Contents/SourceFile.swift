// SPDX-License-Identifier: Apache-2.0
#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// A file of the person's own, read piece by piece.
final class SourceFile {
  let path: String
  let size: UInt64
  private let file: Int32

  /// Opens a plain file; throws `unreadableFile`, `notAFile`.
  init(path: String) throws(CLIError) {
    self.path = path
    file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard file >= 0 else { throw CLIError(.unreadableFile, path, PlainFile.reason()) }
    var status = stat()
    guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(file)
      throw CLIError(.unreadableFile, path, String(cString: strerror(EISDIR)))
    }
    size = UInt64(max(0, status.st_size))
  }

  deinit { close(file) }

  /// Reads bytes at a place; throws `fileChanged` where the file has become shorter.
  func read(at offset: Int, _ count: Int) throws(CLIError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var done = 0
    while done < count {
      let got = bytes.withUnsafeMutableBytes { buffer in
        pread(file, buffer.baseAddress?.advanced(by: done), count - done, off_t(offset + done))
      }
      if got < 0 && errno == EINTR { continue }
      guard got >= 0 else { throw CLIError(.unreadableFile, path, PlainFile.reason()) }
      if got == 0 && offset + done < Int(size) { throw CLIError(.fileChanged, path) }
      if got == 0 { break }
      done += got
    }
    return Array(bytes.prefix(done))
  }
}

/// Names of files: what came from another device must not choose a place on this one.
enum FileName {
  /// The most bytes of a name.
  private static let mostBytes = 200

  /// The last part of a path, or of a name that looks like one, without what no name of a file has.
  static func safe(_ text: String) -> String {
    let last = text.split { "/\\".contains($0) }.last.map(String.init) ?? ""
    var name = String.UnicodeScalarView()
    var bytes = 0
    for scalar in last.unicodeScalars {
      let category = scalar.properties.generalCategory
      let turns =
        (0x202A...0x202E).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
      guard category != .control, !turns else { continue }
      bytes += UTF8.width(scalar)
      guard bytes <= mostBytes else { break }
      name.append(scalar)
    }
    let plain = Typed.trim(String(name))
    let visible = String(plain.drop { $0 == "." || $0 == "-" })
    return visible.isEmpty ? "attachment" : visible
  }
}
