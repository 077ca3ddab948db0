// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// Days on which a rep is away, and who looks after their customers meanwhile.
///
/// While it is active its substitute holds what the absent rep holds; see ``Authors``.
public struct Absence: EntityType {
  /// Who is away.
  public let user = Field(
    3, .reference(SchemaTags.user), "User", "کاربر", rule: .authority, required: true)
  /// Who looks after their customers.
  public let substitute = Field(
    4, .reference(SchemaTags.user), "Substitute", "جانشین", rule: .authority)
  /// The first day.
  public let startsOn = Field(
    5, .date, "First day", "نخستین روز", group: "period", required: true)
  /// The last day.
  public let endsOn = Field(
    6, .date, "Last day", "واپسین روز", group: "period", required: true)
  /// Status.
  public let status = Field(
    7,
    .choice([
      Choice("planned", "Planned", "برنامه‌ریزی‌شده"), Choice("active", "Active", "جاری"),
      Choice("ended", "Ended", "پایان‌یافته"), Choice("cancelled", "Cancelled", "لغوشده"),
    ]), "Status", "وضعیت", rule: .ranked(machine), required: true)
  /// Why.
  public let reason = Field(
    8,
    .choice([
      Choice("leave", "Leave", "مرخصی"), Choice("illness", "Illness", "بیماری"),
      Choice("training", "Training", "آموزش"), Choice("other", "Other", "دیگر"),
    ]), "Reason", "دلیل")
  /// Note.
  public let note = Field(9, .text(maximum: 1_000), "Note", "یادداشت")
  /// The substitute whom somebody who assigns has agreed to: it is their word that lends the book,
  /// whomever somebody else has named meanwhile. Nil of absences that began before this was asked.
  public let approvedSubstitute = Field(
    10, .reference(SchemaTags.user), "Approved substitute", "جانشین تأییدشده", rule: .authority)

  /// Makes the declaration.
  public init() {}
  /// The declaration, for reading tags.
  public static let shape = Absence()
  /// The state in which the substitute holds the book.
  public static let active = "active"

  static let machine = Ranking(
    field: 7, ranks: ["planned": 0, "active": 1, "ended": 2, "cancelled": 2],
    moves: ["planned": ["active", "cancelled"], "active": ["ended"]],
    verbs: [
      "active": "absence begin",
      "ended": "absence end",
    ])

  /// The entity as a whole.
  public static let about = EntityAbout(
    "absence", tag: 69, "Absence", "غیبت",
    groups: [GroupDeclaration("period", rule: .authority)],
    deletePolicy: .deleteWins,
    scopes: [
      .user(shape.user.tag), .user(shape.substitute.tag), .user(shape.approvedSubstitute.tag),
    ], title: [shape.startsOn.tag],
    invariants: [
      Laws.starts(in: ["planned"], shape.status), RoadLaws.ownName(shape.user),
      Laws.period(from: shape.startsOn, to: shape.endsOn), another, granted,
    ])
}

extension Absence {
  /// Who holds the book while it is active.
  static func holder(of absence: RecordView) -> RecordID? {
    absence[shape.approvedSubstitute].reference ?? absence[shape.substitute].reference
  }

  private static let another: Invariant = { context in
    context.after[shape.substitute] == context.after[shape.user]
      ? context.breaks(.substituteIsAnother, shape.substitute) : nil
  }

  /// Who looks after whose customers, and from when, is for somebody who assigns; anyone may ask.
  private static let granted: Invariant = { context in
    let moves = context.written(shape.status).contains {
      $0[shape.status.tag] == .text(active) || $0[shape.status.tag] == .text("ended")
    }
    let returns =
      context.before?.life == .deleted && context.after.life != .deleted
      && context.after[shape.status] == .text(active)
    if moves || returns { return context.requiring("assignment", shape.status) }
    if !context.written(shape.approvedSubstitute).isEmpty {
      return context.requiring("assignment", shape.approvedSubstitute)
    }
    // Whoever is named while it is active holds the book at once, and for as long as it lasts.
    let isLending = context.before?[shape.status] == .text(active)
    if isLending, let before = context.before, isLonger(than: before, in: context) {
      return context.requiring("assignment", shape.endsOn)
    }
    return isLending && !context.written(shape.substitute).isEmpty
      ? context.requiring("assignment", shape.substitute) : nil
  }
}

extension Absence {
  /// Whether a write makes a period last beyond the end that it has, or for ever.
  private static func isLonger(than before: RecordView, in context: ChangeContext) -> Bool {
    guard let end = before[shape.endsOn].integer else { return false }
    return context.written(shape.endsOn).contains {
      ($0[shape.endsOn.tag].integer ?? .max) > end
    }
  }
}

extension Absence: PreparedEntity {
  /// An absence for which nobody is named is the author's own.
  public static func prepare(
    _ edit: inout RecordEdit, before: RecordView?, in context: OperationContext
  ) throws {
    if before == nil { edit.fill(shape.user, .reference(context.author.user)) }
    // Whoever names another one while it is active agrees to them; others may not.
    if let before, before[shape.status] == .text(active),
      let substitute = edit.values[shape.substitute.tag]
    {
      edit.fill(shape.approvedSubstitute, substitute)
    }
  }
}
