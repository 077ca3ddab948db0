// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanSync

/// A scope that the device holds, with its bit in the mask of records and its cursor.
struct HeldScope {
  let number: UInt64
  let scope: Scope
  let cursor: UInt64
  var bit: Int64 { 1 << Int64(number) }
}

extension Session {
  /// The scopes that the device holds, by number.
  func heldScopes() throws -> [HeldScope] {
    try statement("SELECT number, name, cursor FROM karvan_scope ORDER BY number").all { row in
      guard let scope = Scope(row.text(1)) else {
        throw StoreError(.damaged, "\(row.text(1)) is no scope", place: "karvan_scope")
      }
      return HeldScope(number: row.unsigned(0), scope: scope, cursor: row.unsigned(2))
    }
  }

  /// Begins to hold a scope: nothing of it is here yet.
  func hold(_ scope: Scope) throws {
    let taken = Set(try heldScopes().map(\.number))
    guard
      let number = (0..<UInt64(SyncLimits.scopesPerDevice)).first(where: { !taken.contains($0) })
    else { throw SyncStop.confused("more than \(SyncLimits.scopesPerDevice) scopes") }
    let insert = try statement("INSERT INTO karvan_scope (number, name, cursor) VALUES (?, ?, 0)")
    insert.bind(1, number)
    insert.bind(2, scope.description)
    try insert.run()
  }

  func setCursor(_ cursor: UInt64, of scope: HeldScope) throws {
    let update = try statement("UPDATE karvan_scope SET cursor = ? WHERE number = ?")
    update.bind(1, cursor)
    update.bind(2, scope.number)
    try update.run()
  }

  /// Lets go of a scope whose records were evicted.
  func release(_ scope: HeldScope) throws {
    let delete = try statement("DELETE FROM karvan_scope WHERE number = ?")
    delete.bind(1, scope.number)
    try delete.run()
    try clearDigests(ofScope: scope.number)
  }

  /// The numbers of the bits of a mask.
  static func scopes(in mask: Int64) -> [UInt64] {
    (0..<UInt64(SyncLimits.scopesPerDevice)).filter { mask & (1 << Int64($0)) != 0 }
  }
}
