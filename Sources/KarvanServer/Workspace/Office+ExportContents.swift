// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanDomain
import KarvanSealing
import KarvanStore
import KarvanSync

/// How many contents were taken back beside exported records, and how many were not there.
struct ReadContents: Hashable {
  var taken = 0
  var missing = 0
}

/// Contents beside exported records (P-106).
extension Office {
  /// Writes every content that the office has, opened, to a folder that is not there yet.
  ///
  /// - Returns: How many were written, and how many attachments have none here.
  func exportContents(
    to folder: String, progress: ProgressReport
  ) throws -> (written: Int, missing: Int) {
    var opened = try OpenedContents(making: folder)
    do {
      var missing = 0
      var looked: UInt64 = 0
      for content in try named() {
        looked += 1
        progress(WorkProgress(.exporting, done: looked, of: nil, .records))
        guard let stored = try held(content) else {
          missing += 1
          continue
        }
        try opened.add(stored)
      }
      try opened.finish()
      return (opened.count, missing)
    } catch {
      opened.abandon()
      throw error
    }
  }

  /// What every attachment names, deleted ones too: as long as they can be brought back.
  private func named() throws -> [ContentKeeper.Named] {
    try database.read { reader in
      var named: [ContentKeeper.Named] = []
      try reader.forEach(Attachment.tag) { view in
        if let content = ContentKeeper.Named(view) { named.append(content) }
      }
      return named
    }
  }

  private func held(_ content: ContentKeeper.Named) throws -> StoredContent? {
    let claim = try database.read { try contents.claim(of: content, $0) }
    guard let claim, claim.isHeld, claim.address == content.text else { return nil }
    return try contents.vault.open(content.address)
  }

  /// Takes contents back that ``exportContents(to:progress:)`` wrote, for every attachment that
  /// names one of them, in the transaction that made the records.
  func takeContents(
    from folder: String, _ writer: OfficeWriter, now: Int64
  ) throws -> ReadContents {
    var read = ReadContents()
    try writer.forEach(Attachment.tag) { view in
      guard let named = ContentKeeper.Named(view) else { return }
      do {
        let isThere =
          try contents.vault.has(named.address)
          || contents.vault.add(named.address, ofOpened: folder)
        guard isThere else {
          read.missing += 1
          return
        }
      } catch let error as SealingError {
        throw ServerError(.usage, "\(error.message); nothing was made")
      }
      try contents.vault.note(Octets16(named.record), named.address)
      try writer.save(
        ContentClaim(
          record: named.record, address: named.text, size: named.size,
          user: named.creator ?? Self.officeAuthor(writer).user, device: Self.officeDevice,
          isHeld: true, at: now))
      read.taken += 1
    }
    return read
  }
}
