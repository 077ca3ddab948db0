// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// A rep's visit to an account, planned or done.
public struct Visit: EntityType {
  /// Account.
  public let account = Field(3, .reference(4), "Account", "حساب", required: true)
  /// The user who visits.
  public let rep = Field(
    4, .reference(SchemaTags.user), "Rep", "ویزیتور", rule: .authority, required: true)
  /// Planned for.
  public let plannedAt = Field(
    5, .instant, "Planned for", "زمان برنامه", rule: .authority)
  /// Status.
  public let status = Field(
    6,
    .choice([
      Choice("planned", "Planned", "برنامه‌ریزی‌شده"),
      Choice("in_progress", "In progress", "در حال انجام"), Choice("done", "Done", "انجام‌شده"),
      Choice("missed", "Missed", "ازدست‌رفته"), Choice("cancelled", "Cancelled", "لغوشده"),
    ]), "Status", "وضعیت", rule: .ranked(Visit.machine), required: true)
  /// Check-in.
  public let checkInAt = Field(7, .instant, "Check-in", "زمان ورود", group: "check_in")
  /// In millionths of a degree.
  public let checkInLatitude = Field(
    8, Choices.latitude, "Check-in latitude", "عرض جغرافیایی ورود", group: "check_in")
  /// In millionths of a degree.
  public let checkInLongitude = Field(
    9, Choices.longitude, "Check-in longitude", "طول جغرافیایی ورود", group: "check_in")
  /// In metres.
  public let checkInAccuracyM = Field(
    10, Choices.accuracy, "Check-in accuracy (m)", "دقت ورود (متر)", group: "check_in")
  /// Check-out.
  public let checkOutAt = Field(11, .instant, "Check-out", "زمان خروج", group: "check_out")
  /// In millionths of a degree.
  public let checkOutLatitude = Field(
    12, Choices.latitude, "Check-out latitude", "عرض جغرافیایی خروج", group: "check_out")
  /// In millionths of a degree.
  public let checkOutLongitude = Field(
    13, Choices.longitude, "Check-out longitude", "طول جغرافیایی خروج", group: "check_out")
  /// In metres.
  public let checkOutAccuracyM = Field(
    14, Choices.accuracy, "Check-out accuracy (m)", "دقت خروج (متر)", group: "check_out")
  /// Purposes.
  public let purposes = Field(15, .words, "Purposes", "هدف‌ها")
  /// Outcome.
  public let outcome = Field(
    16,
    .choice([
      Choice("order", "Order taken", "ثبت سفارش"), Choice("no_order", "No order", "بدون سفارش"),
      Choice("collected", "Payment collected", "دریافت وجه"),
      Choice("service", "Service", "خدمات"), Choice("closed", "Shop closed", "مغازه بسته"),
    ]), "Outcome", "نتیجه")
  /// Reason for no order.
  public let noOrderReason = Field(
    17,
    .choice([
      Choice("stocked", "Has stock", "موجودی دارد"), Choice("price", "Price", "قیمت"),
      Choice("competitor", "Buys elsewhere", "خرید از رقیب"),
      Choice("no_money", "No money", "نبود نقدینگی"),
      Choice("absent", "Decider absent", "نبود تصمیم‌گیرنده"), Choice("other", "Other", "دیگر"),
    ]), "Reason for no order", "دلیل نگرفتن سفارش")
  /// Note.
  public let note = Field(18, .text(maximum: 4_000), "Note", "یادداشت", searched: true)
  /// How far the check-in was from any known place of the account, beyond what is allowed there, in
  /// metres; nothing where no place or no position was known.
  public let checkInDeviationM = Field(
    19, .integer(0...21_000_000), "Check-in deviation (m)", "انحراف ورود (متر)",
    group: "check_in")
  /// The stop of a journey plan that it was planned from.
  public let journeyStop = Field(
    20, .reference(53), "Journey stop", "ایستگاه مسیر", rule: .firstWriter)
  /// Its place in the day; the rep may drive in another order than planned.
  public let sequence = Field(21, .integer(1...10_000), "Sequence", "ترتیب")
  /// Why the check-in was somewhere else.
  public let deviationReason = Field(
    22, .text(maximum: 400), "Reason of the deviation", "دلیل انحراف")
  /// The deal that it is about.
  public let opportunity = Field(23, .reference(26), "Opportunity", "فرصت فروش")

