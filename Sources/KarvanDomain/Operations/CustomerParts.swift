// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// What belongs to a customer, whichever of the records that turned out to be them it was written for.
public enum CustomerParts {
  /// The record that stands for this one, and then all that redirect to it.
  public static func identities(
    of record: RecordID, in entity: EntityTag = Account.tag, reader: any RecordReader
  ) throws -> [RecordID] {
    guard let view = try reader.record(entity, record) else { return [record] }
    let survivor = try Duplicates.survivor(of: view, reader: reader)
    return [survivor.id] + (try Duplicates.merged(into: survivor, reader: reader).map(\.id))
  }

  /// The living records of an entity that name the account, or one that was merged with it: those of
  /// the one that stands for it first.
  public static func records(
    _ entity: EntityTag, where field: Field, is account: RecordID, reader: any RecordReader
  ) throws -> [RecordView] {
    try identities(of: account, reader: reader).flatMap { id in
      try reader.records(entity, where: field.tag, is: .reference(id))
    }
  }

  /// The places of an account.
  public static func places(
    of account: RecordID, reader: any RecordReader
  ) throws -> [RecordView] {
    try records(Address.tag, where: Address.shape.account, is: account, reader: reader)
  }

  /// The ways to reach an account and its people.
  public static func points(
    of account: RecordID, reader: any RecordReader
  ) throws -> [RecordView] {
    try records(ContactPoint.tag, where: ContactPoint.shape.account, is: account, reader: reader)
  }

  /// The number to call: the main one while it is there, or else the first one.
  public static func phone(
    of account: RecordView, reader: any RecordReader
  ) throws -> RecordView? {
    let shape = ContactPoint.shape
    let phones = try points(of: account.id, reader: reader)
      .filter { $0[shape.kind] == .text("phone") }
    let main = account[Account.shape.primaryPhone].reference
    return phones.first { $0.id == main } ?? phones.first
  }
}
