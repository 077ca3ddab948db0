// SPDX-License-Identifier: Apache-2.0
package import KarvanCore
package import KarvanSealing
package import KarvanSync

/// The server's tokens, under keys that are derived from its root key.
package struct OfficeTokens: ServerTokens {
  let challenges: ChallengeKey
  let acknowledgements: AcknowledgementKey

  package init(root: RootKey, workspace: WorkspaceID) {
    challenges = root.challengeKey(workspace: Octets16(workspace))
    acknowledgements = root.acknowledgementKey(workspace: Octets16(workspace))
  }

  package func challenge(_ replica: ReplicaID, now: Int64) throws -> [UInt8] {
    ChallengeToken(replica: Octets16(replica), now: UInt64(clamping: now), key: challenges).bytes
  }

  package func accepts(_ echo: [UInt8], of replica: ReplicaID, now: Int64) -> Bool {
    guard !echo.isEmpty else { return false }
    do {
      try ChallengeToken.verify(
        echo, replica: Octets16(replica), now: UInt64(clamping: now), key: challenges)
      return true
    } catch {
      return false
    }
  }

  package func acknowledge(_ replica: ReplicaID, _ receipt: Receipt) throws -> [UInt8] {
    AcknowledgementToken(
      replica: Octets16(replica), sequence: receipt.sequence, head: receipt.head,
      incarnation: Octets16(receipt.incarnation), key: acknowledgements
    ).bytes
  }

  package func receipt(_ acknowledgement: [UInt8], of replica: ReplicaID) -> Receipt? {
    guard let token = try? AcknowledgementToken(acknowledgement, key: acknowledgements),
      token.replica == Octets16(replica)
    else { return nil }
    return Receipt(
      sequence: token.sequence, head: token.head, incarnation: IncarnationID(token.incarnation))
  }

  package func mark(
    _ device: DeviceID, in incarnation: IncarnationID, position: UInt64, at milliseconds: Int64
  ) throws -> SyncMark {
    SyncMark(
      position: position, at: milliseconds,
      mac: SyncMarkToken.mac(
        device: Octets16(device), incarnation: Octets16(incarnation), position: position,
        milliseconds: UInt64(bitPattern: milliseconds), key: acknowledgements))
  }

  package func knows(
    _ mark: SyncMark, of device: DeviceID, in incarnation: IncarnationID
  ) -> Bool {
    SyncMarkToken.isGenuine(
      mark.mac, device: Octets16(device), incarnation: Octets16(incarnation),
      position: mark.position, milliseconds: UInt64(bitPattern: mark.at), key: acknowledgements)
  }
}
