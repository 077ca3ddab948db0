// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanCore
import KarvanDomain
import KarvanStore

/// What is read at the beginning or the end of a day.
struct ReadingOptions: ParsableArguments {
  @Option(help: .init(Tongue.say(RoadMessage.helpOdometer), valueName: "km")) var odometer: String?
  @OptionGroup var place: PositionOption

  /// What was read; a failure names the field that the reading goes to.
  func reading(for field: String) throws -> WorkdayOperations.Reading {
    WorkdayOperations.Reading(odometer: try kilometres(field), position: try place.position())
  }

  private func kilometres(_ field: String) throws -> Quantity? {
    guard let odometer else { return nil }
    do throws(DomainError) {
      return try Quantity.parse(odometer)
    } catch {
      throw Failure(error, entity: Workday.about.name, field: field)
    }
  }
}

/// `karvan workday start`
struct WorkdayStart: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "start", abstract: Tongue.say(RoadMessage.aboutWorkdayStart),
      discussion: Tongue.say(RoadMessage.workdayForms))
  }

  @OptionGroup var reading: ReadingOptions
  @Option(help: .init(Tongue.say(RoadMessage.helpVehicle))) var vehicle: String?
  @Flag(help: .init(Tongue.say(RoadMessage.helpTrail))) var trail = false
  @Flag(help: .init(Tongue.say(RoadMessage.helpNoPlan))) var noPlan = false
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    let read = try reading.reading(for: "start_odometer")
    let today = desk.today()
    let commit = try desk.commit {
      try WorkdayOperations.start(
        on: today, read, vehicle: vehicle, keepsTrail: trail, in: $0)
    }
    let planned = noPlan ? nil : try desk.plan([today])
    try desk.showWorkday(commit) { _ in
      desk.words(
        RoadMessage.workdayStarted, desk.say(instant: desk.now()),
        desk.words.number(planned?.visits.count ?? 0))
    }
  }
}

/// `karvan workday end`
struct WorkdayEnd: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "end", abstract: Tongue.say(RoadMessage.aboutWorkdayEnd))
  }

  @OptionGroup var reading: ReadingOptions
  @Flag(help: .init(Tongue.say(RoadMessage.helpKeepPlanned))) var keepPlanned = false
  @OptionGroup var common: CommonOptions

  /// The most days back of which visits are still called missed.
  private static let daysBack: Int32 = 31

  func run(at desk: Desk) throws {
    let read = try reading.reading(for: "end_odometer")
    var missed = 0
    let commit = try desk.commit { context in
      let day = try self.day(at: desk, context)
      let last = day.date.daysSinceEpoch &- 1
      let back = CivilDate(daysSinceEpoch: last &- Self.daysBack)
      let earlier = try day.missed(back...CivilDate(daysSinceEpoch: last)).filter {
        $0[Visit.shape.status] == .text("planned")
      }
      let visits = keepPlanned ? [] : try day.planned() + earlier
      missed = visits.count
      return try WorkdayOperations.end(read, missed: visits, in: context)
    }
    try desk.showWorkday(commit) { view in
      let words = desk.words
      let ended = words(
        RoadMessage.workdayEnded, desk.say(instant: desk.now()), words.number(missed))
      guard let distance = WorkdayOperations.mileage(of: view) else { return ended }
      return ended + " "
        + words(RoadMessage.mileageOfDay, desk.quantity(distance.thousandths).text)
    }
  }

  /// The day that is ended: one that was forgotten says nothing of the visits of today.
  private func day(at desk: Desk, _ context: OperationContext) throws -> Itinerary {
    let open = try WorkdayOperations.current(of: context.author.user, reader: context.reader)
    let said = open?[Workday.shape.date].integer.map {
      CivilDate(daysSinceEpoch: Int32(clamping: $0))
    }
    return try Itinerary(
      desk: desk, reader: desk.reader(of: context), date: said.map { min($0, desk.today()) })
  }
}

/// `karvan workday mark --at PLACE`
struct WorkdayMark: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "mark", abstract: Tongue.say(RoadMessage.aboutWorkdayMark),
      discussion: Tongue.say(RoadMessage.workdayForms))
  }

  @OptionGroup var place: PositionOption
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    guard let position = try place.position() else {
      throw CLIError(.missingValue, "--at", "35.6892,51.3890")
    }
    let commit = try desk.commit { try WorkdayOperations.mark(position, in: $0) }
    try desk.showWorkday(commit) { _ in desk.words(RoadMessage.workdayMarked) }
  }
}

/// `karvan workday mileage`
struct Mileage: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "mileage", abstract: Tongue.say(RoadMessage.aboutMileage))
  }

  @OptionGroup var period: PeriodOptions
  @OptionGroup var rep: RepOption
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    let days = try period.days(at: desk)
    let shape = Workday.shape
    let report = try desk.replica().read { reader in
      let user = try rep.user(desk.finder(reader), at: desk)
      let views = try reader.list(
        RecordQuery(
          Workday.tag,
          where: [
            FieldCondition(shape.user.tag, .equals(.reference(user))),
            FieldCondition(
              shape.date.tag, .atLeast(.integer(Int64(days.lowerBound.daysSinceEpoch)))),
            FieldCondition(
              shape.date.tag, .atMost(.integer(Int64(days.upperBound.daysSinceEpoch)))),
          ], order: [FieldOrder(shape.date.tag)]))
      return try table(views, desk, reader)
    }
    desk.show(report)
  }

  private func table(
    _ views: [RecordView], _ desk: Desk, _ reader: ReplicaReader
  ) throws -> Report {
    let words = desk.words
    let entity = try desk.entity(Workday.tag)
    let names = ["date", "started_at", "ended_at", "start_odometer", "end_odometer", "vehicle"]
    let fields = try names.map { try RecordCells.field($0, in: entity) }
    let cells = RecordCells(desk: desk, reader: reader)
    var report = Report(
      fields.map { cells.column($0) }
        + [Column("kilometres", words(RoadMessage.kilometres), isNumber: true)])
    var total: Int64 = 0
    report.rows = try views.map { view in
      let distance = WorkdayOperations.mileage(of: view)?.thousandths
      total = total.addingReportingOverflow(distance ?? 0).partialValue
      return try fields.map { try cells.cell($0, of: view) }
        + [distance.map { desk.quantity($0) } ?? .empty]
    }
    guard !views.isEmpty else { return report }
    return .single(
      [
        (
          Column("days", words(RoadMessage.days), isNumber: true),
          Cell(.count(views.count), words.number(views.count))
        ),
        (Column("total_km", words(RoadMessage.kilometres), isNumber: true), desk.quantity(total)),
      ],
      parts: [Report.Part("workdays", entity.about.label.text(in: words.language), report)])
  }
}

extension Desk {
  /// Says what became of a workday.
  func showWorkday(_ commit: Commit?, saying sentence: (RecordView) -> String) throws {
    let change = commit?.changes.first { $0.entity == Workday.tag }
    guard let id = change?.record else { return note(words(.nothingChanged)) }
    try replica().read { reader in
      guard let view = try reader.record(Workday.tag, id) else { return }
      show(try RecordCells(desk: self, reader: reader).single(view), saying: sentence(view))
    }
  }
}
