// SPDX-License-Identifier: Apache-2.0

import Foundation
import KarvanCore
import KarvanDomain
import Testing

@Suite("Schema document")
struct SchemaDocumentTests {
  private static let file = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "protocol/schema.json")

  /// `KARVAN_WRITE_VECTORS=1` writes the file anew; otherwise it must say what the catalog says.
  @Test("protocol/schema.json says what the catalog says")
  func published() throws {
    let text = SchemaDocument.json(try Catalog.schema())
    if ProcessInfo.processInfo.environment["KARVAN_WRITE_VECTORS"] == "1" {
      try Data(text.utf8).write(to: Self.file)
    }
    let published = try String(contentsOf: Self.file, encoding: .utf8)
    #expect(published == text, "the catalog changed: KARVAN_WRITE_VECTORS=1 writes the file")
  }

  @Test("is JSON that holds every entity, field, group and rule")
  func content() throws {
    let schema = try Catalog.schema()
    let text = SchemaDocument.json(schema)
    #expect(text == SchemaDocument.json(try Catalog.schema()))
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    #expect(object["version"] as? Int == Int(schema.version))
    let entities = try #require(object["entities"] as? [[String: Any]])
    #expect(entities.compactMap { $0["name"] as? String } == schema.entities.map(\.name))
    for (entity, written) in zip(schema.entities, entities) {
      let fields = written["fields"] as? [[String: Any]] ?? []
      #expect(fields.compactMap { $0["tag"] as? Int } == entity.fields.map { Int($0.tag) })
      let groups = written["groups"] as? [[String: Any]] ?? []
      let rules = groups.compactMap { ($0["rule"] as? [String: Any])?["name"] as? String }
      #expect(rules == entity.groups.map(\.rule.name))
    }
    #expect(text.contains(#""hard": [["approved", "declined"]]"#))
    #expect(text.contains(#"{ "name": "min", "of": 12 }"#))
  }

  @Test("escapes what JSON wants escaped")
  func escapes() throws {
    let odd = "a\"b\\c\nd\u{1}"
    let entity = try Entity(
      about: EntityAbout("x", tag: 1, odd, "ایکس", scopes: [.everyone], title: []),
      fields: [])
    let text = SchemaDocument.json(try Schema(version: 1, [entity]))
    let object = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
    let entities = object?["entities"] as? [[String: Any]]
    #expect((entities?.first?["label"] as? [String: String])?["en"] == odd)
  }
}
