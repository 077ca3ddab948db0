// SPDX-License-Identifier: Apache-2.0

/// Takes back what one commit of this replica did, as far as it still stands, by changes of another
/// commit: history is never rewritten.
///
/// What anybody has written since stays as it is. What stands in the place of a version of the
/// commit because somebody took back what had come after it counts as that version, so that
/// commits can be taken back one after another.
public struct TakingBack {
  /// The commit.
  private let commit: Commit
  /// What it found; empty where that was not kept.
  private let found: [RecordBefore]
  private let schema: Schema
  private let reader: any RecordReader
  private let drafter: Drafter
  /// The commit that an own commit took back; nil where it took nothing back.
  private let undone: (UInt64) throws -> Commit?
  private var result = TakenBack()

  /// Prepares to take a commit back.
  ///
  /// - Parameters:
  ///   - commit: A commit of the replica that the drafter drafts for.
  ///   - found: What it found, as `RecordBefore` says.
  ///   - undone: The commit that an own commit took back; nil where it took nothing back.
  public init(
    _ commit: Commit, found: [RecordBefore], schema: Schema, reader: any RecordReader,
    drafter: Drafter, undone: @escaping (UInt64) throws -> Commit?
  ) {
    self.commit = commit
    self.found = found
    self.schema = schema
    self.reader = reader
    self.drafter = drafter
    self.undone = undone
  }

  /// Says what there is to do; nothing is written.
  public func run() throws -> TakenBack {
    var work = self
    try work.takeCreations()
    for (place, change) in commit.changes.enumerated() where !change.creates {
      try work.take(change, work.found.first { $0.change == place })
    }
    return work.result
  }

  private typealias Key = (entity: EntityTag, record: RecordID)

  private func key(_ change: RecordChange) -> Key { (change.entity, change.record) }

  private mutating func leave(
    _ key: Key, _ reason: TakenBack.Reason, in group: GroupTag? = nil, version: Version? = nil,
    by: ReplicaID? = nil
  ) {
    result.parts.append(
      TakenBack.Part(key, group, .left(reason), version: version, by: by))
  }

  // MARK: Records that the commit started.

  /// All of them go, parts before their wholes, or none.
  private mutating func takeCreations() throws {
    let created = commit.changes.filter(\.creates)
    var views: [RecordView] = []
    for change in created {
      if let view = try standing(change, among: created) { views.append(view) }
    }
    guard views.count == created.count else {
      for view in views { leave((view.entity.tag, view.id), .together) }
      return
    }
    for view in views.reversed() {
      result.changes.append(drafter.delete(view))
      result.parts.append(TakenBack.Part((view.entity.tag, view.id), nil, .deleted))
    }
  }

  /// A record as the commit started it; nil, with the reason noted, where it is not that any more.
  private mutating func standing(
    _ change: RecordChange, among created: [RecordChange]
  ) throws -> RecordView? {
    let key = key(change)
    guard let view = try reader.record(change.entity, change.record) else {
      leave(key, .notHere)
      return nil
    }
    if view.life == .deleted {
      leave(key, .deletedSince, by: view.state.life.last { $0.isDeleted }?.dot.replica)
      return nil
    }
    for version in view.state.versions {
      let origin = try origin(
        of: version.dot, key, group: version.group, element: version.element)
      guard origin != commit.dot else { continue }
      leave(key, .changedSince, in: version.group, version: version)
      return nil
    }
    // Whoever removed an element, or spoke of its life, left no version.
    if let other = view.state.clock.entries.first(where: { $0.replica != commit.replica }) {
      leave(key, .changedSince, by: other.replica)
      return nil
    }
    if let user = try referrer(to: view, except: created) {
      leave(key, .inUse(user.entity.tag, user.id))
      return nil
    }
    return view
  }

  /// A living record that refers to this one, other than who is said to have created it and than
  /// what the commit started with it.
  private func referrer(
    to view: RecordView, except created: [RecordChange]
  ) throws -> RecordView? {
    for entity in schema.entities {
      for field in entity.fields where field.kind == .reference(view.entity.tag) {
        if entity.about.recordsCreation && field.tag == CreationFields.by.tag { continue }
        let users = try reader.records(entity.tag, where: field.tag, is: .reference(view.id))
        let other = users.first { user in
          user.id != view.id && !created.contains { $0.record == user.id }
        }
        if let other { return other }
      }
    }
    return nil
  }

  // MARK: Records that were there.

  private mutating func take(_ change: RecordChange, _ before: RecordBefore?) throws {
    let key = key(change)
    guard let view = try reader.record(change.entity, change.record) else {
      return leave(key, .notHere)
    }
    if view.life == .deleted, try !isDeletedByCommit(view, change) {
      return leave(key, .deletedSince, by: view.state.life.last { $0.isDeleted }?.dot.replica)
    }
    var writes: [GroupWrite] = []
    for write in change.writes {
      guard let group = view.entity.group(write.group) else {
        leave(key, .unknownBefore, in: write.group)
        continue
      }
      let made =
        group.rule.isSet
        ? try element(write, group, view) : try register(write, group, view, before)
      if let made { writes.append(made) }
    }
    let life = try change.life.flatMap { try self.life($0, view, before) }
    guard !writes.isEmpty || life != nil else { return }
    result.changes.append(
      RecordChange(
        entity: change.entity, record: change.record, creates: false, writes: writes,
        life: life ?? drafter.revival(of: view)))
  }

  private func isDeletedByCommit(_ view: RecordView, _ change: RecordChange) throws -> Bool {
    guard change.life?.isDeleted == true else { return false }
    let marks = view.state.life.filter(\.isDeleted)
    return try marks.contains { try origin(of: $0.dot, key(change)) == commit.dot }
  }

