// SPDX-License-Identifier: Apache-2.0

/// What the devices were told is written: kept here, apart from all files of the product.
struct Ledger {
  enum Kind {
    /// A new account with a name that nobody else gives.
    case account
    /// A new account with a phone, one commit of two records.
    case accountWithPhone(String)
    /// A tag on an account.
    case tag(account: String)
    /// The note of an account.
    case note(account: String)
    /// An order with a note.
    case order
  }

  /// One write.
  struct Entry {
    let device: String
    let kind: Kind
    /// A text that stands nowhere else: a name, a tag, a note, an order's note.
    let token: String
    /// Whether the command ended with status 0; otherwise it may have been written or not.
    let isAcknowledged: Bool
  }

  private(set) var entries: [Entry] = []
  /// The accounts by identifier that a device has made, acknowledged.
  private(set) var accounts: [String] = []
  private var count = 0

  /// A text for the next write.
  mutating func token(_ prefix: String) -> String {
    count += 1
    return "\(prefix)\(count)"
  }

  mutating func add(_ entry: Entry, account: String? = nil) {
    entries.append(entry)
    if let account { accounts.append(account) }
  }

  var acknowledged: Int { entries.count { $0.isAcknowledged } }
}
