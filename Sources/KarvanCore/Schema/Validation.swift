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
  /// The most versions that a record may have after a commit.
  public static let versionsPerRecord = 2_000
  /// The most statements about its life that a record may have after a commit.
  public static let lifeMarks = 200
  /// Up to so many versions a record is not weighed: its fields' own limits bound it.
  public static let weighedVersions = 100
  /// The most bytes of values that a record of many versions may have.
  public static let recordBytes = 512 << 10
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
    if changes.count < 2 { return nil }
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
  ///   - isNewer: Whether it was written under a newer schema, so that fields which this one does
  ///     not know are kept and passed on.
  public func failure(
    of change: RecordChange, before: RecordView?, isNewer: Bool = false
  ) -> Failure? {
    guard let entity = self[change.entity] else {
      return Failure(.unknownEntity, record: change.record, ["\(change.entity)"])
    }
    if change.writes.count > CommitLimits.writesPerRecord {
      return Failure(.tooLarge, ["\(CommitLimits.writesPerRecord)"])
        .about(entity.name, change.record)
    }
    for (index, write) in change.writes.enumerated() {
      // They are in the order of their groups.
      let repeated =
        index > 0 && change.writes[index - 1].group == write.group
        && write.repeats(oneOf: change.writes[..<index])
      let failure =
        repeated
        ? Failure(.malformed, field: entity.group(write.group)?.name)
        : entity.failure(of: write, before: before, isNewer)
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
    for tag in required {
      let isWritten = change.writes.contains { write in
        switch write.action {
        case .set(let values): !values[tag].isNull
        case .add: write.group == tag
        case .remove: false
        }
      }
      if !isWritten { return Failure(.required, field: field(tag)?.name) }
    }
    return nil
  }

  fileprivate func failure(
    of write: GroupWrite, before: RecordView?, _ isNewer: Bool
  ) -> Failure? {
    // A lone field that replaces nothing, as in most writes of a new record: only its own limits
    // can be broken.
    if case .set(let values) = write.action, values.rest.isEmpty,
      values.first.field == write.group, isLoneRegister(write.group),
      write.replaces.isEmpty, write.sweeps.isEmpty
    {
      return failure(of: values.first)
    }
    guard let group = group(write.group) else {
      return write.canBeKept ? nil : Failure(.unknownGroup, ["\(write.group)"])
    }
    if write.replaces.count + write.sweeps.count > CommitLimits.namedVersions {
      return Failure(.tooLarge, field: group.name, ["\(CommitLimits.namedVersions)"])
    }
    switch write.action {
    case .remove: return group.rule.isSet ? nil : settling(write, group, before)
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
      // What is swept is removed just as what is replaced, so that it is judged with it.
      let removed = present.filter {
        write.replaces.contains($0.name) || write.sweeps.contains($0.name)
      }
      return failure(of: values, in: group, replacing: removed, isNewer)
        ?? overwriting(values, removed, of: present, group)
    }
  }

  /// A register loses versions without a new one only where hidden ones are settled.
  private func settling(
    _ write: GroupWrite, _ group: FieldGroup, _ before: RecordView?
  ) -> Failure? {
    let shown = before?.view(of: group).shown ?? []
    let isHarmless =
      write.replaces.isEmpty && !write.sweeps.isEmpty
      && !shown.contains { write.sweeps.contains($0.name) }
    return isHarmless ? nil : Failure(.wrongKind, field: group.name)
  }

  private func failure(
    of values: GroupValue, in group: FieldGroup, replacing replaced: [Version], _ isNewer: Bool
  ) -> Failure? {
    if let failure = failure(of: values.first, in: group, replacing: replaced, isNewer) {
      return failure
    }
    for value in values.rest {
      if let failure = failure(of: value, in: group, replacing: replaced, isNewer) {
        return failure
      }
    }
    // A write holds the whole group: what it leaves out is gone.
    for tag in required where group.fields.contains(tag) && values[tag].isNull {
      return Failure(.required, field: field(tag)?.name)
    }
    return nil
  }

  private func failure(
    of value: FieldValue, in group: FieldGroup, replacing replaced: [Version], _ isNewer: Bool
  ) -> Failure? {
    guard group.fields.contains(value.field), let field = field(value.field) else {
      // A field of a newer schema is passed on as it was.
      let isKept =
        isNewer || replaced.contains { $0.values?.all.contains(value) == true }
      return isKept ? nil : Failure(.unknownField, ["\(value.field)"])
    }
    return field.failure(of: value.value)
  }

  /// Write-once groups refuse another value; state machines refuse a move that they do not have.
  private func overwriting(
    _ values: GroupValue, _ removed: [Version], of present: ArraySlice<Version>,
    _ group: FieldGroup
  ) -> Failure? {
    if group.declaredRule.isWriteOnce {
      // Nobody creates a record twice, so that even a write which claims to be concurrent with
      // the creation would only forge who did it and when.
      let isCreation = about.recordsCreation && group.name == CreationFields.group.name
      return (isCreation ? present : removed[...]).contains {
        $0.values?.agrees(with: values) != true
      } ? Failure(.alreadySet, field: group.name) : nil
    }
    guard let ranking = group.declaredRule.ranking, let moves = ranking.moves, !removed.isEmpty,
      let to = values[ranking.field].text
    else { return nil }
    let shown = group.declaredRule.view(removed[...]).shown
    // A resolution removes several versions and may settle on any that was shown.
    let choices = shown + group.rule.view(removed[...]).shown
    guard let from = shown.first?[ranking.field].text,
      !choices.contains(where: { $0[ranking.field].text == to })
    else { return nil }
    let allowed = moves[from] ?? []
    return allowed.contains(to)
      ? nil : Failure(.moveNotAllowed, field: group.name, [from, to] + allowed.sorted())
  }
}

