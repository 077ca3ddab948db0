// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanDomain
import KarvanStore

/// What was promised to leads, about deals and to accounts, by the time for which it was promised.
struct FollowupList {
  let desk: Desk
  let reader: ReplicaReader

  private struct Found {
    let source: Source
    let view: RecordView
    let at: Int64
  }

  /// What is to be done before an instant, the most overdue first.
  ///
  /// - Parameter user: Of whom; of everybody where it is nil.
  func report(before end: Int64, of user: RecordID?) throws -> Report {
    let words = desk.words
    let now = desk.now()
    let cells = RecordCells(desk: desk, reader: reader)
    var found: [Found] = []
    for source in Self.sources {
      for view in try source.list(reader, before: end, of: user) {
        found.append(Found(source: source, view: view, at: view[source.when].integer ?? now))
      }
    }
    found.sort { $0.at != $1.at ? $0.at < $1.at : $0.view.id < $1.view.id }
    var report = Report([
      Column("id", words(.shortID)), Column("due", words(SellingMessage.labelDue)),
      Column("overdue", words(SellingMessage.labelOverdue)),
      Column("entity", words(.kindOfRecord)),
      Column("name", words(.title)), Column("next_step", words(SellingMessage.labelNextStep)),
    ])
    report.rows = found.map { found in
      let (source, view, at) = (found.source, found.view, found.at)
      return [
        cells.id(view),
        Cell(.string(InstantText.format(milliseconds: at)), desk.say(instant: at)),
        Cell(.bool(at < now), at < now ? words(.yes) : ""), cells.kind(of: view),
        .text(RecordTitle.text(view, words)), .text(view[source.step].text ?? ""),
      ]
    }
    return report
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
      func found(_ more: [FieldCondition]) throws -> [RecordView] {
        // What is due is little; what a user answers for may be everything.
        var query = RecordQuery(entity, where: conditions + more, order: [FieldOrder(when.tag)])
        query.common = Set(query.conditions.map(\.field)).subtracting([when.tag])
        return try reader.list(query)
      }
      guard let user else { return try found([]) }
      let mine = Value.reference(user)
      let whose = [
        [FieldCondition(owner.tag, .equals(mine))],
        [
          FieldCondition(owner.tag, .equals(.null)),
          FieldCondition(CreationFields.by.tag, .equals(mine)),
        ],
      ]
      return try whose.flatMap(found)
    }
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
