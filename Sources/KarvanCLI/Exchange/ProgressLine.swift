// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanSync

/// Progress of what takes more than a second: one line on a terminal, nothing elsewhere; or lines of
/// JSON, wherever they go.
final class ProgressLine {
  /// How long the line stands before it is written anew, in milliseconds.
  private static let pause: Int64 = 200

  private let console: Console
  private let words: Words
  private let now: @Sendable () -> Int64
  private let isHeard: Bool
  /// Lines for programs; nil where people read.
  private var lines: ProgressLines?
  private var work: WorkProgress.Work?
  private var start: Int64 = 0
  private var before: UInt64 = 0
  private var last: Int64 = 0
  private var isShown = false

  init(desk: Desk) {
    console = desk.console
    words = desk.words
    now = desk.surroundings.now
    isHeard = desk.showsProgress
    if desk.settings.progress == .json { lines = ProgressLines() }
  }

  /// Shows how far something has come: count, share, pace, and what is left.
  func show(_ progress: WorkProgress) {
    let time = now()
    if let said = lines?.lines(progress, now: time) { return tell(said) }
    guard isHeard else { return }
    if work != progress.work {
      work = progress.work
      start = time
      before = progress.done
    }
    guard time - start >= 1_000, time - last >= Self.pause else { return }
    last = time
    isShown = true
    console.tell("\r\u{1B}[K" + text(progress, in: time - start))
  }

  /// Takes the line away.
  func clear() {
    if let said = lines?.end() { return tell(said) }
    if isShown { console.tell("\r\u{1B}[K") }
    isShown = false
  }

  private func tell(_ lines: [String]) {
    for line in lines { console.tell(line + "\n") }
  }

  private func text(_ progress: WorkProgress, in milliseconds: Int64) -> String {
    let pace = WorkPace(progress, from: before, in: milliseconds)
    let name = words(progress.work.message)
    guard let total = progress.total, let percent = pace.percent else {
      return words(
        .progressOpen, name, amount(progress.done, progress.unit),
        amount(pace.perSecond, progress.unit))
    }
    return words(
      .progressOf, name, amount(progress.done, progress.unit), amount(total, progress.unit),
      words.number(percent), amount(pace.perSecond, progress.unit),
      pace.secondsLeft.map { words.number($0) } ?? "…")
  }

  private func amount(_ number: UInt64, _ unit: WorkProgress.Unit) -> String {
    switch unit {
    case .records, .rows: words.number(number)
    case .bytes: words(.kilobytes, words.number((number + 1_023) / 1_024))
    }
  }
}

extension WorkProgress.Work {
  /// What people call it.
  var message: Message {
    switch self {
    case .pulling: .workPulling
    case .fetching: .workFetching
    case .installing: .workInstalling
    case .packing: .workPacking
    case .importing: .workImporting
    case .undoing: .workUndoing
    case .exporting: .workExporting
    case .checking: .workChecking
    case .compacting: .workCompacting
    case .copying, .backingUp: .workExporting
    }
  }
}
