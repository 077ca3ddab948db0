// SPDX-License-Identifier: Apache-2.0
import KarvanCore

/// A sync point in the past that a replica's commit was written on.
struct PastMoment {
  let basis: UInt64
  let replica: ReplicaID
}

extension Scoping {
  /// How deep parents may be nested that a replica made after the sync point.
  private static let deepest = 8

  /// The scopes through which whoever wrote on a past sync point held a record.
  ///
  /// A record that came later was seen by nobody then, except where the replica itself had made
  /// it; that one belongs where its fields and its parents of then put it.
  func scopes(
    of entity: EntityTag, _ id: RecordID, at moment: PastMoment, depth: Int = 0
  ) throws -> Set<Scope> {
    if let scopes = try transaction.scopes(of: entity, id, at: moment.basis) { return scopes }
    guard depth < Self.deepest, let view = try transaction.record(entity, id),
      view.state.clock.sequence(of: moment.replica) > 0
    else { return [] }
    return try scopes(of: view, at: moment, depth: depth + 1)
  }

  /// The scopes that a record has where its parents are as they were at a past sync point.
  func scopes(of view: RecordView, at moment: PastMoment, depth: Int = 0) throws -> Set<Scope> {
    try scopes(of: view) { entity, parent in
      try scopes(of: entity, parent, at: moment, depth: depth)
    }
  }
}