  private mutating func register(
    _ write: GroupWrite, _ group: FieldGroup, _ view: RecordView, _ before: RecordBefore?
  ) throws -> GroupWrite? {
    guard case .set = write.action else { return nil }
    let key = (view.entity.tag, view.id)
    let shown = view.view(of: group).shown
    let mine = try view.state.versions(of: group.tag).first {
      try origin(of: $0.dot, key, group: group.tag) == commit.dot
    }
    guard let mine, shown.contains(where: { $0.name == mine.name }) else {
      leave(key, .changedSince, in: group.tag, version: shown.first)
      return nil
    }
    guard let register = before?.registers.first(where: { $0.group == group.tag }) else {
      leave(key, .unknownBefore, in: group.tag)
      return nil
    }
    let made = replacing(mine, by: register, group, view, isDisplayed: mine.name == shown[0].name)
    if made != nil || register.wasOpen {
      result.parts.append(
        TakenBack.Part(
          key, group.tag, register.wasOpen ? .restoredFromConflict : .restored))
    }
    return made
  }

  /// The write that puts what was before in the place of the commit's version; nil where they agree.
  private func replacing(
    _ mine: Version, by register: RecordBefore.Register, _ group: FieldGroup, _ view: RecordView,
    isDisplayed: Bool
  ) -> GroupWrite? {
    var values: [FieldTag: Value] = [:]
    for field in group.fields { values[field] = register.values?[field] ?? .null }
    if isDisplayed { return drafter.edit(view, RecordEdit(values: values))?.writes.first }
    // It competes with another version, which is none of the commit's business.
    let known = group.fields.map { FieldValue($0, values[$0] ?? .null) }
    guard let value = GroupValue(known), mine.values?.agrees(with: value) != true else {
      return nil
    }
    return GroupWrite(group: group.tag, action: .set(value), replaces: [mine.name])
  }

  private mutating func element(
    _ write: GroupWrite, _ group: FieldGroup, _ view: RecordView
  ) throws -> GroupWrite? {
    let key = (view.entity.tag, view.id)
    let present = view.state.versions(of: group.tag)
    switch write.action {
    case .set: return nil
    case .add(let element):
      let same = present.filter { $0.element?.isIdentical(to: element) == true }
      let mine = try same.filter {
        try origin(of: $0.dot, key, group: group.tag, element: element) == commit.dot
      }
      guard !mine.isEmpty else { return nil }
      if let other = same.first(where: { version in !mine.contains { $0.name == version.name } }) {
        // It stays, because somebody else put it there too; only our saying so goes.
        leave(key, .changedSince, in: group.tag, version: other)
      } else {
        result.parts.append(TakenBack.Part(key, group.tag, .restored))
      }
      return GroupWrite(group: group.tag, action: .remove, replaces: mine.map(\.name))
    case .remove:
      guard let element = write.replaces.first?.element,
        !present.contains(where: { $0.element?.isIdentical(to: element) == true })
      else { return nil }
      result.parts.append(TakenBack.Part(key, group.tag, .restored))
      return GroupWrite(group: group.tag, action: .add(element))
    }
  }

  // MARK: Life.

  private mutating func life(
    _ statement: LifeWrite, _ view: RecordView, _ before: RecordBefore?
  ) throws -> LifeWrite? {
    let key = (view.entity.tag, view.id)
    let mine = try view.state.life.first { try origin(of: $0.dot, key) == commit.dot }
    guard let mine else { return nil }
    let others = view.state.life.first { $0.isDeleted && $0.dot != mine.dot }
    if let others {
      leave(key, .deletedSince, by: others.dot.replica)
      return nil
    }
    if let seen = before?.deleted {
      // As it was: deleted, or deleted by somebody who had not seen all of it.
      result.parts.append(
        TakenBack.Part(key, nil, statement.isDeleted ? .restored : .deletedAgain))
      return LifeWrite(
        isDeleted: true, replaces: [mine.dot], seen: seen.limited(to: view.state.clock))
    }
    guard statement.isDeleted else { return nil }
    result.parts.append(TakenBack.Part(key, nil, .undeleted))
    return LifeWrite(isDeleted: false, replaces: [mine.dot])
  }

  // MARK: What stands for what.

  /// The write that a version or a mark stands for: its own, or the one that it put back.
  private func origin(
    of dot: Dot, _ key: Key, group: GroupTag? = nil, element: String? = nil
  ) throws -> Dot {
    var dot = dot
    // Each step goes to an earlier commit.
    while dot != commit.dot, dot.replica == commit.replica, let taken = try undone(dot.sequence),
      let change = taken.changes.first(where: { $0.entity == key.entity && $0.record == key.record }
      ),
      let earlier = replaced(by: change, group, element), earlier.sequence < dot.sequence
    {
      dot = earlier
    }
    return dot
  }

  /// The only own write that a change replaced in a place; nil where there were several or none.
  private func replaced(by change: RecordChange, _ group: GroupTag?, _ element: String?) -> Dot? {
    guard let group else {
      guard let life = change.life, life.replaces.count == 1 else { return nil }
      return life.replaces.first { $0.replica == commit.replica }
    }
    let names = change.writes.filter { $0.group == group }.flatMap(\.replaces).filter { name in
      guard let element else { return name.element == nil }
      return name.element?.isIdentical(to: element) == true
    }
    let own = names.filter { $0.dot.replica == commit.replica }
    guard own.count == 1, element != nil || names.count == 1 else { return nil }
    return own[0].dot
  }
}

extension RecordClock {
  /// As much of the clock as another one covers.
  fileprivate func limited(to other: RecordClock) -> RecordClock {
    RecordClock(
      entries.map { Dot($0.replica, min($0.sequence, other.sequence(of: $0.replica))) }
        .filter { $0.sequence > 0 })
  }
}
