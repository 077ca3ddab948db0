// SPDX-License-Identifier: Apache-2.0

extension RootKey {
  /// BLAKE2b-256(key: root, "karvan/1 commit key" ‖ workspace ‖ device ‖ epoch as u32).
  ///
  /// A device holds only its own, so revoking one changes nobody else's.
  public func commitKey(workspace: Octets16, device: Octets16, epoch: UInt32) -> CommitKey {
    var input = Domain.commitKey.joined(workspace.bytes, device.bytes)
    input.append(bigEndian: epoch)
    return CommitKey(secret: Blake2b.derive(from: secret, input))
  }

  /// BLAKE2b-256(key: root, "karvan/1 digest key" ‖ workspace); devices get it at enrolment.
  public func digestKey(workspace: Octets16) -> DigestKey {
    DigestKey(secret: Blake2b.derive(from: secret, Domain.digestKey.joined(workspace.bytes)))
  }

  /// BLAKE2b-256(key: root, "karvan/1 challenge key" ‖ workspace); never leaves the office.
  public func challengeKey(workspace: Octets16) -> ChallengeKey {
    ChallengeKey(secret: Blake2b.derive(from: secret, Domain.challengeKey.joined(workspace.bytes)))
  }

  /// BLAKE2b-256(key: root, "karvan/1 acknowledgement key" ‖ workspace); never leaves the office.
  public func acknowledgementKey(workspace: Octets16) -> AcknowledgementKey {
    let input = Domain.acknowledgementKey.joined(workspace.bytes)
    return AcknowledgementKey(secret: Blake2b.derive(from: secret, input))
  }

  /// BLAKE2b-256(key: root, "karvan/1 snapshot key" ‖ workspace ‖ snapshot): derived, so that a
  /// server that was restarted still knows the keys of the files that it has.
  public func snapshotKey(workspace: Octets16, snapshot: Octets16) -> SnapshotKey {
    let input = Domain.snapshotKey.joined(workspace.bytes, snapshot.bytes)
    return SnapshotKey(secret: Blake2b.derive(from: secret, input))
  }

  /// BLAKE2b-256(key: root, "karvan/1 vault key" ‖ workspace): what the office's contents are sealed
  /// under; it never leaves the office.
  public func vaultKey(workspace: Octets16) -> VaultKey {
    VaultKey(secret: Blake2b.derive(from: secret, Domain.vaultKey.joined(workspace.bytes)))
  }

  /// BLAKE2b-256(key: root, "karvan/1 wake key" ‖ workspace); never leaves the office.
  public func wakeKey(workspace: Octets16) -> WakeKey {
    WakeKey(secret: Blake2b.derive(from: secret, Domain.wakeKey.joined(workspace.bytes)))
  }
}

extension CommitKey {
  /// BLAKE2b-256(key: this key, "karvan/1 key commitment"): names the key without giving it away.
  ///
  /// Kept once per device and epoch, because XChaCha20-Poly1305 alone does not bind its key.
  public var commitment: Octets32 { Blake2b.hash(Domain.keyCommitment.joined(), key: secret) }
}
