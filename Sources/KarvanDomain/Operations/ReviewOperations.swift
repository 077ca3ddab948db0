// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// Raising and closing findings that need a person.
public enum ReviewOperations {
  /// A finding about a record.
  public struct Finding: Hashable, Sendable {
    /// A code of the field `kind`.
    public let kind: String
    /// The entity of the record that it is about, by name.
    public let entity: String
    /// The record that it is about.
    public let record: RecordID
    /// The other record, such as the possible duplicate.
    public let other: RecordID?
    /// What was found, in words.
    public let details: String
    /// The user whose work it concerns.
    public let raisedFor: RecordID?
    /// The code of what was found; nil where the details say all.
    public let code: String?
    /// What it rests on.
    public let facts: String?

    /// Gathers a finding.
    public init(
      kind: String, entity: String, record: RecordID, other: RecordID? = nil, details: String,
      raisedFor: RecordID? = nil, code: String? = nil, facts: String? = nil
    ) {
      self.kind = kind
      self.entity = entity
      self.record = record
      self.other = other
      self.details = details
      self.raisedFor = raisedFor
      self.code = code
      self.facts = facts
    }
  }

  /// Opens a review item.
  public static func raise(
    _ finding: Finding, in context: OperationContext
  ) throws -> OperationDraft {
    let shape = ReviewItem.shape
    var values: [FieldTag: Value] = [
      shape.kind.tag: .text(finding.kind), shape.subjectEntity.tag: .text(finding.entity),
      shape.subjectRecord.tag: .text("\(finding.record)"),
      shape.otherRecord.tag: finding.other.map { .text("\($0)") } ?? .null,
      shape.details.tag: .text(finding.details),
      shape.raisedFor.tag: finding.raisedFor.map { .reference($0) } ?? .null,
    ]
    if let code = finding.code { values[shape.finding.tag] = .text(code) }
    if let facts = finding.facts { values[shape.facts.tag] = .text(facts) }
    let change = try context.creation(
      try context.entity(ReviewItem.tag), context.makeID(), RecordEdit(values: values))
    return OperationDraft("review raise", [change])
  }

  /// Closes a review item in the author's name; the draft is empty when it is closed already.
  public static func close(
    _ item: RecordView, note: String? = nil, in context: OperationContext
  ) throws -> OperationDraft {
    let shape = ReviewItem.shape
    guard item[shape.status] != .text("closed") else {
      return OperationDraft("review close", [])
    }
    let edit = RecordEdit(values: [
      shape.status.tag: .text("closed"), shape.closedBy.tag: .reference(context.author.user),
      shape.resolution.tag: note.map { .text($0) } ?? .null,
    ])
    return OperationDraft("review close", try context.change(item, edit).map { [$0] } ?? [])
  }

  /// Opens the items of a pair again when one of the two gave up what both claimed: what was decided
  /// about the other may be decided anew. Items that are open say so too.
  public static func reopen(
    _ items: [RecordView], freedBy record: RecordID, in context: OperationContext
  ) throws -> OperationDraft {
    let shape = ReviewItem.shape
    let changes = try items.compactMap { item -> RecordChange? in
      let decided = item[shape.resolution].text.map { " (\($0.prefix(400)))" } ?? ""
      return try context.change(
        item,
        RecordEdit(values: [
          shape.status.tag: .text("open"), shape.closedBy.tag: .null,
          shape.resolution.tag: .text("freed by \(record)" + decided),
        ]))
    }
    return OperationDraft("review reopen", changes)
  }
}
