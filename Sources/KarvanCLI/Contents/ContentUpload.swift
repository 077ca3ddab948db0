// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanDomain
import KarvanSealing
import KarvanStore
import KarvanSync

/// Sends the contents that wait, after everything else: the office says which chunks it lacks, so
/// whatever was cut goes on from there.
struct ContentUpload {
  let database: ReplicaDatabase
  let vault: ContentVault
  var line: ContentLine
  /// Told how many bytes of how many the office has.
  let progress: (_ done: UInt64, _ total: UInt64) -> Void

  /// What came of it.
  struct Result {
    var sent: [OwedContent] = []
    var refused: [(content: OwedContent, standing: ContentStanding)] = []
    /// What could not be read here.
    var damaged: [(content: OwedContent, error: SealingError)] = []
  }

  private var result = Result()
  private var total: UInt64 = 0
  private var done: UInt64 = 0

  init(
    database: ReplicaDatabase, vault: ContentVault, line: ContentLine,
    progress: @escaping (UInt64, UInt64) -> Void
  ) {
    self.database = database
    self.vault = vault
    self.line = line
    self.progress = progress
  }

  /// Sends what waits. What was sent is noted at once, so that nothing is lost if this throws.
  mutating func run(_ waiting: [OwedContent]) async throws -> Result {
    total = waiting.reduce(0) { $0 + $1.size }
    for batch in Self.batches(waiting) {
      let offers = batch.compactMap { offer($0) }
      let answer = try await line.ask(ContentRequest(offers: offers.map(\.offer)))
      for (content, offer) in offers {
        guard let standing = answer.standing(of: content.record) else { continue }
        try await settle(content, offer, standing)
      }
    }
    return result
  }

  /// So many at once that the office need not read more than the largest content has.
  private static func batches(_ waiting: [OwedContent]) -> [[OwedContent]] {
    var batches: [[OwedContent]] = []
    var bytes: UInt64 = 0
    for content in waiting {
      bytes += content.size
      let isFull = (batches.last?.count ?? 0) >= ContentLimits.offers
      if batches.isEmpty || isFull || bytes > ContentLayout.mostBytes {
        batches.append([])
        bytes = content.size
      }
      batches[batches.count - 1].append(content)
    }
    return batches
  }

  /// Nil where the content can't be read here.
  private mutating func offer(
    _ content: OwedContent
  ) -> (content: OwedContent, offer: ContentOffer)? {
    do throws(SealingError) {
      guard let stored = try vault.open(content.address),
        let offer = try line.device.offer(stored, for: content.record)
      else { return nil }
      return (content, offer)
    } catch {
      result.damaged.append((content, error))
      return nil
    }
  }

  private mutating func settle(
    _ content: OwedContent, _ offer: ContentOffer, _ first: ContentStanding
  ) async throws {
    var standing = first
    let before = done
    while standing.state == .wanted {
      try database.note(standing, of: content, in: line.incarnation)
      done =
        before + UInt64(content.chunks - standing.missing.count) * content.size
        / UInt64(content.chunks)
      progress(done, total)
      guard let next = try await send(content, offer, standing.missing) else { return }
      guard next.state != .wanted || Set(next.missing).isStrictSubset(of: standing.missing) else {
        throw SyncStop.confused("contents")
      }
      standing = next
    }
    done = before + content.size
    progress(done, total)
    try database.note(standing, of: content, in: line.incarnation)
    switch standing.state {
    case .held: result.sent.append(content)
    case .tooLarge, .noShare, .noRoom: result.refused.append((content, standing))
    case .altered: throw SyncStop.confused("contents")
    // The record itself is not there yet, or not any longer.
    case .wanted, .unknown, .absent, .damaged, .other: return
    }
  }

  /// Sends some of the chunks that are missing; nil where they can't be read here.
  private mutating func send(
    _ content: OwedContent, _ offer: ContentOffer, _ missing: [Int]
  ) async throws -> ContentStanding? {
    let pieces: [ContentPiece]
    do throws(SealingError) {
      guard let stored = try vault.open(content.address) else { return nil }
      var read: [ContentPiece] = []
      for number in missing.prefix(line.pace) where number < content.chunks {
        read.append(
          ContentPiece(
            record: content.record, number: number, bytes: try stored.chunk(number)))
      }
      pieces = read
    } catch {
      result.damaged.append((content, error))
      return nil
    }
    guard !pieces.isEmpty else { throw SyncStop.confused("contents") }
    return try await line.ask(ContentRequest(pieces: pieces)).standing(of: content.record)
  }
}
