// SPDX-License-Identifier: Apache-2.0
import KarvanCore
public import KarvanSync

/// How long the office keeps what nobody works with any more.
public struct Retention: Hashable, Sendable {
  /// A device that was silent for so many days is not waited for: it begins again when it returns.
  public var absenceDays: UInt64
  /// For so many days it is known who left which scope, and a deleted record can be brought back.
  public var traceDays: UInt64
  /// For so many days the sealed commits of devices are kept; 0 for ever.
  public var logDays: UInt64
  /// For so many days the merge history is kept; 0 for ever.
  public var historyDays: UInt64

  /// For so many days devices keep the commits that a backup of the office has, so that whichever
  /// backup of these days is restored gets back what it lacks; 0 for ever.
  public var journalDays: UInt64

  /// What is kept where nobody decides otherwise.
  public init(
    absenceDays: UInt64 = 90, traceDays: UInt64 = 90, logDays: UInt64 = 0,
    historyDays: UInt64 = 0, journalDays: UInt64 = 90
  ) {
    self.absenceDays = absenceDays
    self.traceDays = traceDays
    self.logDays = logDays
    self.historyDays = historyDays
    self.journalDays = journalDays
  }

  /// The greatest number of days that makes sense: a hundred years.
  public static let mostDays: UInt64 = 36_500
  private static let setting = "retention"

  static func read(_ session: Session) throws -> Retention {
    guard let bytes = try session.setting(setting) else { return Retention() }
    do {
      var reader = ByteReader(bytes)
      var retention = Retention(
        absenceDays: try reader.unsigned(), traceDays: try reader.unsigned(),
        logDays: try reader.unsigned(), historyDays: try reader.unsigned())
      // It came later than the others.
      if !reader.isAtEnd { retention.journalDays = try reader.unsigned() }
      try reader.finish()
      return retention
    } catch {
      throw StoreError(.damaged, "\(error.expected) expected", place: "karvan_info \(setting)")
    }
  }

  func write(_ session: Session) throws {
    var writer = ByteWriter()
    for days in [absenceDays, traceDays, logDays, historyDays, journalDays] {
      writer.unsigned(min(days, Self.mostDays))
    }
    try session.set(Self.setting, writer.bytes)
  }
}

/// What a compaction did, or would do.
public struct CompactionReport: Hashable, Sendable {
  /// Deleted records that were forgotten.
  public var deleted = 0
  /// Notes that a record left a scope.
  public var departures = 0
  /// Invites that ended.
  public var invites = 0
  /// Segments of the log.
  public var segments = 0
  /// Lines of the merge history.
  public var history = 0
  /// Snapshots that ended.
  public var snapshots = 0
  /// Contents of attachments, and parts of such, that no record names any longer.
  public var contents = 0
  /// Pages of the file that were given back to the disk.
  public var pages = 0
  /// Up to where every device that is waited for has everything.
  public var acknowledged: UInt64 = 0
  /// The greatest server sequence.
  public var head: UInt64 = 0
  /// The device that holds it back most; nil when none is behind.
  public var slowest: DeviceAccount?

  /// Nothing yet.
  public init() {}
}

extension OfficeReader {
  /// How long what is kept.
  public func retention() throws -> Retention { try Retention.read(session) }

  /// Up to where every device has everything that is neither revoked nor away for too long, and
  /// the one that is behind most.
  func acknowledged(
    _ retention: Retention, now: Int64
  ) throws -> (sequence: UInt64, slowest: DeviceAccount?) {
    let head = try session.head()
    let select = try session.statement(
      "SELECT c.least, d.id FROM karvan_cursor c JOIN karvan_account a ON a.replica = c.replica"
        + " JOIN karvan_device d ON d.id = a.device"
        + " WHERE c.least > 0 AND d.revoked_at IS NULL AND c.at >= ? ORDER BY c.least LIMIT 1")
    select.bind(1, now - retention.absenceDays.milliseconds)
    let least = try select.first { ($0.unsigned(0), try $0.identifier(1, DeviceID.self)) }
    guard let (sequence, device) = least, sequence < head else { return (head, nil) }
    return (sequence, try self.device(device))
  }

  /// The greatest server sequence that is known to be so many days old.
  func head(before days: UInt64, now: Int64) throws -> UInt64 {
    if days == 0 { return try session.head() }
    let select = try session.statement("SELECT MAX(head) FROM karvan_mark WHERE at <= ?")
    select.bind(1, now - days.milliseconds)
    return try select.first { $0.optionalUnsigned(0) ?? 0 } ?? 0
  }
}

extension OfficeWriter {
  /// Says how long what is kept.
  public func set(_ retention: Retention) throws { try retention.write(session) }

  /// Notes which server sequence is the head at this time, so that its age is known later.
  func mark(at milliseconds: Int64) throws {
    let insert = try session.statement(
      "INSERT OR IGNORE INTO karvan_mark (head, at) VALUES (?, ?)")
    insert.bind(1, try session.head())
    insert.bind(2, milliseconds)
    try insert.run()
  }
}

extension UInt64 {
  /// So many days in milliseconds, within the bound of what makes sense.
  var milliseconds: Int64 { Int64(Swift.min(self, Retention.mostDays)) * 86_400_000 }
}
