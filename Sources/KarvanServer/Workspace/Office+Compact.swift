// SPDX-License-Identifier: Apache-2.0
public import KarvanStore
public import KarvanSync

extension Office {
  /// Forgets what nobody has to be told of any more, in small steps between which devices are
  /// answered.
  ///
  /// - Parameter goesOn: Asked between two steps; false ends it early.
  public func compact(
    now: Int64, dryRun: Bool = false, goesOn: () -> Bool = { true }, progress: ProgressReport
  ) throws -> CompactionReport {
    // What waits in quarantine is looked at again when something is pushed; in an office where
    // nobody pushes, what has waited long enough is decided here.
    if !dryRun { _ = try session.lift(now: now) }
    var report = try database.compact(
      now: now, dryRun: dryRun, progress: progress, goesOn: goesOn)
    // After the records that named them.
    report.contents = try contents.clean(now: now, dryRun: dryRun, goesOn: goesOn)
    if !dryRun { try snapshots.clean(now: now) }
    return report
  }

  /// Says how long what is kept, after changing what is given.
  public func keep(
    absence: UInt64?, deleted: UInt64?, log: UInt64?, history: UInt64?,
    journal: UInt64? = nil
  ) throws -> Retention {
    try database.transaction { writer in
      var retention = try writer.retention()
      retention.absenceDays = absence ?? retention.absenceDays
      retention.traceDays = deleted ?? retention.traceDays
      retention.logDays = log ?? retention.logDays
      retention.historyDays = history ?? retention.historyDays
      retention.journalDays = journal ?? retention.journalDays
      try writer.set(retention)
      return retention
    }
  }
}