  /// Makes the declaration.
  public init() {}
  /// The declaration, for reading tags.
  public static let shape = Visit()

  /// What was begun or done beats what was called off elsewhere.
  static let machine = Ranking(
    field: 6,
    ranks: ["planned": 0, "missed": 1, "cancelled": 1, "in_progress": 2, "done": 3],
    moves: [
      "planned": ["in_progress", "missed", "cancelled"],
      "in_progress": ["done", "cancelled"],
      "missed": ["planned", "in_progress", "done"],
      "cancelled": ["planned"],
    ],
    verbs: [
      "missed": "visit miss",
      "cancelled": "visit skip",
      "in_progress": "visit start",
      "done": "visit end",
    ])

  /// The entity as a whole.
  public static let about = EntityAbout(
    "visit", tag: 9, "Visit", "ویزیت",
    groups: [
      GroupDeclaration("check_in", rule: .firstWriter),
      GroupDeclaration("check_out", rule: .firstWriter),
    ],
    scopes: [.parent(shape.account.tag), .parent(shape.opportunity.tag)],
    title: [shape.status.tag, shape.outcome.tag],
    invariants: [
      Laws.starts(in: ["planned", "in_progress"], shape.status), rep, order,
      Laws.position(shape.checkInLatitude, shape.checkInLongitude),
      Laws.position(shape.checkOutLatitude, shape.checkOutLongitude), planning,
    ])
}

extension Visit {
  /// Only the visiting rep says that they were there.
  private static let rep: Invariant = { context in
    for field in [shape.checkInAt, shape.checkOutAt] where !context.written(field).isEmpty {
      return context.after[shape.rep].reference == context.author.user
        ? nil : context.breaks(.visitingRep, field)
    }
    return nil
  }

  private static let order: Invariant = { context in
    guard !context.written(shape.checkOutAt).isEmpty,
      let end = context.after[shape.checkOutAt].integer
    else { return nil }
    guard let start = context.after[shape.checkInAt].integer, start <= end else {
      return context.breaks(.checkOutAfterCheckIn, shape.checkOutAt)
    }
    return nil
  }

  /// A rep plans for themselves; for others it needs the grant, and so does taking over a visit on
  /// which somebody else has checked in.
  private static let planning: Invariant = { context in
    let written = context.written(shape.rep).map { $0[shape.rep.tag].reference }
    let others = written.contains { $0 != context.author.user }
    let isTaken =
      context.before.map { !$0[shape.checkInAt].isNull && !written.allSatisfy($0.isOf) } ?? false
    return others || isTaken ? context.requiring("assignment", shape.rep) : nil
  }
}

extension RecordView {
  /// Whether a visit is that of a rep.
  fileprivate func isOf(_ rep: RecordID?) -> Bool { self[Visit.shape.rep].reference == rep }
}

extension Visit: PreparedEntity {
  /// A visit for which no rep is named is the author's own; one about a deal is at its account.
  public static func prepare(
    _ edit: inout RecordEdit, before: RecordView?, in context: OperationContext
  ) throws {
    guard before == nil else { return }
    edit.fill(shape.rep, .reference(context.author.user))
    try edit.fillAccount(
      shape.account, from: ActivitySubject(opportunity: shape.opportunity), in: context)
  }
}

extension Visit: ListedEntity {
  /// What a list of them shows.
  public static var listed: [Field] {
    [
      shape.account, shape.status, shape.rep, shape.plannedAt, shape.checkInAt, shape.checkOutAt,
      shape.outcome, shape.noOrderReason,
    ]
  }
}