extension RecordChange {
  /// The commits whose versions and marks the change names as replaced or swept.
  public var namedDots: [Dot] {
    var dots = life?.replaces ?? []
    for write in writes {
      for name in write.replaces { dots.append(name.dot) }
      for name in write.sweeps { dots.append(name.dot) }
    }
    return dots
  }

  /// Checks that a delete counts as seen only what its author can have seen: what the record had
  /// when the commit arrived, and the author's own earlier commits.
  public func claimsTooMuch(in commit: Commit, before: RecordView?) -> Bool {
    guard let life else { return false }
    if !life.isDeleted { return !life.seen.entries.isEmpty }
    return life.seen.entries.contains { !commit.canHaveSeen($0, of: before) }
  }

  /// The same change with a delete that counts as seen only what its author can have seen.
  public func claimingOnly(known before: RecordView?, in commit: Commit) -> RecordChange {
    guard let life, life.isDeleted else { return self }
    let here = before?.state.clock ?? RecordClock()
    let seen = life.seen.entries.compactMap { dot -> Dot? in
      if commit.canHaveSeen(dot, of: before) { return dot }
      let known = here.sequence(of: dot.replica)
      return known > 0 && dot.replica != commit.replica ? Dot(dot.replica, known) : nil
    }
    return RecordChange(
      entity: entity, record: record, creates: creates, writes: writes,
      life: LifeWrite(
        isDeleted: true, replaces: life.replaces, seen: RecordClock(seen)))
  }
}

extension Commit {
  /// Whether its author can have seen a commit of a record: one that the record has, or an earlier
  /// one of the author's own.
  fileprivate func canHaveSeen(_ dot: Dot, of record: RecordView?) -> Bool {
    if dot.replica == replica && dot.sequence < sequence { return true }
    return record?.state.clock.covers(dot) ?? false
  }
}

extension GroupWrite {
  /// Whether it could be of a declared field whose declaration is not known here, as when the server
  /// was restored to a time before it: such values are kept, and shown when it comes.
  fileprivate var canBeKept: Bool {
    guard group >= DeclaredField.firstTag,
      replaces.count + sweeps.count <= CommitLimits.namedVersions
    else { return false }
    switch action {
    case .set(let values):
      return values.rest.isEmpty && values.first.field == group
        && values.first.value.weight <= DeclaredField.textBytes
    case .add(let element):
      return !element.isEmpty && element.utf8.count <= FieldKind.maximumElementBytes
    case .remove: return (replaces + sweeps).allSatisfy { $0.element != nil }
    }
  }
}

extension RecordState {
  /// Whether so much was written to the record that devices could not be sent it any more.
  ///
  /// Siblings and marks go when somebody who was shown them writes; a record that grows beyond is
  /// either an accident or an attack.
  public var isOversized: Bool {
    if versions.count > CommitLimits.versionsPerRecord || life.count > CommitLimits.lifeMarks {
      return true
    }
    guard versions.count > CommitLimits.weighedVersions else { return false }
    var weight = 0
    for version in versions {
      switch version.content {
      case .element(let element): weight += element.utf8.count
      case .register(let values):
        for field in values.all { weight += field.value.weight }
      }
    }
    return weight > CommitLimits.recordBytes
  }
}

extension Value {
  fileprivate var weight: Int {
    switch self {
    case .null, .integer: 8
    case .text(let text): text.utf8.count
    case .bytes(let bytes): bytes.count
    }
  }
}
