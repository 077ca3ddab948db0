// SPDX-License-Identifier: Apache-2.0
import Foundation
import KarvanFuzzing
import Testing

/// What a search found once is read on every run, through the entry that the search uses.
@Suite struct InputTests {
  private static var folder: URL {
    URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
      .appending(path: "Inputs")
  }

  /// The bytes of a file in hexadecimal; lines that begin with `#` say what it is.
  private static func bytes(of file: URL) throws -> [UInt8] {
    let digits = try String(contentsOf: file, encoding: .utf8)
      .split(whereSeparator: \.isNewline).filter { !$0.hasPrefix("#") }.joined()
      .filter { !$0.isWhitespace }
    let pairs = stride(from: 0, to: digits.count - 1, by: 2).map { offset in
      let start = digits.index(digits.startIndex, offsetBy: offset)
      return UInt8(digits[start...].prefix(2), radix: 16)
    }
    let bytes = pairs.compactMap { $0 }
    try #require(bytes.count * 2 == digits.count, "\(file.path) is not hexadecimal")
    return bytes
  }

  @Test("Inputs that broke a decoder once are read or refused, and break no law")
  func found() throws {
    let manager = FileManager.default
    for name in try manager.contentsOfDirectory(atPath: Self.folder.path).sorted()
    where !name.hasPrefix(".") && !name.hasSuffix(".md") {
      let decoder = try #require(Decoder.named(name), "no decoder is called \(name)")
      let folder = Self.folder.appending(path: name)
      for file in try manager.contentsOfDirectory(atPath: folder.path).sorted() {
        let bytes = try Self.bytes(of: folder.appending(path: file))
        #expect(throws: Never.self, "\(name)/\(file)") { try decoder.read(bytes) }
      }
    }
  }

  @Test("Every decoder reads its own samples, which are the same each time", arguments: names)
  func samples(name: String) throws {
    let decoder = try #require(Decoder.named(name))
    let samples = try decoder.samples()
    #expect(!samples.isEmpty)
    var read = 0
    for sample in samples {
      #expect(sample.count <= decoder.longest)
      if try decoder.read(sample) { read += 1 }
    }
    #expect(read > 0, "all samples are refused")
  }

  @Test("Samples that were cut, altered and joined break no law", arguments: names)
  func altered(name: String) throws {
    let decoder = try #require(Decoder.named(name))
    var mutations = Mutations(seed: 1)
    let samples = try decoder.samples()
    for round in 0..<200 {
      let bytes = mutations.of(samples)
      do {
        try decoder.read(bytes)
      } catch {
        let hex = bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        Issue.record("round \(round): \(error); bytes \(hex)")
        return
      }
    }
  }

  static let names = Decoder.all.map(\.name)

  @Test("Names are given once")
  func unique() {
    #expect(Set(Self.names).count == Self.names.count)
  }
}

/// Altered samples, the same for a seed.
private struct Mutations {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  private mutating func below(_ limit: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return Int((mixed ^ (mixed >> 31)) % UInt64(max(limit, 1)))
  }

  mutating func of(_ samples: [[UInt8]]) -> [UInt8] {
    var bytes = samples[below(samples.count)]
    for _ in 0...below(3) where !bytes.isEmpty {
      let place = below(bytes.count)
      switch below(5) {
      case 0: bytes[place] ^= UInt8(1 << below(8))
      case 1: bytes[place] = [0, 1, 0x7F, 0x80, 0xFF][below(5)]
      case 2: bytes.removeSubrange(place..<min(bytes.count, place + 1 + below(9)))
      case 3: bytes.insert(contentsOf: bytes[place..<min(bytes.count, place + 9)], at: place)
      default:
        let other = samples[below(samples.count)]
        bytes = Array(bytes[..<place]) + other.dropFirst(min(other.count, place))
      }
    }
    return bytes
  }
}
