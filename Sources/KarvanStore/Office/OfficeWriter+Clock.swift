// SPDX-License-Identifier: Apache-2.0
public import KarvanCore

extension OfficeWriter {
  /// Takes notice of the time of a commit that was taken, so that what the office writes about it
  /// is later, however its wall clock goes.
  public func observe(_ time: HybridTime, now: Int64) throws {
    var clock = try clock()
    clock.observe(time, now: now)
    keep(clock)
  }

  /// The next time for a commit of the office at its wall clock.
  func tick(now: Int64) throws -> HybridTime {
    var clock = try clock()
    let time = clock.tick(now: now)
    keep(clock)
    return time
  }

  private func clock() throws -> HybridClock {
    if let clock = session.memory.clock { return clock }
    return HybridClock(last: HybridTime(raw: try session.unsignedInfo("clock")))
  }

  private func keep(_ clock: HybridClock) {
    guard clock != session.memory.clock else { return }
    session.memory.clock = clock
    session.memory.isClockNew = true
  }
}
