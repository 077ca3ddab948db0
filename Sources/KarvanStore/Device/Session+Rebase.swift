// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanSync

extension Session {
  /// A base with own commits applied in order; nil where there is neither.
  func state(
    _ base: RecordState?, with sequences: some Sequence<UInt64>, of key: RecordKey,
    replica: ReplicaID
  ) throws -> RecordState? {
    var state = base
    for sequence in sequences {
      guard let row = try journalRow(sequence) else {
        throw StoreError(.damaged, "commit \(sequence) is missing", place: "karvan_journal")
      }
      let commit = try row.commit(replica)
      guard
        let change = commit.changes.first(where: { $0.entity == key.entity && $0.record == key.id })
      else {
        throw StoreError(
          .damaged, "commit \(sequence) does not write \(key.id)", place: "karvan_journal")
      }
      var next = state ?? RecordState(entity: key.entity, id: key.id)
      if next.clock.covers(commit.dot) {
        // A base of a life that the server lost has it with the time of that life.
        next.retime(commit.dot, to: row.stamp ?? commit.time)
      } else {
        next.apply(change, of: commit, stamp: row.stamp)
      }
      state = next
    }
    return state
  }

  /// What becomes of a record when its base or its pending commits change.
  struct Rebase {
    /// The new base; nil when the server never published the record.
    var base: RecordState?
    /// The commits that the base does not contain.
    var pending: [UInt64]
    /// The scopes of the device that hold it; nil when the server said nothing of it.
    var mask: Int64?
    /// Whether the record as it is now is known to be the new base, so that nothing is applied.
    var isUnchanged = false
  }

  /// What a rebase did, for the summary.
  struct RebaseOutcome {
    var before: RecordState?
    var after: RecordState?
    var opened = 0
  }

  /// Writes a record anew: its base, then its pending commits; nothing that is unsent is lost.
  ///
  /// `old` is the record as it is stored. A record without pending commits that no scope holds is taken out of the file.
  func rebase(
    _ key: RecordKey, _ layout: EntityLayout, _ rebase: Rebase, old: StoredRecord?,
    replica: ReplicaID
  ) throws -> RebaseOutcome {
    var outcome = RebaseOutcome(before: old?.state)
    if rebase.pending.isEmpty && (rebase.mask ?? 0) == 0 {
      if let old {
        if !old.pending.isEmpty { try removeBase(layout, row: old.row) }
        try keepStub(of: old, layout)
        try remove(old, layout)
      }
      return outcome
    }
    let state =
      rebase.isUnchanged
      ? old?.state : try self.state(rebase.base, with: rebase.pending, of: key, replica: replica)
    guard let state else {
      throw StoreError(
        .damaged, "a record without content", place: "\(layout.entity.name) \(key.id)")
    }
    let (record, opened) = try save(
      RowContent(state: state, pending: rebase.pending),
      held: rebase.mask.map { .integer($0) } ?? .null, replacing: old, layout)
    if let base = rebase.base, !rebase.pending.isEmpty {
      try setBase(base, layout, row: record.row)
    } else if old?.pending.isEmpty == false {
      try removeBase(layout, row: record.row)
    }
    outcome.after = state
    outcome.opened = opened
    return outcome
  }
}
