// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// Which customers a rep visits on which days, week after week.
public struct JourneyPlan: EntityType {
  /// Name.
  public let name = Field(
    3, .text(maximum: 100), "Name", "نام", rule: .authority, required: true, searched: true)
  /// Who follows it.
  public let rep = Field(
    4, .reference(SchemaTags.user), "Rep", "ویزیتور", rule: .authority, required: true)
  /// Its first day; the weeks of its stops are counted from the week of this day.
  public let startsOn = Field(
    5, .date, "First day", "نخستین روز", group: "period", required: true)
  /// Its last day; nothing for one that goes on.
  public let endsOn = Field(6, .date, "Last day", "واپسین روز", group: "period")
  /// Whether it is followed.
  public let active = Field(
    7, .truth, "Active", "فعال", rule: .authority, initial: .truth(true))
  /// Where its days begin, in millionths of a degree.
  public let startLatitude = Field(
    8, Choices.latitude, "Start latitude (millionths)", "عرض جغرافیایی آغاز (میلیونیم)",
    group: "start")
  /// Where its days begin, in millionths of a degree.
  public let startLongitude = Field(
    9, Choices.longitude, "Start longitude (millionths)", "طول جغرافیایی آغاز (میلیونیم)",
    group: "start")
  /// Note.
  public let note = Field(10, .text(maximum: 1_000), "Note", "یادداشت", searched: true)

  /// Makes the declaration.
  public init() {}
  /// The declaration, for reading tags.
  public static let shape = JourneyPlan()

  /// The entity as a whole.
  public static let about = EntityAbout(
    "journey_plan", tag: 52, "Journey plan", "برنامه مسیر",
    groups: [
      GroupDeclaration("period", rule: .authority), GroupDeclaration("start", rule: .authority),
    ],
    // Visits name their stop for ever: what is given up is not active any more.
    deletable: false, scopes: [.user(shape.rep.tag)], title: [shape.name.tag],
    invariants: [
      RoadLaws.ownName(shape.rep), Laws.period(from: shape.startsOn, to: shape.endsOn),
      Laws.position(shape.startLatitude, shape.startLongitude),
    ])
}

extension JourneyPlan: PreparedEntity {
  /// A plan for which no rep is named is the author's own.
  public static func prepare(
    _ edit: inout RecordEdit, before: RecordView?, in context: OperationContext
  ) throws {
    if before == nil { edit.fill(shape.rep, .reference(context.author.user)) }
  }
}

/// One customer of a journey plan: on which day of the week, and every how many weeks.
public struct JourneyStop: PartEntity {
  /// Journey plan.
  public let plan = Field(3, .reference(52), "Journey plan", "برنامه مسیر", required: true)
  /// The customer.
  public let account = Field(
    4, .reference(4), "Account", "حساب", rule: .authority, required: true)
  /// The day of the week.
  public let weekday = Field(
    5,
    .choice([
      Choice("saturday", "Saturday", "شنبه"), Choice("sunday", "Sunday", "یکشنبه"),
      Choice("monday", "Monday", "دوشنبه"), Choice("tuesday", "Tuesday", "سه‌شنبه"),
      Choice("wednesday", "Wednesday", "چهارشنبه"), Choice("thursday", "Thursday", "پنجشنبه"),
      Choice("friday", "Friday", "جمعه"),
    ]), "Weekday", "روز هفته", group: "rhythm", required: true)
  /// Every how many weeks.
  public let everyWeeks = Field(
    6, .integer(1...52), "Every n weeks", "هر چند هفته", group: "rhythm", initial: .integer(1))
  /// In which of those weeks, from 1; weeks begin on Saturday.
  public let week = Field(
    7, .integer(1...52), "Week of the cycle", "هفته چرخه", group: "rhythm", initial: .integer(1))
  /// Its place in the day.
  public let sequence = Field(
    8, .integer(1...10_000), "Sequence", "ترتیب", rule: .authority)
  /// The time of day, such as 09:30.
  public let timeOfDay = Field(
    9, .text(maximum: 5), "Time of day", "ساعت", rule: .authority, numeral: true)
  /// How long it takes.
  public let minutes = Field(
    10, .integer(1...1_440), "Duration (minutes)", "مدت (دقیقه)", rule: .authority)
  /// What the visit is for.
  public let purposes = Field(11, .words, "Purposes", "هدف‌ها")
  /// Whether it is still made.
  public let active = Field(
    12, .truth, "Active", "فعال", rule: .authority, initial: .truth(true))

  /// Makes the declaration.
  public init() {}
  /// The declaration, for reading tags.
  public static let shape = JourneyStop()
  /// It goes with its plan.
  public static let whole: EntityTag = 52
  /// The plan that it goes with.
  public static var wholeField: FieldTag { shape.plan.tag }

  /// The entity as a whole.
  public static let about = EntityAbout(
    "journey_stop", tag: 53, "Journey stop", "ایستگاه مسیر",
    groups: [GroupDeclaration("rhythm", rule: .authority)],
    deletable: false, scopes: [.parent(shape.plan.tag)],
    title: [shape.weekday.tag, shape.timeOfDay.tag],
    invariants: [cycle, clock])
}

extension JourneyStop {
  private static let cycle: Invariant = { context in
    context.written(shape.weekday).allSatisfy { version in
      (version[shape.week.tag].integer ?? 1) <= (version[shape.everyWeeks.tag].integer ?? 1)
    } ? nil : context.breaks(.cycleWeek, shape.week)
  }

  private static let clock: Invariant = { context in
    context.canonical(shape.timeOfDay, TimeOfDay.normalize)
  }
}

extension JourneyStop: PreparedEntity {
  /// Puts the time of day in its form of five characters.
  public static func prepare(
    _ edit: inout RecordEdit, before: RecordView?, in context: OperationContext
  ) throws {
    try edit.canonicalize(shape.timeOfDay, named: "time_of_day", by: TimeOfDay.normalize)
  }
}
