// SPDX-License-Identifier: Apache-2.0

/// The arrows of the architecture: what each target may import. A target that isn't named here may
/// not exist; naming it is the moment to think about its arrows.
enum Imports {
  private static let platform: Set = [
    "Foundation", "FoundationEssentials", "Glibc", "Darwin", "Musl", "Synchronization", "Dispatch",
  ]
  private static let engine: Set = [
    "KarvanCore", "KarvanDomain", "KarvanSync", "KarvanWire", "KarvanSealing", "KarvanStore",
  ]

  static let allowed: [String: Set<String>] = [
    "KarvanCore": [],
    "KarvanDomain": ["KarvanCore", "Foundation", "FoundationEssentials"],
    "KarvanSync": ["KarvanCore"],
    "KarvanWire": platform.union(["KarvanCore", "KarvanSync", "SwiftProtobuf"]),
    "KarvanSealing": platform.union(["KarvanCore", "KarvanSync", "CSodium", "CZstd"]),
    "KarvanStore": platform.union(["KarvanCore", "KarvanSync", "GRDB", "GRDBSQLite"]),
    "KarvanServer": platform.union(engine).union([
      "ArgumentParser", "Hummingbird", "HummingbirdCore", "HTTPTypes", "NIOCore", "NIOPosix",
      "Logging", "ServiceLifecycle", "UnixSignals",
    ]),
    "KarvanCLI": platform.union(engine).union([
      "ArgumentParser", "AsyncHTTPClient", "NIOCore", "NIOHTTP1", "Logging",
    ]),
    "KarvanSimulation": platform.union(engine).union([
      "KarvanServer", "KarvanCLI", "CSimulatedMachine", "TestSupport",
    ]),
    "karvan-simulate": platform.union(["KarvanSimulation", "ArgumentParser"]),
    "KarvanFuzzing": platform.union(engine).union(["KarvanServer", "KarvanCLI", "TestSupport"]),
    "karvan-fuzz": platform.union(["KarvanFuzzing", "CFuzzer"]),
    "karvan-torture": platform.union(["TestSupport"]),
    "karvan": platform.union(["KarvanCLI", "ArgumentParser"]),
    "karvan-server": platform.union([
      "KarvanServer", "ArgumentParser", "Logging", "ServiceLifecycle",
    ]),
    "karvan-bench": platform.union(engine).union([
      "KarvanServer", "KarvanCLI", "ArgumentParser", "Logging", "ServiceLifecycle", "TestSupport",
    ]),
  ]

  /// What any test may import beside what its target may.
  private static let forTests: Set<String> = platform.union(engine).union([
    "KarvanServer", "KarvanCLI", "KarvanSimulation", "KarvanFuzzing", "Testing", "TestSupport",
  ])
  /// Drivers that make a server's test real without being part of the server.
  private static let forTestsOf: [String: Set<String>] = [
    "KarvanServer": ["HummingbirdTesting", "AsyncHTTPClient"],
    "KarvanStore": ["Allocations"],
  ]

  /// The modules that a file may import, or nil where its target is not known.
  static func allowed(for file: SourceText) -> Set<String>? {
    if file.isSource { return allowed[file.target] }
    if file.isTest {
      let tested = file.target.hasSuffix("Tests") ? String(file.target.dropLast(5)) : ""
      return forTests.union(allowed[tested] ?? []).union(forTestsOf[tested] ?? [])
    }
    return ["PackageDescription"]
  }

  /// The module of an import line: `GRDB` of `@testable public import struct GRDB.Row`.
  static func module(in line: Substring) -> String? {
    let words = line.split { " ;\t".contains($0) }
    guard let keyword = words.firstIndex(of: "import") else { return nil }
    let before = ["public", "package", "internal", "fileprivate", "private"]
    guard words[..<keyword].allSatisfy({ $0.hasPrefix("@") || before.contains(String($0)) }) else {
      return nil
    }
    let kinds = ["struct", "class", "enum", "protocol", "typealias", "func", "let", "var", "actor"]
    let name = words[(keyword + 1)...].drop { kinds.contains(String($0)) }.first
    return name.map { String($0.prefix { $0 != "." }) }
  }

  /// The arrows: `KarvanCore` ← `KarvanDomain`, and so on.
  static func check(_ file: SourceText) -> [Finding] {
    guard let allowed = allowed(for: file) else {
      let message = "target \(file.target) has no list of allowed imports (TidyTests/Imports.swift)"
      return [Finding(path: file.path, line: 1, message: message)]
    }
    return file.code.enumerated().compactMap { index, line in
      guard let module = module(in: line), !allowed.contains(module) else { return nil }
      let who = file.target.isEmpty ? "the manifest" : file.target
      return Finding(path: file.path, line: index + 1, message: "\(who) may not import \(module)")
    }
  }
}
