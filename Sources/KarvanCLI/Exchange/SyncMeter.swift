// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanSync
import Synchronization

/// Progress of a sync that takes more than a second, on standard error of a terminal.
final class SyncMeter {
  private let desk: Desk
  private let start: Int64
  private let line: ProgressLine
  private var isShown = false

  init(desk: Desk) {
    self.desk = desk
    line = ProgressLine(desk: desk)
    start = desk.surroundings.now()
  }

  func show(_ intake: Intake) {
    let elapsed = desk.surroundings.now() - start
    let done = intake.accepted + intake.rejected + intake.arrived
    if desk.settings.progress == .json {
      return line.show(WorkProgress(.pulling, done: UInt64(done), of: nil, .records))
    }
    guard desk.showsProgress, elapsed >= 1_000 else { return }
    let words = desk.words
    let rate = Int64(done) * 1_000 / max(elapsed, 1)
    let line = words(
      .syncProgress, words.number(intake.accepted + intake.rejected),
      words.number(intake.arrived), words.number(rate))
    desk.console.tell("\r\u{1B}[K" + line)
    isShown = true
  }

  func clear() {
    line.clear()
    if isShown { desk.console.tell("\r\u{1B}[K") }
    isShown = false
  }
}

/// Says that a server is waited for, from the first second without an answer on: on a terminal
/// with the seconds, elsewhere once.
final class WaitingNote: Sendable {
  private let console: Console
  private let words: Words
  private let now: @Sendable () -> Int64
  private let since: Mutex<Int64>
  private let isShown = Mutex(false)
  private let task = Mutex<Task<Void, Never>?>(nil)

  /// Begins to watch, where somebody can be told.
  convenience init(desk: Desk) {
    self.init(
      console: desk.console, words: desk.words, now: desk.surroundings.now,
      tick: desk.isQuiet || desk.settings.progress != .plain ? nil : desk.surroundings.tick)
  }

  init(
    console: Console, words: Words, now: @escaping @Sendable () -> Int64,
    tick: (@Sendable () async throws -> Void)?
  ) {
    self.console = console
    self.words = words
    self.now = now
    since = Mutex(now())
    guard let tick else { return }
    let task = Task { [weak self] in
      while !Task.isCancelled {
        guard (try? await tick()) != nil, let self else { return }
        self.look()
      }
    }
    self.task.withLock { $0 = task }
  }

  /// Waits until nobody ticks any longer.
  func watched() async { await task.withLock { $0 }?.value }

  /// An answer came.
  func heard() {
    since.withLock { $0 = now() }
    clear()
  }

  /// Nothing is waited for any longer.
  func end() {
    let task = task.withLock { task in
      defer { task = nil }
      return task
    }
    guard let task else { return }
    task.cancel()
    clear()
  }

  private func look() {
    let seconds = (now() - since.withLock { $0 }) / 1_000
    guard seconds >= 1, !Task.isCancelled else { return }
    let text = words(.waitingForServer, words.number(seconds))
    isShown.withLock { isShown in
      if console.isErrorTerminal {
        console.tell("\r\u{1B}[K" + text)
      } else if !isShown {
        console.tell(text + "\n")
      }
      isShown = true
    }
  }

  private func clear() {
    guard console.isErrorTerminal else { return }
    isShown.withLock { isShown in
      if isShown { console.tell("\r\u{1B}[K") }
      isShown = false
    }
  }
}
