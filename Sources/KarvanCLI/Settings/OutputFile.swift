// SPDX-License-Identifier: Apache-2.0
#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// A long result that is written piece by piece: to a file that is there whole or not at all, or to
/// standard output.
enum OutputFile {
  /// Writes what a body writes.
  static func write<Result>(
    to path: String?, _ console: Console, _ body: ((String) -> Void) throws -> Result
  ) throws -> Result {
    guard let path else { return try body { console.write($0) } }
    let draft = PlainFile.kind(path) == .other ? path : "\(path).\(getpid()).new"
    guard let file = fopen(draft, "wbe") else {
      throw CLIError(.unwritableFile, path, PlainFile.reason())
    }
    if draft != path { fchmod(fileno(file), 0o600) }
    var isWritten = true
    let result: Result
    do {
      result = try body { text in
        isWritten = isWritten && fputs(text, file) >= 0
      }
    } catch {
      fclose(file)
      if draft != path { unlink(draft) }
      throw error
    }
    isWritten = fflush(file) == 0 && isWritten
    if draft != path { isWritten = fsync(fileno(file)) == 0 && isWritten }
    isWritten = fclose(file) == 0 && isWritten
    if draft != path { isWritten = isWritten && rename(draft, path) == 0 }
    guard isWritten else {
      let reason = PlainFile.reason()
      if draft != path { unlink(draft) }
      throw CLIError(.unwritableFile, path, reason)
    }
    return result
  }
}
