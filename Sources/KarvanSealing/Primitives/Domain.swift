// SPDX-License-Identifier: Apache-2.0

/// Every domain-separation string, said once; none is the beginning of another.
enum Domain: String, CaseIterable {
  case noise = "karvan/1 noise"
  case streamUp = "karvan/1 stream up"
  case streamDown = "karvan/1 stream down"
  case exchangeSignature = "karvan/1 exchange signature"
  case exchangeKeyID = "karvan/1 exchange key id"
  case certificate = "karvan/1 exchange certificate"
  case commitKey = "karvan/1 commit key"
  case digestKey = "karvan/1 digest key"
  case exportDigest = "karvan/1 export digest"
  case challengeKey = "karvan/1 challenge key"
  case challenge = "karvan/1 challenge mac"
  case acknowledgementKey = "karvan/1 acknowledgement key"
  case acknowledgement = "karvan/1 acknowledgement mac"
  case wakeKey = "karvan/1 wake key"
  case wake = "karvan/1 wake mac"
  case syncMark = "karvan/1 sync mark"
  case segmentKey = "karvan/1 segment key"
  case segmentNonceKey = "karvan/1 segment nonce"
  case keyCommitment = "karvan/1 key commitment"
  case genesis = "karvan/1 genesis"
  case chain = "karvan/1 chain"
  case invitePSK = "karvan/1 invite psk"
  case inviteChecksum = "karvan/1 invite checksum"
  case fingerprint = "karvan/1 fingerprint"
  case wipeOrder = "karvan/1 wipe order"
  case snapshotKey = "karvan/1 snapshot key"
  case snapshotChunk = "karvan/1 snapshot chunk"
  case keyFile = "karvan/1 key file"
  case backup = "karvan/1 backup stream"
  case backupRoot = "karvan/1 backup of root"
  case backupKey = "karvan/1 offline key check"
  case contentAddress = "karvan/1 content address"
  case contentPiece = "karvan/1 content piece"
  case contentProof = "karvan/1 content proof"
  case contentKey = "karvan/1 content key"
  case contentChunk = "karvan/1 content chunk"
  case contentNote = "karvan/1 note of content"
  case vaultKey = "karvan/1 vault key"

  /// The string followed by the parts.
  func joined(_ parts: [UInt8]...) -> [UInt8] {
    var bytes = Array(rawValue.utf8)
    for part in parts { bytes.append(contentsOf: part) }
    return bytes
  }
}
