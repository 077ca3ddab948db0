// SPDX-License-Identifier: Apache-2.0
public import KarvanCore

/// A change that is to be judged, with what it is judged by.
public struct Judgement {
  /// The entity.
  public let entity: Entity
  /// The change.
  public let change: RecordChange
  /// The record before it; nil when it starts the record.
  public let before: RecordView?
  /// Who makes it.
  public let author: Author
  /// Whether the commit claims office authority.
  public let office: Bool
}

/// With whose rights a commit is written.
public struct WritingRights: Sendable {
  let office: Bool
  let author: @Sendable (any RecordReader) throws -> Author
  let makeID: @Sendable () -> RecordID
  let judge: @Sendable (Judgement) -> Failure?

  /// Names the author and what judges them.
  ///
  /// - Parameters:
  ///   - office: Whether the commit claims office authority.
  ///   - author: Reads who writes, in the same transaction.
  ///   - makeID: Makes a new record identifier.
  ///   - judge: Says why a change is not allowed; nil when it is.
  public init(
    office: Bool = false, author: @escaping @Sendable (any RecordReader) throws -> Author,
    makeID: @escaping @Sendable () -> RecordID,
    judge: @escaping @Sendable (Judgement) -> Failure? = WritingRights.byGrants
  ) {
    self.office = office
    self.author = author
    self.makeID = makeID
    self.judge = judge
  }

  /// Judges as the server will: by the grants of the author's role.
  public static let byGrants: @Sendable (Judgement) -> Failure? = { judgement in
    judgement.entity.denial(
      of: judgement.change, by: judgement.author, office: judgement.office,
      before: judgement.before)
  }
}
