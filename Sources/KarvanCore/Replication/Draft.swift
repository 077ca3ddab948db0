// SPDX-License-Identifier: Apache-2.0

/// What a person or a program wants to change of one record, before names of versions are looked up.
public struct RecordEdit: Hashable, Sendable {
  /// New values of registers.
  public var values: [FieldTag: Value]
  /// Elements that join text sets.
  public var adds: [FieldTag: [String]]
  /// Elements that leave text sets.
  public var removes: [FieldTag: [String]]

  /// Gathers changes.
  public init(
    values: [FieldTag: Value] = [:], adds: [FieldTag: [String]] = [:],
    removes: [FieldTag: [String]] = [:]
  ) {
    self.values = values
    self.adds = adds
    self.removes = removes
  }

  /// Whether there is nothing to do.
  public var isEmpty: Bool { values.isEmpty && adds.isEmpty && removes.isEmpty }
}

/// Turns edits into changes that name exactly the versions which their author was shown.
public struct Drafter: Sendable {
  /// The replica that writes.
  public let replica: ReplicaID

  /// Drafts for a replica.
  public init(replica: ReplicaID) { self.replica = replica }

  /// Starts a record; fields without a value get no version.
  public func create(_ entity: Entity, _ id: RecordID, _ edit: RecordEdit) -> RecordChange {
    RecordChange(
      entity: entity.tag, record: id, creates: true,
      writes: writes(entity, RecordState(entity: entity.tag, id: id), edit))
  }

  /// Edits a record as its author was shown it; nil when nothing would change.
  public func edit(_ shown: RecordView, _ edit: RecordEdit) -> RecordChange? {
    let writes = writes(shown.entity, shown.state, edit)
    guard !writes.isEmpty else { return nil }
    return RecordChange(
      entity: shown.entity.tag, record: shown.id, creates: false, writes: writes,
      life: revival(of: shown))
  }

  /// Deletes a record as its author was shown it.
  public func delete(_ shown: RecordView) -> RecordChange {
    RecordChange(
      entity: shown.entity.tag, record: shown.id, creates: false, writes: [],
      life: LifeWrite(
        isDeleted: true, replaces: shown.state.life.map(\.dot), seen: shown.state.clock))
  }

  /// Says explicitly that a deleted record lives; nil when it was never deleted.
  public func undelete(_ shown: RecordView) -> RecordChange? {
    guard !shown.state.life.isEmpty else { return nil }
    return RecordChange(
      entity: shown.entity.tag, record: shown.id, creates: false, writes: [],
      life: LifeWrite(isDeleted: false, replaces: shown.state.life.map(\.dot)))
  }

  /// Sweeps hidden versions of a register into the merge history; what is shown keeps its name and
  /// time, so that a version which arrives later meets the same rival as before.
  public func settle(_ shown: RecordView, _ hidden: [(GroupTag, [VersionName])]) -> RecordChange {
    RecordChange(
      entity: shown.entity.tag, record: shown.id, creates: false,
      writes: hidden.map { GroupWrite(group: $0, action: .remove, sweeps: $1) })
  }

  /// Settles an open conflict of one group: the value replaces every version that is shown.
  public func resolve(_ shown: RecordView, group: FieldGroup, value: GroupValue) -> RecordChange {
    let view = shown.view(of: group)
    let write = GroupWrite(
      group: group.tag, action: .set(value), replaces: view.shown.map(\.name),
      sweeps: view.hidden.map(\.name))
    return RecordChange(
      entity: shown.entity.tag, record: shown.id, creates: false, writes: [write],
      life: revival(of: shown))
  }
}

extension Drafter {
  private func writes(_ entity: Entity, _ state: RecordState, _ edit: RecordEdit) -> [GroupWrite] {
    var writes: [GroupWrite] = []
    writes.reserveCapacity(edit.values.count)
    for index in entity.groups.indices {
      // Most groups are a lone field, and a new record has nothing that a write could name.
      if let tag = entity.loneRegister(at: index) {
        guard let value = edit.values[tag] else { continue }
        if state.versions.isEmpty {
          if !value.isNull { writes.append(GroupWrite(FieldValue(tag, value))) }
          continue
        }
      }
      let group = entity.groups[index]
      if group.rule.isSet {
        writes += setWrites(group, state, edit)
      } else if let write = registerWrite(group, state, edit) {
        writes.append(write)
      }
    }
    return writes
  }

  private func registerWrite(
    _ group: FieldGroup, _ state: RecordState, _ edit: RecordEdit
  ) -> GroupWrite? {
    guard group.fields.contains(where: { edit.values[$0] != nil }) else { return nil }
    let view = group.rule.view(state.versions(of: group.tag))
    let displayed = view.shown.first
    // What is not edited stays as it was displayed, fields of a newer schema among it.
    let kept = displayed?.values?.all.filter { field in
      !group.fields.contains(field.field) || edit.values[field.field] == nil
    }
    let edited = group.fields.compactMap { field in
      edit.values[field].map { FieldValue(field, $0) }
    }
    guard let value = GroupValue((kept ?? []) + edited) else { return nil }
    if displayed == nil ? value.isNull : displayed?.values?.agrees(with: value) == true {
      return nil
    }
    let own = view.shown.dropFirst().filter { $0.dot.replica == replica }
    return GroupWrite(
      group: group.tag, action: .set(value),
      replaces: view.shown.prefix(1).map(\.name) + own.map(\.name),
      sweeps: view.hidden.map(\.name))
  }

  private func setWrites(
    _ group: FieldGroup, _ state: RecordState, _ edit: RecordEdit
  ) -> [GroupWrite] {
    let present = state.versions(of: group.tag)
    func names(_ element: String) -> [VersionName] {
      present.filter { $0.element?.isIdentical(to: element) == true }.map(\.name)
    }
    let removed = unique(edit.removes[group.tag] ?? []).compactMap { element -> GroupWrite? in
      let names = names(element)
      return names.isEmpty ? nil : GroupWrite(group: group.tag, action: .remove, replaces: names)
    }
    let added = unique(edit.adds[group.tag] ?? []).compactMap { element -> GroupWrite? in
      names(element).isEmpty ? GroupWrite(group: group.tag, action: .add(element)) : nil
    }
    return removed + added
  }

  private func unique(_ elements: [String]) -> [String] {
    elements.reduce(into: []) { unique, element in
      if !unique.contains(where: element.isIdentical) { unique.append(element) }
    }
  }

  /// The first write to a revived or asked record also says that it lives.
  func revival(of shown: RecordView) -> LifeWrite? {
    guard shown.life == .revived || shown.life == .asked else { return nil }
    return LifeWrite(isDeleted: false, replaces: shown.state.life.map(\.dot))
  }
}
