// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanCore
import KarvanDomain
import KarvanStore

/// `karvan call log NUMBER|CUSTOMER`
struct CallLog: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "log", abstract: Tongue.say(HistoryMessage.aboutCallLog),
      discussion: Tongue.say(HistoryMessage.callLogForms))
  }

  @Argument(help: .init(Tongue.say(HistoryMessage.helpWho))) var who: [String]
  @Flag(name: .customLong("in"), help: .init(Tongue.say(TalkMessage.helpIn))) var incoming = false
  @Option(help: .init(Tongue.say(HistoryMessage.helpDisposition))) var disposition = "answered"
  @Option(help: .init(Tongue.say(HistoryMessage.helpMinutes))) var minutes = "0"
  @Option(help: .init(Tongue.say(TalkMessage.helpWhen))) var at: String?
  @Option(help: .init(Tongue.say(HistoryMessage.helpDeal))) var opportunity: String?
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    let shape = Call.shape
    let entity = try desk.entity(Call.tag)
    guard let minutes = Typed.number(minutes, as: Int64.self), (0...1_440).contains(minutes) else {
      throw CLIError(.badChoice, "--minutes", minutes, "0, 5, 30 …")
    }
    let disposition = try desk.code(self.disposition, of: shape.disposition, in: Call.tag)
    let start = try at.map {
      try FieldText.parse(
        $0, field: try RecordCells.field("start", in: entity), options: desk.textOptions())
    }
    var number = ""
    let commit = try desk.commit { context in
      let finder = try desk.finder(context)
      let (typed, party) = try other(desk, finder)
      number = typed
      var edit = RecordEdit()
      if let opportunity {
        edit.values[shape.opportunity.tag] = .reference(
          try finder.find(opportunity, in: [try desk.entity(Opportunity.tag)]).id)
      }
      return try CallOperations.log(
        RememberedCall(
          number: typed, isIncoming: incoming, disposition: disposition, start: start?.integer,
          minutes: minutes, party: party), also: edit, in: context)
    }
    try desk.showChange(commit, Call.tag) { cells, view, _ in
      for (field, tag) in [(shape.account, Account.tag), (shape.lead, Lead.tag)] {
        guard let id = view[field].reference else { continue }
        return desk.words(HistoryMessage.callLogged, try cells.title(tag, id))
      }
      return desk.words(HistoryMessage.callLogged, desk.words.digits(number)) + "\n"
        + desk.words(HistoryMessage.callOfNobody, desk.words.digits(number))
    }
  }

  /// A number as typed, or that of the record that a name means.
  private func other(_ desk: Desk, _ finder: RecordFinder) throws -> (String, RecordView?) {
    let text = who.joined(separator: " ")
    if let number = try? PhoneNumber.normalize(text) { return (number, nil) }
    let tiers = try desk.historyTiers(withContacts: true).filter { tier in
      !tier.contains { $0.tag == Opportunity.tag }
    }
    let party = try finder.find(text, first: tiers)
    guard let number = try Self.number(of: party, finder.reader) else {
      throw CLIError(.notFound, text, ContactPoint.about.label.text(in: desk.words.language))
    }
    return (number, party)
  }

  private static func number(of party: RecordView, _ reader: ReplicaReader) throws -> String? {
    let shape = ContactPoint.shape
    if party.entity.tag == Lead.tag { return party[Lead.shape.normalizedPhone].text }
    if let id = party[Account.shape.primaryPhone].reference, party.entity.tag == Account.tag,
      let point = try reader.record(ContactPoint.tag, id)
    {
      return point[shape.normalized].text
    }
    let field = party.entity.tag == Contact.tag ? shape.contact : shape.account
    return try reader.records(ContactPoint.tag, where: field.tag, is: .reference(party.id))
      .first { $0[shape.kind] == .text("phone") }?[shape.normalized].text
  }
}

