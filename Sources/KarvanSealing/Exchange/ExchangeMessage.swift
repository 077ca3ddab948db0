// SPDX-License-Identifier: Apache-2.0

/// The parts that requests and answers are put together from.
enum ExchangeMessage {
  static let seedLength = 32

  /// Appends stream header and chunks: the signature where there is one, then the body.
  static func appendStream(
    key: SecretBytes, header: [UInt8], signature: Octets64?, envelope: [UInt8],
    to output: inout [UInt8]
  ) {
    let chunks = SecretStream.sealedCount(envelope.count) + SecretStream.sealedCount(64)
    output.reserveCapacity(output.count + SecretStream.headerLength + chunks)
    output.append(contentsOf: header)
    let stream = SecretStream(key: key, header: header)
    if let signature { stream.seal(signature.bytes, last: false, to: &output) }
    stream.seal(envelope, last: true, to: &output)
  }

  /// What a device signs: "karvan/1 exchange signature" ‖ handshake hash after message 1.
  static func signed(_ transcript: [UInt8]) -> [UInt8] {
    Domain.exchangeSignature.joined(transcript)
  }

  static func checkPayload(_ payload: [UInt8]) throws(SealingError) {
    guard payload.count <= ExchangeLimits.payloadBytes else {
      throw SealingError(.oversized, "a handshake payload of \(payload.count) bytes")
    }
  }

  static func checkLength(_ bytes: [UInt8], limit: Int) throws(SealingError) {
    guard bytes.count <= limit else {
      throw SealingError(.oversized, "\(bytes.count) bytes, the limit is \(limit)")
    }
  }
}
