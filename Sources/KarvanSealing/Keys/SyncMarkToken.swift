// SPDX-License-Identifier: Apache-2.0

/// The office's proof that it gave a device a sync point, and when: 16 bytes, BLAKE2b-128(key:
/// acknowledgement key, "karvan/1 sync mark" ‖ device 16 ‖ incarnation 16 ‖ position u64 ‖ time u64).
public enum SyncMarkToken {
  /// The MAC of a mark.
  public static func mac(
    device: Octets16, incarnation: Octets16, position: UInt64, milliseconds: UInt64,
    key: AcknowledgementKey
  ) -> [UInt8] {
    var input = Domain.syncMark.joined(device.bytes, incarnation.bytes)
    input.append(bigEndian: position)
    input.append(bigEndian: milliseconds)
    let hash: Octets16 = Blake2b.hash(input, key: key.secret)
    return hash.bytes
  }

  /// Whether a MAC is that of a mark; takes as long whatever differs.
  public static func isGenuine(
    _ mac: [UInt8], device: Octets16, incarnation: Octets16, position: UInt64,
    milliseconds: UInt64, key: AcknowledgementKey
  ) -> Bool {
    constantTimeEqual(
      mac,
      self.mac(
        device: device, incarnation: incarnation, position: position, milliseconds: milliseconds,
        key: key))
  }
}
