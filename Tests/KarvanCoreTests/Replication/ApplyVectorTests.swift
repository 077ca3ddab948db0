// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import Testing

/// The histories of `protocol/vectors/apply.json`, which an independent model made.
@Suite("Vectors of applying")
struct ApplyVectorTests {
  private typealias Object = [String: Any]

  private static let record = RecordID(high: 1, low: 1)
  private static let labels = Rule.addWins

  @Test("give the model's states, verdicts and views in every order of arrival")
  func apply() throws {
    let file = try VectorFile.object("apply.json")
    let ranks = try #require(file["ranks"] as? [String: Int])
    let hard = try #require(file["hard"] as? [[String]]).map { Set($0) }
    let rules =
      Rule.all.filter { $0.ranking == nil }
      + [.ranked(Ranking(field: 1, ranks: ranks, hard: hard))]
    let cases = try #require(file["cases"] as? [Object])
    #expect(cases.count >= 200)
    #expect(Set(cases.compactMap { $0["rule"] as? String }) == Set(rules.map(\.name)))
    for example in cases {
      let rule = try #require(rules.first { $0.name == example["rule"] as? String })
      try check(example, rule)
    }
  }

  @Test("name the commits that must be rejected, with the code")
  func refused() throws {
    let file = try VectorFile.object("apply.json")
    let examples = try #require(file["refused"] as? [Object])
    #expect(examples.count >= 12)
    for example in examples {
      let name = try #require(example["name"] as? String)
      let rule = try #require(Rule.all.first { $0.name == example["rule"] as? String })
      let schema = try Self.schema(rule)
      var state = RecordState(entity: 9, id: Self.record)
      for before in try #require(example["before"] as? [Object]) {
        let (commit, change, stamp) = try VectorCommit(object: before).decoded(record: Self.record)
        state.apply(change, of: commit, stamp: stamp)
      }
      let view = RecordView(entity: try #require(schema[9]), state: state)
      let last = VectorCommit(object: try #require(example["commit"] as? Object))
      let (commit, change, _) = try last.decoded(record: Self.record)
      let failure =
        schema.failure(of: change, before: view)
        ?? (change.claimsTooMuch(in: commit, before: view) ? Failure(.malformed) : nil)
      #expect(failure?.code.rawValue == example["code"] as? String, "\(name)")
    }
  }

  /// The entity of the vectors: a register under the rule, a note, a text set.
  private static func schema(_ rule: Rule) throws -> Schema {
    let fields = [
      TestField.named("ruled", Field(1, .text(maximum: 100), "Ruled", "قاعده‌دار", rule: rule)),
      TestField.named("note", Field(5, .text(maximum: 100), "Note", "یادداشت")),
      TestField.named("labels", Field(6, .words, "Labels", "برچسب‌ها")),
    ]
    let about = EntityAbout(
      "thing", tag: 9, "Thing", "چیز", scopes: [.everyone], recordsCreation: false, title: [5])
    return try Schema(version: 1, [Entity(about: about, fields: fields)])
  }

  private func check(_ example: Object, _ rule: Rule) throws {
    let name = try #require(example["name"] as? String)
    let arrivals = try #require(example["commits"] as? [Object]).map(VectorCommit.init)
    let expected = RecordState(
      entity: 9, id: Self.record, clock: RecordClock(try VectorFile.dots(example["clock"])),
      versions: try #require(example["versions"] as? [Object]).map(VectorCommit.version),
      life: try #require(example["life"] as? [Object]).map(VectorCommit.mark))
    for (number, order) in try #require(example["orders"] as? [[Int]]).enumerated() {
      var state = RecordState(entity: 9, id: Self.record)
      var swept: [[String]] = []
      for index in order {
        let (commit, change, stamp) = try arrivals[index].decoded(record: Self.record)
        swept += state.apply(change, of: commit, stamp: stamp).map {
          VectorFile.text(of: $0.version)
        }
      }
      try #require(state == expected, "\(name), order \(number)")
      if number == 0 { #expect(Set(swept) == Set(try VectorFile.swept(example)), "\(name)") }
    }
    let policy = try #require(DeletePolicy(rawValue: example["policy"] as? String ?? ""))
    #expect(expected.life(under: policy).rawValue == example["verdict"] as? String, "\(name)")
    for (group, rule) in [(GroupTag(1), rule), (5, .lastWriter), (6, .addWins)] {
      let views = try #require(example["views"] as? [String: Object])
      let want = try #require(views["\(group)"])
      let view = rule.view(expected.versions(of: group))
      #expect(try view.shown.map(\.name) == VectorFile.names(want["shown"]), "\(name)")
      #expect(try view.hidden.map(\.name).sorted() == VectorFile.names(want["hidden"]), "\(name)")
      #expect(rule.isConflict(view) == want["conflict"] as? Bool, "\(name)")
    }
  }
}
