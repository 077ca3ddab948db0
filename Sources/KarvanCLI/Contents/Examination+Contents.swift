// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanDomain
import KarvanSealing
import KarvanStore

extension Examination {
  /// Looks at the contents of attachments.
  ///
  /// - Parameter thorough: Whether to read every byte of them.
  mutating func examineContents(_ database: ReplicaDatabase, thorough: Bool) throws {
    guard let vault = try desk.contents() else { return }
    let words = desk.words
    let (waiting, lost) = try database.read { reader in
      let states = try desk.contentStates(reader)
      return (try states.owed(reader), try Self.lost(states, reader))
    }
    if !waiting.isEmpty {
      let bytes = words.size(waiting.reduce(0) { $0 + $1.size })
      let count = words.number(waiting.count)
      add(.notice, words(.contentsWait, count, bytes), next: "karvan sync now")
    }
    for content in lost {
      add(
        .bad, words(.contentLost, RecordTitle.text(content.view, words)),
        next: words(.nextContentLost))
    }
    let damaged = try damaged(vault, database, thorough: thorough)
    for view in damaged {
      add(
        .bad, words(.contentDamaged, RecordTitle.text(view, words)),
        next: words(.nextContentDamaged, ShortID.of(view.id)))
    }
    if damaged.isEmpty && lost.isEmpty { add(.well, words(.contentsAreWell), next: "") }
    let strays = try ContentSweep(
      database: database, vault: vault, now: desk.surroundings.now()
    ).strays()
    guard !strays.isEmpty else { return }
    let bytes = strays.reduce(UInt64(0)) { sum, address in
      sum + ((try? vault.open(address))??.manifest.size ?? 0)
    }
    add(
      .notice, words(.contentStrays, words.number(strays.count), words.size(bytes)),
      next: "karvan sync now")
  }

  /// Own attachments that began to be sent and were never whole at the office, and are not here.
  private static func lost(
    _ states: ContentStates, _ reader: ReplicaReader
  ) throws -> [NamedContent] {
    try reader.contentProgress().filter { $0.incarnation == nil }.compactMap { progress in
      guard let view = try reader.record(Attachment.tag, progress.record), view.life != .deleted,
        let content = NamedContent(view), !states.isHere(content)
      else { return nil }
      return content
    }
  }

  private func damaged(
    _ vault: ContentVault, _ database: ReplicaDatabase, thorough: Bool
  ) throws -> [RecordView] {
    var damaged: [RecordView] = []
    for address in vault.addresses() {
      let isWell: Bool
      do {
        isWell = try thorough ? vault.fault(of: address) == nil : vault.open(address) != nil
      } catch {
        isWell = false
      }
      guard !isWell else { continue }
      damaged += try database.read { reader in
        try reader.records(
          Attachment.tag, where: Attachment.shape.content.tag, is: .text("\(address)"))
      }
    }
    return damaged
  }
}
