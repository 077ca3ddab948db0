// SPDX-License-Identifier: Apache-2.0

import Foundation
import KarvanCore
import TestSupport
import Testing

@Suite struct SearchKeyLawTests {
  static let scripts: [ClosedRange<UInt32>] = [
    0...0x7F, 0xA0...0x24F, 0x300...0x36F, 0x370...0x52F, 0x600...0x6FF, 0x600...0x6FF,
    0x1E00...0x1FFF, 0x2000...0x206F, 0x2100...0x218F, 0xFB50...0xFDFF, 0xFE70...0xFEFF,
    0xFF00...0xFFEF, 0x4E00...0x4E20, 0xAC00...0xAC20, 0x900...0x97F, 0x1F600...0x1F610,
  ]

  @Test func normalizingTwiceChangesNothing() throws {
    try forAllSeeds(500) { generator in
      let text = generator.text(maximumLength: 40, from: Self.scripts)
      let once = SearchKey.normalize(text)
      try #require(Array(SearchKey.normalize(once).utf8) == Array(once.utf8))
    }
  }

  @Test func everyScalarIsStableByItself() throws {
    for value in UInt32(0)...0xFFFF {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let once = SearchKey.normalize(String(scalar))
      #expect(
        Array(SearchKey.normalize(once).utf8) == Array(once.utf8),
        "U+\(String(value, radix: 16))")
    }
  }

  /// Precomposed letters, ligatures, presentation forms and full-width letters have the key of
  /// their compatibility decomposition, as Foundation computes it.
  @Test(
    arguments: [
      0xA0...0x52F, 0x620...0x6FF, 0x1D00...0x1FFF, 0x2000...0x218F, 0x2460...0x24FF,
      0xFB00...0xFB06,
      0xFB50...0xFDFF, 0xFE70...0xFEFF, 0xFF01...0xFFEE,
    ] as [ClosedRange<UInt32>])
  func aScalarHasTheKeyOfItsDecomposition(range: ClosedRange<UInt32>) {
    for value in range {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let text = "x\(scalar)y"
      let decomposed = text.decomposedStringWithCompatibilityMapping
      #expect(
        SearchKey.normalize(text) == SearchKey.normalize(decomposed),
        "U+\(String(value, radix: 16))")
    }
  }

  @Test func canonicalFormsHaveOneKey() throws {
    try forAllSeeds(300) { generator in
      let text = generator.text(
        maximumLength: 30, from: [0x20...0x7E, 0xC0...0x17F, 0x386...0x3CE, 0x400...0x4FF])
      let key = SearchKey.normalize(text)
      try #require(SearchKey.normalize(text.decomposedStringWithCanonicalMapping) == key)
      try #require(SearchKey.normalize(text.precomposedStringWithCanonicalMapping) == key)
      try #require(SearchKey.normalize(text.uppercased()) == SearchKey.normalize(text.lowercased()))
    }
  }

  @Test func theASCIIPathAgreesWithTheGeneralOne() throws {
    try forAllSeeds(300) { generator in
      let text = generator.text(maximumLength: 30, from: [0...0x7F])
      // A non-joiner is dropped, but sends the text down the general path.
      try #require(SearchKey.normalize(text + "\u{200C}") == SearchKey.normalize(text))
    }
  }

  @Test func everyTextIsFoundByItselfAndByEachBeginning() throws {
    let ranges: [ClosedRange<UInt32>] = [
      0x20...0x20, 0x200C...0x200C, 0x61...0x63, 0x6CC...0x6CC, 0x645...0x646, 0x627...0x628,
      0x647...0x647,
    ]
    try forAllSeeds(500) { generator in
      let text = generator.text(maximumLength: 24, from: ranges)
      let tokens = SearchKey.tokens(for: text)
      try #require(Set(tokens).count == tokens.count)
      let words = SearchKey.queryWords(text)
      try #require(words.allSatisfy { word in tokens.contains { $0.hasPrefix(word) } })
    }
    // Short enough that no compound reaches the limit of its pieces.
    try forAllSeeds(500) { generator in
      let text = generator.text(maximumLength: 12, from: ranges)
      let tokens = SearchKey.tokens(for: text)
      for word in SearchKey.words(text) {
        try #require(tokens.contains { $0.hasPrefix(word) })
      }
    }
  }

  @Test func tokensOfHostileTextStayLinear() {
    let text = String(repeating: "ب\u{200C}", count: 20_000)
    #expect(SearchKey.tokens(for: text).count <= 6)
    let distinct = (0..<5000).map { "ب\($0)" }.joined(separator: "\u{200C}")
    #expect(SearchKey.tokens(for: distinct).count <= 10_000)
  }
}
