// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanSealing
import KarvanStore
import KarvanSync

/// Fetches one content from the office; what came before stays and is not asked for again.
struct ContentFetch {
  let database: ReplicaDatabase
  let vault: ContentVault
  var line: ContentLine
  let progress: (_ done: UInt64, _ total: UInt64) -> Void

  /// Fetches what is missing, and keeps the content when all of it is on the disk.
  ///
  /// - Throws: `contentAbsent`, `contentUnknown`, `contentAtOfficeDamaged`; `contentFailed` for a
  ///   chunk that is not of this content, which is never kept.
  mutating func run(_ content: NamedContent, title: String) async throws {
    let part = try await part(content, title)
    var missing = try part.missing()
    while let first = missing.first {
      let count = missing.enumerated().prefix { $0.element == first + $0.offset }.count
      let wish = ContentWish(
        record: content.record, first: first, count: min(count, line.pace), wantsManifest: false)
      let answer = try await ask(wish, title)
      guard !answer.pieces.isEmpty else { throw SyncStop.confused("contents") }
      for piece in answer.pieces where piece.record == content.record {
        try part.put(piece.bytes, number: piece.number)
        missing.removeAll { $0 == piece.number }
      }
      progress(
        content.size * UInt64(content.chunks - missing.count) / UInt64(content.chunks), content.size
      )
    }
    try vault.keep(part, of: content, database, in: line.incarnation)
  }

  /// The part that is there, or one that is begun with the manifest.
  private mutating func part(
    _ content: NamedContent, _ title: String
  ) async throws -> PartialContent {
    if let part = try vault.part(of: content.address, size: content.size, name: content.text) {
      return part
    }
    let wish = ContentWish(
      record: content.record, first: 0, count: line.pace, wantsManifest: true)
    let answer = try await ask(wish, title)
    let manifest = try ContentManifest(
      decoding: answer.standing(of: content.record)?.manifest ?? [], address: content.address)
    guard manifest.size == content.size else {
      throw CLIError(.contentDamaged, title)
    }
    let part = try vault.begin(manifest, name: content.text)
    for piece in answer.pieces where piece.record == content.record {
      try part.put(piece.bytes, number: piece.number)
    }
    return part
  }

  private mutating func ask(_ wish: ContentWish, _ title: String) async throws -> ContentAnswer {
    let answer = try await line.ask(ContentRequest(wishes: [wish]))
    switch answer.standing(of: wish.record)?.state {
    case .held: return answer
    case .absent: throw CLIError(.contentAbsent, title)
    case .damaged: throw CLIError(.contentAtOfficeDamaged, title)
    case .unknown: throw CLIError(.contentUnknown, title)
    default: throw SyncStop.confused("contents")
    }
  }
}
