// SPDX-License-Identifier: Apache-2.0
import CSodium

/// libsodium's secretstream (XChaCha20-Poly1305) as a row of length-prefixed chunks.
///
///     header 24 ‖ { sealed length u32 ‖ sealed chunk } …
///
/// A sealed chunk is 17 bytes longer than its plaintext of 1 to 65,536 bytes. The tags are MESSAGE
/// and, for the last chunk and only there, FINAL.
final class SecretStream {
  static let headerLength = Int(crypto_secretstream_xchacha20poly1305_HEADERBYTES)
  static let chunkOverhead = 17
  static let prefixLength = 4
  static let messageTag = UInt8(crypto_secretstream_xchacha20poly1305_TAG_MESSAGE)
  static let finalTag: UInt8 = 3

  private var state = crypto_secretstream_xchacha20poly1305_state()

  /// The state after a header, for either direction.
  ///
  /// Sealing uses this too: libsodium's own start of a sealing stream is the same computation
  /// after drawing a random header, which here comes from the caller so that vectors can be made.
  init(key: SecretBytes, header: [UInt8]) {
    precondition(key.count == 32 && header.count == Self.headerLength)
    Sodium.start()
    _ = withExtendedLifetime(key) {
      crypto_secretstream_xchacha20poly1305_init_pull(&state, header, key.pointer)
    }
  }

  deinit {
    withUnsafeMutableBytes(of: &state) { buffer in
      if let base = buffer.baseAddress { sodium_memzero(base, buffer.count) }
    }
  }

  /// The bytes that `plain` bytes take as chunks.
  static func sealedCount(_ plain: Int) -> Int {
    let chunks = (plain + ExchangeLimits.chunkBytes - 1) / ExchangeLimits.chunkBytes
    return plain + chunks * (prefixLength + chunkOverhead)
  }

  /// Appends `plaintext` in chunks; the last is marked FINAL where `last` says so.
  func seal(_ plaintext: [UInt8], last: Bool, to output: inout [UInt8]) {
    precondition(!plaintext.isEmpty, "chunks are never empty")
    let start = output.count
    output.append(contentsOf: repeatElement(0, count: Self.sealedCount(plaintext.count)))
    plaintext.withUnsafeBufferPointer { source in
      output.withUnsafeMutableBufferPointer { target in
        seal(source, last: last, to: UnsafeMutableBufferPointer(rebasing: target[start...]))
      }
    }
  }

  private func seal(
    _ source: UnsafeBufferPointer<UInt8>, last: Bool, to target: UnsafeMutableBufferPointer<UInt8>
  ) {
    guard let input = source.baseAddress, let output = target.baseAddress else { return }
    var read = 0
    var written = 0
    while read < source.count {
      let count = min(ExchangeLimits.chunkBytes, source.count - read)
      let final = last && read + count == source.count
      sealChunk(input + read, count, tag: final ? Self.finalTag : Self.messageTag, output + written)
      read += count
      written += Self.prefixLength + count + Self.chunkOverhead
    }
  }

  /// Writes one chunk with its length; `target` has room for 21 bytes more than `count`.
  func sealChunk(
    _ source: UnsafePointer<UInt8>, _ count: Int, tag: UInt8, _ target: UnsafeMutablePointer<UInt8>
  ) {
    let length = UInt32(count + Self.chunkOverhead).bigEndian
    UnsafeMutableRawPointer(target).storeBytes(of: length, as: UInt32.self)
    _ = crypto_secretstream_xchacha20poly1305_push(
      &state, target + Self.prefixLength, nil, source, UInt64(count), nil, 0, tag)
  }
}

extension SecretStream {
  /// Opens the next chunk into `target`, which has room for it, and tells its length and whether it
  /// was the last.
  ///
  /// Errors: `truncated`, `oversized`, `badChunk` (no content or another tag), `streamFailed`.
  func open(
    _ reader: inout ByteReader, of bytes: [UInt8], into target: UnsafeMutablePointer<UInt8>
  ) throws(SealingError) -> (count: Int, final: Bool) {
    let length = Int(try reader.number() as UInt32)
    guard length <= ExchangeLimits.chunkBytes + Self.chunkOverhead else {
      throw SealingError(.oversized, "a chunk of \(length) bytes exceeds the limit")
    }
    guard length > Self.chunkOverhead else {
      throw SealingError(.badChunk, "a chunk of \(length) bytes has no content")
    }
    let range = try reader.take(length)
    var tag: UInt8 = 0
    let status = bytes.withUnsafeBufferPointer { source in
      guard let input = source.baseAddress else { return Int32(-1) }
      return crypto_secretstream_xchacha20poly1305_pull(
        &state, target, nil, &tag, input + range.lowerBound, UInt64(length), nil, 0)
    }
    guard status == 0 else {
      throw SealingError(.streamFailed, "the chunk at \(range.lowerBound) was altered or moved")
    }
    guard tag == Self.messageTag || tag == Self.finalTag else {
      throw SealingError(.badChunk, "a chunk with tag \(tag)")
    }
    return (length - Self.chunkOverhead, tag == Self.finalTag)
  }

  /// Opens all chunks up to FINAL, which must end the bytes.
  func openAll(_ reader: inout ByteReader, of bytes: [UInt8]) throws(SealingError) -> [UInt8] {
    var failure: SealingError?
    var input = reader
    let plaintext = [UInt8](unsafeUninitializedCapacity: reader.remaining + 1) { buffer, filled in
      guard let base = buffer.baseAddress else { return }
      do throws(SealingError) {
        var final = false
        while !final {
          let chunk = try open(&input, of: bytes, into: base + filled)
          filled += chunk.count
          final = chunk.final
        }
        try input.end()
      } catch {
        failure = error
      }
    }
    reader = input
    if let failure { throw failure }
    return plaintext
  }
}
