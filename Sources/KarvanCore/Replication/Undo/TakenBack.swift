// SPDX-License-Identifier: Apache-2.0

/// What taking back a commit would do: the changes, and for each thing that the commit did what
/// becomes of it.
public struct TakenBack: Sendable {
  /// What becomes of one thing that a commit did.
  public enum Outcome: Hashable, Sendable {
    /// The field shows what it showed before.
    case restored
    /// The same, but it was an open conflict, and only the value that was displayed is back.
    case restoredFromConflict
    /// The record that the commit started is deleted.
    case deleted
    /// The record that the commit deleted lives.
    case undeleted
    /// The record that the commit brought back is as deleted as it was.
    case deletedAgain
    /// Nothing is done.
    case left(Reason)
  }

  /// Why something is left as it is.
  public enum Reason: Hashable, Sendable {
    /// Somebody has written it since.
    case changedSince
    /// Somebody has deleted the record since.
    case deletedSince
    /// Another living record refers to it.
    case inUse(EntityTag, RecordID)
    /// It goes with another record of the commit that is left.
    case together
    /// What was there before is not known on this device.
    case unknownBefore
    /// The record is not on this device any more.
    case notHere
  }

  /// One thing that the commit did.
  public struct Part: Sendable {
    /// The entity.
    public let entity: EntityTag
    /// The record.
    public let record: RecordID
    /// The group; nil where it is about the record as a whole.
    public let group: GroupTag?
    /// What becomes of it.
    public let outcome: Outcome
    /// The version that stands in the way, if one does.
    public let version: Version?
    /// The replica that stands in the way, if one does.
    public let by: ReplicaID?

    init(
      _ key: (entity: EntityTag, record: RecordID), _ group: GroupTag?, _ outcome: Outcome,
      version: Version? = nil, by: ReplicaID? = nil
    ) {
      entity = key.entity
      record = key.record
      self.group = group
      self.outcome = outcome
      self.version = version
      self.by = version?.dot.replica ?? by
    }

    /// Whether nothing is done.
    public var isLeft: Bool {
      if case .left = outcome { true } else { false }
    }
  }

  /// The changes; empty where nothing is left to do.
  public internal(set) var changes: [RecordChange] = []
  /// What becomes of each thing, in the order of the commit.
  public internal(set) var parts: [Part] = []

  /// Starts with nothing to do.
  public init() {}
}
