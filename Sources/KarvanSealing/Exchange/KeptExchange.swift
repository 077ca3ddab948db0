// SPDX-License-Identifier: Apache-2.0

/// The device's side of an exchange whose answer comes another day, in a file.
///
/// Binary, 260 bytes: magic `KXC1`, preamble 64, ephemeral secret 32, chaining key 64, handshake
/// hash 64, request hash 32. As secret as a device key for as long as it is kept: whoever has it
/// and the device's static key can read this one answer.
public struct KeptExchange: Sendable, Equatable {
  /// The length of the binary form.
  public static let encodedCount = 260
  private static let magic: [UInt8] = Array("KXC1".utf8)

  /// BLAKE2b-256 of the request that this waits for the answer to.
  public let requestHash: Octets32
  let preamble: ExchangePreamble
  let ephemeral: DHKeyPair
  let chainingKey: SecretBytes
  let transcript: [UInt8]

  /// What has to be kept of an exchange that was made.
  public init(_ exchange: DeviceExchange) {
    requestHash = exchange.requestHash
    preamble = exchange.preamble
    ephemeral = exchange.handshake.ephemeral
    chainingKey = exchange.handshake.chainingKey
    transcript = exchange.handshake.transcript
  }

  /// Reads what was kept: `wrongLength`, `badPreamble` where it is something else.
  public init(exposedBytes bytes: [UInt8]) throws(SealingError) {
    guard bytes.count == Self.encodedCount else {
      throw SealingError(
        .wrongLength, "a kept exchange has \(Self.encodedCount) bytes, not \(bytes.count)")
    }
    var reader = ByteReader(bytes)
    guard Array(try reader.slice(4)) == Self.magic else {
      throw SealingError(.badPreamble, "this is no kept exchange")
    }
    preamble = try ExchangePreamble(
      decoding: Array(try reader.slice(ExchangePreamble.encodedCount)))
    ephemeral = try DHKeyPair(exposedBytes: Array(try reader.slice(32)))
    chainingKey = SecretBytes(copying: try reader.slice(NoiseHash.length))
    transcript = Array(try reader.slice(NoiseHash.length))
    requestHash = try reader.octets()
  }

  /// The binary form, for secret storage only.
  public var exposedBytes: [UInt8] {
    var bytes = Self.magic + preamble.bytes
    bytes += ephemeral.exposedBytes
    bytes += chainingKey.exposedBytes
    bytes += transcript
    bytes.append(requestHash)
    return bytes
  }
}

extension DeviceExchange {
  /// Takes an exchange up again where it was kept; `keys` are those that made it.
  public init(_ kept: KeptExchange, keys: DeviceKeys) {
    self.init(
      awaiting: kept.requestHash, preamble: kept.preamble,
      handshake: NoiseInitiator(
        staticKey: keys.exchange, ephemeral: kept.ephemeral,
        symmetric: NoiseSymmetric(chainingKey: kept.chainingKey, transcript: kept.transcript)))
  }
}
