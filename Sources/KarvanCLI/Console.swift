// SPDX-License-Identifier: Apache-2.0
import Synchronization

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Where a command reads and writes: the only port to a terminal.
public struct Console: Sendable {
  /// Writes to standard output: results only.
  public let write: @Sendable (String) -> Void
  /// Why results did not all reach standard output, in the system's words; nil when they did.
  public let outputFailure: @Sendable () -> String?
  /// Writes to standard error: everything else.
  public let tell: @Sendable (String) -> Void
  /// Reads a line of standard input without its end; nil at the end of the input.
  public let readLine: @Sendable () -> String?
  /// Reads a line that is not shown while it is typed.
  public let readSecret: @Sendable () -> String?
  /// Whether a person can be asked.
  public let isInputTerminal: Bool
  /// Whether results are read by a person.
  public let isOutputTerminal: Bool
  /// Whether progress is seen by a person.
  public let isErrorTerminal: Bool
  /// The columns of the terminal.
  public let columns: Int

  /// Gathers the ports; what is not a terminal has no width and is never asked.
  public init(
    write: @escaping @Sendable (String) -> Void, tell: @escaping @Sendable (String) -> Void,
    outputFailure: @escaping @Sendable () -> String? = { nil },
    readLine: @escaping @Sendable () -> String? = { nil },
    readSecret: @escaping @Sendable () -> String? = { nil },
    isInputTerminal: Bool = false, isOutputTerminal: Bool = false,
    isErrorTerminal: Bool = false, columns: Int = 80
  ) {
    self.write = write
    self.tell = tell
    self.outputFailure = outputFailure
    self.readLine = readLine
    self.readSecret = readSecret
    self.isInputTerminal = isInputTerminal
    self.isOutputTerminal = isOutputTerminal
    self.isErrorTerminal = isErrorTerminal
    self.columns = columns
  }
}

extension Console {
  /// The ports of this process.
  public static func live() -> Console {
    secureDescriptors()
    let output = Output()
    return Console(
      write: { output.write($0) }, tell: { _ = writeAll($0, to: STDERR_FILENO) },
      outputFailure: { output.failure() },
      readLine: { Swift.readLine(strippingNewline: true) }, readSecret: { withoutEcho() },
      isInputTerminal: isatty(STDIN_FILENO) == 1, isOutputTerminal: isatty(STDOUT_FILENO) == 1,
      isErrorTerminal: isatty(STDERR_FILENO) == 1, columns: terminalColumns())
  }

  /// Standard output, and the first thing that went wrong with it.
  private final class Output: Sendable {
    private let trouble = Mutex<String?>(nil)

    func write(_ text: String) {
      let reason = writeAll(text, to: STDOUT_FILENO)
      trouble.withLock { $0 = $0 ?? reason }
    }

    /// Some file systems say only at closing that there was no room.
    func failure() -> String? {
      trouble.withLock { trouble in
        if trouble != nil { return trouble }
        let copy = dup(STDOUT_FILENO)
        if copy >= 0, close(copy) != 0 { trouble = PlainFile.reason() }
        return trouble
      }
    }
  }

  /// Puts something in the place of closed standard descriptors: otherwise the next file that is
  /// opened, which may be the database, would get the output.
  private static func secureDescriptors() {
    for (file, mode) in [
      (STDIN_FILENO, O_WRONLY), (STDOUT_FILENO, O_RDONLY), (STDERR_FILENO, O_RDONLY),
    ] where fcntl(file, F_GETFD) < 0 {
      // The other direction than the usual one, so that using it fails. The lowest free number
      // is given, which is this one, as those below were looked after.
      _ = open("/dev/null", mode)
    }
  }

  /// Writes a text; answers why it could not.
  private static func writeAll(_ text: String, to file: Int32) -> String? {
    var text = text
    return text.withUTF8 { bytes in
      var offset = 0
      while offset < bytes.count {
        guard let base = bytes.baseAddress else { return nil }
        let count = Self.write(file, base + offset, bytes.count - offset)
        if count < 0 && errno == EINTR { continue }
        guard count > 0 else { return PlainFile.reason() }
        offset += count
      }
      return nil
    }
  }

  private static func write(_ file: Int32, _ bytes: UnsafePointer<UInt8>, _ count: Int) -> Int {
    #if canImport(Darwin)
      Darwin.write(file, bytes, count)
    #elseif canImport(Musl)
      Musl.write(file, bytes, count)
    #else
      Glibc.write(file, bytes, count)
    #endif
  }

  private static func withoutEcho() -> String? {
    var saved = termios()
    guard tcgetattr(STDIN_FILENO, &saved) == 0 else {
      return Swift.readLine(strippingNewline: true)
    }
    var quiet = saved
    quiet.c_lflag &= ~tcflag_t(ECHO)
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet)
    defer {
      tcsetattr(STDIN_FILENO, TCSAFLUSH, &saved)
      _ = writeAll("\n", to: STDERR_FILENO)
    }
    return Swift.readLine(strippingNewline: true)
  }

  private static func terminalColumns() -> Int {
    var size = winsize()
    guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }
}
