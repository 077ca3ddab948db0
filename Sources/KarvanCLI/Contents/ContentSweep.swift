// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanDomain
import KarvanSealing
import KarvanStore

/// Removes what no record on this device names any longer.
///
/// What the office has, in its present life, goes at once, as when a record left this device's
/// scopes. Anything else stays for 30 days from when it was first seen without a record, however
/// long it had waited by then: the record may be brought back.
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
    let (progress, life) = try database.read {
      (try $0.contentProgress(), try $0.incarnation())
    }
    func isHeld(_ one: ContentProgress) -> Bool { life != nil && one.incarnation == life }
    for address in strays {
      let known = progress.filter { $0.address == "\(address)" }
      // One that waits for another record than the office has it for is its only copy there.
      let isAtOffice = !known.isEmpty && known.allSatisfy(isHeld)
      if try isAtOffice || isOver(address) { try vault.remove(address) }
    }
    let named = Set(vault.addresses()).subtracting(strays)
    for address in vault.strayNotes() where named.contains(address) || !vault.has(address) {
      try vault.setStray(address, since: nil)
    }
    try forget(progress.filter { isHeld($0) || !isHere($0) })
  }

  /// Whether a content was without a record for long enough; from now on where it wasn't known.
  private func isOver(_ address: Octets32) throws -> Bool {
    // A clock that was set back begins anew.
    if let since = vault.strayedAt(address), since <= now { return now - since > Self.keptFor }
    try vault.setStray(address, since: now)
    return false
  }

  private func isHere(_ one: ContentProgress) -> Bool {
    Octets32(hexadecimal: one.address).map { vault.has($0) } ?? false
  }

  /// What is still to be sent for a record that left is remembered, as nothing else says it.
  private func forget(_ progress: [ContentProgress]) throws {
    let gone = try database.read { reader in
      try progress.filter { try reader.record(Attachment.tag, $0.record) == nil }.map(\.record)
    }
    try database.forgetContents(of: gone)
  }
}
