// SPDX-License-Identifier: Apache-2.0
import GRDB
import KarvanCore

/// What it takes to take own commits back (P-095).
extension Session {
  /// Keeps what a commit found; a commit that only started records found nothing.
  func keep(_ found: [RecordBefore], undoing: UInt64?, of sequence: UInt64) throws {
    guard !found.isEmpty || undoing != nil else { return }
    let insert = try statement(
      "INSERT INTO karvan_before (seq, undoes, found) VALUES (?, ?, ?)")
    insert.bind(1, sequence)
    insert.bind(optional: undoing, at: 2)
    if found.isEmpty {
      insert.bindNull(3)
    } else {
      var writer = ByteWriter(reserving: 64)
      writer.found(found)
      insert.bind(3, writer.bytes)
    }
    try insert.run()
  }

  /// What a commit found in the records that it changed.
  func found(by sequence: UInt64) throws -> [RecordBefore] {
    let select = try statement("SELECT found FROM karvan_before WHERE seq = ?")
    select.bind(1, sequence)
    guard let bytes = try select.first({ $0.isNull(0) ? [] : $0.bytes(0) }), !bytes.isEmpty
    else { return [] }
    do {
      var reader = ByteReader(bytes)
      return try reader.found()
    } catch {
      throw StoreError(
        .damaged, "\(error.expected) expected at byte \(error.offset)",
        place: "karvan_before \(sequence)")
    }
  }

  /// The commit that a commit took back, nil where it took none.
  func taken(back sequence: UInt64) throws -> UInt64? {
    let select = try statement("SELECT undoes FROM karvan_before WHERE seq = ?")
    select.bind(1, sequence)
    return try select.first { $0.optionalUnsigned(0) } ?? nil
  }

  /// The last commit that took a commit back and stands itself; nil where the commit stands.
  func standingUndo(of sequence: UInt64) throws -> UInt64? {
    let select = try statement(
      "SELECT seq FROM karvan_before WHERE undoes = ? ORDER BY seq DESC")
    select.bind(1, sequence)
    for undo in try select.all({ $0.unsigned(0) }) {
      guard let row = try journalRow(undo), row.state != JournalState.rejected else { continue }
      if try standingUndo(of: undo) == nil { return undo }
    }
    return nil
  }

  func note(_ commits: [UInt64], ofCommand command: UInt64) throws {
    let insert = try statement(
      "INSERT INTO karvan_command (first, last, command) VALUES (?, ?, ?)")
    var rest = commits[...]
    while let first = rest.first {
      var last = first
      rest = rest.dropFirst()
      while rest.first == last + 1 {
        last += 1
        rest = rest.dropFirst()
      }
      insert.bind(1, first)
      insert.bind(2, last)
      insert.bind(3, command)
      try insert.run()
    }
  }

  /// The command of a commit: its name, which is its first commit. Most commits are alone.
  func command(of sequence: UInt64) throws -> UInt64 {
    let select = try statement(
      "SELECT last, command FROM karvan_command WHERE first <= ? ORDER BY first DESC LIMIT 1")
    select.bind(1, sequence)
    let found = try select.first { ($0.unsigned(0), $0.unsigned(1)) }
    guard let (last, command) = found, sequence <= last else { return sequence }
    return command
  }

  /// The runs of commits of a command, in order.
  func runs(ofCommand command: UInt64) throws -> [ClosedRange<UInt64>] {
    let select = try statement(
      "SELECT first, last FROM karvan_command WHERE command = ? ORDER BY first")
    select.bind(1, command)
    let runs = try select.all { $0.unsigned(0)...max($0.unsigned(0), $0.unsigned(1)) }
    return runs.isEmpty ? [command...command] : runs
  }

  /// Carries over to another life what it takes to take back commits that are written again there.
  ///
  /// - Parameters:
  ///   - numbers: The new numbers of commits by their old ones.
  ///   - sequences: Their old numbers, ascending.
  func renumberUndo(_ numbers: [UInt64: UInt64], in sequences: [UInt64]) throws {
    let old = try statement("SELECT seq, undoes, found FROM karvan_before ORDER BY seq").all {
      ($0.unsigned(0), $0.optionalUnsigned(1), $0.isNull(2) ? nil : $0.bytes(2))
    }
    let commands = try sequences.map { ($0, try command(of: $0)) }
    for table in ["karvan_before", "karvan_command"] {
      try statement("DELETE FROM \(table)").run()
    }
    let insert = try statement(
      "INSERT INTO karvan_before (seq, undoes, found) VALUES (?, ?, ?)")
    for (sequence, undoes, found) in old {
      guard let number = numbers[sequence] else { continue }
      insert.bind(1, number)
      insert.bind(optional: undoes.flatMap { numbers[$0] }, at: 2)
      if let found { insert.bind(3, found) } else { insert.bindNull(3) }
      try insert.run()
    }
    let shared = Set(commands.filter { $0.1 != $0.0 }.map(\.1))
    var names: [UInt64: UInt64] = [:]
    for (sequence, command) in commands where shared.contains(command) {
      guard let number = numbers[sequence] else { continue }
      let name = names[command] ?? numbers[command] ?? number
      names[command] = name
      try note([number], ofCommand: name)
    }
  }
}
