// SPDX-License-Identifier: Apache-2.0
import KarvanCore
public import KarvanSync
import SwiftProtobuf

extension Wire {
  /// Packs the header of a request (P-032).
  public static func encode(_ header: RequestHeader) throws(WireError) -> [UInt8] {
    var message = Karvan_V1_RequestHeader()
    message.exchangeNumber = header.exchangeNumber
    message.challengeEcho = data(header.challengeEcho)
    message.deviceTime = header.deviceTime
    message.replica = data(header.replica.bytes)
    message.protocolVersion = header.protocolVersion
    message.schemaVersion = header.schemaVersion
    message.journal.sequence = header.journal.sequence
    message.journal.segment = header.journal.segment
    message.journal.chain = data(header.journal.chain)
    if let acknowledged = header.acknowledged {
      message.acknowledged = Karvan_V1_Acknowledgement(acknowledged)
    }
    message.incarnation = data(header.incarnation?.bytes ?? [])
    message.segmentCount = header.segmentCount
    put(header.keys, into: &message)
    if let newLife = header.newLife { message.newLife = self.newLife(newLife) }
    message.withdrawn = header.withdrawn
    return try encode(message)
  }

  /// Reads the header of a request.
  public static func requestHeader(_ bytes: [UInt8]) throws(WireError) -> RequestHeader {
    let message = try decode(Karvan_V1_RequestHeader.self, bytes)
    let chain = Array(message.journal.chain)
    guard chain.count == 32 else { throw WireError(.incomplete, "RequestHeader.journal.chain") }
    try Parts.bounded(message.challengeEcho.count, 256, "RequestHeader.challenge_echo")
    try Parts.bounded(
      message.withdrawn.count, SyncLimits.withdrawnPerRequest, "RequestHeader.withdrawn")
    return RequestHeader(
      exchangeNumber: message.exchangeNumber, challengeEcho: Array(message.challengeEcho),
      deviceTime: message.deviceTime,
      replica: try Parts.identifier(message.replica, "RequestHeader.replica"),
      protocolVersion: message.protocolVersion, schemaVersion: message.schemaVersion,
      journal: JournalHead(
        sequence: message.journal.sequence, segment: message.journal.segment, chain: chain),
      acknowledged: message.hasAcknowledged
        ? Parts.acknowledgement(message.acknowledged) : nil,
      incarnation: message.incarnation.isEmpty
        ? nil : try Parts.identifier(message.incarnation, "RequestHeader.incarnation"),
      segmentCount: message.segmentCount, keys: try keys(message),
      newLife: message.hasNewLife ? try newLife(message.newLife) : nil,
      withdrawn: message.withdrawn)
  }

  /// Packs the body of a request (P-035).
  public static func encode(_ body: RequestBody) throws(WireError) -> [UInt8] {
    var message = Karvan_V1_RequestBody()
    message.segments = body.segments.map { data($0) }
    message.cursors = body.pull.cursors.map { Karvan_V1_ScopeCursor($0) }
    message.position = body.pull.position
    message.maximumBytes = UInt32(clamping: body.pull.maximumBytes)
    message.takesSnapshots = body.pull.snapshot != .none
    if case .resuming(let id) = body.pull.snapshot { message.snapshot = data(id.bytes) }
    message.waiting = body.waiting.map { Karvan_V1_SequenceRun($0) }
    message.marks = body.marks.map { Karvan_V1_SyncMark($0) }
    if let contents = body.contents { message.contents = Karvan_V1_ContentRequest(contents) }
    return try encode(message)
  }

  /// Reads the body of a request; its way bounds the page that it may ask for, and whether it may
  /// speak of contents (P-105).
  public static func requestBody(
    _ bytes: [UInt8], carriage: Carriage = .network
  ) throws(WireError) -> RequestBody {
    let message = try decode(Karvan_V1_RequestBody.self, bytes)
    try Parts.bounded(
      message.segments.count, SyncLimits.segmentsPerRequest, "RequestBody.segments")
    let wish: SnapshotWish =
      if !message.takesSnapshots {
        .none
      } else if message.snapshot.isEmpty {
        .any
      } else {
        .resuming(try Parts.identifier(message.snapshot, "RequestBody.snapshot"))
      }
    let pull = PullRequest(
      cursors: try Parts.cursors(message.cursors, "RequestBody.cursors"),
      position: message.position,
      maximumBytes: min(Int(message.maximumBytes), carriage.pageBytes), snapshot: wish)
    guard !message.hasContents || carriage == .file else {
      throw WireError(.oversized, "RequestBody.contents")
    }
    return RequestBody(
      segments: message.segments.map { Array($0) }, pull: pull,
      waiting: try Parts.runs(message.waiting, SyncLimits.waitingRuns, "RequestBody.waiting"),
      marks: try Parts.marks(message.marks, "RequestBody.marks"),
      contents: message.hasContents
        ? try contentRequest(
          message.contents, offers: ContentLimits.fileOffers, pieces: ContentLimits.filePieces)
        : nil)
  }
}
