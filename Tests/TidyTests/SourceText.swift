// SPDX-License-Identifier: Apache-2.0
import Foundation

/// One source file as the rules see it: its lines as written, and the same lines with comments and
/// the text of string literals blanked out, so that a rule about code never trips over prose.
struct SourceText {
  /// The path from the repository's root, with `/` between folders.
  let path: String
  let lines: [Substring]
  let code: [Substring]

  init(path: String, text: String) {
    self.path = path
    lines = Self.split(text)
    code = Self.split(CodeView.of(text))
  }

  /// `KarvanCore` of `Sources/KarvanCore/Kernel/Id.swift`, `TidyTests` of `Tests/TidyTests/…`.
  var target: String {
    let parts = path.split(separator: "/")
    return parts.count > 2 ? String(parts[1]) : ""
  }

  var isSource: Bool { path.hasPrefix("Sources/") }
  var isTest: Bool { path.hasPrefix("Tests/") }

  /// The lines; a last line break doesn't begin another line.
  private static func split(_ text: String) -> [Substring] {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    if lines.last?.isEmpty == true { lines.removeLast() }
    return lines
  }
}

/// Where a rule is broken. Its description is what an editor can jump to.
struct Finding: CustomStringConvertible, Equatable {
  let path: String
  /// Counted from 1.
  let line: Int
  let message: String

  var description: String { "\(path):\(line): \(message)" }
}

/// Finds the repository from this file's own place, and reads its sources.
enum Repository {
  static let root = URL(filePath: #filePath, directoryHint: .notDirectory)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// Every Swift file under `Sources` and `Tests` and the manifest, by path; generated files are
  /// left out, and so are folders whose name begins with a dot.
  static func swiftFiles() throws -> [SourceText] { try loaded.get() }

  /// Read once, as every rule looks at every file.
  private static let loaded = Result { try load() }

  private static func load() throws -> [SourceText] {
    let found = try ["Sources", "Tests"].flatMap { try paths(under: $0) } + ["Package.swift"]
    return try found.sorted().map { path in
      let file = root.appending(path: path, directoryHint: .notDirectory)
      return SourceText(path: path, text: try String(contentsOf: file, encoding: .utf8))
    }
  }

  /// Walks by hand, as a folder may be a symbolic link.
  private static func paths(under folder: String) throws -> [String] {
    let directory = root.appending(path: folder, directoryHint: .isDirectory)
    var found: [String] = []
    for name in try FileManager.default.contentsOfDirectory(atPath: directory.path()) {
      guard !name.hasPrefix(".") else { continue }
      let path = "\(folder)/\(name)"
      if name.hasSuffix(".swift") {
        if !isGenerated(name) { found.append(path) }
      } else if isFolder(path) {
        found += try paths(under: path)
      }
    }
    return found
  }

  static func isGenerated(_ name: String) -> Bool { name.hasSuffix(".pb.swift") }

  private static func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    let file = root.appending(path: path).path(percentEncoded: false)
    return FileManager.default.fileExists(atPath: file, isDirectory: &isFolder)
      && isFolder.boolValue
  }
}
