// SPDX-License-Identifier: Apache-2.0
import Synchronization

/// Virtual time, and the one thread that everything runs on: the shipped asynchronous code too.
///
/// What happens next is decided by (time, order of asking) alone, so that a seed happens the same
/// way each time. Nothing of a simulation is used from another thread.
// SAFETY: used on one thread only, but for the jobs, which have a lock.
final class Stage: TaskExecutor, @unchecked Sendable {
  private struct Event {
    let time: Int64
    let order: UInt64
    let action: () -> Void
  }

  /// The true time, in milliseconds since 1970; clocks of machines differ from it.
  private(set) var now: Int64
  /// The soonest last.
  private var events: [Event] = []
  private var order: UInt64 = 0
  /// Jobs of tasks that can go on; the runtime may bring them from anywhere.
  private let jobs = Mutex<[UnownedJob]>([])

  init(now: Int64) { self.now = now }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    jobs.withLock { $0.append(job) }
  }

  /// Does something later.
  func after(_ delay: Int64, _ action: @escaping () -> Void) {
    order += 1
    let event = Event(time: now + max(0, delay), order: order, action: action)
    let place =
      events.lastIndex { ($0.time, $0.order) > (event.time, event.order) }.map { $0 + 1 } ?? 0
    events.insert(event, at: place)
  }

  /// Lets time pass for a task.
  func sleep(_ delay: Int64) async {
    await withCheckedContinuation { continuation in after(delay) { continuation.resume() } }
  }

  /// Begins a task on this stage.
  func begin(_ body: @escaping @Sendable () async -> Void) {
    Task(executorPreference: self) { await body() }
  }

  /// Lets the next thing happen, and all that follows from it at once.
  ///
  /// - Returns: false when nothing is left to happen.
  func step() -> Bool {
    drain()
    guard let event = events.popLast() else { return false }
    now = max(now, event.time)
    event.action()
    drain()
    return true
  }

  /// When the next thing happens; nil when nothing is left to.
  var next: Int64? { events.last?.time }

  private func drain() {
    while true {
      let ready = jobs.withLock { jobs in
        defer { jobs = [] }
        return jobs
      }
      guard !ready.isEmpty else { return }
      for job in ready { job.runSynchronously(on: asUnownedTaskExecutor()) }
    }
  }
}
