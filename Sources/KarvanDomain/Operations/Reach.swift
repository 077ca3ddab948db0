// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// Who is reached at a number or an address.
public enum Reach {
  /// An account, and those of its people to whom the number or address belongs.
  public struct Customer: Sendable {
    /// The account; of merged ones the one that stands for them.
    public let account: RecordView
    /// The people, in the order of their ways to be reached.
    public fileprivate(set) var contacts: [RecordID]
  }

  /// The living accounts that are reached at a normalized number or address, each once.
  public static func customers(
    at normalized: String, reader: any RecordReader
  ) throws -> [Customer] {
    let shape = ContactPoint.shape
    let points = try reader.records(
      ContactPoint.tag, where: shape.normalized.tag, is: .text(normalized))
    var customers: [Customer] = []
    for point in points {
      guard let id = point[shape.account].reference,
        let held = try reader.record(Account.tag, id)
      else { continue }
      let account = try Duplicates.survivor(of: held, reader: reader)
      guard account.life != .deleted else { continue }
      let contact = [point[shape.contact].reference].compactMap { $0 }
      if let index = customers.firstIndex(where: { $0.account.id == account.id }) {
        customers[index].contacts += contact
      } else {
        customers.append(Customer(account: account, contacts: contact))
      }
    }
    return customers
  }

  /// The living leads that are reached at a normalized number or address and that nobody turned into
  /// a customer, the newest first.
  public static func leads(
    at normalized: String, reader: any RecordReader
  ) throws -> [RecordView] {
    let shape = Lead.shape
    let found = try [shape.normalizedPhone, shape.email].flatMap {
      try reader.records(Lead.tag, where: $0.tag, is: .text(normalized))
    }
    return found.filter { $0[shape.status].text != Lead.converted }.sorted { $0.id > $1.id }
  }

  /// The normalized phone numbers of an account and its people, and of those that were merged into
  /// it, each once.
  public static func numbers(
    of account: RecordView, reader: any RecordReader
  ) throws -> [String] {
    let shape = ContactPoint.shape
    let ids = [account.id] + (try Duplicates.merged(into: account, reader: reader).map(\.id))
    let points = try ids.flatMap {
      try reader.records(ContactPoint.tag, where: shape.account.tag, is: .reference($0))
    }
    return points.filter { $0[shape.kind] == .text("phone") }
      .compactMap { $0[shape.normalized].text }.reduce(into: []) { once, number in
        if !once.contains(number) { once.append(number) }
      }
  }
}