/// `karvan call missed`
struct CallMissed: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "missed", abstract: Tongue.say(HistoryMessage.aboutMissed),
      discussion: Tongue.say(HistoryMessage.missedForms))
  }

  @Option(help: .init(Tongue.say(HistoryMessage.helpMissedDays))) var days = "30"
  @Flag(help: .init(Tongue.say(HistoryMessage.helpReturned))) var all = false
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    guard let days = Typed.number(days, as: Int64.self), (0...36_500).contains(days) else {
      throw CLIError(.badChoice, "--days", days, "7, 30 …")
    }
    desk.show(
      try desk.replica().read { reader in
        let missed = MissedCalls(reader: reader)
        let numbers = try missed.list(since: desk.now() - days * 86_400_000)
        return try report(desk, numbers.filter { all || $0.returnedAt == nil }, reader)
      })
  }

  private func report(
    _ desk: Desk, _ numbers: [MissedCalls.Number], _ reader: ReplicaReader
  ) throws -> Report {
    let words = desk.words
    let cells = RecordCells(desk: desk, reader: reader)
    let agent = try RecordCells.field("agent", in: desk.entity(Call.tag))
    var report = Report([
      Column("id", words(.shortID)), Column("at", words(TalkMessage.at)),
      Column("number", words(RoadMessage.phone)), Column("who", words(HistoryMessage.whose)),
      Column("times", words(TalkMessage.times), isNumber: true), cells.column(agent),
      Column("queue", words(HistoryMessage.queue)),
      Column("returned_at", words(HistoryMessage.calledBack)),
    ])
    func instant(_ at: Int64?) -> Cell {
      at.map { Cell(.string(InstantText.format(milliseconds: $0)), desk.say(instant: $0)) }
        ?? .empty
    }
    report.rows = try numbers.map { number in
      [
        cells.id(number.last), instant(number.last[Call.shape.start].integer),
        Cell(.string(number.number), words.digits(number.number)),
        number.party.map { Cell(.string("\($0.id)"), RecordTitle.text($0, words)) } ?? .empty,
        cells.count(number.times), try cells.cell(agent, of: number.last),
        .text(number.last[Call.shape.queue].text ?? ""), instant(number.returnedAt),
      ]
    }
    return desk.settings.format == .table ? report.withoutEmptyColumns : report
  }
}

/// The calls that nobody answered, by the number that called.
struct MissedCalls {
  /// What one number called in vain.
  struct Number {
    let number: String
    /// Whoever it belongs to now: an account, or a lead.
    let party: RecordView?
    let last: RecordView
    var times: Int
    let returnedAt: Int64?
  }

  let reader: ReplicaReader

  /// The newest first.
  ///
  /// - Parameter limit: The most calls that are looked at; nil for all.
  func list(since: Int64, limit: Int? = nil) throws -> [Number] {
    let shape = Call.shape
    let calls = try reader.list(
      RecordQuery(
        Call.tag,
        where: [
          FieldCondition(shape.start.tag, .atLeast(.integer(since))),
          FieldCondition(shape.direction.tag, .equals(.text("in"))),
          FieldCondition(shape.disposition.tag, .differs(from: .text("answered"))),
        ], order: [FieldOrder(shape.start.tag, descending: true)], limit: limit))
    var numbers: [Number] = []
    var places: [String: Int] = [:]
    for call in calls {
      let number = call[shape.caller].text ?? ""
      if let place = places[number] {
        numbers[place].times += 1
        continue
      }
      places[number] = numbers.count
      let party = try party(of: call, number)
      numbers.append(
        Number(
          number: number, party: party, last: call, times: 1,
          returnedAt: try returned(call, number, party)))
    }
    return numbers
  }

  private func party(of call: RecordView, _ number: String) throws -> RecordView? {
    for (field, tag) in [(Call.shape.account, Account.tag), (Call.shape.lead, Lead.tag)] {
      if let id = call[field].reference, let known = try reader.record(tag, id) { return known }
    }
    return try Reach.customers(at: number, reader: reader).first?.account
      ?? Reach.leads(at: number, reader: reader).first
  }

  /// When somebody first spoke with them after a call; nil where nobody did.
  private func returned(
    _ call: RecordView, _ number: String, _ party: RecordView?
  ) throws -> Int64? {
    let shape = Call.shape
    let at = call[shape.start].integer ?? 0
    var later: [RecordView] = []
    if !number.isEmpty {
      for field in [shape.caller, shape.callee] {
        later += try first(Call.tag, field, .text(number), shape.start, after: at)
      }
    }
    if let party {
      let isLead = party.entity.tag == Lead.tag
      let whose = Value.reference(party.id)
      later += try first(
        Call.tag, isLead ? shape.lead : shape.account, whose, shape.start, after: at)
      let talk = Interaction.shape
      later += try first(
        Interaction.tag, isLead ? talk.lead : talk.account, whose, talk.at, after: at)
    }
    return later.compactMap { TimelineMoment($0)?.at }.min()
  }

  /// The first talk after an instant: an interaction, or a call that was answered.
  private func first(
    _ entity: EntityTag, _ field: Field, _ value: Value, _ moment: Field, after: Int64
  ) throws -> [RecordView] {
    var conditions = [
      FieldCondition(field.tag, .equals(value)),
      FieldCondition(moment.tag, .more(than: .integer(after))),
    ]
    if entity == Call.tag {
      conditions.append(
        FieldCondition(Call.shape.disposition.tag, .equals(.text("answered"))))
    }
    return try reader.list(
      RecordQuery(entity, where: conditions, order: [FieldOrder(moment.tag)], limit: 1))
  }
}
