// SPDX-License-Identifier: Apache-2.0
import KarvanSync

/// How a single sync waits for a server that asks to come back later: by the back-off of a device
/// that watches, a few times and never for long, so that whoever stands before it knows why.
struct SyncPatience {
  /// How often it tries again.
  static let attempts = 5
  /// The longest that it waits in all, in seconds; a server that asks for more is left alone.
  static let longest: Int64 = 60

  private var plan: WatchPlan
  private var tried = 0
  private var waited: Int64 = 0

  /// Begins at a moment, in milliseconds since 1970.
  init(now: Int64) { plan = WatchPlan(isMetered: false, now: now) }

  /// For how many seconds to wait after a failure; nil where waiting here is of no use.
  ///
  /// - Parameter chance: Any number, each as likely as another.
  mutating func seconds(after failure: LinkFailure, now: Int64, chance: UInt64) -> Int64? {
    guard case .busy(_, _, let asked) = failure, tried < Self.attempts,
      waited < Self.longest, Int64(asked) <= Self.longest - waited
    else { return nil }
    tried += 1
    plan.note(.failed(retryAfter: asked), now: now, chance: chance)
    let seconds = min((plan.due - now + 999) / 1_000, Self.longest - waited)
    waited += seconds
    return seconds
  }
}

extension Desk {
  /// Does something over a line, and again where the server asks for that, saying so.
  func patiently<Result>(
    _ body: () async throws -> Result
  ) async throws -> Result {
    var patience = SyncPatience(now: surroundings.now())
    while true {
      do {
        return try await body()
      } catch let failure as LinkFailure {
        let seconds = patience.seconds(
          after: failure, now: surroundings.now(), chance: UInt64.random(in: 0...UInt64.max))
        guard let seconds else { throw failure }
        note(words(.serverBusy, failure.reason, words.number(seconds)))
        for _ in 0..<seconds * 10 { try await surroundings.pause() }
      }
    }
  }
}
