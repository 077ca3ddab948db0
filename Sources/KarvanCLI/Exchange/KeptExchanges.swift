// SPDX-License-Identifier: Apache-2.0
import KarvanSealing

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The secrets of exchanges that went out as files and wait for their answers.
///
/// One file each, readable by its owner only, until an answer is taken, by file or over a network:
/// then every exchange that was written before it is past, and so are their secrets.
struct KeptExchanges {
  let folder: String

  /// So many files can be under way at once; the oldest are forgotten, and asked for again.
  static let most = 16
  private static let suffix = ".kept"

  /// Keeps what the answer will be opened with; durable when this returns.
  func keep(_ exchange: DeviceExchange) throws(CLIError) {
    try PlainFile.makeFolder(folder)
    for path in paths().dropLast(Self.most - 1) { OutdatedSecret.remove(path) }
    try PlainFile.write(
      secret: KeptExchange(exchange).exposedBytes, to: path(exchange.requestHash))
  }

  /// Everything that is kept; a file that can't be read is none.
  func all() -> [KeptExchange] {
    paths().compactMap { path in
      PlainFile.bytes(at: path, limit: KeptExchange.encodedCount)
        .flatMap { try? KeptExchange(exposedBytes: $0) }
    }
  }

  /// Forgets some of them.
  func forget(_ requests: [Octets32]) {
    for request in requests { OutdatedSecret.remove(path(request)) }
    rmdir(folder)
  }

  private func path(_ request: Octets32) -> String {
    "\(folder)/\(request.description.prefix(16))\(Self.suffix)"
  }

  /// Forgets all of them.
  func clear() {
    for path in paths() { OutdatedSecret.remove(path) }
    rmdir(folder)
  }

  /// The files, the oldest first.
  private func paths() -> [String] {
    var found: [(path: String, written: Int)] = []
    for name in FolderNames.all(in: folder) {
      var status = stat()
      let path = "\(folder)/\(name)"
      guard name.hasSuffix(Self.suffix), lstat(path, &status) == 0 else { continue }
      #if canImport(Darwin)
        let time = status.st_mtimespec
      #else
        let time = status.st_mtim
      #endif
      found.append((path, Int(time.tv_sec) * 1_000_000_000 + Int(time.tv_nsec)))
    }
    return found.sorted { $0.written < $1.written }.map(\.path)
  }
}
