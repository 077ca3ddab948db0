// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// Every bug that the simulation is proven with still has its one place in the sources.
@Suite struct MutationTests {
  private static let root = URL(filePath: #filePath, directoryHint: .notDirectory)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  private func text(_ path: String) throws -> String {
    try String(contentsOf: Self.root.appending(path: path), encoding: .utf8)
  }

  @Test func everyMutationHasItsPlace() throws {
    var places = 0
    var names: [String] = []
    for bug in try text("tools/lib/mutations.txt").components(separatedBy: "\n== ").dropFirst() {
      let parts = bug.components(separatedBy: "\n@ ")
      names.append(String(parts[0].prefix { $0 != " " }))
      #expect(parts.count > 1, "\(parts[0]) changes nothing")
      for part in parts.dropFirst() {
        let sides = part.components(separatedBy: "\n>>\n")
        guard sides.count == 2, let end = sides[0].firstIndex(of: "\n") else {
          Issue.record("\(parts[0]): no two texts")
          continue
        }
        let file = String(sides[0][..<end])
        let old = String(sides[0][sides[0].index(after: end)...])
        let count = try text(file).components(separatedBy: old).count - 1
        #expect(count == 1, "\(parts[0]): \(file) has \(count) times: \(old)")
        #expect(sides[1].contains("MUTANT"), "\(parts[0]) can't be switched off")
        places += 1
      }
    }
    #expect(places > 40)
    #expect(Set(names).count == names.count, "each bug has a number of its own")
  }
}
