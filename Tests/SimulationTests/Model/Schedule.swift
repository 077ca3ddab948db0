// SPDX-License-Identifier: Apache-2.0
import TestSupport

@testable import KarvanCore

/// What a few replicas do to two records, and orders in which their commits arrive elsewhere.
struct Schedule {
  /// What an author wants of one record, before it is drafted.
  enum Wish {
    case edit(RecordEdit)
    case resolve(GroupTag, GroupValue)
    case settle, delete, undelete
  }

  /// A wish, and the change that the shipped drafter made of it; nil where nothing would change.
  struct Draft {
    let record: RecordID
    let wish: Wish
    let change: RecordChange?
  }

  /// A commit and the time that the server gives it.
  struct Published {
    let commit: Commit
    let stamp: HybridTime

    /// The commits whose versions or marks it names.
    var builtUpon: [Dot] {
      commit.changes.flatMap { change in
        change.writes.flatMap { ($0.replaces + $0.sweeps).map(\.dot) }
          + (change.life?.replaces ?? [])
      }
    }
  }

  enum Event {
    case takes(at: ReplicaID, Dot)
    case writes(at: ReplicaID, [Draft], Published?)
  }

  /// The seed that it was made of.
  let seed: UInt64
  let shape: SampleShape
  let events: [Event]
  /// The first is that of writing. The first, second and fourth let each commit come after what it
  /// builds upon; the third keeps only each replica's own in order.
  let orders: [[Dot]]
  let commits: [Dot: Published]
  /// The replicas as they are printed.
  let names: [ReplicaID: String]

  func name(of replica: ReplicaID) -> String { names[replica] ?? "" }
}

/// An entity with every kind of group under random rules, and the rules that may show each group.
struct SampleShape {
  static let number: FieldTag = 10
  static let stage: FieldTag = 20
  static let amount: FieldTag = 30
  static let currency: FieldTag = 31
  static let words: FieldTag = 40
  static let states = ["a", "b", "c", "d"]

  let entity: Entity
  let ranks: [String: Int]
  let hard: [[String]]

  init(_ random: inout SeededGenerator) throws {
    var ranks: [String: Int] = [:]
    for state in Self.states { ranks[state] = random.integer(in: 0...3) }
    let pairs = [["a", "b"], ["a", "d"], ["b", "c"], ["c", "d"]]
    hard = pairs.filter { _ in random.integer(in: 0...2) == 0 }
    self.ranks = ranks
    let fields = [Self.number, Self.stage, Self.amount]
    let rules = fields.map { [ranks, hard] in
      random.element(of: Self.rules(measuring: $0, ranks, hard))
    }
    let about = EntityAbout(
      "sample", tag: 9, "Sample", "نمونه", groups: [GroupDeclaration("price", rule: rules[2])],
      deletePolicy: random.element(of: DeletePolicy.allCases), scopes: [.everyone],
      recordsCreation: false, title: [Self.stage])
    entity = try Entity(
      about: about,
      fields: [
        Self.named("number", Field(Self.number, .money, "Number", "عدد", rule: rules[0])),
        Self.named(
          "stage", Field(Self.stage, .text(maximum: 9), "Stage", "مرحله", rule: rules[1])),
        Self.named("amount", Field(Self.amount, .money, "Amount", "مبلغ", group: "price")),
        Self.named(
          "currency", Field(Self.currency, .text(maximum: 9), "Currency", "ارز", group: "price")),
        Self.named("words", Field(Self.words, .words, "Words", "واژه‌ها")),
      ])
  }

  /// The rules of a group, in the order in which they are printed.
  func rules(of group: FieldGroup) -> [Rule] {
    group.rule.isSet ? [.addWins] : Self.rules(measuring: group.tag, ranks, hard)
  }

  private static func rules(
    measuring field: FieldTag, _ ranks: [String: Int], _ hard: [[String]]
  ) -> [Rule] {
    let ranking = Ranking(field: field, ranks: ranks, hard: hard.map { Set($0) })
    // A field that is a group of its own needs no naming.
    let named = field == amount ? field : nil
    return [
      .lastWriter, .authority, .ranked(ranking), .manual, .firstWriter, .minimum(of: named),
      .maximum(of: named),
    ]
  }

  private static func named(_ name: String, _ field: Field) -> Field {
    var field = field
    field.name = name
    return field
  }
}
