// SPDX-License-Identifier: Apache-2.0

import KarvanCore
import KarvanDomain
import Testing

@Suite struct ImportMappingTests {
  private func problem(_ text: String) throws -> InterchangeError? {
    let schema = try Catalog.schema()
    do throws(InterchangeError) {
      _ = try ImportMapping(parsing: text, schema: schema)
      return nil
    } catch {
      return error
    }
  }

  @Test(arguments: [
    ("record account\n  name = {N}", nil, 0),
    ("", InterchangeError.Code.mappingIncomplete, 0),
    ("wrong line", .mappingUnknown, 1),
    ("  name = {N}", .mappingSyntax, 1),
    ("\n# c\nrecord planet", .mappingUnknown, 3),
    ("record account\nrecord product", .mappingRepeated, 2),
    ("record account\n  colour = red", .mappingUnknown, 2),
    ("record account\n  name = a\n  name = b", .mappingRepeated, 3),
    ("record account\n  name {N}", .mappingSyntax, 2),
    ("record account\n  name = {N", .mappingSyntax, 2),
    ("record account\n  name = {N|shout}", .mappingUnknown, 2),
    ("record account\n  name = {N|table t}", .mappingUnknown, 1),
    ("record account\n  name.code = {N}", .mappingSyntax, 2),
    ("record account\n  owner.planet = {N}", .mappingUnknown, 2),
    ("record account\n  owner = @nobody", .mappingUnknown, 2),
    ("record account\n  name = a\n  key sku", .mappingUnknown, 3),
    ("record account\n  key external_id\n  name = a", .mappingIncomplete, 1),
    ("record account\n  key id\n  name = a", .mappingIncomplete, 1),
    ("record account\n  name += a", .mappingSyntax, 2),
    ("ensure territory\n  name = a\nrecord account", .mappingIncomplete, 1),
    ("currency XXX\nrecord account", .mappingUnknown, 1),
    ("duplicates merge\nrecord account", .mappingSyntax, 1),
    ("table t\n  a = 1\n  a = 2\nrecord account", .mappingRepeated, 3),
    ("record account\nlines order_line from f.csv by K", .mappingSyntax, 2),
    ("record order\nlines order_line f.csv", .mappingSyntax, 2),
    ("record order\nlines order_line from f.csv by K", .mappingSyntax, 2),
    ("duplicates skip\nrecord order\nlines order_line from f.csv by K", nil, 0),
  ])
  func mistakesAreToldWithTheirLine(
    _ text: String, _ code: InterchangeError.Code?, _ line: Int
  ) throws {
    let problem = try problem(text)
    #expect(problem?.code == code)
    #expect(problem?.line ?? 0 == line)
  }

  @Test func aMappingIsBounded() throws {
    let long = String(repeating: "#", count: ImportMapping.maximumBytes + 1)
    #expect(try problem(long)?.code == .mappingTooLong)
    let parts = (0...ImportMapping.maximumParts).map { "also contact c\($0)" }
    #expect(try problem(parts.joined(separator: "\n"))?.code == .mappingTooLong)
  }

  @Test func missingColumnsAreNamedBeforeAnythingIsRead() throws {
    let schema = try Catalog.schema()
    let mapping = try ImportMapping(
      parsing: "record account\n  name = {First} {Last}", schema: schema)
    let header = try CSVHeader(CSVRow(line: 1, fields: ["First", "Name"]))
    #expect(throws: InterchangeError(.columnMissing, ["Last"])) {
      _ = try ImportPlanner(mapping, header: header, schema: schema)
    }
  }

  @Test(arguments: [
    ("{A|whole}", "2.0", "2"), ("{A|whole}", "", ""), ("{A|fraction}", "0.15", "15%"),
    ("{A|fraction}", "1", "100%"), ("{A|code}", "  São Paulo (SP)", "sao-paulo-sp"),
    ("{A|lower}", "NANCY", "nancy"), ("{A|upper}", "ab", "AB"), ("{A|calling}", "Germany", "49"),
    ("{A|if yes no}", "x", "yes"), ("{A|if yes no}", " ", "no"),
    ("{A|else none at all}", "", "none at all"),
    ("{{{A}}", " x ", "{x}"), ("No. {A}/{A}", "7", "No. 7/7"),
  ])
  func templatesGiveTexts(_ template: String, _ cell: String, _ expected: String) throws {
    let bench = try ImportBench()
    let mapping = try bench.mapping("record account\n  name = x\n  note = \(template)")
    _ = try bench.run(mapping, CSVWriter().row(["A", "B"]) + CSVWriter().row([cell, ""]))
    let note = try #require(try bench.views(Account.self).first)[Account.shape.note]
    #expect(note == (expected.isEmpty ? .null : .text(expected)))
  }

  @Test(arguments: [
    ("whole", "2.5", InterchangeError.Code.notWhole), ("fraction", "1.5", .notFraction),
    ("fraction", "0.12345", .notFraction), ("calling", "Atlantis", .unknownCountry),
    ("table t", "b", .notInTable),
  ])
  func whatAFilterCannotUnderstandIsRejected(
    _ filter: String, _ cell: String, _ code: InterchangeError.Code
  ) throws {
    let bench = try ImportBench()
    let mapping = try bench.mapping(
      "table t\n  a = 1\nrecord account\n  name = x\n  note = {A|\(filter)}")
    let outcome = try bench.run(mapping, "A,B\n\(cell),\n")
    #expect(outcome.outcomes == [.rejected])
    #expect(outcome.rejections.map(\.column) == ["A"])
    guard case .file(let error)? = outcome.rejections.first?.reason else {
      Issue.record("not a file error")
      return
    }
    #expect(error.code == code)
  }
}
