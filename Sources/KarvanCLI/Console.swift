// SPDX-License-Identifier: Apache-2.0
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
    readLine: @escaping @Sendable () -> String? = { nil },
    readSecret: @escaping @Sendable () -> String? = { nil },
    isInputTerminal: Bool = false, isOutputTerminal: Bool = false,
    isErrorTerminal: Bool = false, columns: Int = 80
  ) {
    self.write = write
    self.tell = tell
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
    Console(
      write: { writeAll($0, to: STDOUT_FILENO) }, tell: { writeAll($0, to: STDERR_FILENO) },
      readLine: { Swift.readLine(strippingNewline: true) }, readSecret: { withoutEcho() },
      isInputTerminal: isatty(STDIN_FILENO) == 1, isOutputTerminal: isatty(STDOUT_FILENO) == 1,
      isErrorTerminal: isatty(STDERR_FILENO) == 1, columns: terminalColumns())
  }

  private static func writeAll(_ text: String, to file: Int32) {
    var text = text
    text.withUTF8 { bytes in
      var offset = 0
      while offset < bytes.count {
        guard let base = bytes.baseAddress else { return }
        let count = Self.write(file, base + offset, bytes.count - offset)
        if count < 0 && errno == EINTR { continue }
        guard count > 0 else { return }
        offset += count
      }
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
      writeAll("\n", to: STDERR_FILENO)
    }
    return Swift.readLine(strippingNewline: true)
  }

  private static func terminalColumns() -> Int {
    var size = winsize()
    guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }
}
