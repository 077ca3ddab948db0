// SPDX-License-Identifier: Apache-2.0
@testable import KarvanSealing

/// `protocol/vectors/segments.json`: keys, two chained segments and what must be refused. Binary
/// values are hexadecimal.
struct SegmentVectors: Codable, Equatable {
  struct Keys: Codable, Equatable {
    let root: String
    let workspace: String
    let device: String
    let replica: String
    let epoch: UInt32
    let commitKey: String
    let commitment: String
    let digestKey: String
    let genesis: String
  }
  struct Sealed: Codable, Equatable {
    let name: String
    let number: UInt64
    let firstSequence: UInt64
    let count: UInt32
    let schemaVersion: UInt32
    let previousChain: String
    let random: String
    let plaintext: String
    let frame: String
    let bytes: String
    let headerHash: String
    let bodyHash: String
    let chain: String
  }
  struct Rejected: Codable, Equatable {
    let name: String
    let bytes: String
    let code: String
  }
  let comment: [String]
  let keys: Keys
  let segments: [Sealed]
  let rejected: [Rejected]
}

extension SegmentVectors {
  /// Who seals in the vectors.
  struct Author {
    let root: RootKey
    let origin: SegmentOrigin
    let epoch: UInt32 = 3

    init() throws {
      root = try RootKey(exposedBytes: Fixed.bytes("root", 32))
      origin = SegmentOrigin(
        workspace: try Octets16(Fixed.bytes("workspace", 16)),
        device: try Octets16(Fixed.bytes("device", 16)),
        replica: try Octets16(Fixed.bytes("replica", 16)))
    }

    var key: CommitKey {
      root.commitKey(workspace: origin.workspace, device: origin.device, epoch: epoch)
    }

    var genesis: Octets32 {
      SegmentChain.genesis(
        device: origin.device, replica: origin.replica, commitment: key.commitment)
    }

    func header(_ range: SegmentRange, _ previous: Octets32) -> SegmentHeader {
      SegmentHeader(
        origin: origin, range: range, epoch: epoch, schemaVersion: 1, previousChain: previous)
    }
  }

  static func make() throws -> SegmentVectors {
    let author = try Author()
    let text = Array("two commits, packed".utf8)
    let first = try sealed(
      "one raw block", author, SegmentRange(number: 1, firstSequence: 1, count: 2),
      (text, HandmadeFrame.raw(text)), author.genesis)
    let run = [UInt8](repeating: 0x7A, count: 5_000)
    let second = try sealed(
      "a run", author, SegmentRange(number: 2, firstSequence: 3, count: 1_000),
      (run, HandmadeFrame.run(0x7A, 5_000)), try Octets32(hex(first.chain)))
    return SegmentVectors(
      comment: [
        "The seal of a segment follows from its key, its header, its frame and 32 random bytes.",
        "frame is one zstd frame of the plaintext; any right compressor's frame opens the same.",
        "rejected: bytes that must be refused under commitKey, with Karvan's code.",
      ],
      keys: keys(author), segments: [first, second],
      rejected: try rejected(author, hex(first.bytes)))
  }

  private static func keys(_ author: Author) -> Keys {
    Keys(
      root: Hexadecimal.text(author.root.exposedBytes), workspace: "\(author.origin.workspace)",
      device: "\(author.origin.device)", replica: "\(author.origin.replica)", epoch: author.epoch,
      commitKey: Hexadecimal.text(author.key.exposedBytes), commitment: "\(author.key.commitment)",
      digestKey: Hexadecimal.text(
        author.root.digestKey(workspace: author.origin.workspace).exposedBytes),
      genesis: "\(author.genesis)")
  }

  private static func sealed(
    _ name: String, _ author: Author, _ range: SegmentRange,
    _ content: (plaintext: [UInt8], frame: [UInt8]), _ previous: Octets32
  ) throws -> Sealed {
    let random = Fixed.bytes("\(name) random", 32)
    let segment = try SegmentSeal(author.key).seal(
      content.plaintext, packed: content.frame, header: author.header(range, previous),
      random: FixedRandom([random]).source)
    return Sealed(
      name: name, number: range.number, firstSequence: range.firstSequence, count: range.count,
      schemaVersion: 1, previousChain: "\(previous)", random: Hexadecimal.text(random),
      plaintext: Hexadecimal.text(content.plaintext), frame: Hexadecimal.text(content.frame),
      bytes: Hexadecimal.text(segment.bytes), headerHash: "\(segment.headerHash)",
      bodyHash: "\(segment.bodyHash)", chain: "\(segment.chain)")
  }

  private static func rejected(_ author: Author, _ right: [UInt8]) throws -> [Rejected] {
    let replacing = StreamVectors.replacing
    let badFrame = try SegmentSeal(author.key).seal(
      [1, 2, 3], packed: HandmadeFrame.raw([1, 2, 3, 4]),
      header: author.header(SegmentRange(number: 1, firstSequence: 1, count: 1), author.genesis),
      random: FixedRandom([Fixed.bytes("bad frame", 32)]).source)
    let otherKey = try SegmentSeal(CommitKey(exposedBytes: Fixed.bytes("other key", 32))).seal(
      [1], packed: HandmadeFrame.raw([1]),
      header: author.header(SegmentRange(number: 1, firstSequence: 1, count: 1), author.genesis),
      random: FixedRandom([Fixed.bytes("other random", 32)]).source)
    let huge: [UInt8] = [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]
    let cases: [(String, [UInt8], SealingError.Code)] = [
      ("empty", [], .truncated),
      ("cut in the header", Array(right[..<100]), .truncated),
      ("cut before the content", Array(right[..<156]), .truncated),
      ("a later format", replacing(right, 3, [0x32]), .badSegmentHeader),
      ("number zero", replacing(right, 59, [0]), .badSegmentHeader),
      ("number out of range", replacing(right, 52, huge), .badSegmentHeader),
      ("first sequence zero", replacing(right, 67, [0]), .badSegmentHeader),
      ("first sequence out of range", replacing(right, 60, huge), .badSegmentHeader),
      ("no commits", replacing(right, 71, [0]), .badSegmentHeader),
      ("1,001 commits", replacing(right, 70, [3, 0xE9]), .badSegmentHeader),
      ("no plaintext", replacing(right, 115, [0]), .badSegmentHeader),
      ("plaintext over the limit", replacing(right, 112, [0, 0x10, 0, 1]), .badSegmentHeader),
      ("altered replica", replacing(right, 36, [right[36] ^ 1]), .segmentFailed),
      ("altered epoch", replacing(right, 75, [right[75] ^ 1]), .segmentFailed),
      ("altered chain", replacing(right, 80, [right[80] ^ 1]), .segmentFailed),
      ("altered nonce", replacing(right, 116, [right[116] ^ 1]), .segmentFailed),
      ("altered content", replacing(right, 145, [right[145] ^ 1]), .segmentFailed),
      ("a byte after the end", right + [0], .segmentFailed),
      ("another key", otherKey.bytes, .segmentFailed),
      ("the frame is longer than promised", badFrame.bytes, .badCompression),
    ]
    return cases.map { name, bytes, code in
      Rejected(name: name, bytes: Hexadecimal.text(bytes), code: code.rawValue)
    }
  }
}
