// SPDX-License-Identifier: Apache-2.0
import Synchronization
import Testing

@testable import KarvanSealing

/// Random inputs from a seed (SplitMix64); failing expectations print it as part of their comment.
struct Seeded {
  let seed: UInt64
  private var state: UInt64

  init(_ seed: UInt64) {
    self.seed = seed
    state = seed
  }

  var note: Comment { "seed \(seed)" }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return value ^ (value >> 31)
  }

  mutating func below(_ limit: Int) -> Int { Int(next() % UInt64(limit)) }

  mutating func bytes(_ count: Int) -> [UInt8] {
    (0..<count).map { _ in UInt8(truncatingIfNeeded: next() >> 32) }
  }

  /// Bytes that compress well.
  mutating func prose(_ count: Int) -> [UInt8] {
    let words = (0..<16).map { _ in bytes(5) }
    var text: [UInt8] = []
    while text.count < count { text += words[below(16)] }
    return Array(text.prefix(count))
  }

  mutating func octets<Value: FixedOctets>() throws -> Value { try Value(bytes(Value.count)) }
}

/// Gives out fixed byte strings in order; what it was not told is zeros, which tests notice.
final class FixedRandom: Sendable {
  private let strings: Mutex<[[UInt8]]>

  init(_ strings: [[UInt8]]) { self.strings = Mutex(strings) }

  var source: RandomSource {
    RandomSource { count in
      self.strings.withLock { strings in
        guard let first = strings.first, first.count == count else {
          Issue.record("\(count) random bytes were not foreseen")
          return [UInt8](repeating: 0, count: count)
        }
        strings.removeFirst()
        return first
      }
    }
  }
}

/// Expects an error with this code.
func refuses<Value>(
  _ code: SealingError.Code, _ comment: Comment? = nil,
  sourceLocation: SourceLocation = #_sourceLocation, _ body: () throws -> Value
) {
  do {
    _ = try body()
    Issue.record(comment ?? "nothing was refused", sourceLocation: sourceLocation)
  } catch let error as SealingError {
    #expect(error.code == code, comment, sourceLocation: sourceLocation)
  } catch {
    Issue.record("another kind of error: \(error)", sourceLocation: sourceLocation)
  }
}

/// Expects any refusal.
func refuses<Value>(
  _ comment: Comment, sourceLocation: SourceLocation = #_sourceLocation, _ body: () throws -> Value
) {
  do {
    _ = try body()
    Issue.record(comment, sourceLocation: sourceLocation)
  } catch {
    #expect(error is SealingError, comment, sourceLocation: sourceLocation)
  }
}

func hex(_ text: String) -> [UInt8] {
  let bytes = Hexadecimal.bytes(Array(text.utf8))
  if bytes == nil { Issue.record("not hexadecimal: \(text)") }
  return bytes ?? []
}
