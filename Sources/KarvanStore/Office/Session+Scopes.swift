// SPDX-License-Identifier: Apache-2.0
import GRDB
import KarvanCore

extension Session {
  /// The number of a scope on the server; given when it is first published to.
  func number(of scope: Scope) throws -> UInt64 {
    if let number = try knownNumber(of: scope) { return number }
    let insert = try statement("INSERT INTO karvan_scope (name) VALUES (?)")
    insert.bind(1, scope.description)
    try insert.run()
    let number = UInt64(bitPattern: db.lastInsertedRowID)
    memory.scopeNumbers[scope] = number
    memory.scopes[number] = scope
    return number
  }

  /// The number of a scope, nil when nothing was ever published to it.
  func knownNumber(of scope: Scope) throws -> UInt64? {
    if let number = memory.scopeNumbers[scope] { return number }
    let select = try statement("SELECT number FROM karvan_scope WHERE name = ?")
    select.bind(1, scope.description)
    guard let number = try select.first({ $0.unsigned(0) }) else { return nil }
    memory.scopeNumbers[scope] = number
    memory.scopes[number] = scope
    return number
  }

  /// The scope with a number.
  func scope(_ number: UInt64) throws -> Scope {
    if let scope = memory.scopes[number] { return scope }
    let select = try statement("SELECT name FROM karvan_scope WHERE number = ?")
    select.bind(1, number)
    guard let name = try select.first({ $0.text(0) }), let scope = Scope(name) else {
      throw StoreError(.damaged, "there is no scope \(number)", place: "karvan_scope")
    }
    memory.scopes[number] = scope
    memory.scopeNumbers[scope] = number
    return scope
  }

  /// The greatest server sequence that was published.
  ///
  /// The first is that of the founding, so that a device that took an empty workspace whole has
  /// another cursor than one that took nothing.
  func head() throws -> UInt64 {
    if let head = memory.head { return head }
    let head = max(1, try unsignedInfo("head"))
    memory.head = head
    return head
  }

  /// Nothing is told any more of what changed at or below it; 0 before anything was pruned.
  func floor() throws -> UInt64 {
    if let floor = memory.floor { return floor }
    let floor = try unsignedInfo("floor")
    memory.floor = floor
    return floor
  }

  func holdings(_ record: StoredRecord) throws -> Holdings {
    try Holdings(record.held, place: "\(record.state.entity) \(record.state.id)")
  }
}
