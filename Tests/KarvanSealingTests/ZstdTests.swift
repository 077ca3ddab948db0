// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import KarvanSealing

@Suite("Compression")
struct ZstdTests {
  @Test("what was compressed expands", arguments: [0, 1, 100, 100_000])
  func roundTrip(_ length: Int) throws {
    var random = Seeded(UInt64(length))
    for bytes in [random.bytes(length), random.prose(length)] {
      let frame = Zstd.compress(bytes)
      #expect(try Zstd.expand(frame[...], length: length, limit: length) == bytes)
      refuses(.oversized) { try Zstd.expand(frame[...], length: length + 1, limit: length) }
      refuses(.badCompression) {
        try Zstd.expand(frame[...], length: length + 1, limit: length + 1)
      }
      refuses(.badCompression) { try Zstd.expand(frame.dropLast(), length: length, limit: length) }
      refuses(.badCompression) {
        try Zstd.expand((frame + [0])[...], length: length, limit: length)
      }
    }
    refuses(.badCompression) { try Zstd.expand([], length: 0, limit: 10) }
    refuses(.oversized) { try Zstd.expand([], length: -1, limit: 10) }
  }

  @Test("garbage is refused")
  func garbage() {
    var random = Seeded(4)
    for _ in 0..<500 {
      var frame = Zstd.compress(random.prose(300))
      frame[random.below(frame.count)] ^= UInt8(1 + random.below(255))
      // A flipped literal may still expand: only crashes and wrong lengths are at stake here.
      let expanded = try? Zstd.expand(frame[...], length: 300, limit: 300)
      #expect(expanded == nil || expanded?.count == 300, random.note)
    }
  }
}
