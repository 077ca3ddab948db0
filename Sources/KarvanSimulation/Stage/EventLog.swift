// SPDX-License-Identifier: Apache-2.0
import Foundation

/// What happened, line by line, and a hash over all of it: two runs of a seed have the same.
final class EventLog {
  /// How many of the newest lines are kept for whoever looks for the cause of a failure.
  static let kept = 4_000

  /// Where the disks are: said nowhere, so that a seed is the same in every folder.
  private let folder: String
  private(set) var lines: [String] = []
  private(set) var count = 0
  /// FNV-1a (Fowler, Noll, Vo; draft-eastlake-fnv), 64 bits.
  private(set) var hash: UInt64 = 0xCBF2_9CE4_8422_2325

  init(folder: String) { self.folder = folder }

  func note(_ time: Int64, _ text: String) {
    let line = "\(time) \(text.replacingOccurrences(of: folder, with: ""))"
    for byte in line.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    hash = (hash ^ 0x0A) &* 0x0000_0100_0000_01B3
    count += 1
    lines.append(line)
    if lines.count > 2 * Self.kept { lines.removeFirst(Self.kept) }
  }
}

/// A promise of `replication.md` that was not kept.
package struct Violation: Error, CustomStringConvertible {
  /// The promises, by what they are about.
  package enum Promise: String, Sendable {
    case convergence, nothingLost, atomicity, once, scope, integrity, liveness, determinism
    case secrecy, sound
  }

  package let promise: Promise
  package let text: String

  init(_ promise: Promise, _ text: String) {
    self.promise = promise
    self.text = text
  }

  package var description: String { "\(promise.rawValue): \(text)" }
}
