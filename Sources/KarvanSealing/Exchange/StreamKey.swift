// SPDX-License-Identifier: Apache-2.0

/// The key of one stream, derived from the seed that the handshake carried.
enum StreamKey {
  /// BLAKE2b-256(key: seed, "karvan/1 stream up" ‖ handshake hash after message 1).
  static func up(seed: SecretBytes, transcript: [UInt8]) -> SecretBytes {
    Blake2b.derive(from: seed, Domain.streamUp.joined(transcript))
  }

  /// BLAKE2b-256(key: seed, "karvan/1 stream down" ‖ handshake hash after message 2 ‖ hash of the
  /// whole request).
  static func down(seed: SecretBytes, transcript: [UInt8], request: Octets32) -> SecretBytes {
    Blake2b.derive(from: seed, Domain.streamDown.joined(transcript, request.bytes))
  }
}
