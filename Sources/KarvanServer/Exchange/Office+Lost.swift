// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanSealing
import KarvanStore
import KarvanSync

/// What the office knows of the device behind a handshake.
struct DeviceStanding {
  let account: DeviceAccount
  let custody: DeviceCustody
  let issued: [IssuedEpoch]
  let workspace: WorkspaceID
  let root: RootKey

  /// Opens the segments of one of its replicas.
  func opening(_ replica: ReplicaID) -> ReplicaOpening {
    ReplicaOpening(
      root: root, workspace: workspace, device: account.id, replica: replica, issued: issued)
  }

  /// The key for its next segments, where it does not have that yet.
  func grant(after state: KeyState) -> CommitKeyGrant? {
    guard state.epoch > 0, let newest = issued.last?.epoch, newest > state.epoch else { return nil }
    let key = root.commitKey(
      workspace: Octets16(workspace), device: Octets16(account.id), epoch: newest)
    return CommitKeyGrant(epoch: newest, key: key.exposedBytes)
  }

  /// Whether its request is answered by ``Office/answerLost(_:_:_:_:now:)``.
  func isLost(_ header: RequestHeader) -> Bool {
    if case .lost = custody { return true }
    return header.keys.wipeReceipt != nil
  }
}

extension Office {
  /// The device whose exchange key this is; nil for a stranger.
  func standing(exchangeKey: [UInt8]) throws -> DeviceStanding? {
    try database.read { reader in
      guard let device = try reader.device(exchangeKey: exchangeKey) else { return nil }
      return DeviceStanding(
        account: device, custody: try reader.custody(of: device.id),
        issued: try issuedEpochs(of: device.id, reader), workspace: workspace, root: ring.root)
    }
  }

  /// Answers a lost device, or one that says that it wiped itself: nothing of what it sends is
  /// opened, and it is given nothing but an order, signed as the answer to this very request.
  func answerLost(
    _ request: OfficeExchange.Request, _ header: RequestHeader, _ body: RequestBody,
    _ standing: DeviceStanding, now: Int64
  ) throws -> AnswerHeader {
    let opening = standing.opening(header.replica)
    let segments = try body.segments.map { bytes in
      let closed = try opening.inspect(bytes)
      let range = closed.header.range
      return ClosedSegment(
        segment: KarvanSync.SealedSegment(
          number: range.number, first: range.firstSequence, count: Int(range.count),
          bytes: bytes, chain: closed.chain.bytes),
        previousChain: closed.header.previousChain.bytes)
    }
    let lost = try session.serveLost(
      header, of: standing.account.id, segments: segments, now: now)
    var answer = lost.header
    if let nonce = lost.orders {
      let subject = WipeSubject(
        workspace: Octets16(workspace), device: Octets16(standing.account.id),
        replica: Octets16(header.replica), request: request.handshake.requestHash)
      answer.keys.wipeOrder =
        WipeOrder(
          to: subject, nonce: try Octets16(nonce), identity: ring.identity
        ).bytes
    }
    return answer
  }
}
