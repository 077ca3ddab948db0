// SPDX-License-Identifier: Apache-2.0
import GRDB
import KarvanCore
import KarvanSync

/// An own commit that did nothing but start a record, read in place.
struct LoneCreation {
  let sequence: UInt64
  let serverSequence: UInt64
  let key: RecordKey
  /// The hash of the record as the commit made it.
  let hash: DigestSum

  init?(
    _ payload: UnsafeRawBufferPointer, _ sequence: UInt64, _ serverSequence: UInt64,
    _ hashing: inout CreationHashing
  ) {
    guard let packed = PackedCreation(journalled: payload) else { return nil }
    self.sequence = sequence
    self.serverSequence = serverSequence
    key = RecordKey(entity: packed.entity, id: packed.record)
    hash = hashing.hash(packed, Dot(hashing.replica, sequence))
  }
}

/// Hashes records as one commit made them, in one buffer.
struct CreationHashing {
  let replica: ReplicaID
  private let hasher: any RecordHashing
  private var writer = ByteWriter(reserving: 1_024)

  init(replica: ReplicaID, hasher: any RecordHashing) {
    self.replica = replica
    self.hasher = hasher
  }

  mutating func hash(_ packed: PackedCreation, _ dot: Dot) -> DigestSum {
    writer.removeAll()
    packed.digestible(dot, to: &writer)
    return writer.bytes.withUnsafeBytes { hasher.hash($0) }
  }
}

/// Which scopes hold the records that own commits created, by server sequence.
struct CreationMasks {
  struct Run {
    let first: UInt64
    let last: UInt64
    let mask: Int64
  }

  private var runs: [Run] = []

  init() {}

  /// Runs in any order; they don't overlap.
  init(_ runs: [Run]) { self.runs = runs.sorted { $0.first < $1.first } }

  /// The scopes of a record that the commit of a server sequence created; nil where nothing was said.
  func mask(_ serverSequence: UInt64) -> Int64? {
    var (low, high) = (0, runs.count)
    while low < high {
      let middle = (low + high) / 2
      if runs[middle].last < serverSequence { low = middle + 1 } else { high = middle }
    }
    guard low < runs.count, runs[low].first <= serverSequence else { return nil }
    return runs[low].mask
  }
}

extension Session {
  /// Says which scopes hold a record whose row is right otherwise.
  ///
  /// - Returns: Whether there is such a row.
  func hold(_ key: RecordKey, by mask: Int64, _ layout: EntityLayout) throws -> Bool {
    let update = try statement(layout.hold)
    update.bind(1, mask)
    update.bind(2, key.id)
    try update.run()
    guard db.changesCount == 1 else { return false }
    forget(key)
    return true
  }
}
