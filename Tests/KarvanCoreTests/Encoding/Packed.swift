// SPDX-License-Identifier: Apache-2.0
import KarvanCore

/// Whole packed things, with the table of replicas in front where there is one.
enum Packed {
  static func value(_ value: Value) -> [UInt8] {
    var writer = ByteWriter()
    writer.value(value)
    return writer.bytes
  }

  static func values(_ values: GroupValue, of group: GroupTag) -> [UInt8] {
    var writer = ByteWriter()
    writer.values(values, of: group)
    return writer.bytes
  }

  static func commit(_ commit: Commit) -> [UInt8] {
    var table = ReplicaTable([commit.replica])
    var body = ByteWriter()
    body.commit(commit, &table)
    return tabled(table, body)
  }

  static func clock(_ clock: RecordClock) -> [UInt8] {
    var table = ReplicaTable()
    var body = ByteWriter()
    body.clock(clock, &table)
    return tabled(table, body)
  }

  static func state(_ state: RecordState) -> [UInt8] {
    var table = ReplicaTable()
    var body = ByteWriter()
    body.state(state, &table)
    return tabled(table, body)
  }

  static func digestible(_ state: RecordState) -> [UInt8] {
    var writer = ByteWriter()
    writer.digestible(state)
    return writer.bytes
  }

  private static func tabled(_ table: ReplicaTable, _ body: ByteWriter) -> [UInt8] {
    var writer = ByteWriter()
    writer.table(table)
    writer.raw(body.bytes)
    return writer.bytes
  }
}

/// Reads whole packed things to their end.
enum Unpacked {
  static func value(_ bytes: [UInt8]) throws(DecodingFailure) -> Value {
    var reader = ByteReader(bytes)
    let value = try reader.value()
    try reader.finish()
    return value
  }

  static func values(
    _ bytes: [UInt8], of group: GroupTag
  ) throws(DecodingFailure) -> GroupValue {
    var reader = ByteReader(bytes)
    let values = try reader.values(of: group)
    try reader.finish()
    return values
  }

  static func commit(_ bytes: [UInt8], sequence: UInt64) throws(DecodingFailure) -> Commit {
    var reader = ByteReader(bytes)
    let table = try reader.table()
    guard let author = table.replica(0) else { throw reader.failure("an author") }
    let commit = try reader.commit(Dot(author, sequence), table)
    try reader.finish()
    return commit
  }

  static func clock(_ bytes: [UInt8]) throws(DecodingFailure) -> RecordClock {
    var reader = ByteReader(bytes)
    let clock = try reader.clock(try reader.table())
    try reader.finish()
    return clock
  }

  static func state(_ bytes: [UInt8]) throws(DecodingFailure) -> RecordState {
    var reader = ByteReader(bytes)
    let state = try reader.state(try reader.table())
    try reader.finish()
    return state
  }
}
