// SPDX-License-Identifier: Apache-2.0
import KarvanCore

/// Orders in which the same commits could have reached the server: each replica's own in order,
/// and each after what its author had pulled.
enum Interleaving {
  static func state(of arrivals: [World.Arrival], from blank: RecordState) -> RecordState {
    arrivals.reduce(into: blank) { state, arrival in
      for change in arrival.commit.changes {
        state.apply(change, of: arrival.commit, stamp: arrival.stamp)
      }
    }
  }

  static func random(
    _ arrivals: [World.Arrival], using generator: inout some RandomNumberGenerator
  ) -> [World.Arrival] {
    var rest = arrivals
    var order: [World.Arrival] = []
    var clock = RecordClock()
    while let index = next(in: rest, after: clock).randomElement(using: &generator) {
      let arrival = rest.remove(at: index)
      clock.advance(to: arrival.commit.dot)
      order.append(arrival)
    }
    return order
  }

  /// All of them, at most `limit`.
  static func all(_ arrivals: [World.Arrival], limit: Int) -> [[World.Arrival]] {
    var orders: [[World.Arrival]] = []
    func extend(_ order: [World.Arrival], _ rest: [World.Arrival], _ clock: RecordClock) {
      guard orders.count < limit else { return }
      if rest.isEmpty { orders.append(order) }
      for index in next(in: rest, after: clock) {
        var rest = rest
        var clock = clock
        let arrival = rest.remove(at: index)
        clock.advance(to: arrival.commit.dot)
        extend(order + [arrival], rest, clock)
      }
    }
    extend([], arrivals, RecordClock())
    return orders
  }

  private static func next(in rest: [World.Arrival], after clock: RecordClock) -> [Int] {
    rest.indices.filter { index in
      let commit = rest[index].commit
      return clock.sequence(of: commit.replica) + 1 == commit.sequence
        && clock.covers(rest[index].after)
    }
  }
}
