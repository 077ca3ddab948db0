// SPDX-License-Identifier: Apache-2.0

/// A rule of the house: its name, and what it finds in a file.
struct Rule: Sendable, CustomStringConvertible {
  let name: String
  let check: @Sendable (SourceText) -> [Finding]

  var description: String { name }

  static let all = [
    imports, licence, length, forceTry, unfinished, safety, console, mains, purity, clock,
  ]

  static let imports = Rule(name: "imports follow the arrows", check: Imports.check)

  static let licence = Rule(name: "first line is the SPDX line") { file in
    // The manifest's first line belongs to the package manager.
    let line = file.path == "Package.swift" ? 1 : 0
    let spdx = "// SPDX-License-Identifier: Apache-2.0"
    guard file.lines.dropFirst(line).first.map(String.init) != spdx else { return [] }
    return [Finding(path: file.path, line: line + 1, message: "the line must be \(spdx)")]
  }

  static let length = Rule(name: "no file above 500 lines") { file in
    guard file.lines.count > 500 else { return [] }
    let message = "\(file.lines.count) lines; split it by behaviour"
    return [Finding(path: file.path, line: 501, message: message)]
  }

  static let forceTry = Rule(name: "no force try") { file in
    find(Regex.forceTry, in: file.code, of: file) { _ in "handle or pass on the error" }
  }

  static let unfinished = Rule(name: "no unfinished marks") { file in
    find(Regex.unfinished, in: file.lines, of: file) { "\($0): do it, or say it in an issue" }
  }

  static let safety = Rule(name: "unchecked promises say why they hold") { file in
    find(Regex.unchecked, in: file.code, of: file) { "\($0) without a SAFETY: line above" }
      .filter { !hasSafetyNote(file, above: $0.line - 1) }
  }

  /// The only files that may write to a terminal: one console port a program.
  static let consoleFiles: Set = [
    "Sources/KarvanCLI/Console.swift", "Sources/KarvanServer/Console.swift",
    "Sources/karvan-bench/Console.swift", "Sources/karvan-simulate/Console.swift",
    "Sources/karvan-fuzz/Console.swift", "Sources/karvan-torture/Console.swift",
  ]

  static let console = Rule(name: "only a console file prints") { file in
    guard file.isSource, !consoleFiles.contains(file.path) else { return [] }
    return find(Regex.print, in: file.code, of: file) { _ in "print outside the console port" }
  }

  static let mains = Rule(name: "mains have at most 40 lines") { file in
    let mains = ["karvan", "karvan-server"]
    guard file.isSource, mains.contains(file.target), file.lines.count > 40 else { return [] }
    let message = "a main of \(file.lines.count) lines; move the work into the library"
    return [Finding(path: file.path, line: 41, message: message)]
  }

  static let purity = Rule(name: "pure targets have no clock, randomness or concurrency") { file in
    let pure = ["KarvanCore", "KarvanDomain", "KarvanSync"]
    guard file.isSource, pure.contains(file.target) else { return [] }
    return find(Regex.impure, in: file.code, of: file) { "\($0) in a pure target; pass it in" }
  }

  static let clock = Rule(name: "only commands and routes of the server ask for the time") { file in
    let asking = ["/Commands/", "/HTTP/", "/Meter.swift", "/WallClock.swift"]
    guard file.isSource, file.target == "KarvanServer", !asking.contains(where: file.path.contains)
    else { return [] }
    return find(Regex.clock, in: file.code, of: file) { "\($0) in the office; pass it in" }
  }

  /// One finding a line for the first match of the pattern.
  private static func find(
    _ pattern: Regex<Substring>, in lines: [Substring], of file: SourceText,
    message: (Substring) -> String
  ) -> [Finding] {
    lines.enumerated().compactMap { index, line in
      line.firstMatch(of: pattern).map {
        Finding(path: file.path, line: index + 1, message: message($0.output))
      }
    }
  }

  /// Whether the line itself, or the comment that stands right above it, gives the reason.
  private static func hasSafetyNote(_ file: SourceText, above index: Int) -> Bool {
    if file.lines[index].contains("SAFETY:") { return true }
    for line in file.lines[..<index].reversed() {
      guard let text = line.firstMatch(of: Regex.commentLine) else { return false }
      if text.output.contains("SAFETY:") { return true }
    }
    return false
  }
}

/// The patterns, made anew at each use, as a `Regex` may not be shared between threads.
extension Regex<Substring> {
  fileprivate static var forceTry: Regex { /\btry!/ }

  fileprivate static var unfinished: Regex { /\b(?:TO(?:DO)|FIX(?:ME))\b/ }

  fileprivate static var unchecked: Regex { /@unchecked\s+Sendable|nonisolated\(unsafe\)/ }

  fileprivate static var print: Regex { /(?:^|[^.\w])(?:print|debugPrint)\(/ }

  fileprivate static var clock: Regex { /\b(?:wallClock|Date)\(\)/ }

  fileprivate static var commentLine: Regex { /^\s*\/\/.*$/ }

  fileprivate static var impure: Regex {
    #/
    \b(?:Date\(\) | Date\.now | UUID\(\) | ContinuousClock | SuspendingClock | FileManager
      | ProcessInfo | SystemRandomNumberGenerator | async\b | await\b | actor\s+[A-Z]
      | Task\s*[\{<] | Task\. | TaskGroup)
    | \.random\( | \.shuffled\(\) | \.randomElement\(\)
    /#
  }
}
