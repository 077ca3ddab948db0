// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// An entity whose records are moments in the history of a customer, a lead or a deal.
public protocol TimelineEntity: EntityType {
  /// The ways from a record to whose history it belongs to.
  static var histories: [HistoryPath] { get }
  /// When it happened; a record without it has not happened yet.
  static var moment: Field { get }
  /// What tells it in a line, the most telling first.
  static var gist: [Field] { get }
}

/// A way from a record to whose history it belongs to.
public struct HistoryPath: Sendable {
  /// The field that refers to them, or to a record in between.
  public let field: Field
  /// The record in between, and its field that refers to them; nil where there is none.
  public let between: (entity: EntityTag, field: Field)?
  /// The entity of whose history it is.
  public let subject: EntityTag

  /// A way that is one reference.
  init(_ field: Field) {
    self.field = field
    between = nil
    subject = Self.target(of: field)
  }

  /// A way by a record in between, such as from a photo by its visit to the account.
  init(_ field: Field, by further: Field) {
    self.field = field
    between = (Self.target(of: field), further)
    subject = Self.target(of: further)
  }

  private static func target(of field: Field) -> EntityTag {
    if case .reference(let entity) = field.kind { entity } else { 0 }
  }
}

/// Whose history is told.
public enum HistorySubjects {
  /// The entities that have a history, in the order in which a name is looked for.
  public static let entities = [Account.tag, Lead.tag, Opportunity.tag]

  /// The record itself, what was merged into it, and the leads that it came from: what was said to
  /// somebody before they were a customer is part of the customer's history.
  public static func all(of view: RecordView, reader: any RecordReader) throws -> [RecordView] {
    let same = [view] + (try Duplicates.merged(into: view, reader: reader))
    var leads: [RecordView] = []
    for record in same {
      if record.entity.tag == Account.tag {
        leads += try reader.records(
          Lead.tag, where: Lead.shape.convertedAccount.tag, is: .reference(record.id))
      }
      for (tag, origin) in origins where tag == record.entity.tag {
        if let id = record[origin].reference, let lead = try reader.record(Lead.tag, id),
          lead.life != .deleted
        {
          leads.append(lead)
        }
      }
    }
    return leads.reduce(into: same) { known, lead in
      if !known.contains(where: { $0.id == lead.id }) { known.append(lead) }
    }
  }

  private static let origins = [
    (Account.tag, Account.shape.originLead), (Opportunity.tag, Opportunity.shape.originLead),
  ]
}

/// One line of a history.
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

  /// The newest moments first, each once, of those that were not said anew later.
  public static func sorted(_ moments: [TimelineMoment], limit: Int) -> [TimelineMoment] {
    let corrected = Set(
      moments.compactMap { moment in
        moment.record.entity.tag == Interaction.tag
          ? moment.record[Interaction.shape.corrects].reference : nil
      })
    var known: Set<RecordID> = []
    return Array(
      moments.filter { !corrected.contains($0.record.id) && known.insert($0.record.id).inserted }
        .sorted { ($0.at, $0.record.id) > ($1.at, $1.record.id) }.prefix(limit))
  }
}
