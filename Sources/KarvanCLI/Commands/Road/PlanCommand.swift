// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanCore
import KarvanDomain
import KarvanStore

/// `karvan plan [--date DAY] [--days N]`
struct PlanDay: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "plan", abstract: Tongue.say(RoadMessage.aboutPlan),
      discussion: Tongue.say(RoadMessage.planForms))
  }

  @OptionGroup var day: DayOption
  @Option(help: .init(Tongue.say(RoadMessage.helpDays), valueName: "n")) var days: String?
  @OptionGroup var common: CommonOptions

  /// The most days that are planned ahead: plans change.
  private static let most = 31

  func run(at desk: Desk) throws {
    let first = try day.day(at: desk)
    var count = 1
    if let days {
      guard let number = Typed.number(days, as: Int.self), (1...Self.most).contains(number) else {
        throw CLIError(.badChoice, "--days", days, "1–\(Self.most)")
      }
      count = number
    }
    let dates = (0..<count).map {
      CivilDate(daysSinceEpoch: first.daysSinceEpoch &+ Int32($0))
    }
    let planned = try desk.plan(dates)
    let words = desk.words
    let span = words.list([dates.first, dates.last].compactMap { $0 }.map { desk.say($0) })
    let said = count == 1 ? desk.say(first) : span
    try desk.replica().read { reader in
      let entity = try desk.entity(Visit.tag)
      let views = try planned.visits.compactMap { try reader.record(Visit.tag, $0) }
      let cells = RecordCells(desk: desk, reader: reader)
      desk.show(
        try cells.list(views, of: entity, fields: entity.fields),
        saying: views.isEmpty
          ? words(RoadMessage.nothingDue, said)
          : words(RoadMessage.plannedDay, words.number(views.count), said))
    }
    if planned.unknown > 0 {
      desk.note(words(RoadMessage.stopUnknown, words.number(planned.unknown)))
    }
  }
}

extension Desk {
  /// Plans the visits of days, one commit a visit, so that one which is refused takes no other along;
  /// they are taken back together.
  func plan(_ dates: [CivilDate]) throws -> (visits: [RecordID], unknown: Int) {
    var command: UInt64?
    var visits: [RecordID] = []
    var unknown = 0
    for date in dates {
      let found = try replica().read {
        try Itinerary(desk: self, reader: $0, date: date).stops()
      }
      unknown += found.unknown
      for due in found.stops.filter({ $0.visit == nil }).map(\.due) {
        let commit = try commit(in: &command) {
          try JourneyOperations.plan(due, offsetMinutes: offsetMinutes, in: $0)
        }
        visits += commit?.changes.map(\.record) ?? []
      }
    }
    return (visits, unknown)
  }
}
