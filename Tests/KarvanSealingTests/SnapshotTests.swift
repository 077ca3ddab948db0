// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import KarvanSealing

/// The file of a snapshot: it comes out as it went in, and nothing else comes out.
@Suite struct SnapshotTests {
  private static func seal(_ low: UInt64 = 1) -> SnapshotSeal {
    SnapshotSeal(
      id: Octets16(high: 0, low: low),
      key: SnapshotKey(secret: SecretBytes(copying: [UInt8](repeating: 7, count: 32))))
  }

  private static func file(_ frames: [[UInt8]], _ seal: SnapshotSeal = seal()) throws -> [UInt8] {
    var bytes: [UInt8] = []
    var writer = SnapshotWriter(seal) { bytes += $0 }
    for frame in frames { try writer.append(frame) }
    try writer.finish()
    #expect(writer.size == UInt64(bytes.count))
    return bytes
  }

  private static func read(_ file: [UInt8], _ seal: SnapshotSeal = seal()) throws -> [[UInt8]] {
    var reader = try SnapshotReader(seal, size: UInt64(file.count)) { offset, count in
      Array(file[Int(offset)..<min(Int(offset) + count, file.count)])
    }
    var frames: [[UInt8]] = []
    while let frame = try reader.next() { frames.append(frame) }
    return frames
  }

  /// Bytes that hardly compress.
  private static func noise(_ count: Int, _ seed: UInt64) -> [UInt8] {
    var state = seed | 1
    return (0..<count).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return UInt8(truncatingIfNeeded: state >> 33)
    }
  }

  @Test(arguments: [[0], [1], [10, 0, 20], [65_510], [65_528], [65_529], [131_072, 3], [300_000]])
  func itComesOutAsItWentIn(_ sizes: [Int]) throws {
    let frames = sizes.enumerated().map { Self.noise($1, UInt64($0)) }
    #expect(try Self.read(try Self.file(frames)) == frames)
  }

  @Test func whatIsAlteredMovedCutOrForeignIsRefused() throws {
    let file = try Self.file([Self.noise(200_000, 3)])
    let chunk = SnapshotLayout.sealedBytes
    var altered = file
    altered[chunk + 5] ^= 1
    let swapped =
      Array(file[chunk..<2 * chunk]) + Array(file[..<chunk]) + Array(file[(2 * chunk)...])
    let cut = Array(file[..<(2 * chunk)])
    let longer = file + file[..<chunk]
    let other = try Self.file([Self.noise(200_000, 3)], Self.seal(2))
    let mixed = Array(file[..<chunk]) + Array(other[chunk...])
    for wrong in [altered, swapped, cut, longer, mixed, other, Array(file.dropLast())] {
      #expect(throws: SealingError(.snapshotFailed, "")) { try Self.read(wrong) }
    }
  }

  @Test func onlySizesThatAFileHasHaveChunks() {
    let chunk = UInt64(SnapshotLayout.sealedBytes)
    #expect(SnapshotLayout.chunks(in: 0) == nil)
    #expect(SnapshotLayout.chunks(in: 16) == nil)
    #expect(SnapshotLayout.chunks(in: 17) == 1)
    #expect(SnapshotLayout.chunks(in: chunk) == 1)
    #expect(SnapshotLayout.chunks(in: chunk + 16) == nil)
    #expect(SnapshotLayout.chunks(in: chunk + 17) == 2)
  }
}
