// SPDX-License-Identifier: Apache-2.0

/// A stateless question of the office: who echoes it within two minutes is there now, and not a
/// recording.
///
/// Binary, 56 bytes: server time u64, random 16, MAC 32 = BLAKE2b-256(key, "karvan/1 challenge
/// mac" ‖ time ‖ random ‖ replica). It is good for one replica; nothing is kept by the office.
public struct ChallengeToken: Sendable, Hashable {
  /// The length of the binary form.
  public static let encodedCount = 56
  /// How long an echo is taken.
  public static let lifetimeMilliseconds: UInt64 = 120_000

  /// The 56 bytes, which the device sends back unread.
  public let bytes: [UInt8]

  /// A new challenge for a replica; `now` is the office's time in milliseconds since 1970.
  public init(replica: Octets16, now: UInt64, key: ChallengeKey) {
    self.init(replica: replica, now: now, key: key, random: .system)
  }

  init(replica: Octets16, now: UInt64, key: ChallengeKey, random: RandomSource) {
    let nonce = Octets16.random(from: random)
    var bytes: [UInt8] = []
    bytes.append(bigEndian: now)
    bytes.append(nonce)
    bytes.append(Self.mac(now, nonce, replica, key))
    self.bytes = bytes
  }

  /// Checks an echo: `wrongLength`, `badToken` (not ours, or for another replica), then
  /// `expiredToken` where the office's clock is more than two minutes away.
  public static func verify(
    _ echo: [UInt8], replica: Octets16, now: UInt64, key: ChallengeKey
  ) throws(SealingError) {
    guard echo.count == encodedCount else {
      throw SealingError(.wrongLength, "a challenge has 56 bytes, not \(echo.count)")
    }
    var reader = ByteReader(echo)
    let time: UInt64 = try reader.number()
    let nonce: Octets16 = try reader.octets()
    let mac: Octets32 = try reader.octets()
    guard constantTimeEqual(mac.bytes, Self.mac(time, nonce, replica, key).bytes) else {
      throw SealingError(.badToken, "the challenge is not one of this office for this replica")
    }
    let age = now > time ? now - time : time - now
    guard age <= lifetimeMilliseconds else {
      throw SealingError(.expiredToken, "the challenge is \(age) ms old")
    }
  }

  private static func mac(
    _ time: UInt64, _ nonce: Octets16, _ replica: Octets16, _ key: ChallengeKey
  ) -> Octets32 {
    var input = Domain.challenge.joined()
    input.append(bigEndian: time)
    input.append(nonce)
    input.append(replica)
    return Blake2b.hash(input, key: key.secret)
  }
}
