// SPDX-License-Identifier: Apache-2.0
public import KarvanCore

/// How lives of databases begin; random ids and keys come from where they are made.
public struct OfficeLives: Sendable {
  /// Makes a device of its own for a copy of another, in the transaction that found it out; the
  /// same keys get the same life again. Nil when the device has had too many.
  public let allot:
    @Sendable (NewLife, DeviceAccount, any OfficeTransaction, Int64) throws -> LifeGrant?
  /// Begins a new life of the server's own database, which turned out to be restored, at the
  /// server's wall clock.
  public let renew: @Sendable (any OfficeTransaction, Int64) throws -> Void

  /// Gathers both.
  public init(
    allot:
      @escaping @Sendable (
        NewLife, DeviceAccount, any OfficeTransaction, Int64
      ) throws -> LifeGrant?,
    renew: @escaping @Sendable (any OfficeTransaction, Int64) throws -> Void
  ) {
    self.allot = allot
    self.renew = renew
  }
}

/// What the server's own MAC says that it once told a device (P-062).
public struct Receipt: Hashable, Sendable {
  /// The greatest commit of the replica that was answered.
  public let sequence: UInt64
  /// The server sequence up to which the device was sent records.
  public let head: UInt64
  /// The life of the server's database that said so.
  public let incarnation: IncarnationID

  /// Gathers a receipt.
  public init(sequence: UInt64, head: UInt64, incarnation: IncarnationID) {
    self.sequence = sequence
    self.head = head
    self.incarnation = incarnation
  }
}
