// SPDX-License-Identifier: Apache-2.0
import Foundation
import KarvanCore
import TestSupport
import Testing

@Suite struct JSONTextTests {
  @Test("Any text comes back from a reader of JSON, and no control character goes out")
  func roundTrip() throws {
    try forAllSeeds(50) { random in
      let scalars = (0..<40).compactMap { _ in
        Unicode.Scalar(UInt32.random(in: 0...0x2FFF, using: &random))
      }
      let text = String(String.UnicodeScalarView(scalars)) + "\"\\/\u{7F}\n\r\t\u{1F}"
      let quoted = JSONText.quoted(text)
      let isControl: (Unicode.Scalar) -> Bool = { $0.value < 0x20 || $0.value == 0x7F }
      try #require(!quoted.unicodeScalars.contains(where: isControl))
      let back = try JSONDecoder().decode([String].self, from: Data("[\(quoted)]".utf8))
      try #require(back.first.map { Array($0.utf8) } == Array(text.utf8))
    }
  }
}
