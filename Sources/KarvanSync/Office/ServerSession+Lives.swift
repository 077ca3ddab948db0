// SPDX-License-Identifier: Apache-2.0
import KarvanCore

extension ServerSession {
  /// Allots a life to a copy that proved by its echo that it is there now (P-060), with the results
  /// of those of its commits that another life has sent already.
  ///
  /// - Returns: nil when no life is allotted.
  func allot(
    _ proposal: NewLife, _ header: RequestHeader, of device: DeviceID, _ segments: [[UInt8]],
    now: Int64, open: ([UInt8]) throws -> OpenedSegment
  ) throws -> (LifeGrant, [ResultRun])? {
    try storage.write(isDurable: true) { transaction in
      guard let account = try transaction.device(device), account.revokedAt == nil,
        let grant = try lives.allot(proposal, account, transaction, now)
      else { return nil }
      let known = try knownCommits(of: header.replica, of: device, segments, transaction, open)
      return (grant, known)
    }
  }

  /// The stored results of the commits that both lives have: all up to the first that differs.
  ///
  /// Compared by their bytes, since each life seals for itself what it had not sent. What the log
  /// keeps no more has an empty run.
  private func knownCommits(
    of replica: ReplicaID, of device: DeviceID, _ segments: [[UInt8]],
    _ transaction: any OfficeTransaction, _ open: ([UInt8]) throws -> OpenedSegment
  ) throws -> [ResultRun] {
    guard let account = try transaction.account(of: replica), account.device == device else {
      return []
    }
    var log = KnownLog(replica: replica, transaction: transaction)
    var runs: [ResultRun] = []
    for bytes in segments {
      let theirs = try open(bytes)
      guard theirs.replica == replica else { return runs }
      if try log.isGone(theirs.first, through: account.journal.sequence) {
        runs.append(ResultRun(first: theirs.first, results: []))
        continue
      }
      var results: [CommitResult] = []
      for (index, payload) in theirs.payloads().enumerated() {
        guard let payload, let known = try log.commit(theirs.first + UInt64(index), open),
          known.payload.elementsEqual(payload)
        else { break }
        results.append(known.result)
      }
      if !results.isEmpty { runs.append(ResultRun(first: theirs.first, results: results)) }
      guard results.count == theirs.count else { return runs }
    }
    return runs
  }
}

/// Reads single commits of a replica's log, a segment at a time.
private struct KnownLog {
  let replica: ReplicaID
  let transaction: any OfficeTransaction
  private var stored: StoredSegment?
  private var payloads: [ArraySlice<UInt8>?] = []

  init(replica: ReplicaID, transaction: any OfficeTransaction) {
    self.replica = replica
    self.transaction = transaction
  }

  /// A commit's bytes and result; nil where the log has none.
  mutating func commit(
    _ sequence: UInt64, _ open: ([UInt8]) throws -> OpenedSegment
  ) throws -> (payload: ArraySlice<UInt8>, result: CommitResult)? {
    if !has(sequence) { try load(sequence, open) }
    guard let stored, has(sequence) else { return nil }
    let index = Int(sequence - stored.segment.first)
    guard payloads.indices.contains(index), stored.results.results.indices.contains(index),
      let payload = payloads[index]
    else { return nil }
    return (payload, stored.results.results[index])
  }

  /// Whether the log had a commit once: it begins later, and has no gaps.
  mutating func isGone(_ sequence: UInt64, through last: UInt64) throws -> Bool {
    guard sequence <= last, !has(sequence) else { return false }
    return try transaction.segment(of: replica, having: sequence) == nil
  }

  private func has(_ sequence: UInt64) -> Bool {
    stored.map { $0.segment.first <= sequence && sequence <= $0.segment.last } ?? false
  }

  private mutating func load(
    _ sequence: UInt64, _ open: ([UInt8]) throws -> OpenedSegment
  ) throws {
    stored = try transaction.segment(of: replica, having: sequence)
    payloads = try stored.map { try open($0.segment.bytes).payloads() } ?? []
  }
}
