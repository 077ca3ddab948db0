// SPDX-License-Identifier: Apache-2.0

/// The atomic unit that a replica writes: one domain operation, however many records it touches.
public struct Commit: Hashable, Sendable {
  /// The replica that wrote it.
  public let replica: ReplicaID
  /// Its number on that replica, from 1 without gaps.
  public let sequence: UInt64
  /// When it was written, by its author's hybrid clock.
  public let time: HybridTime
  /// Whether its author claims office authority; the server checks the claim.
  public let office: Bool
  /// The server sequence of the sync point that it was written on: its author's rights are judged
  /// by it.
  public let basis: UInt64
  /// The name of the domain operation, such as `order submit`; shown in histories.
  public let operation: String
  /// What it does to each record; a record is named once.
  public let changes: [RecordChange]

  /// Makes a commit.
  public init(
    replica: ReplicaID, sequence: UInt64, time: HybridTime, office: Bool, basis: UInt64,
    operation: String, changes: [RecordChange]
  ) {
    self.replica = replica
    self.sequence = sequence
    self.time = time
    self.office = office
    self.basis = basis
    self.operation = operation
    self.changes = changes
  }

  /// Its name.
  public var dot: Dot { Dot(replica, sequence) }
}

/// What one commit does to one record.
public struct RecordChange: Hashable, Sendable {
  /// The entity.
  public let entity: EntityTag
  /// The record.
  public let record: RecordID
  /// Whether this starts the record.
  public let creates: Bool
  /// The writes, in the order of their groups.
  public let writes: [GroupWrite]
  /// What it says about the record's life, if anything.
  public let life: LifeWrite?

  /// Makes a change; the writes are put in the order of their groups.
  public init(
    entity: EntityTag, record: RecordID, creates: Bool, writes: [GroupWrite],
    life: LifeWrite? = nil
  ) {
    self.entity = entity
    self.record = record
    self.creates = creates
    self.writes =
      Self.isInOrder(writes) ? writes : writes.sorted { $0.group < $1.group }
    self.life = life
  }

  private static func isInOrder(_ writes: [GroupWrite]) -> Bool {
    for index in writes.indices.dropFirst() where writes[index].group < writes[index - 1].group {
      return false
    }
    return true
  }
}

/// One write to one field group, with the versions that it removes.
public struct GroupWrite: Hashable, Sendable {
  /// What is written.
  public enum Action: Hashable, Sendable {
    /// New values of a register.
    case set(GroupValue)
    /// A new element of a text set.
    case add(String)
    /// Nothing: the named versions are only removed, as when an element leaves a set.
    case remove

    /// Equality of values and of the elements' bytes.
    public static func == (left: Action, right: Action) -> Bool {
      switch (left, right) {
      case (.set(let one), .set(let other)): one == other
      case (.add(let one), .add(let other)): one.isIdentical(to: other)
      case (.remove, .remove): true
      default: false
      }
    }
  }

  /// The group.
  public let group: GroupTag
  /// What is written.
  public let action: Action
  /// The versions that the author was shown, and the author's own earlier ones.
  public let replaces: [VersionName]
  /// The losers that the rule had hidden from the author; they go to the merge history.
  public let sweeps: [VersionName]

  /// Makes a write; names are put in order, each once.
  public init(
    group: GroupTag, action: Action, replaces: [VersionName] = [], sweeps: [VersionName] = []
  ) {
    self.group = group
    self.action = action
    self.replaces = replaces.count < 2 ? replaces : replaces.sortedOnce()
    self.sweeps = sweeps.count < 2 ? sweeps : sweeps.sortedOnce()
  }

  /// Sets the only field of a group where nothing was before.
  init(_ value: FieldValue) {
    group = value.field
    action = .set(GroupValue(value))
    replaces = []
    sweeps = []
  }

  /// The element that joins a set, nil where the write does something else.
  var added: String? {
    if case .add(let element) = action { element } else { nil }
  }

  /// Whether a write before it in the same change makes a version of the same name: two versions
  /// of one name could not be told apart.
  func repeats(oneOf earlier: some BidirectionalCollection<GroupWrite>) -> Bool {
    for write in earlier.reversed() {
      guard write.group == group else { return false }
      switch (write.action, action) {
      case (.set, .set): return true
      case (.add(let one), .add(let other)) where one.isIdentical(to: other): return true
      default: continue
      }
    }
    return false
  }
}

/// A record and its entity: what a commit may name once.
struct RecordName: Hashable {
  let entity: EntityTag
  let record: RecordID

  init(_ change: RecordChange) {
    entity = change.entity
    record = change.record
  }
}

extension Array where Element: Comparable {
  /// In order, each once.
  fileprivate func sortedOnce() -> [Element] {
    sorted().reduce(into: []) { once, element in
      if once.last != element { once.append(element) }
    }
  }
}

/// What a commit says about the life of a record.
public struct LifeWrite: Hashable, Sendable {
  /// Whether it deletes the record; otherwise it says that the record lives.
  public let isDeleted: Bool
  /// The marks that the author was shown.
  public let replaces: [Dot]
  /// The record clock that the deleter saw; empty when it lives.
  public let seen: RecordClock

  /// Makes a statement; dots are put in order, each once.
  public init(isDeleted: Bool, replaces: [Dot], seen: RecordClock = RecordClock()) {
    self.isDeleted = isDeleted
    self.replaces = replaces.sortedOnce()
    self.seen = seen
  }
}
