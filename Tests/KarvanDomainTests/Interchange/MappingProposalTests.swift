// SPDX-License-Identifier: Apache-2.0

import KarvanCore
import KarvanDomain
import Testing

@Suite("A proposed mapping")
struct MappingProposalTests {
  private static let comments = MappingProposal.Comments(
    head: "two\nlines", key: "the key", unread: "not read", free: "free")

  private func proposal(
    _ entity: Entity, _ columns: [String], comments: MappingProposal.Comments = comments
  ) throws -> String {
    let text = columns.map { "\"\($0)\"" }.joined(separator: ",") + "\n"
    var reader = CSVReader()
    let rows = reader.push(Array(text.utf8)) + reader.finish()
    let header = try CSVHeader(try #require(rows.first))
    return MappingProposal(entity, header: header, file: "a.csv").text(comments)
  }

  @Test("is a mapping, for any entity and any columns")
  func law() throws {
    let schema = try Catalog.schema()
    let odd = ["{", "a|b", "}x{", "# note", "key", "Ünï", "نام شرکت", "E-Mail 2", "a, b"]
    for entity in schema.entities {
      let names = entity.fields.map(\.name)
      let labels = entity.fields.map(\.label.persian)
      for columns in [names, labels + odd, odd, ["id", "import_line"]] {
        var seen: Set<String> = []
        let text = try proposal(entity, columns.filter { seen.insert($0).inserted })
        let mapping = try ImportMapping(parsing: text, schema: schema)
        #expect(mapping.entity?.tag == entity.tag && mapping.file == "a.csv")
        for column in odd where columns.contains(column) {
          #expect(text.contains(column), "\(entity.name): \(column) is told")
        }
      }
    }
  }

  @Test("finds fields by names, labels and endings, and what finds the record")
  func fields() throws {
    let schema = try Catalog.schema()
    let account = try #require(schema[4])
    let text = try proposal(
      account, ["CustomerID", "CompanyName", "Phone", "تلفن همراه", "E-mail", "Fax", "Colour"])
    for line in [
      "  key external_id", "  external_id = {CustomerID}", "  name = {CompanyName}",
      "  # ? = {Colour}", "also contact_point point2 when {تلفن همراه} optional",
      "  kind = email", "  value = {E-mail}",
    ] {
      #expect(text.contains(line + "\n"), "\(line) in\n\(text)")
    }
    let persian = try proposal(account, ["نام", "شماره"])
    #expect(persian.contains("  key name\n") && persian.contains("  name = {نام}\n"))
  }
}
