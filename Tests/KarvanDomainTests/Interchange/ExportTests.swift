// SPDX-License-Identifier: Apache-2.0

import KarvanCore
import KarvanDomain
import TestSupport
import Testing

@Suite struct ExportTests {
  private static let texts = [
    "a", " ", "ش", "\u{200C}", ";", ",", "\\", "\"", "\r\n", "=", "'", "-", "é",
  ]

  @Test func everySetIsReadBack() throws {
    try forAllSeeds(200) { generator in
      let words = (0..<generator.integer(in: 0...4)).map { _ in
        (0..<generator.integer(in: 1...4)).map { _ in generator.element(of: Self.texts) }.joined()
      }
      let read = CellText.words(CellText.format(words: words))
      try #require(read.map { Array($0.utf8) } == words.map { Array($0.utf8) })
    }
  }

  @Test func anExportedFileChangesNothingAndAnEditedOneUpdatesByIdentifier() throws {
    let bench = try ImportBench()
    let mapping = try bench.mapping(
      "record account\n  key external_id\n  external_id = {C}\n  name = {N}\n  tags = {T}")
    _ = try bench.run(mapping, "C,N,T\n1,=cmd(),\"a;b\"\n2,  two  ,\n")
    let entity = try #require(bench.schema[Account.tag])
    let derived = ImportMapping.derived(for: entity)
    let file = try bench.export(Account.self)
    #expect(file.contains("'=cmd()"))
    #expect(try bench.run(derived, file).outcomes == [.skipped, .skipped])
    let edited = file.replacing("'=cmd()", with: "One").replacing("a;b", with: "b;c")
    #expect(try bench.run(derived, edited).outcomes == [.updated, .skipped])
    let first = try #require(try bench.views(Account.self).first)
    #expect(first[Account.shape.name] == .text("One"))
    #expect(first.words(Account.shape.tags) == ["b", "c"])
  }

  @Test func exportedFilesOfEveryEntityChangeNothing() throws {
    let bench = try ImportBench()
    for (name, lines) in [
      ("employees", nil), ("customers", nil), ("products", nil), ("orders", "order_details.csv"),
    ] {
      _ = try bench.run(
        try bench.mapping(try ImportBench.northwind("\(name).map")),
        try ImportBench.northwind("\(name).csv"),
        lines: try lines.map { try ImportBench.northwind($0) })
    }
    for type in Catalog.entities {
      let entity = try #require(bench.schema[type.tag])
      let outcome = try bench.run(.derived(for: entity), try bench.export(type))
      #expect(outcome.summary.skipped == outcome.summary.rows, "\(entity.name)")
    }
  }

  @Test func columnsMayBeLeftOutButNotInvented() throws {
    let bench = try ImportBench()
    let entity = try #require(bench.schema[Account.tag])
    let derived = ImportMapping.derived(for: entity)
    #expect(try bench.run(derived, "name,priority\nNew shop,A\n").outcomes == [.created])
    let id = try #require(try bench.views(Account.self).first).id
    #expect(try bench.run(derived, "id,priority\n\(id),\n").outcomes == [.updated])
    let account = try #require(try bench.views(Account.self).first)
    #expect(account[Account.shape.priority] == .null)
    #expect(account[Account.shape.name] == .text("New shop"))
    #expect(throws: InterchangeError.self) { try bench.run(derived, "name,colour\nx,red\n") }
    let bad = try bench.run(derived, "id,name\nnot-an-id,x\n")
    #expect(bad.rejections.map(\.column) == ["id"])
  }
}
