// SPDX-License-Identifier: Apache-2.0
import Foundation
import KarvanSync

/// Progress of a command that takes more than a second, on standard error of a terminal.
final class Meter {
  private let isShown = isatty(STDERR_FILENO) == 1
  private let start = wallClock()
  private var last: Int64 = 0
  private var wasTold = false

  /// Shows a line in the place of the one before, a few times a second.
  func show(_ progress: WorkProgress) {
    let now = wallClock()
    guard isShown, now - start >= 1_000, now - last >= 200 else { return }
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
    if wasTold { FileHandle.standardError.write(Data("\r\u{1B}[K".utf8)) }
    wasTold = false
  }
}
