// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanCore
import KarvanDomain
import KarvanStore

/// `karvan territory assign`: moves accounts to where the rules of territories say.
struct TerritoryAssign: Verb {
  /// How many accounts share a commit.
  private static let batch = 500

  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "assign", abstract: Tongue.say(TerritoryMessage.aboutAssign),
      discussion: Tongue.say(TerritoryMessage.assignForms))
  }

  @Flag(help: .init(Tongue.say(.helpDryRun))) var dryRun = false
  @Flag(name: .shortAndLong, help: .init(Tongue.say(.helpYes))) var yes = false
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    let words = desk.words
    let (proposals, report, hasRules) = try desk.replica().read { reader in
      let rules = TerritoryRules(try reader.list(RecordQuery(Territory.tag)))
      let proposals = rules.isEmpty ? [] : try Self.proposals(rules, reader)
      let cells = RecordCells(desk: desk, reader: reader)
      return (proposals, try Self.report(proposals, cells), !rules.isEmpty)
    }
    guard !proposals.isEmpty else {
      desk.note(
        words(hasRules ? TerritoryMessage.allInPlace : TerritoryMessage.noTerritoryRules))
      return desk.settings.format == .table ? () : desk.show(report)
    }
    let count = words.number(proposals.count)
    if dryRun {
      desk.note(words(TerritoryMessage.wouldAssign, count))
      return desk.show(report)
    }
    try desk.confirm(words(TerritoryMessage.assignQuestion, count), yes: yes)
    var command: UInt64?
    for start in stride(from: 0, to: proposals.count, by: Self.batch) {
      let batch = proposals[start..<min(start + Self.batch, proposals.count)]
      _ = try desk.commit(in: &command) { try TerritoryRules.assign(batch, in: $0) }
    }
    desk.note(words(TerritoryMessage.assigned, count))
    desk.show(report)
  }

  private static func proposals(
    _ rules: TerritoryRules, _ reader: ReplicaReader
  ) throws -> [TerritoryRules.Proposal] {
    let accounts = try reader.list(RecordQuery(Account.tag))
    var places: [RecordID: [RecordView]] = [:]
    var survivors: [RecordID: RecordID] = [:]
    for account in accounts where !account[Account.shape.mergedInto].isNull {
      survivors[account.id] = try Duplicates.survivor(of: account, reader: reader).id
    }
    for place in try reader.list(RecordQuery(Address.tag)) {
      guard let held = place[Address.shape.account].reference else { continue }
      let account = survivors[held] ?? held
      // The main place speaks first.
      let isMain = place[Address.shape.kind] == .text("main")
      places[account, default: []].insert(place, at: isMain ? 0 : places[account]?.count ?? 0)
    }
    return accounts.filter {
      $0[Account.shape.mergedInto].isNull
    }.compactMap { rules.proposal(for: $0, places: places[$0.id] ?? []) }
  }

  private static func report(
    _ proposals: [TerritoryRules.Proposal], _ cells: RecordCells
  ) throws -> Report {
    let words = cells.desk.words
    func territory(_ id: RecordID?) throws -> Cell {
      try id.map { Cell(.string("\($0)"), try cells.title(Territory.tag, $0)) } ?? .empty
    }
    return Report(
      [
        Column("account", Account.about.label.text(in: words.language)),
        Column("from", words(TerritoryMessage.fromTerritory)),
        Column("to", words(TerritoryMessage.toTerritory)),
        Column("reasons", words(TerritoryMessage.territoryReasons)),
      ],
      try proposals.map { proposal in
        let reasons = proposal.reasons.map { words(TerritoryMessage($0)) }
        return [
          Cell(
            .string("\(proposal.account)"), try cells.title(Account.tag, proposal.account)),
          try territory(proposal.from), try territory(proposal.to),
          Cell(.array(proposal.reasons.map { .string($0.rawValue) }), words.list(reasons)),
        ]
      })
  }
}
