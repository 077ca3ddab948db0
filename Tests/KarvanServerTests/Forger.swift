// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanDomain
import KarvanSealing
import KarvanStore
import KarvanSync
import Testing

@testable import KarvanServer

/// A modified program on an enrolled device: it sends commits of its own making in sealed, chained
/// segments, past every check of the client.
final class Forger {
  let device: TestDevice
  private var head: JournalHead
  private var exchange: UInt64

  init(_ device: TestDevice) throws {
    self.device = device
    let standing = try device.database.standing()
    head = standing.journal
    exchange = standing.exchangeNumber
  }

  /// Sends one segment of commits; answers what became of each, and the page that came along.
  @discardableResult
  func push(
    _ commits: [[RecordChange]], basis: UInt64 = 0, marks: [SyncMark] = [],
    waiting: [SequenceRun] = [], schemaVersion: UInt32 = 1
  ) throws -> (results: [ResultRun], page: Page) {
    var run = ByteWriter()
    for (index, changes) in commits.enumerated() {
      var blob = ByteWriter()
      blob.journalled(
        Commit(
          replica: device.replica, sequence: head.sequence + UInt64(index) + 1,
          time: HybridTime(milliseconds: device.office.now), office: false, basis: basis,
          operation: "forged", changes: changes))
      run.blob(blob.bytes)
    }
    let sealing = ReplicaSealing(
      workspace: device.enrolment.workspace, device: device.enrolment.device,
      replica: device.replica, epoch: device.enrolment.commitKeyEpoch,
      schemaVersion: schemaVersion,
      key: try CommitKey(exposedBytes: device.enrolment.commitKey))
    var segments: [[UInt8]] = []
    if !commits.isEmpty {
      let segment = try sealing.seal(
        run.bytes, first: head.sequence + 1, count: commits.count, after: head)
      head = JournalHead(
        sequence: segment.last, segment: segment.number, chain: segment.chain)
      segments = [segment.bytes]
    }
    exchange += 1
    let standing = try device.database.standing()
    let header = RequestHeader(
      exchangeNumber: exchange, deviceTime: device.office.now, replica: device.replica,
      schemaVersion: schemaVersion, journal: head, acknowledged: standing.acknowledged,
      incarnation: standing.incarnation, segmentCount: UInt32(segments.count))
    let body = RequestBody(
      segments: segments,
      pull: PullRequest(cursors: standing.cursors, position: 0, maximumBytes: 1_000_000),
      waiting: waiting, marks: marks)
    let (answer, answerBody) = try device.send(try device.exchange(header, body))
    try #require(answer.verdict == .done)
    let content = try #require(answerBody)
    return (content.results, content.page)
  }

  /// A change of one field of a record as the office has it.
  func edit(
    _ entity: EntityTag, _ id: RecordID, _ field: Field, _ value: Value
  ) throws -> RecordChange {
    let view = try #require(try device.office.office.database.read { try $0.record(entity, id) })
    return try #require(
      Drafter(replica: device.replica).edit(view, RecordEdit(values: [field.tag: value])))
  }
}

extension [ResultRun] {
  /// The codes of rejections, nil for what was accepted.
  var failures: [Failure.Code?] {
    flatMap(\.results).map { if case .rejected(let failure) = $0 { failure.code } else { nil } }
  }

  /// The reasons of quarantine, nil for what was not.
  var waiting: [QuarantineReason?] {
    flatMap(\.results).map { if case .quarantined(let reason) = $0 { reason } else { nil } }
  }

  /// How many were accepted.
  var accepted: Int {
    flatMap(\.results).filter { if case .accepted = $0 { true } else { false } }.count
  }
}
