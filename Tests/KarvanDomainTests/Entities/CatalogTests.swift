// SPDX-License-Identifier: Apache-2.0

import KarvanCore
import KarvanDomain
import Testing

@Suite("Catalog")
struct CatalogTests {
  let schema: Schema

  init() throws { schema = try Catalog.schema() }

  @Test("holds the entities under their tags")
  func entities() {
    #expect(
      schema.entities.map(\.name) == [
        "user", "role", "territory", "account", "contact", "contact_point", "address", "product",
        "visit", "order", "order_line", "review_item", "device", "rule_override", "allocation",
        "allocation_entry", "number_lease", "allocation_pool", "custom_field", "saved_filter",
        "attachment", "lead", "pipeline", "stage", "opportunity", "opportunity_line",
        "stage_change", "competitor", "contract", "target", "relation", "campaign",
      ])
    #expect(
      schema.entities.map(\.tag) == Array(1...20) + [22] + Array(23...29) + [38, 39, 66, 71])
    for entity in schema.entities {
      #expect(Catalog.type(of: entity.tag)?.about.name == entity.name)
    }
    #expect(Catalog.type(of: 999) == nil)
  }

  @Test("names every entity, field and choice in both languages")
  func labels() {
    for entity in schema.entities {
      check(entity.about.label, entity.name)
      for field in entity.fields {
        check(field.label, "\(entity.name).\(field.name)")
        guard case .choice(let choices) = field.kind else { continue }
        for choice in choices { check(choice.label, "\(entity.name).\(field.name).\(choice.code)") }
        #expect(Set(choices.map(\.code)).count == choices.count)
        #expect(Set(choices.map(\.label.english)).count == choices.count)
        #expect(Set(choices.map(\.label.persian)).count == choices.count)
      }
      let labels = entity.fields.map(\.label)
      #expect(Set(labels.map(\.english)).count == labels.count, "\(entity.name)")
      #expect(Set(labels.map(\.persian)).count == labels.count, "\(entity.name)")
    }
  }

  private func check(_ label: Label, _ place: String) {
    #expect(label.english.unicodeScalars.contains { $0.isASCII && $0.properties.isAlphabetic })
    let persian = label.persian.unicodeScalars.contains { (0x600...0x6FF).contains($0.value) }
    #expect(persian, "\(place)")
  }

  @Test("gives fields names that are fit for columns, and tags from 3 on")
  func names() {
    for entity in schema.entities {
      for field in entity.fields {
        let parts = field.name.split(separator: "_", omittingEmptySubsequences: false)
        #expect(
          parts.allSatisfy { part in
            !part.isEmpty && part.utf8.allSatisfy { (97...122).contains($0) }
          }, "\(entity.name).\(field.name)")
        #expect(!parts.dropLast().contains { $0.count == 1 }, "\(entity.name).\(field.name)")
      }
      #expect(entity.fields.prefix(2).map(\.name) == ["created_at", "created_by"])
    }
  }

  @Test("has a user for each rule, and a pair that only a person settles")
  func rules() {
    let used = Set(schema.entities.flatMap(\.groups).map(\.rule.name))
    let chosen = schema.entities.flatMap { entity in
      entity.groups.flatMap { entity.ruleChoices(for: $0).map(\.name) }
    }
    #expect(used.union(chosen) == Set(Rule.all.map(\.name)))
    let hard = schema.entities.flatMap(\.groups).compactMap(\.rule.ranking).flatMap(\.hard)
    #expect(hard == [["approved", "declined"], ["won", "lost"]])
  }

  @Test("ranks exactly the states that a field can have")
  func machines() throws {
    for entity in schema.entities {
      for ranking in entity.groups.compactMap(\.rule.ranking) {
        let field = try #require(entity.field(ranking.field))
        guard case .choice(let choices) = field.kind else {
          Issue.record("\(entity.name).\(field.name) is no choice")
          continue
        }
        let codes = Set(choices.map(\.code))
        #expect(Set(ranking.ranks.keys) == codes)
        for (from, targets) in ranking.moves ?? [:] {
          #expect(codes.contains(from) && targets.isSubset(of: codes) && !targets.contains(from))
        }
        for pair in ranking.hard {
          #expect(Set(pair.compactMap { ranking.ranks[$0] }).count == 1)
        }
      }
    }
  }

  @Test("refers only to entities that are there; parts refer to their whole")
  func references() {
    for entity in schema.entities {
      for field in entity.fields {
        if case .reference(let target) = field.kind { #expect(schema[target] != nil) }
        if !field.initial.isNull { #expect(field.failure(of: field.initial) == nil) }
      }
      for part in Catalog.parts(of: entity.tag) {
        let field = schema[part.entity]?.field(part.field)
        #expect(field?.kind == .reference(entity.tag))
        // What can be a part of several kinds of records has a law that it is of one.
        let wholes = schema.entities.flatMap { Catalog.parts(of: $0.tag) }
          .filter { $0.entity == part.entity }
        #expect(field?.isRequired == (wholes.count == 1))
        #expect(schema[part.entity]?.about.scopes.contains(.parent(part.field)) == true)
        #expect(schema[part.entity]?.about.scopes.count == wholes.count)
      }
    }
    #expect(Catalog.parts(of: Order.tag).map(\.entity) == [OrderLine.tag, Attachment.tag])
    #expect(Catalog.parts(of: Account.tag).count == 4)
  }

  @Test("offers what the money module knows")
  func money() {
    #expect(codes(Order.shape.currency) == Currency.known.map(\.code))
    #expect(codes(Order.shape.roundingScope) == RoundingScope.allCases.map(\.rawValue))
    #expect(codes(Order.shape.roundingMode) == RoundingMode.allCases.map(\.rawValue))
    let classes = VATTable.sample.rates.map(\.taxClass)
    #expect(Set(codes(Product.shape.vatClass)) == Set(classes))
  }

  private func codes(_ field: Field) -> [String] {
    if case .choice(let choices) = field.kind { choices.map(\.code) } else { [] }
  }

  @Test("grants to the default roles only what there is to grant")
  func grants() {
    let special = [
      "account.assignment", "visit.assignment", "order.approval", "lead.assignment",
      "opportunity.assignment", "contract.assignment",
    ]
    for grant in DefaultRoles.all.flatMap(\.grants) where grant != "*" {
      let parts = grant.split(separator: ":").map(String.init)
      #expect(parts.count == 2)
      #expect(parts[1] == "*" || Author.Verb(rawValue: parts[1]) != nil)
      let noun = parts[0].split(separator: ".").map(String.init)
      let entity = schema[noun[0]]
      #expect(entity != nil, "\(grant)")
      guard noun.count == 2 else { continue }
      #expect(
        special.contains(parts[0]) || entity?.group(named: noun[1])?.isGuarded == true,
        "\(grant)")
    }
  }
}
