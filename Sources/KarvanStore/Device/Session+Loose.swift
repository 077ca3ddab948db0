// SPDX-License-Identifier: Apache-2.0
import KarvanCore

/// Own commits that wait again, since a server that was restored lacks them (P-063), on records that
/// left this device with a scope since: where such a record comes back, its row has to say so.
extension Session {
  static let looseThrough = "loose_through"

  /// Notes that commits up to one may wait on records that are not here.
  func noteLoose(through sequence: UInt64) throws {
    try setUnsignedInfo(
      Self.looseThrough, max(sequence, try unsignedInfo(Self.looseThrough)))
  }

  /// The commits that may wait on records that are not here, in order, by what they write.
  func looseWork() throws -> [RecordKey: [UInt64]] {
    let (settled, through) = (try settledUpTo(), try unsignedInfo(Self.looseThrough))
    guard through > settled else { return [:] }
    let select = try statement(
      "SELECT \(JournalRow.columns) FROM karvan_journal"
        + " WHERE seq > ? AND seq <= ? AND \(JournalState.waits) ORDER BY seq")
    select.bind(1, settled)
    select.bind(2, through)
    let replica: ReplicaID = try idInfo("replica")
    var work: [RecordKey: [UInt64]] = [:]
    for row in try select.all(JournalRow.init) {
      for change in try row.commit(replica).changes {
        work[RecordKey(entity: change.entity, id: change.record), default: []]
          .append(row.sequence)
      }
    }
    return work
  }
}
