// SPDX-License-Identifier: Apache-2.0

/// What bounds a commit, said once.
public enum CommitLimits {
  /// The most records that one commit may touch.
  public static let records = 2_000
  /// The most versions that one write may name.
  public static let namedVersions = 1_000
  /// The most elements that one commit may write to one record.
  public static let writesPerRecord = 500
  /// The most UTF-8 bytes of the name of an operation.
  public static let operationBytes = 60
}

extension Commit {
  /// Checks the bounds of the commit as a whole; `Schema.failure(of:before:)` judges each change.
  public var failure: Failure? {
    if changes.count > CommitLimits.records {
      return Failure(.tooLarge, ["\(CommitLimits.records)"])
    }
    if operation.utf8.count > CommitLimits.operationBytes {
      return Failure(.tooLong, ["\(CommitLimits.operationBytes)", "\(operation.utf8.count)"])
    }
    var records: Set<RecordName> = []
    let repeated = changes.first { !records.insert(RecordName($0)).inserted }
    return repeated.map { Failure(.malformed, record: $0.record) }
  }
}

extension Schema {
  /// Checks what can be checked of a change without other records: types, limits, required fields,
  /// write-once fields and moves of state machines.
  ///
  /// - Parameters:
  ///   - change: The change.
  ///   - before: The record before it; nil when it starts the record.
  public func failure(of change: RecordChange, before: RecordView?) -> Failure? {
    guard let entity = self[change.entity] else {
      return Failure(.unknownEntity, record: change.record, ["\(change.entity)"])
    }
    if change.writes.count > CommitLimits.writesPerRecord {
      return Failure(.tooLarge, ["\(CommitLimits.writesPerRecord)"])
        .about(entity.name, change.record)
    }
    for (index, write) in change.writes.enumerated() {
      let repeated = write.repeats(oneOf: change.writes[..<index])
      let failure =
        repeated
        ? Failure(.malformed, field: entity.group(write.group)?.name)
        : entity.failure(of: write, before: before)
      if let failure { return failure.about(entity.name, change.record) }
    }
    return entity.structuralFailure(of: change, before: before)?.about(entity.name, change.record)
  }
}

extension Entity {
  fileprivate func structuralFailure(of change: RecordChange, before: RecordView?) -> Failure? {
    if let life = change.life {
      if life.isDeleted && !about.isDeletable { return Failure(.notDeletable) }
      if life.replaces.count > CommitLimits.namedVersions {
        return Failure(.tooLarge, ["\(CommitLimits.namedVersions)"])
      }
    }
    guard before == nil else { return nil }
    if !change.creates { return Failure(.missingRecord) }
    for field in fields where field.isRequired && field.initial.isNull {
      let isWritten = change.writes.contains { write in
        switch write.action {
        case .set(let values): !values[field.tag].isNull
        case .add: write.group == field.tag
        case .remove: false
        }
      }
      if !isWritten { return Failure(.required, field: field.name) }
    }
    return nil
  }

  fileprivate func failure(of write: GroupWrite, before: RecordView?) -> Failure? {
    guard let group = group(write.group) else { return Failure(.unknownGroup, ["\(write.group)"]) }
    if write.replaces.count + write.sweeps.count > CommitLimits.namedVersions {
      return Failure(.tooLarge, field: group.name, ["\(CommitLimits.namedVersions)"])
    }
    switch write.action {
    case .remove: return group.rule.isSet ? nil : Failure(.wrongKind, field: group.name)
    case .add(let element):
      guard group.rule.isSet else { return Failure(.wrongKind, field: group.name) }
      let bytes = element.utf8.count
      guard bytes > 0 else { return Failure(.required, field: group.name) }
      return bytes <= FieldKind.maximumElementBytes
        ? nil
        : Failure(
          .tooLong, field: group.name, ["\(FieldKind.maximumElementBytes)", "\(bytes)"])
    case .set(let values):
      guard !group.rule.isSet else { return Failure(.wrongKind, field: group.name) }
      let present = before?.state.versions(of: group.tag) ?? []
      let replaced = present.filter { write.replaces.contains($0.name) }
      return failure(of: values, in: group, replacing: replaced)
        ?? overwriting(values, replaced, of: present, group)
    }
  }

  private func failure(
    of values: GroupValue, in group: FieldGroup, replacing replaced: [Version]
  ) -> Failure? {
    for value in values.all {
      guard group.fields.contains(value.field), let field = field(value.field) else {
        // A field of a newer schema is passed on as it was.
        if replaced.contains(where: { $0.values?.all.contains(value) == true }) { continue }
        return Failure(.unknownField, ["\(value.field)"])
      }
      if let failure = field.failure(of: value.value) { return failure }
    }
    // A write holds the whole group: what it leaves out is gone.
    for field in fields where field.isRequired && group.fields.contains(field.tag) {
      if field.initial.isNull && values[field.tag].isNull {
        return Failure(.required, field: field.name)
      }
    }
    return nil
  }

  /// Write-once groups refuse another value; state machines refuse a move that they do not have.
  private func overwriting(
    _ values: GroupValue, _ replaced: [Version], of present: ArraySlice<Version>,
    _ group: FieldGroup
  ) -> Failure? {
    if group.rule.isWriteOnce {
      // Nobody creates a record twice, so that even a write which claims to be concurrent with
      // the creation would only forge who did it and when.
      let isCreation = about.recordsCreation && group.name == CreationFields.group.name
      return (isCreation ? present : replaced[...]).contains {
        $0.values?.agrees(with: values) != true
      } ? Failure(.alreadySet, field: group.name) : nil
    }
    guard let ranking = group.rule.ranking, let moves = ranking.moves else { return nil }
    guard let to = values[ranking.field].text else { return nil }
    // A resolution replaces several versions and may settle on any of them.
    guard replaced.count == 1, let from = replaced.first?[ranking.field].text, from != to
    else { return nil }
    let allowed = moves[from] ?? []
    return allowed.contains(to)
      ? nil : Failure(.moveNotAllowed, field: group.name, [from, to] + allowed.sorted())
  }
}
