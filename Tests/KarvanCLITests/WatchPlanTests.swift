// SPDX-License-Identifier: Apache-2.0
import KarvanSync
import TestSupport
import Testing

/// What holds of a watching device, whatever happens in whatever order.
@Suite struct WatchPlanTests {
  private static let events: [WatchPlan.Event] = [
    .synced, .failed(retryAfter: nil), .failed(retryAfter: 40), .written, .woken,
  ]

  @Test func neverInThePastNeverTooLate() throws {
    try forAllSeeds { random in
      var now: Int64 = 1_750_000_000_000
      var plan = WatchPlan(isMetered: Bool.random(using: &random), now: now)
      #expect(plan.due == now)
      for _ in 0..<60 {
        let event = Self.events.randomElement(using: &random) ?? .synced
        let before = plan.due
        plan.note(event, now: now, chance: random.next())
        let latest = plan.isMetered ? 7_200_000 : WatchPlan.interval
        #expect(plan.due - now <= latest, "\(event)")
        switch event {
        case .failed(let asked): #expect(plan.due >= now + max(2_500, Int64(asked ?? 0) * 1_000))
        case .synced: #expect(plan.due > now)
        case .written, .woken: #expect(plan.due <= max(before, now + 3_000))
        }
        now += Int64.random(in: 0...20_000, using: &random)
      }
    }
  }

  /// Work and news don't make a device knock at a door that nobody opens.
  @Test func nothingShortensThePauseAfterAFailure() throws {
    try forAllSeeds { random in
      var plan = WatchPlan(isMetered: false, now: 0)
      for _ in 0..<Int.random(in: 1...12, using: &random) {
        plan.note(.failed(retryAfter: nil), now: 0, chance: random.next())
      }
      let due = plan.due
      plan.note(.written, now: 1, chance: random.next())
      plan.note(.woken, now: 1, chance: random.next())
      #expect(plan.due == due)
      plan.note(.synced, now: due, chance: random.next())
      plan.note(.written, now: due + 1, chance: random.next())
      #expect(plan.due <= due + 2_001)
    }
  }

  @Test func pausesGrowToABound() {
    var plan = WatchPlan(isMetered: false, now: 0)
    var pauses: [Int64] = []
    for _ in 0..<30 {
      plan.note(.failed(retryAfter: nil), now: 0, chance: 0)
      pauses.append(plan.due)
    }
    #expect(pauses.first == 2_500)
    #expect(zip(pauses, pauses.dropFirst()).allSatisfy { $0 <= $1 })
    #expect(pauses.last == 450_000)
  }

  @Test func onAMeteredNetworkOnlyWorkIsSentAtOnce() {
    var plan = WatchPlan(isMetered: true, now: 0)
    plan.note(.synced, now: 0, chance: 0)
    let regular = plan.due
    plan.note(.woken, now: 1, chance: 0)
    #expect(plan.due == regular)
    plan.note(.written, now: 1, chance: 0)
    #expect(plan.due == 2_001)
  }
}
