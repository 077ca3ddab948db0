// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import TestSupport
import Testing

@Suite("Rules")
struct RuleLawTests {
  private static func version(
    _ replica: Int, _ sequence: UInt64 = 1, at time: Int64 = 1, office: Bool = false,
    _ text: String?, field: FieldTag = 1
  ) -> Version {
    Version(
      group: 1, dot: Dot(World.replica(replica), sequence), time: HybridTime(milliseconds: time),
      office: office,
      content: .register(GroupValue(FieldValue(field, text.map(Value.text) ?? .null))))
  }

  @Test("are partitions that input order does not change", arguments: Rule.all.indices)
  func partitions(index: Int) {
    let rule = Rule.all[index]
    for seed in UInt64(0)..<120 {
      var generator = SeededGenerator(seed: seed)
      let words = ["a", "b", "c", "d", "unknown"]
      let versions = (0..<Int.random(in: 0...5, using: &generator)).map { replica in
        let word = generator.element(of: words)
        let time = HybridTime(milliseconds: generator.integer(in: 1...3))
        let content: Version.Content =
          rule.isSet
          ? .element(word)
          : .register(
            GroupValue(FieldValue(1, generator.integer(in: 0...9) == 0 ? .null : .text(word))))
        return Version(
          group: 1, dot: Dot(World.replica(replica), generator.integer(in: 1...3)), time: time,
          office: Bool.random(using: &generator), content: content)
      }
      let sorted = versions.sorted { $0.name < $1.name }
      ViewLaws.check(rule, sorted, "seed \(seed)")
      let shuffled = versions.shuffled(using: &generator)
      #expect(
        rule.view(shuffled[...]).shown == rule.view(sorted[...]).shown, "seed \(seed)")
    }
  }

  private func shown(_ rule: Rule, _ versions: Version...) -> [Version] {
    rule.view(versions.sorted { $0.name < $1.name }[...]).shown
  }

  @Test("lastWriter: the greatest time, then the greatest replica")
  func lastWriter() {
    let (old, new) = (Self.version(2, at: 1, "a"), Self.version(0, at: 2, "b"))
    #expect(shown(.lastWriter, old, new) == [new])
    let (low, high) = (Self.version(0, at: 5, "a"), Self.version(1, at: 5, "b"))
    #expect(shown(.lastWriter, low, high) == [low.dot < high.dot ? high : low])
  }

  @Test("authority: office first, then as lastWriter")
  func authority() {
    let office = Self.version(0, at: 1, office: true, "a")
    let rep = Self.version(1, at: 9, "b")
    #expect(shown(.authority, office, rep) == [office])
    let later = Self.version(2, at: 4, office: true, "c")
    #expect(shown(.authority, office, rep, later) == [later])
  }

  @Test("firstWriter: the smallest time")
  func firstWriter() {
    let (old, new) = (Self.version(2, at: 1, "z"), Self.version(0, at: 2, "b"))
    #expect(shown(.firstWriter, old, new) == [old])
  }

  @Test("min: the smallest value, null the greatest, ties as lastWriter")
  func minimum() {
    let (small, great) = (Self.version(2, at: 1, "a"), Self.version(0, at: 9, "b"))
    let null = Self.version(1, at: 20, nil)
    #expect(shown(.minimum(), small, great, null) == [small])
    let again = Self.version(3, at: 2, "a")
    #expect(shown(.minimum(), small, again) == [again])
    #expect(shown(.minimum(of: 2), small, great) == [great])
  }

  @Test("max: the greatest value, null the smallest, ties as lastWriter")
  func maximum() {
    let (small, great) = (Self.version(2, at: 9, "a"), Self.version(0, at: 1, "b"))
    let null = Self.version(1, at: 20, nil)
    #expect(shown(.maximum(), small, great, null) == [great])
    let again = Self.version(3, at: 2, "b")
    #expect(shown(.maximum(), great, again) == [again])
    #expect(shown(.maximum(of: 2), small, great) == [small])
  }

  @Test("manual: all are shown, the earliest is displayed; equal values are no conflict")
  func manual() {
    let (old, new) = (Self.version(2, at: 1, "a"), Self.version(0, at: 2, "b"))
    let view = Rule.manual.view([new, old])
    #expect(view.shown == [old, new] && view.hidden == [])
    #expect(Rule.manual.isConflict(view))
    let same = Rule.manual.view([old, Self.version(0, at: 2, "a")])
    #expect(same.shown.count == 2 && !Rule.manual.isConflict(same))
  }

  @Test("ranked: the greatest rank; a hard pair is shown whole, the earlier displayed")
  func ranked() throws {
    let rule = try #require(Rule.all.first { $0.ranking != nil })
    let (low, middle) = (Self.version(0, at: 9, "a"), Self.version(1, at: 2, "b"))
    #expect(shown(rule, low, middle) == [middle])
    let (won, lost) = (Self.version(2, at: 5, "c"), Self.version(3, at: 4, "d"))
    let view = rule.view([low, middle, won, lost].sorted { $0.name < $1.name }[...])
    #expect(view.shown == [lost, won])
    #expect(Set(view.hidden) == [low, middle])
    #expect(rule.isConflict(view))
    let known = Self.version(1, at: 1, "a")
    #expect(shown(rule, Self.version(0, at: 9, "of a newer schema"), known) == [known])
  }

  @Test("a field that was left out agrees with null")
  func nullAgrees() throws {
    let explicit = try #require(GroupValue([FieldValue(1, .text("a")), FieldValue(2, .null)]))
    let lone = GroupValue(FieldValue(1, .text("a")))
    #expect(explicit != lone && explicit.agrees(with: lone) && lone.agrees(with: explicit))
    let versions = [explicit, lone].enumerated().map { index, values in
      Version(
        group: 1, dot: Dot(World.replica(index), 1), time: HybridTime(milliseconds: 1),
        office: false, content: .register(values))
    }
    #expect(!Rule.manual.isConflict(Rule.manual.view(versions[...])))
  }
}
