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
}
