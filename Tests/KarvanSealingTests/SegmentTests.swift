// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import KarvanSealing

@Suite("Segments")
struct SegmentTests {
  let key = CommitKey.generate()

  private func header(_ number: UInt64 = 1, previous: Octets32 = .zero) -> SegmentHeader {
    SegmentHeader(
      origin: SegmentOrigin(workspace: .random(), device: .random(), replica: .random()),
      range: SegmentRange(number: number, firstSequence: 10, count: 3), epoch: 2,
      schemaVersion: 5, previousChain: previous)
  }

  @Test("what was sealed opens", arguments: [1, 2, 100, 5_000, 1 << 20])
  func roundTrip(_ length: Int) throws {
    var random = Seeded(UInt64(length))
    for plaintext in [random.bytes(length), random.prose(length)] {
      let sealed = try SegmentSeal(key).seal(plaintext, header: header())
      #expect(sealed.bytes.count <= SegmentLimits.sealedBytes)
      let read = try SealedSegment(sealed.bytes)
      #expect(read == sealed)
      #expect(read.header.plainLength == UInt32(length))
      #expect(try SegmentSeal(key).open(read) == plaintext)
    }
  }

  @Test("every flipped byte, cut and extension is refused")
  func altered() throws {
    let bytes = try SegmentSeal(key).seal([1, 2, 3, 4], header: header()).bytes
    let seal = SegmentSeal(key)
    for index in bytes.indices {
      for bit in 0..<8 {
        var other = bytes
        other[index] ^= 1 << UInt8(bit)
        refuses("bit \(bit) of byte \(index)") { try seal.open(try SealedSegment(other)) }
      }
    }
    for count in 0..<bytes.count {
      refuses("cut to \(count)") { try seal.open(try SealedSegment(Array(bytes[..<count]))) }
    }
    refuses(.segmentFailed) { try seal.open(try SealedSegment(bytes + [0])) }
  }

  @Test("another key opens nothing")
  func wrongKey() throws {
    let sealed = try SegmentSeal(key).seal([1], header: header())
    refuses(.segmentFailed) { try SegmentSeal(.generate()).open(sealed) }
  }

  @Test("limits of the header")
  func limits() throws {
    let seal = SegmentSeal(key)
    refuses(.badSegmentHeader) { try seal.seal([], header: header()) }
    let long = [UInt8](repeating: 0, count: SegmentLimits.plainBytes + 1)
    refuses(.badSegmentHeader) { try seal.seal(long, header: header()) }
    let ranges = [
      SegmentRange(number: 0, firstSequence: 1, count: 1),
      SegmentRange(number: 1, firstSequence: 0, count: 1),
      SegmentRange(number: 1, firstSequence: 1, count: 0),
      SegmentRange(number: 1, firstSequence: 1, count: 1_001),
      SegmentRange(number: 1, firstSequence: UInt64.max, count: 1),
      SegmentRange(number: 1, firstSequence: UInt64(Int64.max), count: 1),
    ]
    for range in ranges {
      let bad = SegmentHeader(
        origin: header().origin, range: range, epoch: 0, schemaVersion: 0, previousChain: .zero)
      refuses(.badSegmentHeader, "\(range)") { try seal.seal([1], header: bad) }
    }
    let huge = header().bytes + [UInt8](repeating: 0, count: SegmentLimits.sealedBytes)
    refuses(.oversized) { try SealedSegment(huge) }
  }

  @Test("the same random bytes give different nonces for different contents")
  func clones() throws {
    let fixed = [UInt8](repeating: 3, count: 32)
    let header = header()
    let seals = try [[1], [2]].map { (plaintext: [UInt8]) in
      try SegmentSeal(key).seal(
        plaintext, packed: Zstd.compress(plaintext), header: header,
        random: FixedRandom([fixed]).source)
    }
    let nonces = seals.map { $0.bytes[116..<140] }
    #expect(nonces[0] != nonces[1])
  }

  @Test("the chain binds each segment to all before it and survives erased bodies")
  func chain() throws {
    let device = Octets16.random()
    let replica = Octets16.random()
    let genesis = SegmentChain.genesis(
      device: device, replica: replica, commitment: key.commitment)
    let others = [
      SegmentChain.genesis(device: replica, replica: device, commitment: key.commitment),
      SegmentChain.genesis(
        device: device, replica: replica, commitment: CommitKey.generate().commitment),
    ]
    #expect(!others.contains(genesis))
    var chain = genesis
    var rebuilt = genesis
    for number in UInt64(1)...5 {
      let segment = try SegmentSeal(key).seal([1], header: header(number, previous: chain))
      chain = segment.chain
      rebuilt = SegmentChain.next(
        after: rebuilt, header: segment.headerHash, body: segment.bodyHash)
    }
    #expect(chain == rebuilt)
    #expect(chain != genesis)
  }
}
