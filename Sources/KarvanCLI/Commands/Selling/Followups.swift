// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanCore
import KarvanDomain
import KarvanStore

/// `karvan followups`: nothing that was promised is forgotten.
struct Followups: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "followups", abstract: Tongue.say(SellingMessage.aboutFollowups))
  }

  @Option(help: .init(Tongue.say(SellingMessage.helpAhead), valueName: "days")) var days = "0"
  @Flag(help: .init(Tongue.say(SellingMessage.helpEverybody))) var all = false
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    guard let ahead = Typed.number(days, as: Int32.self), ahead >= 0 else {
      throw CLIError(.badChoice, "--days", days, "0, 7 …")
    }
    let now = desk.now()
    let next = CivilDate(daysSinceEpoch: desk.today().daysSinceEpoch &+ ahead &+ 1)
    let end = InstantText.startMilliseconds(
      of: next, offsetMinutes: desk.surroundings.offsetMinutes(now))
    let words = desk.words
    let report = try desk.replica().read { reader in
      let cells = RecordCells(desk: desk, reader: reader)
      var found: [Found] = []
      for source in Self.sources {
        for view in try source.list(reader, before: end, of: all ? nil : try desk.user) {
          found.append(Found(source: source, view: view, at: view[source.when].integer ?? now))
        }
      }
      found.sort { $0.at != $1.at ? $0.at < $1.at : $0.view.id < $1.view.id }
      var report = Report([
        Column("id", words(.shortID)), Column("due", words(.labelDue)),
        Column("overdue", words(.labelOverdue)), Column("entity", words(.kindOfRecord)),
        Column("name", words(.title)), Column("next_step", words(.labelNextStep)),
      ])
      report.rows = found.map { found in
        let (source, view, at) = (found.source, found.view, found.at)
        return [
          cells.id(view),
          Cell(.string(InstantText.format(milliseconds: at)), desk.say(instant: at)),
          Cell(.bool(at < now), at < now ? words(.yes) : ""),
          Cell(.string(view.entity.name), view.entity.about.label.text(in: words.language)),
          .text(RecordTitle.text(view, words)), .text(view[source.step].text ?? ""),
        ]
      }
      return report
    }
    desk.show(report)
  }

  /// An entity whose records say what is to be done next.
  private struct Source {
    let entity: EntityTag
    let owner: Field
    let when: Field
    let step: Field
    var state: Field?
    var states: [String] = []

    /// What a user answers for, and what they wrote and nobody answers for; of nobody, all of it.
    func list(
      _ reader: ReplicaReader, before end: Int64, of user: RecordID?
    ) throws -> [RecordView] {
      var conditions = [FieldCondition(when.tag, .less(than: .integer(end)))]
      if let state {
        conditions.append(FieldCondition(state.tag, .oneOf(states.map { .text($0) })))
      }
      guard let user else { return try reader.list(RecordQuery(entity, where: conditions)) }
      let mine = Value.reference(user)
      let whose = [
        [FieldCondition(owner.tag, .equals(mine))],
        [
          FieldCondition(owner.tag, .equals(.null)),
          FieldCondition(CreationFields.by.tag, .equals(mine)),
        ],
      ]
      return try whose.flatMap {
        try reader.list(RecordQuery(entity, where: conditions + $0))
      }
    }
  }

  private struct Found {
    let source: Source
    let view: RecordView
    let at: Int64
  }

  private static var sources: [Source] {
    let (lead, deal, account) = (Lead.shape, Opportunity.shape, Account.shape)
    return [
      Source(
        entity: Lead.tag, owner: lead.owner, when: lead.nextActionAt, step: lead.nextStep,
        state: lead.status, states: Lead.openStates),
      Source(
        entity: Opportunity.tag, owner: deal.owner, when: deal.nextActionAt, step: deal.nextStep,
        state: deal.status, states: [Opportunity.open]),
      Source(
        entity: Account.tag, owner: account.owner, when: account.nextActionAt,
        step: account.nextStep),
    ]
  }
}
