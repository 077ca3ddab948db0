// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanCore
import KarvanDomain
import KarvanStore

/// `karvan occasions`: birthdays and other days that are coming up.
struct Occasions: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "occasions", abstract: Tongue.say(TalkMessage.aboutOccasions))
  }

  @Option(help: .init(Tongue.say(TalkMessage.helpDays))) var days = "30"
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    guard let days = Typed.number(days, as: Int.self), (0...3_660).contains(days) else {
      throw CLIError(.badChoice, "--days", days, "0 … 3660")
    }
    desk.show(
      try desk.replica().read { reader in
        let birth = Contact.shape.birthDate.tag
        let coming = try ComingOccasion.coming(
          occasions: try reader.list(RecordQuery(Occasion.tag)),
          contacts: try reader.list(
            RecordQuery(Contact.tag, where: [FieldCondition(birth, .differs(from: .null))])),
          from: desk.today(), within: days, reader: reader)
        return try OccasionList(desk: desk, reader: reader).report(coming)
      })
  }
}

/// Days of customers that are coming up.
struct OccasionList {
  let desk: Desk
  let reader: ReplicaReader

  /// Those of which somebody wants to be reminded today.
  ///
  /// Only people are read who were born on such a day, however many customers there are.
  func due() throws -> [ComingOccasion] {
    let today = desk.today()
    let births = try Self.birthDays(of: today).map { Value.integer(Int64($0.daysSinceEpoch)) }
    let days = Occasion.shape.remindDays.initial.integer ?? 0
    return try ComingOccasion.coming(
      occasions: try reader.list(RecordQuery(Occasion.tag)),
      contacts: try reader.list(
        RecordQuery(
          Contact.tag, where: [FieldCondition(Contact.shape.birthDate.tag, .oneOf(births))])),
      from: today, within: max(366, Int(days)), reader: reader
    ).filter(\.isDue)
  }

  /// Every day on which somebody can be born whose birthday is due: one more on each side, for those
  /// whom a leap year moves.
  private static func birthDays(of today: CivilDate) throws(DomainError) -> [CivilDate] {
    let days = Int32(clamping: Occasion.shape.remindDays.initial.integer ?? 0)
    var found: Set<CivilDate> = []
    for offset in -1...(days + 1) {
      let day = CivilDate(daysSinceEpoch: today.daysSinceEpoch + offset)
      for calendar in CalendarKind.allCases {
        for age in 0...110 {
          found.insert(try day.adding(months: -12 * age, in: calendar))
        }
      }
    }
    return found.sorted()
  }

  func report(_ coming: [ComingOccasion]) throws -> Report {
    let cells = RecordCells(desk: desk, reader: reader)
    let words = desk.words
    func label(_ field: Field) -> String { field.label.text(in: words.language) }
    let shape = Occasion.shape
    var report = Report([
      Column("id", words(.shortID)), Column("day", words(TalkMessage.day)),
      Column("days_left", words(TalkMessage.daysLeft), isNumber: true),
      Column("due", words(TalkMessage.isDue)), Column("account", label(shape.account)),
      Column("contact", label(shape.contact)), Column("occasion", words(TalkMessage.occasion)),
      Column("years", words(TalkMessage.years), isNumber: true),
      Column("greeting", label(shape.greeting)),
    ])
    report.rows = try coming.map { one in
      let record = one.record
      let isBirthday = record.entity.tag == Contact.tag
      let account = isBirthday ? Contact.shape.account : shape.account
      let birthday = FieldText.format(
        .text("birthday"), field: shape.kind, options: desk.textOptions())
      let what: Cell =
        isBirthday
        ? Cell(.string("birthday"), birthday)
        : Cell(
          .text(record[shape.kind].text),
          [try cells.cell(shape.kind, of: record).text, record[shape.title].text ?? ""]
            .filter { !$0.isEmpty }.joined(separator: " · "))
      return [
        Cell(.string("\(record.id)"), ShortID.of(record.id)),
        Cell(.string(one.day.isoText), desk.say(one.day)),
        Cell(.count(one.daysLeft), words.number(one.daysLeft)),
        Cell(.bool(one.isDue), one.isDue ? words(.yes) : ""),
        try cells.cell(account, of: record),
        isBirthday
          ? Cell(.string("\(record.id)"), record.title) : try cells.cell(shape.contact, of: record),
        what, one.years.map { Cell(.count($0), words.number($0)) } ?? .empty,
        isBirthday ? .empty : try cells.cell(shape.greeting, of: record),
      ]
    }
    return desk.settings.format == .table ? report.withoutEmptyColumns : report
  }
}
