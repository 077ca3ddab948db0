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
    case .changed(let entity, let record) where entity == StockMove.tag:
      return try StockReviews.draft(record, context)
    case .changed(let entity, let record) where entity == TermsGrant.tag:
      return try TermsOperations.settle(record, in: context)
    case .changed(let entity, let record):
      guard let view = try context.reader.record(entity, record) else { return nil }
      let money = try MoneyFindings.raise(about: view, in: context)
      guard entity == Order.tag else { return money }
      let returned = try EscrowOperations.returnSpent(by: view, in: context)
      let own = returned.changes.isEmpty ? try oversold(view, context) : returned
      return own.map { OperationDraft($0.operation, $0.changes + money.changes) } ?? money
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

  /// Says once that what came back from an order is needed for it again.
  private static func oversold(
    _ order: RecordView, _ context: OperationContext
  ) throws -> OperationDraft? {
    guard try Escrow.hasUndoneReturns(order, reader: context.reader) else { return nil }
    let changes = try ReviewOperations.tell(.oversold, about: order, in: context)
    return changes.isEmpty ? nil : OperationDraft("review raise", changes)
  }

  /// Orders that were moved or drawn for: what a called off one drew comes back to the pool. Orders
  /// and invoices that others delivered, invoiced or settled, as more people may do at a time.
  /// Records that were merged: others may have merged them elsewhere at the same time.
  static func followUps(of commit: Commit) -> [KarvanSync.Finding] {
    var orders: [RecordID] = []
    for order in commit.changes.compactMap(movedOrder) where !orders.contains(order) {
      orders.append(order)
    }
    let merged = commit.changes.filter { change in
      Catalog.redirect(of: change.entity).map { redirect in
        change.writes.contains { $0.group == redirect.tag }
      } ?? false
    }
    var others: [(entity: EntityTag, record: RecordID)] = []
    for one in commit.changes.flatMap({ MoneyFindings.concerned(by: $0) })
    where !orders.contains(one.record) && !others.contains(where: { $0.record == one.record }) {
      others.append(one)
    }
    return orders.map { .changed(entity: Order.tag, record: $0) }
      + others.map { .changed(entity: $0.entity, record: $0.record) }
      + merged.map { .changed(entity: $0.entity, record: $0.record) }
      + StockReviews.moves(in: commit).map { .changed(entity: StockMove.tag, record: $0) }
      + commit.changes.filter { $0.entity == TermsGrant.tag && $0.creates }
      .map { .changed(entity: $0.entity, record: $0.record) }
  }

  /// The order whose state a change sets, or that a new spend is for, which may come later than
  /// what called the order off.
  private static func movedOrder(_ change: RecordChange) -> RecordID? {
    let values = change.writes.compactMap { write in
      if case .set(let values) = write.action { values } else { nil }
    }
    if change.entity == Order.tag, !change.creates {
      return values.contains { !$0[Order.shape.status.tag].isNull } ? change.record : nil
    }
    let shape = AllocationEntry.shape
    guard change.entity == AllocationEntry.tag, change.creates,
      values.contains(where: { $0[shape.kind.tag] == .text("spend") })
    else { return nil }
    return values.lazy.compactMap { $0[shape.order.tag].reference }.first
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
