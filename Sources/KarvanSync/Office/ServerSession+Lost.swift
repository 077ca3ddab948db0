// SPDX-License-Identifier: Apache-2.0
public import KarvanCore

extension ServerSession {
  /// What a lost device is answered.
  public struct LostAnswer: Hashable, Sendable {
    /// The answer, still without an order.
    public let header: AnswerHeader
    /// What the order to wipe has to name; nil when none is due.
    public let orders: [UInt8]?
  }

  /// Takes what a lost device sends, without opening it: segments are held for an administrator
  /// to look at, a receipt is noted.
  ///
  /// The order to wipe is due only when nothing more can be rescued: whoever has the device holds
  /// that up by sending nothing, but could as well never ask.
  public func serveLost(
    _ header: RequestHeader, of device: DeviceID, segments: [ClosedSegment], now: Int64
  ) throws -> LostAnswer {
    try storage.write(isDurable: true) { transaction -> LostAnswer in
      let incarnation = try transaction.incarnation()
      func answer(_ verdict: Verdict, orders: [UInt8]? = nil) -> LostAnswer {
        LostAnswer(
          header: AnswerHeader(
            verdict: verdict, exchangeNumber: header.exchangeNumber, incarnation: incarnation,
            serverTime: now, acknowledged: nil), orders: orders)
      }
      if let receipt = header.keys.wipeReceipt,
        try transaction.noteWipeReceipt(receipt, of: header.replica, on: device, at: now)
      {
        return answer(.revoked)
      }
      guard case .lost(_, let nonce) = try transaction.custody(of: device) else {
        return answer(.revoked)
      }
      if var account = try transaction.device(device) {
        account.lastSeenAt = now
        try transaction.save(account)
      }
      let before = try reach(header.replica, on: device, transaction)
      let after = try hold(segments, of: header.replica, on: device, transaction, now: now)
      let mayHaveMore = after != before && header.keys.newestSegment > after
      if mayHaveMore { return answer(.missing(segment: after + 1)) }
      try transaction.noteWipeOrder(nonce, to: header.replica, on: device, at: now)
      return answer(.revoked, orders: nonce)
    }
  }

  /// The number of the newest segment that was taken or is held.
  private func reach(
    _ replica: ReplicaID, on device: DeviceID, _ transaction: any OfficeTransaction
  ) throws -> UInt64 {
    if let held = try transaction.rescueHead(of: replica) { return held.journal.segment }
    let account = try transaction.account(of: replica)
    return account?.device == device ? account?.journal.segment ?? 0 : 0
  }

  /// Holds the segments that continue what is there; what does not is of another life, or of a
  /// thief, and cannot be put in order.
  private func hold(
    _ segments: [ClosedSegment], of replica: ReplicaID, on device: DeviceID,
    _ transaction: any OfficeTransaction, now: Int64
  ) throws -> UInt64 {
    guard let account = try transaction.account(of: replica), account.device == device else {
      return 0
    }
    let held = try transaction.rescueHead(of: replica)
    var head = held?.journal ?? account.journal
    var bytes = held?.bytes ?? 0
    for closed in segments where closed.segment.number > head.segment {
      let segment = closed.segment
      // The genesis of the first one is checked when it is opened.
      guard segment.number == head.segment + 1, segment.first == head.sequence + 1,
        head.segment == 0 || closed.previousChain == head.chain,
        bytes + segment.bytes.count <= CustodyLimits.rescueBytes
      else { break }
      try transaction.holdForRescue(segment, of: replica, on: device, at: now)
      bytes += segment.bytes.count
      head = JournalHead(
        sequence: segment.last, segment: segment.number, chain: segment.chain)
    }
    return head.segment
  }
}
