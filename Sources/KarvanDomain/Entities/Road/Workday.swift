// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// A rep's day on the road: when and where it began and ended, and what the odometer said.
///
/// How far it was is the difference (``WorkdayOperations/mileage(of:)``).
public struct Workday: EntityType {
  /// Whose day.
  public let user = Field(
    3, .reference(SchemaTags.user), "User", "کاربر", rule: .firstWriter, required: true)
  /// The day, where the rep is.
  public let date = Field(4, .date, "Date", "تاریخ", rule: .firstWriter, required: true)
  /// Status.
  public let status = Field(
    5,
    .choice([Choice("open", "On the road", "در مسیر"), Choice("closed", "Ended", "پایان‌یافته")]),
    "Status", "وضعیت", rule: .ranked(machine), required: true)
  /// When it began.
  public let startedAt = Field(6, .instant, "Started", "آغاز", group: "start")
  /// In millionths of a degree.
  public let startLatitude = Field(
    7, Choices.latitude, "Start latitude", "عرض جغرافیایی آغاز", group: "start")
  /// In millionths of a degree.
  public let startLongitude = Field(
    8, Choices.longitude, "Start longitude", "طول جغرافیایی آغاز", group: "start")
  /// When it ended.
  public let endedAt = Field(9, .instant, "Ended", "پایان", group: "end")
  /// In millionths of a degree.
  public let endLatitude = Field(
    10, Choices.latitude, "End latitude", "عرض جغرافیایی پایان", group: "end")
  /// In millionths of a degree.
  public let endLongitude = Field(
    11, Choices.longitude, "End longitude", "طول جغرافیایی پایان", group: "end")
  /// In thousandths of a kilometre; a typing mistake may be put right, and history keeps both.
  public let startOdometer = Field(
    12, .quantity, "Odometer at the start (km)", "کیلومترشمار آغاز")
  /// In thousandths of a kilometre.
  public let endOdometer = Field(
    13, .quantity, "Odometer at the end (km)", "کیلومترشمار پایان")
  /// The car.
  public let vehicle = Field(14, .text(maximum: 60), "Vehicle", "خودرو", searched: true)
  /// Whether the rep agreed that positions on the way are kept; they are not unless it is said.
  public let keepsTrail = Field(
    15, .truth, "Keeps positions on the way", "نگه‌داشتن موقعیت در راه", initial: .truth(false))
  /// Positions on the way: each an instant, a space, latitude and longitude in degrees.
  public let trail = Field(16, .words, "Positions on the way", "موقعیت‌ها در راه")
  /// Note.
  public let note = Field(17, .text(maximum: 1_000), "Note", "یادداشت", searched: true)

  /// Makes the declaration.
  public init() {}
  /// The declaration, for reading tags.
  public static let shape = Workday()
  /// The state of a day that goes on.
  public static let open = "open"

  static let machine = Ranking(
    field: 5, ranks: ["open": 0, "closed": 1], moves: ["open": ["closed"], "closed": ["open"]],
    verbs: [
      "open": "workday start",
      "closed": "workday end",
    ])

  /// The entity as a whole.
  public static let about = EntityAbout(
    "workday", tag: 54, "Workday", "روز کاری",
    groups: [
      GroupDeclaration("start", rule: .firstWriter), GroupDeclaration("end", rule: .firstWriter),
    ],
    scopes: [.user(shape.user.tag)], editors: .creator, title: [shape.date.tag],
    invariants: [
      Laws.starts(in: [open], shape.status), RoadLaws.ownName(shape.user),
      Laws.position(shape.startLatitude, shape.startLongitude),
      Laws.position(shape.endLatitude, shape.endLongitude),
      Laws.notNegative(shape.startOdometer), Laws.notNegative(shape.endOdometer), trailAgreed,
    ])

  /// Nobody is followed who did not agree.
  private static let trailAgreed: Invariant = { context in
    context.after[shape.keepsTrail] != .truth(true)
      && context.after.words(shape.trail).count > (context.before?.words(shape.trail).count ?? 0)
      ? context.breaks(.trailAgreed, shape.trail) : nil
  }
}

extension Workday: PreparedEntity {
  /// A day for which nobody is named is the author's own.
  public static func prepare(
    _ edit: inout RecordEdit, before: RecordView?, in context: OperationContext
  ) throws {
    if before == nil { edit.fill(shape.user, .reference(context.author.user)) }
  }
}

extension Workday: ListedEntity {
  /// What a list of them shows.
  public static var listed: [Field] {
    [
      shape.date, shape.user, shape.status, shape.startedAt, shape.endedAt, shape.startOdometer,
      shape.endOdometer, shape.vehicle,
    ]
  }
}
