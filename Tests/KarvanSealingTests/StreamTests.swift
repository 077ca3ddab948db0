// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import KarvanSealing

@Suite("Streams")
struct StreamTests {
  let pair = Pair()
  let good = BodyEnvelope.wrapStored([1, 2, 3])

  @Test("a body may come in chunks of any length")
  func unevenChunks() throws {
    let request = try pair.craft([
      Chunk(Array(good[..<1]), 0), Chunk(Array(good[1..<200]), 0), Chunk(Array(good[200...]), 3),
    ])
    #expect(try pair.receive(request).body == [1, 2, 3])
  }

  @Test("a stream without FINAL is cut")
  func missingFinal() throws {
    let request = try pair.craft([Chunk(good, 0)])
    refuses(.truncated) { try pair.receive(request) }
  }

  @Test("chunks after FINAL are refused although the cipher would go on")
  func afterFinal() throws {
    let request = try pair.craft([Chunk(good, 3), Chunk([1], 0)])
    refuses(.trailingBytes) { try pair.receive(request) }
    let twice = try pair.craft([Chunk(good, 3), Chunk(good, 3)])
    refuses(.trailingBytes) { try pair.receive(twice) }
  }

  @Test("tags PUSH and REKEY are refused", arguments: [UInt8(1), 2])
  func otherTags(_ tag: UInt8) throws {
    let request = try pair.craft([Chunk(good, tag), Chunk(good, 3)])
    refuses(.badChunk) { try pair.receive(request) }
  }

  @Test("empty chunks are refused in the middle and at the end")
  func emptyChunks() throws {
    let middle = try pair.craft([Chunk([], 0), Chunk(good, 3)])
    refuses(.badChunk) { try pair.receive(middle) }
    let end = try pair.craft([Chunk(good, 0), Chunk([], 3)])
    refuses(.badChunk) { try pair.receive(end) }
  }

  @Test("a chunk longer than 64 KiB is refused before it is read")
  func oversizedChunk() throws {
    let long = [UInt8](repeating: 0, count: ExchangeLimits.chunkBytes + 1)
    let request = try pair.craft([Chunk(long, 3)])
    refuses(.oversized) { try pair.receive(request) }
    let first = try pair.craft(signature: false, [Chunk(long, 0)])
    refuses(.oversized) { try pair.receive(first) }
  }

  @Test("the first chunk must be the signature")
  func withoutSignature() throws {
    for chunks in [[Chunk(good, 3)], [Chunk(good, 0), Chunk(good, 3)]] {
      let request = try pair.craft(signature: false, chunks)
      refuses(.badSignature) { try pair.receive(request) }
    }
    let only = try pair.craft([])
    refuses(.truncated) { try pair.receive(only) }
  }

  @Test("chunks that change places are refused")
  func swappedChunks() throws {
    let halves = [Chunk(Array(good[..<128]), 0), Chunk(Array(good[128...]), 0)]
    let request = try pair.craft(halves + [Chunk([0], 3)])
    let tail = 149 * 2 + 22
    let start = request.count - tail
    let swapped =
      request[..<start] + request[(start + 149)..<(start + 298)] + request[start..<(start + 149)]
      + request[(start + 298)...]
    refuses(.streamFailed) { try pair.receive(Array(swapped)) }
  }

  @Test("a body of a wrong form is refused")
  func badBodies() throws {
    let zeros = [UInt8](repeating: 0, count: 256)
    var unknown = good
    unknown[0] = 2
    var unpadded = good
    unpadded[255] = 1
    let padOnly = [UInt8(0x80)] + zeros.dropLast()
    let short = [UInt8(1), 0, 0x80] + zeros.dropLast(3)
    for body in [[0, 0x80], zeros, unknown, unpadded, padOnly, short, Array(good.dropLast())] {
      let request = try pair.craft([Chunk(body, 3)])
      refuses(.badBody) { try pair.receive(request) }
    }
  }

  @Test("compressed bodies expand to what they say and never past the limit")
  func bombs() throws {
    let frame = Zstd.compress([UInt8](repeating: 0, count: 1_000))
    let wrong = BodyEnvelope.wrapCompressed(frame, length: 999)
    refuses(.badCompression) { try pair.receive(try pair.craft([Chunk(wrong, 3)])) }
    let doubled = BodyEnvelope.wrapCompressed(frame + frame, length: 1_000)
    refuses(.badCompression) { try pair.receive(try pair.craft([Chunk(doubled, 3)])) }
    let bomb = BodyEnvelope.wrapCompressed(frame, length: ExchangeLimits.expandedBytes + 1)
    refuses(.oversized) { try pair.receive(try pair.craft([Chunk(bomb, 3)])) }
    let right = BodyEnvelope.wrapCompressed(frame, length: 1_000)
    #expect(try pair.receive(try pair.craft([Chunk(right, 3)])).body.count == 1_000)
  }

  @Test("lengths are padded and repetitive bodies shrink")
  func padding() throws {
    let lengths = (0..<254).map { BodyEnvelope.wrapStored(.init(repeating: 1, count: $0)).count }
    #expect(Set(lengths) == [256])
    #expect(BodyEnvelope.wrapStored(.init(repeating: 1, count: 255)).count == 512)
    #expect(try BodyEnvelope.wrap(.init(repeating: 1, count: 100_000)).count == 256)
  }
}
