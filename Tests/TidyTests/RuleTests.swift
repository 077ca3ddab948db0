// SPDX-License-Identifier: Apache-2.0
import Testing

/// A rule that never finds anything is worse than none: each is shown what it must find, and what
/// looks alike and is allowed.
@Suite("Tidy rules")
struct RuleTests {
  struct Example: Sendable, CustomTestStringConvertible {
    let rule: Rule
    let path: String
    let text: String
    /// The line that must be found, or nil where nothing may be.
    let line: Int?

    var testDescription: String { "\(rule) at \(line ?? 0) in \(path): \(text.prefix(60))" }
  }

  private static func bites(_ rule: Rule, _ path: String, _ text: String, at line: Int = 1)
    -> Example
  {
    Example(rule: rule, path: path, text: text, line: line)
  }

  private static func allows(_ rule: Rule, _ path: String, _ text: String) -> Example {
    Example(rule: rule, path: path, text: text, line: nil)
  }

  private static let core = "Sources/KarvanCore/A.swift"
  private static let store = "Sources/KarvanStore/A.swift"
  private static let main = "Sources/karvan/Main.swift"
  private static let test = "Tests/KarvanCoreTests/ATests.swift"
  private static let long = Array(repeating: "let a = 1", count: 500).joined(separator: "\n")
  private static let forty = Array(repeating: "let a = 1", count: 40).joined(separator: "\n")

  static let importExamples = [
    bites(.imports, core, "// why\nimport Foundation", at: 2),
    bites(.imports, "Sources/KarvanDomain/A.swift", "import KarvanSync"),
    bites(.imports, "Sources/KarvanDomain/A.swift", "public import GRDB"),
    bites(.imports, "Sources/KarvanSync/A.swift", "import Foundation"),
    bites(.imports, "Sources/KarvanWire/A.swift", "import KarvanDomain"),
    bites(.imports, store, "import CSodium"),
    bites(.imports, "Sources/KarvanSealing/A.swift", "internal import struct GRDB.Row"),
    bites(.imports, "Sources/KarvanServer/A.swift", "@preconcurrency import KarvanCLI"),
    bites(.imports, "Sources/KarvanServer/A.swift", "import GRDB"),
    bites(.imports, "Sources/KarvanServer/A.swift", "import AsyncHTTPClient"),
    bites(.imports, "Sources/KarvanCLI/A.swift", "import Hummingbird"),
    bites(.imports, main, "import KarvanStore"),
    bites(.imports, test, "import GRDB"),
    bites(.imports, "Sources/KarvanCommon/A.swift", "let a = 1"),
    bites(.imports, "Package.swift", "import Foundation"),
    allows(.imports, "Sources/KarvanDomain/A.swift", "public import KarvanCore\nimport Foundation"),
    allows(.imports, store, "import struct GRDB.Row\n// import Hummingbird\nlet s = \"import X\""),
    allows(.imports, "Sources/KarvanServer/A.swift", "import Hummingbird\nimport KarvanStore"),
    allows(.imports, "Sources/KarvanCLI/A.swift", "func add(import file: String) {}"),
    allows(.imports, test, "import Testing\n@testable import KarvanCore"),
    allows(.imports, "Tests/KarvanStoreTests/A.swift", "import GRDB"),
  ]

  static let textExamples = [
    bites(.licence, core, "import A\n// SPDX-License-Identifier: Apache-2.0"),
    bites(.licence, core, ""),
    bites(.licence, "Package.swift", "// swift-tools-version: 6.2\nimport A", at: 2),
    allows(.licence, core, "// SPDX-License-Identifier: Apache-2.0\nimport A"),
    allows(.licence, "Package.swift", "// tools\n// SPDX-License-Identifier: Apache-2.0\n"),
    bites(.length, core, long + "\nlet b = 1", at: 501),
    allows(.length, core, long + "\n"),
    bites(.mains, main, forty + "\n}", at: 41),
    allows(.mains, main, forty),
    allows(.mains, core, forty + "\n}"),
    bites(.unfinished, store, "let a = 1\n// TO" + "DO: more", at: 2),
    bites(.unfinished, test, "fatalError(\"FIX" + "ME\")"),
    allows(.unfinished, store, "let todo = METODOS"),
  ]

  static let codeExamples = [
    bites(.forceTry, test, "let a = 1\nlet b = try! f()", at: 2),
    allows(.forceTry, core, "let a = try? f() // not try! here\nlet b = try f(\"try!\")"),
    bites(.safety, store, "final class A: @unchecked Sendable {}"),
    bites(.safety, store, "// SAFETY: b\nlet b = 1\nnonisolated(unsafe) let a = 1", at: 3),
    allows(.safety, store, "// SAFETY: a lock\n// guards.\nclass A: @unchecked Sendable"),
    allows(.safety, store, "extension A: @unchecked Sendable {}  // SAFETY: a constant"),
    bites(.console, store, "func f() {\n  print(1)\n}", at: 2),
    bites(.console, "Sources/KarvanCLI/Sync.swift", "debugPrint(a)"),
    allows(.console, "Sources/KarvanCLI/Console.swift", "print(1)"),
    allows(.console, store, "a.print(1); fingerprint(2); let s = \"print(3)\""),
    bites(.purity, core, "let now = Date()"),
    bites(.purity, core, "Task { await f() }"),
    bites(.purity, "Sources/KarvanSync/A.swift", "func f() async {}"),
    bites(.purity, "Sources/KarvanDomain/A.swift", "let n = Int.random(in: 0..<9)"),
    bites(.purity, "Sources/KarvanDomain/A.swift", "let s = \"\\(UUID())\""),
    bites(.purity, core, "actor Engine {}"),
    allows(.purity, "Sources/KarvanDomain/A.swift", "struct Task: Entity {}\nlet t = Task(due: d)"),
    allows(.purity, core, "/* Date() */ let asynchronous = Date(seconds: 1)"),
    allows(.purity, store, "let now = Date()"),
    bites(.clock, "Sources/KarvanServer/Workspace/A.swift", "let now = wallClock()"),
    allows(.clock, "Sources/KarvanServer/HTTP/A.swift", "let now = wallClock()"),
  ]

  @Test("find and allow", arguments: importExamples + textExamples + codeExamples)
  func example(_ example: Example) {
    let file = SourceText(path: example.path, text: example.text)
    let findings = example.rule.check(file)
    #expect(findings.first?.line == example.line, "\(findings)")
    if let finding = findings.first, let line = example.line {
      #expect(finding.description.hasPrefix("\(example.path):\(line): "))
    }
  }

  @Test("have an example that each bites on and one that it allows")
  func complete() {
    let all = Self.importExamples + Self.textExamples + Self.codeExamples
    for rule in Rule.all {
      #expect(all.contains { $0.rule.name == rule.name && $0.line != nil }, "\(rule)")
      #expect(all.contains { $0.rule.name == rule.name && $0.line == nil }, "\(rule)")
    }
  }
}
