// SPDX-License-Identifier: Apache-2.0

extension ReplicaDatabase {
  /// From so many records of an entity on, an index finds the end of an identifier.
  public static let manyRecords: Int64 = 20_000

  /// Makes what finds records by the ends of their identifiers, once there are many.
  ///
  /// - Returns: how many entities have it now and had it not before.
  @discardableResult
  public func indexEnds(atLeast least: Int64 = manyRecords) throws -> Int {
    try store.write { try $0.indexEnds(atLeast: least) }
  }
}
