// SPDX-License-Identifier: Apache-2.0

/// The form of a body inside its stream.
///
///     0 ‖ body ‖ padding                                        stored
///     1 ‖ length of the body u32 ‖ one zstd frame ‖ padding     compressed
///
/// The padding is one byte 0x80 and zeros up to a multiple of 256 bytes.
package enum BodyEnvelope {
  private static let stored: UInt8 = 0
  private static let compressed: UInt8 = 1
  private static let padMark: UInt8 = 0x80
  /// Below this compression gains nothing over its own header.
  private static let worthCompressing = 64

  /// The envelope of a body; throws `oversized`.
  package static func wrap(_ body: [UInt8]) throws(SealingError) -> [UInt8] {
    guard body.count <= ExchangeLimits.expandedBytes else {
      throw SealingError(.oversized, "a body of \(body.count) bytes exceeds the limit")
    }
    guard body.count >= worthCompressing else { return wrapStored(body) }
    let frame = Zstd.compress(body, level: Zstd.fastLevel)
    // Segments inside are sealed already and do not shrink; then the plain form is shorter.
    return frame.count + 4 < body.count
      ? wrapCompressed(frame, length: body.count) : wrapStored(body)
  }

  static func wrapStored(_ body: [UInt8]) -> [UInt8] {
    var envelope: [UInt8] = []
    envelope.reserveCapacity(body.count + 1 + ExchangeLimits.paddingBytes)
    envelope.append(stored)
    envelope.append(contentsOf: body)
    return padded(envelope)
  }

  static func wrapCompressed(_ frame: [UInt8], length: Int) -> [UInt8] {
    var envelope: [UInt8] = []
    envelope.reserveCapacity(frame.count + 5 + ExchangeLimits.paddingBytes)
    envelope.append(compressed)
    envelope.append(bigEndian: UInt32(length))
    envelope.append(contentsOf: frame)
    return padded(envelope)
  }

  /// The body of an envelope; throws `badBody`, `oversized`, `badCompression`.
  package static func unwrap(_ envelope: [UInt8]) throws(SealingError) -> [UInt8] {
    let end = try contentEnd(envelope)
    switch envelope.first {
    case stored?:
      return Array(envelope[1..<max(end, 1)])
    case compressed?:
      guard end >= 5 else { throw SealingError(.badBody, "a compressed body without a length") }
      var reader = ByteReader(envelope, at: 1)
      let length: UInt32 = try reader.number()
      return try Zstd.expand(
        envelope[5..<end], length: Int(length), limit: ExchangeLimits.expandedBytes)
    default:
      throw SealingError(.badBody, "a body of an unknown form")
    }
  }

  private static func padded(_ envelope: [UInt8]) -> [UInt8] {
    var result = envelope
    result.append(padMark)
    let rest = result.count % ExchangeLimits.paddingBytes
    if rest != 0 {
      result.append(contentsOf: repeatElement(0, count: ExchangeLimits.paddingBytes - rest))
    }
    return result
  }

  /// Where the padding begins.
  private static func contentEnd(_ envelope: [UInt8]) throws(SealingError) -> Int {
    let paddings = envelope.suffix(ExchangeLimits.paddingBytes)
    guard
      !envelope.isEmpty, envelope.count.isMultiple(of: ExchangeLimits.paddingBytes),
      let end = paddings.lastIndex(where: { $0 != 0 }), envelope[end] == padMark, end > 0
    else { throw SealingError(.badBody, "the padding of a body is wrong") }
    return end
  }
}
