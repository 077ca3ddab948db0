// SPDX-License-Identifier: Apache-2.0
import Foundation
import KarvanSync

/// Progress of a command that takes more than a second, on standard error of a terminal.
final class Meter {
  private let form: ProgressForm
  private let isTerminal = isatty(STDERR_FILENO) == 1
  private let start = wallClock()
  private var lines = ProgressLines()
  private var last: Int64 = 0
  private var wasTold = false

  /// Tells in a form; `--progress` wins over `KARVAN_PROGRESS`.
  init(_ form: ProgressForm? = nil) {
    let said = ProcessInfo.processInfo.environment["KARVAN_PROGRESS"]
    self.form = form ?? said.flatMap { ProgressForm(rawValue: $0) } ?? .plain
  }

  /// Shows a line in the place of the one before, a few times a second.
  func show(_ progress: WorkProgress) {
    let now = wallClock()
    if form == .json { return tell(lines.lines(progress, now: now)) }
    guard form == .plain, isTerminal, now - start >= 1_000, now - last >= 200 else { return }
    last = now
    wasTold = true
    let pace = WorkPace(progress, in: now - start)
    var line = "\(progress.work.rawValue): \(progress.done)"
    if let total = progress.total { line += " of \(total)" }
    line += " \(progress.unit.rawValue)"
    if let percent = pace.percent { line += ", \(percent) %" }
    line += ", \(pace.perSecond) a second"
    if let left = pace.secondsLeft { line += ", \(left) s left" }
    FileHandle.standardError.write(Data(("\r\u{1B}[K" + line).utf8))
  }

  /// Takes the line away.
  func clear() {
    if form == .json { tell(lines.end()) }
    if wasTold { FileHandle.standardError.write(Data("\r\u{1B}[K".utf8)) }
    wasTold = false
  }

  private func tell(_ lines: [String]) {
    for line in lines { FileHandle.standardError.write(Data((line + "\n").utf8)) }
  }
}
