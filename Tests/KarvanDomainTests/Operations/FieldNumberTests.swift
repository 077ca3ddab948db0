// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import Testing

@testable import KarvanDomain

/// The numbers that lives of an office give to fields of its own.
@Suite struct FieldNumberTests {
  @Test("No life takes the hundred of an earlier one that is known, and keeps its own")
  func hundreds() {
    let lives = [7, 157, 8, 8 + 150 * 9, 149, 299, 0].map { IncarnationID(high: 1, low: $0) }
    let tags = lives.indices.map { FieldOperations.firstTag(of: Array(lives[...$0])) }
    #expect(tags == [1_700, 1_800, 1_900, 2_000, 15_900, 1_000, 1_100])
    // As many as there are find a place; after that there are none left to keep apart.
    let same = (0..<400).map { IncarnationID(high: $0, low: 3) }
    let first = (1...150).map { FieldOperations.firstTag(of: Array(same.prefix($0))) }
    #expect(Set(first).count == 150)
    #expect(FieldOperations.firstTag(of: same) >= DeclaredField.firstTag)
  }
}
