// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import Testing

/// The sequences of `protocol/vectors/hybrid-time.json`, which an independent model made.
@Suite("Vectors of hybrid time")
struct HybridTimeVectorTests {
  private typealias Object = [String: Any]

  private func time(_ text: Any?) throws -> HybridTime {
    let digits = try #require(text as? String)
    return HybridTime(raw: try #require(UInt64(digits, radix: 16)))
  }

  @Test("pack alike, in the order of milliseconds, then of counters")
  func packing() throws {
    let file = try VectorFile.object("hybrid-time.json")
    #expect(file["boundMilliseconds"] as? Int64 == HybridClock.observationBoundMilliseconds)
    let packing = try #require(file["packing"] as? [Object])
    var last: HybridTime?
    for entry in packing {
      let milliseconds = try #require(entry["milliseconds"] as? Int64)
      let counter = try #require(entry["counter"] as? UInt16)
      let raw = try time(entry["raw"])
      #expect(HybridTime(milliseconds: milliseconds, counter: counter) == raw)
      #expect(raw.milliseconds == milliseconds && raw.counter == counter)
      if let last { #expect(last < raw) }
      last = raw
    }
    #expect(packing.count >= 12)
  }

  @Test("tick and observe alike")
  func clocks() throws {
    let file = try VectorFile.object("hybrid-time.json")
    let cases = try #require(file["cases"] as? [Object])
    #expect(cases.count >= 30)
    for example in cases {
      var clock = HybridClock(last: try time(example["start"]))
      for step in try #require(example["steps"] as? [Object]) {
        let now = try #require(step["now"] as? Int64)
        if let remote = step["observe"] {
          clock.observe(try time(remote), now: now)
          #expect(clock.last == (try time(step["last"])), "\(example["name"] ?? "")")
        } else {
          #expect(clock.tick(now: now) == (try time(step["tick"])), "\(example["name"] ?? "")")
        }
      }
    }
  }
}
