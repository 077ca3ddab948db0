// SPDX-License-Identifier: Apache-2.0
import GRDB
import KarvanCore

extension Session: ReplicaNumbering {
  /// The number of a replica in this file; a new one is given when it is first written.
  func number(of replica: ReplicaID) throws -> UInt64 {
    if let number = memory.numbers.numbers[replica] { return number }
    if let number = try knownNumber(of: replica) { return number }
    let insert = try statement("INSERT INTO karvan_replica (id) VALUES (?)")
    insert.bind(1, replica)
    try insert.run()
    let number = UInt64(bitPattern: db.lastInsertedRowID)
    memory.numbers.note(replica, number)
    return number
  }

  /// The number of a replica, nil when it never had one.
  func knownNumber(of replica: ReplicaID) throws -> UInt64? {
    if let number = memory.numbers.numbers[replica] { return number }
    let select = try statement("SELECT number FROM karvan_replica WHERE id = ?")
    select.bind(1, replica)
    guard let number = try select.first({ $0.unsigned(0) }) else { return nil }
    memory.numbers.note(replica, number)
    return number
  }

  /// The replica with a number.
  func replica(_ number: UInt64) throws -> ReplicaID {
    if let replica = memory.numbers.replicas[number] { return replica }
    let select = try statement("SELECT id FROM karvan_replica WHERE number = ?")
    select.bind(1, number)
    guard let replica = try select.first({ try $0.identifier(0, ReplicaID.self) }) else {
      throw StoreError(.damaged, "there is no replica \(number)", place: "karvan_replica")
    }
    memory.numbers.note(replica, number)
    return replica
  }
}

extension Session {
  /// A value of `karvan_info`.
  func info(_ key: String) throws -> Value {
    let select = try statement("SELECT value FROM karvan_info WHERE key = ?")
    select.bind(1, key)
    return try select.first { $0.value(0) } ?? .null
  }

  /// Writes a value of `karvan_info`; null removes it.
  func setInfo(_ key: String, _ value: Value) throws {
    guard !value.isNull else {
      let delete = try statement("DELETE FROM karvan_info WHERE key = ?")
      delete.bind(1, key)
      return try delete.run()
    }
    let insert = try statement("INSERT OR REPLACE INTO karvan_info (key, value) VALUES (?, ?)")
    insert.bind(1, key)
    insert.bind(2, value)
    try insert.run()
  }

  func unsignedInfo(_ key: String) throws -> UInt64 {
    UInt64(bitPattern: try info(key).integer ?? 0)
  }

  func setUnsignedInfo(_ key: String, _ number: UInt64) throws {
    try setInfo(key, .integer(Int64(bitPattern: number)))
  }

  /// A setting of the owner: kept apart from what the engine itself keeps.
  func setting(_ name: String) throws -> [UInt8]? {
    if case .bytes(let bytes) = try info("setting:" + name) { bytes } else { nil }
  }

  func set(_ name: String, _ value: [UInt8]?) throws {
    try setInfo("setting:" + name, value.map { .bytes($0) } ?? .null)
  }
}
