// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanCore
import KarvanDomain
import KarvanStore

/// `karvan lookup NUMBER`: who is calling.
struct Lookup: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "lookup", abstract: Tongue.say(TalkMessage.aboutLookup))
  }

  @Argument(help: .init(Tongue.say(TalkMessage.helpNumber))) var number: [String]
  @OptionGroup var common: CommonOptions

  /// How many of the last moments are told.
  private static let moments = 5

  func run(at desk: Desk) throws {
    let typed = number.joined(separator: " ")
    let phone = try PhoneNumber.normalize(typed)
    let found = try desk.replica().read { reader in
      try Reach.customers(at: phone, reader: reader).map {
        try report(desk, reader, $0.account, contacts: $0.contacts)
      } + Reach.leads(at: phone, reader: reader).map { try report(desk, reader, $0, contacts: []) }
    }
    guard !found.isEmpty else { throw CLIError(.notFound, phone, desk.words(.aRecord)) }
    if found.count == 1 { return desk.show(found[0]) }
    // Several customers share the number: what is known of each, one below the other.
    var all = Report(found[0].columns, found.flatMap(\.rows))
    all.notes = found.flatMap(\.notes)
    desk.show(all)
  }

  private func report(
    _ desk: Desk, _ reader: ReplicaReader, _ party: RecordView, contacts: [RecordID]
  ) throws -> Report {
    let words = desk.words
    let cells = RecordCells(desk: desk, reader: reader)
    let moments = try CustomerHistory(reader: reader).moments(of: party, limit: Self.moments)
    let isLead = party.entity.tag == Lead.tag
    let tasks = try open(
      ToDo.tag, isLead ? ToDo.shape.lead : ToDo.shape.account, ToDo.shape.status, ToDo.open, party,
      reader)
    let orders = try open(
      Order.tag, Order.shape.account, Order.shape.status, ["draft", "submitted", "approved"],
      party, reader)
    let people = try contacts.map { try cells.title(Contact.tag, $0) }
    let accounts = try desk.entity(Account.tag)
    // What a lead has not is left empty, so that several parties make one table.
    func field(_ name: String) throws -> (Column, Cell) {
      let column = cells.column(try RecordCells.field(name, in: accounts))
      return (
        column, try party.entity.field(named: name).map { try cells.cell($0, of: party) } ?? .empty
      )
    }
    func count(_ name: String, _ label: TalkMessage, _ number: Int) -> (Column, Cell) {
      (Column(name, words(label), isNumber: true), Cell(.count(number), words.number(number)))
    }
    let last = moments.first.map {
      Cell(.string(InstantText.format(milliseconds: $0.at)), desk.say(instant: $0.at))
    }
    let label = Account.about.label.text(in: words.language)
    let debt = isLead ? nil : try cells.debt(of: party)
    var report = Report.single(
      [
        (Column("id", words(.identifier)), .text("\(party.id)")),
        (Column("entity", words(.kindOfRecord)), cells.kind(of: party)),
        (Column("account", label), .text(RecordTitle.text(party, words))),
        (
          Column("contacts", Contact.about.label.text(in: words.language)),
          Cell(.array(people.map { .string($0) }), words.list(people))
        ),
        try field("owner"), try field("priority"),
        try field("preferred_channel"), try field("credit_hold"),
      ] + cells.columns(of: debt) + [
        (Column("last_contact", words(TalkMessage.lastContact)), last ?? .empty),
        count("open_tasks", .openTasks, tasks), count("open_orders", .openOrders, orders),
      ],
      parts: [
        Report.Part(
          "timeline", words(TalkMessage.lastContact), try cells.timeline(moments))
      ])
    if isLead { report.notes.append(words(HistoryMessage.isLead)) }
    return report
  }

  private func open(
    _ entity: EntityTag, _ account: Field, _ status: Field, _ states: [String],
    _ view: RecordView, _ reader: ReplicaReader
  ) throws -> Int {
    try reader.list(
      RecordQuery(
        entity,
        where: [
          FieldCondition(account.tag, .equals(.reference(view.id))),
          FieldCondition(status.tag, .oneOf(states.map { .text($0) })),
        ], limit: 1_000)
    ).count
  }
}
