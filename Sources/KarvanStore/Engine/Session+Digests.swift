// SPDX-License-Identifier: Apache-2.0
import GRDB
import KarvanCore
import KarvanSync

/// Which sum: a scope by its number in this file, and an entity.
struct DigestName: Hashable {
  let scope: UInt64
  let entity: EntityTag
}

/// What a sum changes by.
struct DigestChange {
  private(set) var sum = DigestSum()

  mutating func add(_ change: DigestChange) { sum.add(change.sum) }
  mutating func add(_ hash: DigestSum) { sum.add(hash) }
  mutating func subtract(_ hash: DigestSum) { sum.subtract(hash) }
}

extension Session {
  /// Whether a record is in the sums: a deleted one is not, because one side may have forgotten it
  /// already while the other keeps it (P-047, P-077).
  func isSummed(_ state: RecordState) -> Bool {
    if state.life.isEmpty { return true }
    guard let policy = layout[state.entity]?.entity.about.deletePolicy else { return true }
    return state.life(under: policy) != .deleted
  }

  /// Moves a record's hash from the sums that had it to those that have it now.
  func digest(
    _ entity: EntityTag, from old: RecordState?, in oldScopes: [UInt64],
    to new: RecordState?, in newScopes: [UInt64]
  ) {
    if let old, !oldScopes.isEmpty, isSummed(old) {
      let hash = hasher.hash(old)
      for scope in oldScopes {
        digestChanges[DigestName(scope: scope, entity: entity), default: DigestChange()]
          .subtract(hash)
      }
    }
    if let new, !newScopes.isEmpty, isSummed(new) {
      let hash = hasher.hash(new)
      for scope in newScopes {
        digestChanges[DigestName(scope: scope, entity: entity), default: DigestChange()].add(hash)
      }
    }
  }

  /// Adds the hash of a new record to the sums of some scopes.
  func digest(_ entity: EntityTag, adding hash: DigestSum, in scopes: [UInt64]) {
    for scope in scopes {
      digestChanges[DigestName(scope: scope, entity: entity), default: DigestChange()].add(hash)
    }
  }

  /// Adds the hash of a new record to the sums of the scopes of a mask.
  func digest(_ entity: EntityTag, adding hash: DigestSum, in mask: Int64) {
    var rest = UInt64(bitPattern: mask)
    while rest != 0 {
      let scope = UInt64(rest.trailingZeroBitCount)
      rest &= rest - 1
      digestChanges[DigestName(scope: scope, entity: entity), default: DigestChange()].add(hash)
    }
  }

  /// Writes the sums that changed.
  func flushDigests() throws {
    guard !digestChanges.isEmpty else { return }
    let changes = digestChanges.sorted {
      ($0.key.scope, $0.key.entity) < ($1.key.scope, $1.key.entity)
    }
    digestChanges = [:]
    for (name, change) in changes where !change.sum.isZero {
      var sum = try digest(name)
      sum.add(change.sum)
      let write = try statement(
        "INSERT OR REPLACE INTO karvan_digest (scope, entity, high, low) VALUES (?, ?, ?, ?)")
      write.bind(1, name.scope)
      write.bind(2, Int64(name.entity))
      write.bind(3, sum.high)
      write.bind(4, sum.low)
      try write.run()
    }
  }

  /// A sum as it is stored.
  func digest(_ name: DigestName) throws -> DigestSum {
    let select = try statement("SELECT high, low FROM karvan_digest WHERE scope = ? AND entity = ?")
    select.bind(1, name.scope)
    select.bind(2, Int64(name.entity))
    return try select.first { DigestSum(high: $0.unsigned(0), low: $0.unsigned(1)) } ?? DigestSum()
  }

  /// The sums of a scope that are not of nothing, in the order of entities.
  func digests(ofScope scope: UInt64) throws -> [(entity: EntityTag, sum: DigestSum)] {
    let select = try statement(
      "SELECT entity, high, low FROM karvan_digest WHERE scope = ? ORDER BY entity")
    select.bind(1, scope)
    let all = try select.all {
      (
        entity: EntityTag(truncatingIfNeeded: $0.integer(0)),
        sum: DigestSum(high: $0.unsigned(1), low: $0.unsigned(2))
      )
    }
    return all.filter { !$0.sum.isZero }
  }

  /// Forgets the sums of a scope.
  func clearDigests(ofScope scope: UInt64) throws {
    for name in digestChanges.keys where name.scope == scope { digestChanges[name] = nil }
    let delete = try statement("DELETE FROM karvan_digest WHERE scope = ?")
    delete.bind(1, scope)
    try delete.run()
  }
}
