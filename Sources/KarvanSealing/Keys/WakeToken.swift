// SPDX-License-Identifier: Apache-2.0

/// The right to be told that there is news, without being told what.
///
/// Binary, 56 bytes: replica 16, last moment u64, MAC 32 = BLAKE2b-256(key, "karvan/1 wake mac" ‖
/// the first 24 bytes). It travels inside Noise to the device and in clear back: who steals it
/// learns when its owner has news, for a week, and can do nothing with it.
public struct WakeToken: Sendable, Hashable {
  /// The length of the binary form.
  public static let encodedCount = 56
  /// How long a token is taken: a week; each exchange brings a fresh one.
  public static let lifetimeMilliseconds: UInt64 = 604_800_000

  /// Whose right it is.
  public let replica: Octets16
  /// The 56 bytes.
  public let bytes: [UInt8]

  /// A token for a replica; `now` is the office's time in milliseconds since 1970.
  public init(replica: Octets16, now: UInt64, key: WakeKey) {
    self.replica = replica
    let fields = Self.fields(replica, now &+ Self.lifetimeMilliseconds)
    bytes = fields + Self.mac(fields, key).bytes
  }

  /// Decodes and verifies: `wrongLength`, `badToken`, then `expiredToken`.
  public init(_ bytes: [UInt8], now: UInt64, key: WakeKey) throws(SealingError) {
    guard bytes.count == Self.encodedCount else {
      throw SealingError(.wrongLength, "a wake token has 56 bytes, not \(bytes.count)")
    }
    var reader = ByteReader(bytes)
    replica = try reader.octets()
    let last: UInt64 = try reader.number()
    let mac: Octets32 = try reader.octets()
    guard constantTimeEqual(mac.bytes, Self.mac(Array(bytes[..<24]), key).bytes) else {
      throw SealingError(.badToken, "the wake token was not made by this office")
    }
    guard now <= last else { throw SealingError(.expiredToken, "the wake token has expired") }
    self.bytes = bytes
  }

  private static func fields(_ replica: Octets16, _ last: UInt64) -> [UInt8] {
    var bytes = replica.bytes
    bytes.append(bigEndian: last)
    return bytes
  }

  private static func mac(_ fields: [UInt8], _ key: WakeKey) -> Octets32 {
    Blake2b.hash(Domain.wake.joined(fields), key: key.secret)
  }
}
