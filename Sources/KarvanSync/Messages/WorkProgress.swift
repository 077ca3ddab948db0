// SPDX-License-Identifier: Apache-2.0

/// How far something long has come.
public struct WorkProgress: Hashable, Sendable {
  /// What is going on; the names are stable in scripts.
  public enum Work: String, Hashable, Sendable, CaseIterable {
    /// Pages of a sync.
    case pulling
    /// The bytes of a snapshot.
    case fetching
    /// A snapshot becomes the device's content.
    case installing
    /// The server writes a snapshot.
    case packing
    /// Rows of a file.
    case importing
    /// Commits are taken back.
    case undoing
    /// Records to a file.
    case exporting
    /// A database is looked through.
    case checking
    /// What nobody needs any more is forgotten.
    case compacting
    /// The pages of a database, as one moment sees it.
    case copying
    /// A backup is written, or read back.
    case backingUp
  }

  /// What is counted.
  public enum Unit: String, Hashable, Sendable {
    case records, rows, bytes
  }

  /// What is going on.
  public let work: Work
  /// How much of it is done.
  public let done: UInt64
  /// How much there is; nil where nobody knows.
  public let total: UInt64?
  /// What is counted.
  public let unit: Unit

  /// Reports a count.
  public init(_ work: Work, done: UInt64, of total: UInt64?, _ unit: Unit) {
    self.work = work
    self.done = done
    self.total = total
    self.unit = unit
  }
}

/// How progress is told.
public enum ProgressForm: String, Hashable, Sendable, CaseIterable {
  /// A line for people, on a terminal only.
  case plain
  /// One JSON object a line, wherever it goes.
  case json
  /// Not at all.
  case none
}

extension WorkProgress {
  /// The object of a line for programs: the keys are stable, `total` is null where nobody knows.
  public var json: String {
    "{\"step\":\"\(work.rawValue)\",\"done\":\(done),"
      + "\"total\":\(total.map { "\($0)" } ?? "null"),\"unit\":\"\(unit.rawValue)\"}"
  }
}

/// Which of many reports are worth a line for programs: the first of each step, then a few a second,
/// and the last.
public struct ProgressLines {
  /// How long nothing is said after a line, in milliseconds.
  public static let pause: Int64 = 200

  private var said: WorkProgress?
  private var waiting: WorkProgress?
  private var last: Int64 = 0

  /// Begins.
  public init() {}

  /// Takes a report; answers the lines to write now.
  public mutating func lines(_ progress: WorkProgress, now: Int64) -> [String] {
    var lines: [String] = []
    if let before = waiting, before.work != progress.work { lines += end() }
    guard said?.work != progress.work || now - last >= Self.pause else {
      waiting = progress
      return lines
    }
    waiting = nil
    guard said != progress else { return lines }
    said = progress
    last = now
    return lines + [progress.json]
  }

  /// The last line, if it was not written.
  public mutating func end() -> [String] {
    defer { waiting = nil }
    guard let waiting, waiting != said else { return [] }
    said = waiting
    return [waiting.json]
  }
}

/// Told how far something long has come; cheap, and called often.
public typealias ProgressReport = (WorkProgress) -> Void

/// How fast something goes, and how long it will still take.
public struct WorkPace: Hashable, Sendable {
  /// The share that is done, in percent; nil where nobody knows how much there is.
  public let percent: UInt64?
  /// How much is done in a second.
  public let perSecond: UInt64
  /// How many seconds are left, as it went so far; nil where nobody knows.
  public let secondsLeft: UInt64?

  /// Looks at what was done in some milliseconds; what was there before them counts for the share
  /// and not for the pace.
  public init(_ progress: WorkProgress, from before: UInt64 = 0, in milliseconds: Int64) {
    let elapsed = UInt64(max(milliseconds, 1))
    let done = progress.done > before ? progress.done - before : 0
    let (scaled, isTooMuch) = done.multipliedReportingOverflow(by: 1_000)
    let pace = isTooMuch ? done / elapsed * 1_000 : scaled / elapsed
    perSecond = pace
    guard let total = progress.total, total > 0 else {
      percent = nil
      secondsLeft = nil
      return
    }
    let there = min(progress.done, total)
    percent = total > UInt64.max / 100 ? there / (total / 100) : there * 100 / total
    secondsLeft = pace == 0 ? nil : (total - there + pace - 1) / pace
  }
}
