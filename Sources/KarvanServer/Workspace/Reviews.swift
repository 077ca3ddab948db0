// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanDomain
import KarvanSync

/// Turns findings of the engine into review items of the domain.
enum Reviews {
  static func draft(
    _ finding: KarvanSync.Finding, _ context: OperationContext
  ) throws -> OperationDraft? {
    switch finding {
    case .duplicate(let claim, let key, let entity, let record, let other, let author):
      let claimed = details(claim, key)
      guard let name = context.schema[entity]?.name,
        try !items(record, other, claimed, context.reader).contains(where: ReviewItem.isOpen)
      else { return nil }
      return try ReviewOperations.raise(
        ReviewOperations.Finding(
          kind: "duplicate", entity: name, record: record, other: other, details: claimed,
          raisedFor: author),
        in: context)
    case .freed(let claim, let key, _, let record, let other):
      return try ReviewOperations.reopen(
        try items(record, other, details(claim, key), context.reader), freedBy: other,
        in: context)
    case .changed(let entity, let record) where Catalog.redirect(of: entity) != nil:
      return try Duplicates.joinRivals(of: entity, record, in: context)
    case .changed(_, let record):
      guard let order = try context.reader.record(Order.tag, record) else { return nil }
      return try EscrowOperations.returnSpent(by: order, in: context)
    case .copied(let device, let former, let codes, let user):
      return try ReviewOperations.raise(
        ReviewOperations.Finding(
          kind: "copied_device", entity: Device.about.name, record: device.record,
          other: former.record, details: codes, raisedFor: user),
        in: context)
    case .lostScope(let subject, let commit, let author):
      guard try open("lost_scope", subject.record, of: author, context.reader) == nil else {
        return nil
      }
      return try raise(
        "lost_scope", subject.entity, subject.record,
        details: WorkText.say(commit, schema: context.schema), for: author, in: context)
    case .orphan(let entity, let record, let commit, let author):
      guard try open("orphan", record, of: author, context.reader) == nil else { return nil }
      return try raise(
        "orphan", entity, record, details: WorkText.say(commit, schema: context.schema),
        for: author, in: context)
    }
  }

  private static func raise(
    _ kind: String, _ entity: EntityTag, _ record: RecordID, other: RecordID? = nil,
    details: String, for author: RecordID, in context: OperationContext
  ) throws -> OperationDraft? {
    guard let name = context.schema[entity]?.name else { return nil }
    return try ReviewOperations.raise(
      ReviewOperations.Finding(
        kind: kind, entity: name, record: record, other: other, details: details,
        raisedFor: author),
      in: context)
  }

  /// The item about a record that waits for somebody's decision on a user's work.
  private static func open(
    _ kind: String, _ record: RecordID, of author: RecordID, _ reader: any RecordReader
  ) throws -> RecordView? {
    let shape = ReviewItem.shape
    return try reader.records(
      ReviewItem.tag, where: shape.subjectRecord.tag, is: .text("\(record)")
    ).first {
      $0[shape.kind] == .text(kind) && $0[shape.status] == .text("open")
        && $0[shape.raisedFor].reference == author
    }
  }

  /// Orders that were moved: what a called off one drew comes back to the pool. Records that were
  /// merged: others may have merged them elsewhere at the same time.
  static func followUps(of commit: Commit) -> [KarvanSync.Finding] {
    commit.changes.filter { change in
      if let redirect = Catalog.redirect(of: change.entity) {
        return change.writes.contains { $0.group == redirect.tag }
      }
      return change.entity == Order.tag && !change.creates
        && change.writes.contains { write in
          if case .set(let values) = write.action {
            !values[Order.shape.status.tag].isNull
          } else {
            false
          }
        }
    }.map { .changed(entity: $0.entity, record: $0.record) }
  }

  /// What two records share, within what a review item holds.
  private static func details(_ claim: String, _ key: String) -> String {
    var text = "\(claim) = \(key)"
    while text.utf8.count > 1_000 { text.removeLast() }
    return text
  }

  /// The review items of a pair for one key, whichever of the two came later.
  private static func items(
    _ one: RecordID, _ other: RecordID, _ details: String, _ reader: any RecordReader
  ) throws -> [RecordView] {
    let shape = ReviewItem.shape
    return try [(one, other), (other, one)].flatMap { subject, rival in
      try reader.records(
        ReviewItem.tag, where: shape.subjectRecord.tag, is: .text("\(subject)")
      ).filter {
        $0[shape.otherRecord] == .text("\(rival)") && $0[shape.details] == .text(details)
      }
    }
  }
}
