// SPDX-License-Identifier: Apache-2.0
import KarvanCore
public import KarvanSync
import SwiftProtobuf

extension Wire {
  /// Packs the header of an answer (P-032).
  public static func encode(_ header: AnswerHeader) throws(WireError) -> [UInt8] {
    var message = Karvan_V1_AnswerHeader()
    message.verdict = verdict(header.verdict)
    message.exchangeNumber = header.exchangeNumber
    message.incarnation = data(header.incarnation.bytes)
    message.serverTime = header.serverTime
    message.wakeToken = data(header.wakeToken)
    if let acknowledged = header.acknowledged {
      message.acknowledged = Karvan_V1_Acknowledgement(acknowledged)
    }
    put(header.keys, into: &message)
    message.durableSequence = header.durableSequence
    message.commonSequence = header.commonSequence
    message.journalDays = header.journalDays
    message.quarantined = header.quarantined.map { Karvan_V1_SequenceRun($0) }
    return try encode(message)
  }

  /// Reads the header of an answer.
  public static func answerHeader(_ bytes: [UInt8]) throws(WireError) -> AnswerHeader {
    let message = try decode(Karvan_V1_AnswerHeader.self, bytes)
    return AnswerHeader(
      verdict: try verdict(message.verdict), exchangeNumber: message.exchangeNumber,
      incarnation: try Parts.identifier(message.incarnation, "AnswerHeader.incarnation"),
      serverTime: message.serverTime,
      acknowledged: message.hasAcknowledged
        ? Parts.acknowledgement(message.acknowledged) : nil,
      keys: try keys(message), wakeToken: Array(message.wakeToken),
      durableSequence: message.durableSequence, commonSequence: message.commonSequence,
      journalDays: message.journalDays,
      quarantined: try Parts.runs(
        message.quarantined, SyncLimits.quarantinedRuns, "AnswerHeader.quarantined"))
  }

  private static func verdict(_ verdict: Verdict) -> Karvan_V1_AnswerHeader.OneOf_Verdict {
    switch verdict {
    case .done: .done(Karvan_V1_Done())
    case .challenge(let token): .challenge(data(token))
    case .revoked: .revoked(Karvan_V1_Done())
    case .retired: .retired(Karvan_V1_Done())
    case .clone: .clone(Karvan_V1_Clone())
    case .newLife(let grant): .clone(clone(grant))
    case .upgrade(let schema, let version):
      .upgrade(
        .with {
          $0.serverSchema = schema
          $0.serverProtocol = version
        })
    case .missing(let segment): .missingSegment(segment)
    case .later(let seconds): .laterSeconds(seconds)
    }
  }

  private static func verdict(
    _ message: Karvan_V1_AnswerHeader.OneOf_Verdict?
  ) throws(WireError) -> Verdict {
    switch message {
    case .done: return .done
    case .challenge(let token): return .challenge(Array(token))
    case .revoked: return .revoked
    case .retired: return .retired
    case .clone(let clone): return try self.clone(clone)
    case .upgrade(let upgrade):
      return .upgrade(
        serverSchema: upgrade.serverSchema, serverProtocol: upgrade.serverProtocol)
    case .missingSegment(let segment): return .missing(segment: segment)
    case .laterSeconds(let seconds): return .later(seconds: seconds)
    case nil: throw WireError(.incomplete, "AnswerHeader.verdict")
    }
  }

  /// Packs the body of an answer (P-035).
  public static func encode(_ body: AnswerBody) throws(WireError) -> [UInt8] {
    var message = Karvan_V1_AnswerBody()
    message.results = body.results.map { run($0) }
    message.page = page(body.page)
    if let snapshot = body.snapshot { message.snapshot = Karvan_V1_SnapshotOffer(snapshot) }
    if let contents = body.contents { message.contents = Karvan_V1_ContentAnswer(contents) }
    return try encode(message)
  }

  /// Reads the body of an answer.
  public static func answerBody(_ bytes: [UInt8]) throws(WireError) -> AnswerBody {
    let message = try decode(Karvan_V1_AnswerBody.self, bytes)
    try Parts.bounded(
      message.results.count, SyncLimits.segmentsPerRequest + SyncLimits.waitingAnswered,
      "AnswerBody.results")
    var results: [ResultRun] = []
    for run in message.results { results.append(try self.run(run)) }
    return AnswerBody(
      results: results, page: try page(message.page),
      snapshot: message.hasSnapshot ? try snapshot(message.snapshot) : nil,
      contents: message.hasContents
        ? try contentAnswer(
          message.contents, offers: ContentLimits.fileOffers,
          pieces: ContentLimits.fileAnswerPieces) : nil)
  }

  /// Packs the results of a run of commits (P-043), as the answer and the segment log have them.
  public static func encode(_ run: ResultRun) throws(WireError) -> [UInt8] {
    try encode(self.run(run))
  }

  /// Reads the results of a run of commits.
  public static func resultRun(_ bytes: [UInt8]) throws(WireError) -> ResultRun {
    try run(try decode(Karvan_V1_ResultRun.self, bytes))
  }
}

extension Wire {
  /// Accepted commits whose server sequences follow one another are written as one.
  private static func run(_ run: ResultRun) -> Karvan_V1_ResultRun {
    var message = Karvan_V1_ResultRun()
    message.first = run.first
    for result in run.results {
      switch result {
      case .accepted(let sequence, let stamp):
        if stamp == nil, let last = message.results.indices.last,
          case .accepted(var accepted)? = message.results[last].result, !accepted.isStamped,
          accepted.serverSequence + UInt64(accepted.count) == sequence
        {
          accepted.count += 1
          message.results[last].accepted = accepted
          continue
        }
        message.results.append(
          .with {
            $0.accepted.serverSequence = sequence
            $0.accepted.count = 1
            $0.accepted.isStamped = stamp != nil
            $0.accepted.stamp = stamp?.raw ?? 0
          })
      case .rejected(let failure):
        message.results.append(.with { $0.rejected = Karvan_V1_Failure(failure) })
      case .quarantined(let reason):
        message.results.append(.with { $0.quarantined = reason.rawValue })
      }
    }
    return message
  }

  private static func run(_ message: Karvan_V1_ResultRun) throws(WireError) -> ResultRun {
    var results: [CommitResult] = []
    for result in message.results {
      switch result.result {
      case .accepted(let accepted):
        try Parts.bounded(
          results.count + Int(accepted.count), SyncLimits.commitsPerSegment, "ResultRun.results")
        // Sequences stay within a signed 64-bit column, as in segments.
        let (end, isTooGreat) = accepted.serverSequence.addingReportingOverflow(
          UInt64(accepted.count))
        guard !isTooGreat, end <= UInt64(Int64.max) else {
          throw WireError(.malformed, "Accepted.server_sequence")
        }
        let stamp = accepted.isStamped ? HybridTime(raw: accepted.stamp) : nil
        for offset in 0..<UInt64(accepted.count) {
          results.append(
            .accepted(serverSequence: accepted.serverSequence + offset, stamp: stamp))
        }
      case .rejected(let failure): results.append(.rejected(try Parts.failure(failure)))
      case .quarantined(let reason):
        results.append(.quarantined(QuarantineReason(rawValue: reason) ?? .other))
      case nil: throw WireError(.incomplete, "Result.result")
      }
    }
    try Parts.bounded(results.count, SyncLimits.commitsPerSegment, "ResultRun.results")
    return ResultRun(first: message.first, results: results)
  }
}
