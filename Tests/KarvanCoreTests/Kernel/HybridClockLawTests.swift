// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import TestSupport
import Testing

@Suite("Hybrid clock")
struct HybridClockLawTests {
  private static let year: Int64 = 365 * 86_400_000
  private static let start: Int64 = 1_800_000_000_000

  @Test("is strictly increasing whatever the wall clock and the others do")
  func increasing() {
    for seed in UInt64(0)..<200 {
      var generator = SeededGenerator(seed: seed)
      var clock = HybridClock()
      var wall = Self.start
      var last = clock.last
      for _ in 0..<60 {
        switch generator.integer(in: 0...5) {
        case 0: wall += generator.integer(in: -Self.year...Self.year)
        case 1: wall -= generator.integer(in: 0...10)
        case 2:
          let remote = HybridTime(
            milliseconds: wall + generator.integer(in: -Self.year...Self.year),
            counter: generator.integer(in: 0...UInt16.max))
          clock.observe(remote, now: wall)
          #expect(clock.last >= last, "seed \(seed)")
        default: wall += generator.integer(in: 0...3)
        }
        let time = clock.tick(now: wall)
        #expect(time > last && time == clock.last, "seed \(seed)")
        #expect(time >= HybridTime(milliseconds: wall), "seed \(seed)")
        last = time
      }
    }
  }

  @Test("follows a remote up to the bound and not a millisecond further")
  func bound() {
    let bound = HybridClock.observationBoundMilliseconds
    var clock = HybridClock(last: HybridTime(milliseconds: Self.start))
    clock.observe(HybridTime(milliseconds: Self.start + bound + 1), now: Self.start)
    #expect(clock.last == HybridTime(milliseconds: Self.start))
    let edge = HybridTime(milliseconds: Self.start + bound, counter: .max)
    clock.observe(edge, now: Self.start)
    #expect(clock.last == edge)
    #expect(clock.tick(now: Self.start) == HybridTime(milliseconds: Self.start + bound + 1))
  }

  @Test("counts within a millisecond, and into the next when the counter is full")
  func ties() {
    var clock = HybridClock(last: HybridTime(milliseconds: 5, counter: .max - 1))
    #expect(clock.tick(now: 5) == HybridTime(milliseconds: 5, counter: .max))
    #expect(clock.tick(now: 5) == HybridTime(milliseconds: 6))
    #expect(clock.tick(now: 6) == HybridTime(milliseconds: 6, counter: 1))
    #expect(clock.tick(now: 7) == HybridTime(milliseconds: 7))
  }

  @Test("goes on after the wall clock fell back, and after a year's jump and back")
  func jumps() {
    var clock = HybridClock()
    let first = clock.tick(now: Self.start)
    let jumped = clock.tick(now: Self.start + Self.year)
    let back = clock.tick(now: Self.start + 1)
    #expect(first < jumped && jumped < back)
    #expect(back.milliseconds == jumped.milliseconds && back.counter == jumped.counter + 1)
  }

  @Test("does not trap on clocks at the ends of the range", arguments: [Int64.min, -1, 0, .max])
  func ends(now: Int64) {
    var clock = HybridClock()
    clock.observe(HybridTime(raw: .max), now: now)
    #expect(clock.tick(now: now) > .zero)
    var last = HybridClock(last: HybridTime(raw: .max))
    #expect(last.tick(now: now) == HybridTime(raw: .max))
  }

  @Test("packs milliseconds above the counter")
  func packing() {
    let time = HybridTime(milliseconds: 0x0123_4567_89AB, counter: 0xCDEF)
    #expect(time.raw == 0x0123_4567_89AB_CDEF)
    #expect(time.milliseconds == 0x0123_4567_89AB && time.counter == 0xCDEF)
    #expect(HybridTime(milliseconds: -1).raw == 0)
    #expect(HybridTime(milliseconds: .max).raw == 0xFFFF_FFFF_FFFF_0000)
  }
}
