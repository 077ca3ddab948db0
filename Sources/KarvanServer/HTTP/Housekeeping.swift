// SPDX-License-Identifier: Apache-2.0
import KarvanStore
import Logging
import NIOPosix
import ServiceLifecycle
import Synchronization

/// Compacts the workspace once a day, while devices are answered.
final class Housekeeping: Service {
  /// How long after the last time it is due again, in milliseconds.
  static let interval: Int64 = 86_400_000
  /// How long after the start it is first looked at, and then again, in seconds.
  private static let pauseSeconds: Int64 = 600

  private let office: Office
  private let logger: Logger
  private let isStopped = Mutex(false)

  init(office: Office, logger: Logger) {
    self.office = office
    self.logger = logger
  }

  func run() async throws {
    await withGracefulShutdownHandler {
      await cancelWhenGracefulShutdown { await self.watch() }
    } onGracefulShutdown: {
      self.isStopped.withLock { $0 = true }
    }
  }

  private func watch() async {
    while (try? await Task.sleep(for: .seconds(Self.pauseSeconds))) != nil {
      do {
        let report = try await NIOThreadPool.singleton.runIfActive {
          try self.compactIfDue(now: wallClock())
        }
        guard let report else { continue }
        logger.info(
          "compacted",
          metadata: [
            "deleted": "\(report.deleted)", "departures": "\(report.departures)",
            "acknowledged": "\(report.acknowledged)", "head": "\(report.head)",
          ])
      } catch {
        logger.error("compaction failed", metadata: ["why": "\(Fault.of(error))"])
      }
    }
  }

  /// Ends absences whose last day is over, whoever compacted; then compacts if the last time is a day
  /// ago. A clock that was set back does not keep it from it.
  func compactIfDue(now: Int64) throws -> CompactionReport? {
    try office.endAbsences(now: now)
    if let last = try office.database.compactedAt(), last <= now, now - last < Self.interval {
      return nil
    }
    return try office.compact(
      now: now, goesOn: { !self.isStopped.withLock { $0 } }, progress: { _ in })
  }
}
