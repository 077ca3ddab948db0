// SPDX-License-Identifier: Apache-2.0
public import KarvanCore

extension OfficeReader {
  /// The server sequence of the newest change in a scope; 0 where nothing was ever published to it.
  public func newest(in scope: Scope) throws -> UInt64 {
    guard let number = try session.knownNumber(of: scope) else { return 0 }
    let select = try session.statement("SELECT MAX(at) FROM karvan_feed WHERE scope = ?")
    select.bind(1, number)
    return try select.first { $0.unsigned(0) } ?? 0
  }
}
