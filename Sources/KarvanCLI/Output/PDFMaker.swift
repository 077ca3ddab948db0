// SPDX-License-Identifier: Apache-2.0
import KarvanCore

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Makes PDFs of pages with a program of the system: a browser without a window, or WeasyPrint.
///
/// The program runs by itself, in a folder of its own that only its owner can enter and that is
/// removed afterwards, with no way to a network, for a bounded time.
struct PDFMaker {
  /// The programs that are looked for, the one that shapes all scripts best first.
  static let programs = [
    "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "weasyprint",
  ]
  /// How long it may take, in seconds.
  static let usualSeconds = 60

  private let program: String
  private let seconds: Int
  private let temporary: String

  /// Finds a program.
  ///
  /// - Parameters:
  ///   - named: The one that a setting names, by name or path.
  ///   - environment: Where programs and temporary files are.
  /// - Throws: `noPDFProgram` when there is none.
  init(named: String?, environment: [String: String]) throws(CLIError) {
    let path = environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin"
    let names = named.map { [$0] } ?? Self.programs
    let found = names.lazy.compactMap { name -> String? in
      if name.contains("/") { return access(name, X_OK) == 0 ? name : nil }
      return path.split(separator: ":").map { "\($0)/\(name)" }.first { access($0, X_OK) == 0 }
    }.first
    guard let found else { throw CLIError(.noPDFProgram) }
    program = found
    seconds =
      environment["KARVAN_PDF_SECONDS"].flatMap { Int($0) }
      .map { min(max($0, 1), 3_600) } ?? Self.usualSeconds
    let folder = environment["TMPDIR"].flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
    // A page is named by its whole path.
    let whole = folder.hasPrefix("/") ? folder : "/tmp"
    temporary = whole.hasSuffix("/") ? String(whole.dropLast()) : whole
  }

  /// The page as a PDF.
  ///
  /// - Throws: `pdfFailed`, `pdfTooSlow`.
  func make(_ page: String) throws -> [UInt8] {
    let folder = try makeFolder()
    defer {
      // Parts of a browser that end later may still write; what they wrote goes the second time.
      if (try? PlainFile.destroy(folder)) == nil { try? PlainFile.destroy(folder) }
    }
    let (source, target) = (folder + "/page.html", folder + "/page.pdf")
    try PlainFile.write(Array(page.utf8), to: source, mode: 0o600, failing: .unwritableFile)
    let status = try run(arguments(folder, source, target), in: folder)
    guard status == 0 else { throw CLIError(.pdfFailed, program, Self.said(status)) }
    guard let bytes = PlainFile.bytes(at: target), bytes.starts(with: Array("%PDF-".utf8)) else {
      throw CLIError(.pdfFailed, program, "no PDF")
    }
    return bytes
  }

  private func makeFolder() throws(CLIError) -> String {
    var template = Array("\(temporary)/karvan-pdf-XXXXXX".utf8CString)
    guard
      let made = template.withUnsafeMutableBufferPointer({ buffer in
        buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) }
      })
    else { throw CLIError(.unwritableFile, temporary, PlainFile.reason()) }
    return made
  }

  private func arguments(_ folder: String, _ source: String, _ target: String) -> [String] {
    if program.hasSuffix("weasyprint") { return [program, "--quiet", source, target] }
    // A browser refuses to shut itself in as the system's administrator.
    let sandbox = geteuid() == 0 ? ["--no-sandbox"] : []
    return [
      program, "--headless", "--disable-gpu", "--disable-dev-shm-usage", "--disable-extensions",
      "--disable-background-networking", "--disable-component-update", "--disable-sync",
      "--no-first-run", "--no-default-browser-check", "--mute-audio",
      // Whatever it would ask for, nobody answers.
      "--proxy-server=http://127.0.0.1:9", "--host-resolver-rules=MAP * ~NOTFOUND",
      "--user-data-dir=\(folder)/profile", "--no-pdf-header-footer",
    ] + sandbox + ["--print-to-pdf=\(target)", "file://" + Self.encoded(source)]
  }

  /// A path as it stands in a link.
  private static func encoded(_ path: String) -> String {
    path.utf8.map { byte in
      let character = Character(Unicode.Scalar(byte))
      let isPlain = byte < 0x80 && (character.isLetter || character.isNumber)
      if isPlain || "/-._~".utf8.contains(byte) { return String(character) }
      let digits = String(byte, radix: 16, uppercase: true)
      return "%" + (digits.count == 1 ? "0" : "") + digits
    }.joined()
  }

  /// Runs the program with its arguments; its status as `waitpid` says it.
  private func run(_ arguments: [String], in folder: String) throws(CLIError) -> Int32 {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0)
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // A group of its own, so that all of its parts are ended together.
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
    posix_spawnattr_setpgroup(&attributes, 0)
    let environment = [
      "PATH=/usr/local/bin:/usr/bin:/bin", "LANG=C.UTF-8", "HOME=\(folder)", "TMPDIR=\(folder)",
      "XDG_CONFIG_HOME=\(folder)", "XDG_CACHE_HOME=\(folder)", "XDG_RUNTIME_DIR=\(folder)",
    ]
    var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
    var values: [UnsafeMutablePointer<CChar>?] = environment.map { strdup($0) } + [nil]
    defer { for pointer in words + values { free(pointer) } }
    var child = pid_t()
    let failure = posix_spawn(&child, program, &actions, &attributes, &words, &values)
    guard failure == 0 else {
      throw CLIError(.pdfFailed, program, String(cString: strerror(failure)))
    }
    return try wait(for: child)
  }

  private func wait(for child: pid_t) throws(CLIError) -> Int32 {
    let end = ContinuousClock.now + .seconds(seconds)
    var status: Int32 = 0
    while true {
      let ended = waitpid(child, &status, WNOHANG)
      if ended == child {
        // Parts that it left behind have nothing more to do.
        kill(-child, SIGKILL)
        return status
      }
      if ended < 0, errno != EINTR {
        throw CLIError(.pdfFailed, program, PlainFile.reason())
      }
      guard ContinuousClock.now < end else {
        kill(-child, SIGKILL)
        while waitpid(child, &status, 0) < 0, errno == EINTR {}
        throw CLIError(.pdfTooSlow, program, "\(seconds)")
      }
      usleep(20_000)
    }
  }

  private static func said(_ status: Int32) -> String {
    let signal = status & 0x7F
    return signal == 0 ? "exit \((status >> 8) & 0xFF)" : "signal \(signal)"
  }
}
