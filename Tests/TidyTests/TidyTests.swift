// SPDX-License-Identifier: Apache-2.0
import Testing

@Suite("The house's sources")
struct TidyTests {
  @Test("keep every rule", arguments: Rule.all)
  func keep(rule: Rule) throws {
    let findings = try Repository.swiftFiles().flatMap(rule.check)
    #expect(findings.isEmpty, "\(findings.map(\.description).joined(separator: "\n"))")
  }

  @Test("are found at all: this file among them, generated files not")
  func found() throws {
    let paths = try Repository.swiftFiles().map(\.path)
    #expect(paths.contains("Tests/TidyTests/TidyTests.swift"))
    #expect(paths.contains("Package.swift"))
    #expect(paths.contains { $0.hasPrefix("Sources/KarvanCore/") })
    #expect(!paths.contains { $0.hasSuffix(".pb.swift") })
    #expect(Repository.isGenerated("karvan.pb.swift"))
  }
}
