// SPDX-License-Identifier: Apache-2.0

import KarvanCore
import KarvanDomain
import Testing

@Suite("Rule overrides")
struct RuleOverrideTests {
  let schema: Schema

  init() throws { schema = try Catalog.schema() }

  @Test("offer each group what it can have, and put in force what they offer")
  func choices() throws {
    for entity in schema.entities {
      for group in entity.groups {
        let choices = entity.ruleChoices(for: group)
        let names = choices.map(\.name)
        #expect(Set(names).isDisjoint(with: ["addWins", "ranked", "firstWriter"]))
        #expect(!names.contains(group.rule.name) && Set(names).count == names.count)
        if group.rule.isSet || group.name == "created" { #expect(choices.isEmpty) }
        if group.rule.ranking != nil { #expect(names == ["manual"]) }
        if group.rule.isWriteOnce { #expect(!names.contains("manual")) }
        for name in names {
          let ruled = schema.applying([
            OverriddenRule(entity: entity.name, group: group.name, rule: name)
          ])
          let changed = try #require(ruled[entity.tag]?.group(group.tag))
          #expect(changed.rule.name == name && changed.declaredRule === group.rule)
          #expect(ruled.overriddenRules.count == 1)
        }
      }
    }
    #expect(schema[RuleOverride.tag]?.groups.allSatisfy { $0.rule.name != "manual" } == true)
  }

  @Test("do nothing where they are not understood, and the first of two counts")
  func unknown() throws {
    for (entity, group, rule) in [
      ("ghost", "note", "manual"), ("account", "ghost", "manual"), ("account", "note", "ghost"),
      ("account", "note", "max"), ("account", "created", "manual"),
      ("rule_override", "rule", "lastWriter"), ("order", "state", "lastWriter"),
    ] {
      let named = OverriddenRule(entity: entity, group: group, rule: rule)
      #expect(schema.applying([named]).overriddenRules.isEmpty, "\(named)")
    }
    let two = ["manual", "authority"].map {
      OverriddenRule(entity: "account", group: "note", rule: $0)
    }
    #expect(schema.applying(two).overriddenRules == [two[0]])
  }

  @Test("leave the laws of the declaration in force")
  func laws() throws {
    let number = try #require(schema["account"]?.group(named: "created"))
    #expect(number.declaredRule.isWriteOnce)
    let ruled = schema.applying([
      OverriddenRule(entity: "review_item", group: "kind", rule: "lastWriter"),
      OverriddenRule(entity: "visit", group: "status", rule: "manual"),
    ])
    let kind = try #require(ruled["review_item"]?.group(named: "kind"))
    #expect(kind.rule.name == "lastWriter" && kind.declaredRule.isWriteOnce)
    let dot = Dot(ReplicaID(high: 1, low: 1), 1)
    let visit = try #require(ruled["visit"])
    let status = try #require(visit.group(named: "status"))
    #expect(status.rule.name == "manual")
    func version(_ state: String) -> Version {
      Version(
        group: status.tag, dot: dot, time: HybridTime(milliseconds: 1), office: false,
        content: .register(GroupValue(FieldValue(status.tag, .text(state)))))
    }
    let before = RecordView(
      entity: visit,
      state: RecordState(
        entity: visit.tag, id: RecordID(high: 1, low: 1), clock: RecordClock([dot]),
        versions: [version("done")], life: []))
    let change = RecordChange(
      entity: visit.tag, record: before.id, creates: false,
      writes: [
        GroupWrite(
          group: status.tag,
          action: .set(GroupValue(FieldValue(status.tag, .text("planned")))),
          replaces: [VersionName(dot)])
      ])
    #expect(ruled.failure(of: change, before: before)?.code == .moveNotAllowed)
  }
}
