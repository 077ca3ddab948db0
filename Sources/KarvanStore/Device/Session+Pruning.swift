// SPDX-License-Identifier: Apache-2.0
import GRDB
import KarvanCore
import KarvanSync

/// What the office last said of its backups.
struct BackupWord {
  static let key = "backup_word"
  /// The greatest own commit that a backup has; 0 for none.
  var durable: UInt64 = 0
  /// For how many days what a backup has is kept here; 0 for ever.
  var days: UInt64 = 0
  /// The server's time when it said so, in milliseconds since 1970.
  var at: UInt64 = 0
}

/// What of the own journal the office holds for certain, so that it may go here (P-096).
extension Session {
  private static let day: Int64 = 86_400_000
  /// Up to here own commits were dropped, but for rejections that wait.
  static let journalFloor = "journal_floor"
  /// When the last of them was written, by its hybrid time.
  static let journalFloorTime = "journal_floor_time"

  /// Notes what a backup of the office has, and since when this device knows it, once a day.
  ///
  /// Of the two clocks the later one is noted and the earlier one asked, so that a clock which is
  /// wrong makes things stay longer.
  func noteDurable(_ header: AnswerHeader, now: Int64) throws {
    // One row for all, since it is written with every answer.
    var writer = ByteWriter(reserving: 16)
    for number in [
      header.durableSequence, UInt64(header.journalDays), UInt64(max(0, header.serverTime)),
    ] { writer.unsigned(number) }
    try setInfo(BackupWord.key, .bytes(writer.bytes))
    guard header.durableSequence > 0 else { return }
    let last = try statement("SELECT seq, at FROM karvan_safe ORDER BY seq DESC LIMIT 1").first {
      (sequence: $0.unsigned(0), at: $0.integer(1))
    }
    guard header.durableSequence > last?.sequence ?? 0 else { return }
    let at = max(header.serverTime, now, last?.at ?? 0)
    if let last, at - last.at < Self.day { return }
    let insert = try statement("INSERT INTO karvan_safe (seq, at) VALUES (?, ?)")
    insert.bind(1, header.durableSequence)
    insert.bind(2, at)
    try insert.run()
  }

  func backupWord() throws -> BackupWord {
    guard case .bytes(let bytes) = try info(BackupWord.key) else { return BackupWord() }
    do {
      var reader = ByteReader(bytes)
      let word = BackupWord(
        durable: try reader.unsigned(), days: try reader.unsigned(), at: try reader.unsigned())
      try reader.finish()
      return word
    } catch {
      throw StoreError(
        .damaged, "\(error.expected) expected", place: "karvan_info \(BackupWord.key)")
    }
  }

  /// A restored office has only this much in a backup for certain.
  func limitSafe(to durable: UInt64) throws {
    let delete = try statement("DELETE FROM karvan_safe WHERE seq > ?")
    delete.bind(1, durable)
    try delete.run()
  }

  /// Up to where own commits have been in a backup for as long as the office wants them kept; 0 for
  /// none.
  func safeThrough(now: Int64) throws -> UInt64 {
    try safeThrough(backupWord(), now: now)
  }

  func safeThrough(_ word: BackupWord, now: Int64) throws -> UInt64 {
    let days = Int64(clamping: word.days)
    guard days > 0, word.durable > 0 else { return 0 }
    let time = min(Int64(clamping: word.at), now)
    let select = try statement("SELECT MAX(seq) FROM karvan_safe WHERE at <= ?")
    select.bind(1, time - min(days, 36_500) * Self.day)
    let safe = try select.first { $0.optionalUnsigned(0) } ?? nil
    return min(
      safe ?? 0, word.durable, try unsignedInfo("acknowledged"), try settledUpTo())
  }

  /// The last commit that may go: the newest one stays, since the next is numbered by it, and so
  /// does what is sealed and still kept.
  private func lastToDrop(now: Int64) throws -> UInt64 {
    let end = try journalEnd().sequence
    let kept = try statement(
      "SELECT first FROM karvan_segment WHERE bytes IS NOT NULL ORDER BY number LIMIT 1"
    ).first { $0.unsigned(0) }
    return min(try safeThrough(now: now), max(end, 1) - 1, max(kept ?? .max, 1) - 1)
  }

  /// How many own commits could go.
  func droppable(now: Int64) throws -> Int {
    let count = try statement(
      "SELECT COUNT(*) FROM karvan_journal WHERE seq <= ? AND \(JournalState.explained)")
    count.bind(1, try lastToDrop(now: now))
    return try count.first { Int($0.integer(0)) } ?? 0
  }

  /// Drops the oldest commits that may go, with what it takes to take them back.
  ///
  /// - Returns: how many.
  func dropCommits(_ limit: Int, now: Int64) throws -> Int {
    let select = try statement(
      "SELECT seq, time FROM karvan_journal WHERE seq <= ? AND \(JournalState.explained)"
        + " ORDER BY seq LIMIT ?")
    select.bind(1, try lastToDrop(now: now))
    select.bind(2, Int64(limit))
    let rows = try select.all { ($0.unsigned(0), $0.unsigned(1)) }
    guard let last = rows.last else { return 0 }
    let delete = try statement(
      "DELETE FROM karvan_journal WHERE seq <= ? AND \(JournalState.explained)")
    delete.bind(1, last.0)
    try delete.run()
    for sql in [
      "DELETE FROM karvan_before WHERE seq <= ?", "DELETE FROM karvan_command WHERE last <= ?",
      "DELETE FROM karvan_safe WHERE seq < ?",
    ] {
      let forget = try statement(sql)
      forget.bind(1, last.0)
      try forget.run()
    }
    try setUnsignedInfo(Self.journalFloor, max(last.0, try unsignedInfo(Self.journalFloor)))
    try setUnsignedInfo(
      Self.journalFloorTime, max(last.1, try unsignedInfo(Self.journalFloorTime)))
    return rows.count
  }
}
