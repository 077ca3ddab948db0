// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanCore
import KarvanDomain
import KarvanStore

/// `karvan sync status`
struct SyncStatus: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "status", abstract: Tongue.say(.aboutSyncStatus))
  }

  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    let database = try desk.replica()
    let words = desk.words
    let counts = try database.read { reader in
      [
        ("unsent", Message.unsent, try reader.pendingCount()),
        ("quarantined", .quarantined, try reader.waitingCount()),
        ("rejected", .rejected, try reader.rejected().count),
        ("conflicts", .openConflictsLabel, try reader.conflictCount()),
      ]
    }
    var fields: [(Column, Cell)] = counts.map { name, message, number in
      (Column(name, words(message), isNumber: true), Cell(.count(number), words.number(number)))
    }
    let lastSync = try database.number(.lastSync)
    let retry = try database.number(.retryAfter).flatMap { $0 > desk.now() ? $0 : nil }
    let offset = try database.number(.clockOffset)
    fields += [
      (Column("last_sync", words(.lastSync)), Self.instant(lastSync, desk, none: .never)),
      (Column("next_retry", words(.nextRetry)), Self.instant(retry, desk, none: .anyTime)),
      (
        Column("clock_offset_ms", words(.clockOffset)),
        offset.map { Cell(.integer($0), words(.milliseconds, words.number($0))) }
          ?? Cell(.null, words(.notMeasured))
      ),
      (Column("server", words(.server)), try Self.server(desk, database)),
      (
        Column("shut_out_since", words(.shutOut)),
        Self.instant(try database.number(.shutOut), desk, none: nil)
      ),
    ]
    desk.noteWaitingContents(database, .waitOff)
    desk.show(
      .single(
        fields, notes: [try database.read { try desk.shutOut($0) }].compactMap { $0 }))
  }

  static func instant(_ milliseconds: Int64?, _ desk: Desk, none: Message?) -> Cell {
    guard let milliseconds else { return Cell(.null, none.map { desk.words($0) } ?? "") }
    return Cell(
      .string(InstantText.format(milliseconds: milliseconds)), desk.say(instant: milliseconds))
  }

  private static func server(_ desk: Desk, _ database: ReplicaDatabase) throws -> Cell {
    guard PlainFile.exists(desk.places.keys) else {
      let error = try desk.missingKeys(database)
      return Cell(.null, error.map { desk.words($0) } ?? desk.words(.standAlone))
    }
    return .text(try DeviceFile(path: desk.places.keys).server)
  }
}

extension Desk {
  /// What it means that there are no keys; nil where there never were any.
  func missingKeys(_ database: ReplicaDatabase) throws -> CLIError? {
    guard try database.isEnrolled() else { return nil }
    return PlainFile.exists(places.pendingKeys)
      ? CLIError(.halfEnrolled, places.home) : CLIError(.keysLost, places.keys)
  }

  /// That the server shuts this device out, and what is kept; nil where it does not.
  func shutOut(_ reader: ReplicaReader) throws -> String? {
    guard let stored = try reader.setting(StoredName.shutOut.rawValue),
      let since = Int64(String(decoding: stored, as: UTF8.self))
    else { return nil }
    return words(.shutOutNote, say(instant: since), words.number(try reader.pendingCount()))
  }
}
