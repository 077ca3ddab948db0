// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// Drafting anew what the server rejected, against what is there now.
public enum Amendments {
  /// The same values as in a rejected commit, with other values where they are given.
  ///
  /// Records that the commit created are created again under their identifiers, which nobody else
  /// has; the names of replaced versions are those that the author is shown now.
  /// - Parameters:
  ///   - rejected: The rejected commit; its effects are no longer in what the reader reads.
  ///   - replacing: What to write instead, by record.
  ///   - context: Who amends it.
  /// - Throws: `missingRecord` for a record that left the device since.
  public static func amend(
    _ rejected: Commit, replacing: [RecordID: RecordEdit] = [:], in context: OperationContext
  ) throws -> OperationDraft {
    var changes: [RecordChange] = []
    // What a rejected commit drew was drawn from lots that may be gone, or not ours.
    for change in rejected.changes where !isDraw(change) {
      let other = try numberedAnew(change, replacing[change.record] ?? RecordEdit(), in: context)
      if let change = try redraft(change, other, in: context) { changes.append(change) }
    }
    return try OperationDraft(rejected.operation, changes)
      .adding(try drawnAnew(rejected, in: context))
  }

  /// The edit with another legal number where the rejected one was of a lease that is not held here,
  /// so that it cannot count.
  private static func numberedAnew(
    _ change: RecordChange, _ edit: RecordEdit, in context: OperationContext
  ) throws -> RecordEdit {
    guard let type = Catalog.type(of: change.entity) as? any NumberedDocument.Type else {
      return edit
    }
    return try numberedAnew(change, edit, type, in: context)
  }

  private static func numberedAnew<Document: NumberedDocument>(
    _ change: RecordChange, _ edit: RecordEdit, _ type: Document.Type,
    in context: OperationContext
  ) throws -> RecordEdit {
    let shape = Document.shape
    for write in change.writes {
      guard case .set(let values) = write.action,
        let id = values[shape.legalLease.tag].reference
      else { continue }
      let lease = try context.reader.record(NumberLease.tag, id).flatMap(Numbers.block)
      if let lease, lease.holder == context.drafter.replica, lease.end == nil { continue }
      let kept = try context.reader.record(Document.tag, change.record)?[shape.date].integer
      let date =
        edit.values[shape.date.tag]?.integer ?? written(shape.date, by: change) ?? kept ?? 0
      var edit = edit
      let next = try Numbers.next(for: type, date: date, in: context)
      edit.values.merge(next ?? Document.noNumber) { $1 }
      return edit
    }
    return edit
  }

  /// The number that a change writes to a field.
  private static func written(_ field: Field, by change: RecordChange) -> Int64? {
    change.writes.lazy.compactMap { write in
      if case .set(let values) = write.action { values[field.tag].integer } else { nil }
    }.first
  }

  private static func isDraw(_ change: RecordChange) -> Bool {
    change.entity == AllocationEntry.tag
      && change.writes.contains { write in
        guard case .set(let values) = write.action else { return false }
        return values[AllocationEntry.shape.kind.tag] == .text("spend")
      }
  }

  /// The draws of the orders that a rejected commit submitted, on what the author holds now.
  private static func drawnAnew(
    _ rejected: Commit, in context: OperationContext
  ) throws -> [RecordChange] {
    let shape = AllocationEntry.shape
    var orders: [RecordID] = []
    for write in rejected.changes.filter(isDraw).flatMap(\.writes) {
      guard case .set(let values) = write.action, let id = values[shape.order.tag].reference,
        !orders.contains(id)
      else { continue }
      orders.append(id)
    }
    return try orders.flatMap { id -> [RecordChange] in
      guard let order = try context.reader.record(Order.tag, id) else { return [] }
      return try Escrow.cover(
        order, lines: try OrderTotals.lines(of: id, reader: context.reader), in: context)
    }
  }

  private static func redraft(
    _ change: RecordChange, _ other: RecordEdit, in context: OperationContext
  ) throws -> RecordChange? {
    let entity = try context.entity(change.entity)
    guard let shown = try context.reader.record(change.entity, change.record) else {
      guard change.creates else {
        throw Failure(
          .missingRecord, entity: entity.name, record: change.record, ["\(change.record)"])
      }
      let edit = edit(change, of: nil).overlaid(by: other)
      return try context.creation(entity, change.record, edit)
    }
    if let life = change.life, life.isDeleted { return context.drafter.delete(shown) }
    let edited = try context.change(shown, edit(change, of: shown).overlaid(by: other))
    let resolved = resolutions(change, other, of: shown, in: context)
    guard let last = resolved.last else {
      return edited ?? (change.life == nil ? nil : context.drafter.undelete(shown))
    }
    return RecordChange(
      entity: change.entity, record: change.record, creates: false,
      writes: (edited?.writes ?? []) + resolved.flatMap(\.writes), life: last.life)
  }

  /// What a change says, without the names of the versions that it replaced.
  private static func edit(_ change: RecordChange, of shown: RecordView?) -> RecordEdit {
    var edit = RecordEdit()
    for write in change.writes where !isResolution(write, of: shown) {
      switch write.action {
      case .set(let values):
        for value in values.all { edit.values[value.field] = value.value }
      case .add(let element): edit.adds[write.group, default: []].append(element)
      case .remove:
        edit.removes[write.group, default: []] += write.replaces.compactMap(\.element)
      }
    }
    return edit
  }

  /// Whether a write settled a conflict that is still open.
  private static func isResolution(_ write: GroupWrite, of shown: RecordView?) -> Bool {
    guard case .set = write.action, write.replaces.count > 1 else { return false }
    return shown?.conflicts.contains { $0.tag == write.group } == true
  }

  private static func resolutions(
    _ change: RecordChange, _ other: RecordEdit, of shown: RecordView,
    in context: OperationContext
  ) -> [RecordChange] {
    change.writes.compactMap { write in
      guard isResolution(write, of: shown), case .set(let values) = write.action,
        let group = shown.entity.group(write.group),
        !group.fields.contains(where: { other.values[$0] != nil })
      else { return nil }
      return context.drafter.resolve(shown, group: group, value: values)
    }
  }
}

extension RecordEdit {
  /// This edit with the values and elements of another on top.
  func overlaid(by other: RecordEdit) -> RecordEdit {
    RecordEdit(
      values: values.merging(other.values) { $1 },
      adds: adds.merging(other.adds) { $0 + $1 },
      removes: removes.merging(other.removes) { $0 + $1 })
  }
}
