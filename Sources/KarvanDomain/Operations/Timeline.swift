// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// An entity whose records are moments in the history of a customer.
public protocol TimelineEntity: EntityType {
  /// The account whose history it is.
  static var historyOf: Field { get }
  /// When it happened; a record without it has not happened yet.
  static var moment: Field { get }
  /// What tells it in a line, the most telling first.
  static var gist: [Field] { get }
}

extension Visit: TimelineEntity {
  /// The account that was visited.
  public static var historyOf: Field { shape.account }
  /// Check-in.
  public static var moment: Field { shape.checkInAt }
  /// What came of it.
  public static var gist: [Field] { [shape.outcome, shape.noOrderReason, shape.note] }
}

extension Order: TimelineEntity {
  /// Whose order it is.
  public static var historyOf: Field { shape.account }
  /// When it was begun.
  public static var moment: Field { CreationFields.at }
  /// Its number and state.
  public static var gist: [Field] { [shape.number, shape.status, shape.note] }
}

extension Interaction: TimelineEntity {
  /// With whom it was.
  public static var historyOf: Field { shape.account }
  /// When it was.
  public static var moment: Field { shape.at }
  /// What was said.
  public static var gist: [Field] {
    [shape.channel, shape.direction, shape.subject, shape.summary, shape.outcome]
  }
}

extension Call: TimelineEntity {
  /// The other side.
  public static var historyOf: Field { shape.account }
  /// When it began.
  public static var moment: Field { shape.start }
  /// Who called whom, and what came of it.
  public static var gist: [Field] {
    [shape.direction, shape.disposition, shape.caller, shape.callee]
  }
}

extension ToDo: TimelineEntity {
  /// What it was about.
  public static var historyOf: Field { shape.account }
  /// When it was done.
  public static var moment: Field { shape.doneAt }
  /// What was done.
  public static var gist: [Field] { [shape.subject, shape.note] }
}

extension Document: TimelineEntity {
  /// What it is about.
  public static var historyOf: Field { shape.account }
  /// When it was filed.
  public static var moment: Field { CreationFields.at }
  /// What it is.
  public static var gist: [Field] { [shape.kind, shape.title] }
}

extension Attachment: TimelineEntity {
  /// What it belongs to.
  public static var historyOf: Field { shape.account }
  /// When it was attached.
  public static var moment: Field { CreationFields.at }
  /// What it is called.
  public static var gist: [Field] { [shape.name, shape.note] }
}

/// One line of a customer's history.
public struct TimelineMoment: Sendable {
  /// When it happened, in milliseconds.
  public let at: Int64
  /// What happened.
  public let record: RecordView

  /// A record's moment; nil when it has not happened.
  public init?(_ record: RecordView) {
    guard let type = Catalog.type(of: record.entity.tag) as? any TimelineEntity.Type,
      let at = record[type.moment].integer
    else { return nil }
    self.at = at
    self.record = record
  }

  /// The newest moments first, of those that were not said anew later.
  public static func sorted(_ moments: [TimelineMoment], limit: Int) -> [TimelineMoment] {
    let corrected = Set(
      moments.compactMap { moment in
        moment.record.entity.tag == Interaction.tag
          ? moment.record[Interaction.shape.corrects].reference : nil
      })
    return Array(
      moments.filter { !corrected.contains($0.record.id) }
        .sorted { ($0.at, $0.record.id) > ($1.at, $1.record.id) }.prefix(limit))
  }
}
