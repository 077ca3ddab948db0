// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanDomain
import KarvanSealing
import KarvanStore

/// Removes what no record on this device names any longer.
///
/// What the office has goes at once, as when a record left this device's scopes. What it was never
/// given stays for 30 days: its record may be brought back.
struct ContentSweep {
  /// How long a content that only this device has is kept without a record, in milliseconds.
  private static let keptFor: Int64 = 2_592_000_000

  let database: ReplicaDatabase
  let vault: ContentVault
  let now: Int64

  /// The contents that no living record and no rejection that waits names.
  func strays() throws -> [Octets32] {
    try database.read { reader in
      var rejected: Set<String>?
      return try vault.addresses().filter { address in
        let isNamed = try !reader.records(
          Attachment.tag, where: Attachment.shape.content.tag, is: .text("\(address)")
        ).isEmpty
        if isNamed { return false }
        let waiting = try rejected ?? Self.rejected(reader)
        rejected = waiting
        return !waiting.contains("\(address)")
      }
    }
  }

  private static func rejected(_ reader: ReplicaReader) throws -> Set<String> {
    var named: Set<String> = []
    for change in try reader.rejected().flatMap(\.commit.changes)
    where change.entity == Attachment.tag {
      for write in change.writes {
        guard case .set(let values) = write.action,
          let text = values[Attachment.shape.content.tag].text
        else { continue }
        named.insert(text)
      }
    }
    return named
  }

  /// Removes what may go, and what an interrupted copying left.
  func run() throws {
    try vault.sweep(now: now)
    for part in vault.parts() where now - part.at > Self.keptFor {
      try vault.removePart(part.name)
    }
    let strays = try strays()
    let progress = try database.read { try $0.contentProgress() }
    for address in strays {
      let isHeld = progress.contains { $0.address == "\(address)" && $0.incarnation != nil }
      let isOld = vault.arrivedAt(address).map { now - $0 > Self.keptFor } ?? false
      if isHeld || isOld { try vault.remove(address) }
    }
    let gone = try database.read { reader in
      try progress.filter { try reader.record(Attachment.tag, $0.record) == nil }.map(\.record)
    }
    try database.forgetContents(of: gone)
  }
}
