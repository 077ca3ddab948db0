// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanSealing
import KarvanSync

/// The server's tokens, under keys that are derived from its root key.
struct OfficeTokens: ServerTokens {
  let challenges: ChallengeKey
  let acknowledgements: AcknowledgementKey
  let incarnation: IncarnationID

  init(root: RootKey, workspace: WorkspaceID, incarnation: IncarnationID) {
    challenges = root.challengeKey(workspace: Octets16(workspace))
    acknowledgements = root.acknowledgementKey(workspace: Octets16(workspace))
    self.incarnation = incarnation
  }

  func challenge(_ replica: ReplicaID, now: Int64) throws -> [UInt8] {
    ChallengeToken(replica: Octets16(replica), now: UInt64(clamping: now), key: challenges).bytes
  }

  func accepts(_ echo: [UInt8], of replica: ReplicaID, now: Int64) -> Bool {
    guard !echo.isEmpty else { return false }
    do {
      try ChallengeToken.verify(
        echo, replica: Octets16(replica), now: UInt64(clamping: now), key: challenges)
      return true
    } catch {
      return false
    }
  }

  func acknowledge(_ replica: ReplicaID, sequence: UInt64) throws -> [UInt8] {
    AcknowledgementToken(
      replica: Octets16(replica), sequence: sequence, incarnation: Octets16(incarnation),
      key: acknowledgements
    ).bytes
  }
}
