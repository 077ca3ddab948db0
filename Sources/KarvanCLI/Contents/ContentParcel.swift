// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanDomain
import KarvanSealing
import KarvanStore
import KarvanSync

/// The contents that a request by file brings along, and those that it asks for (P-105).
///
/// Nobody answers before all of it has travelled: chunks come with their offer, from the first one
/// that the office has not said to have.
struct ContentParcel {
  let vault: ContentVault
  let device: DeviceFile
  /// How many chunks the file has room for.
  private let room: Int

  private(set) var request = ContentRequest()
  /// What was packed whole or in part.
  private(set) var packed: [OwedContent] = []
  /// What could not be read here.
  private(set) var damaged: [(content: OwedContent, error: SealingError)] = []

  /// Begins a parcel beside so many bytes of segments.
  init(vault: ContentVault, device: DeviceFile, beside segmentBytes: Int) {
    self.vault = vault
    self.device = device
    let free = ExchangeLimits.expandedBytes - Self.margin - segmentBytes
    room = max(0, min(ContentLimits.filePieces, free / ContentLayout.chunkBytes))
  }

  /// What offers, frames and the rest of a request take at most, in bytes.
  private static let margin = 4 << 20

  /// Packs what waits, as far as the file has room.
  mutating func pack(_ waiting: [OwedContent]) {
    for content in waiting {
      guard request.offers.count < ContentLimits.fileOffers else { return }
      do throws(SealingError) {
        try pack(content)
      } catch {
        damaged.append((content, error))
      }
    }
  }

  private mutating func pack(_ content: OwedContent) throws(SealingError) {
    guard let stored = try vault.open(content.address) else { return }
    let room = content.isRefused ? 0 : self.room - request.pieces.count
    // Without room an offer alone would cost a reading of the content and bring nothing.
    guard room > 0 || content.isRefused else { return }
    guard let offer = try device.offer(stored, for: content.record) else { return }
    var pieces: [ContentPiece] = []
    for number in stored.manifest.hashes.indices.dropFirst(content.sent).prefix(room) {
      pieces.append(
        ContentPiece(record: content.record, number: number, bytes: try stored.chunk(number)))
    }
    request.offers.append(offer)
    request.pieces += pieces
    packed.append(content)
  }

  /// Asks for the chunks of a content that are not here, as far as an answer has room.
  mutating func want(_ content: NamedContent) throws {
    let asked = request.wishes.reduce(0) { $0 + $1.count }
    let room = ContentLimits.fileAnswerPieces - asked
    guard room > 0, request.wishes.count < ContentLimits.wishes else { return }
    let part = try vault.part(of: content.address, size: content.size, name: content.text)
    let missing = try part?.missing() ?? Array(0..<content.chunks)
    guard let first = missing.first else { return }
    let run = missing.enumerated().prefix { $0.element == first + $0.offset }.count
    request.wishes.append(
      ContentWish(
        record: content.record, first: first, count: min(run, room), wantsManifest: part == nil))
  }
}

/// Takes what an answer by file says of contents, and the chunks that it brings.
struct ContentDelivery {
  let database: ReplicaDatabase
  let vault: ContentVault
  /// The life of the office's database that answered.
  let life: IncarnationID

  /// What came of it.
  struct Result {
    var sent: [OwedContent] = []
    var refused: [(content: OwedContent, standing: ContentStanding)] = []
    /// What came whole.
    var arrived: [NamedContent] = []
    /// What the office can't give.
    var absent: [NamedContent] = []
  }

  /// Notes what the office said of what was owed, then keeps what it gave.
  ///
  /// - Parameters:
  ///   - owed: What waited before the answer was taken.
  ///   - named: The attachment of a record, where it is on this device.
  func take(
    _ answer: ContentAnswer, owed: [OwedContent],
    named: (RecordID) throws -> NamedContent?
  ) throws -> Result {
    var result = Result()
    for standing in answer.standings {
      guard let content = owed.first(where: { $0.record == standing.record }) else {
        try give(standing, answer.pieces, named, &result)
        continue
      }
      try database.note(standing, of: content, in: life)
      switch standing.state {
      case .held: result.sent.append(content)
      case .tooLarge, .noShare, .noRoom: result.refused.append((content, standing))
      default: continue
      }
    }
    return result
  }

  private func give(
    _ standing: ContentStanding, _ pieces: [ContentPiece],
    _ named: (RecordID) throws -> NamedContent?, _ result: inout Result
  ) throws {
    guard let content = try named(standing.record), !vault.has(content.address) else { return }
    guard standing.state == .held else { return result.absent.append(content) }
    guard let part = try part(content, standing) else { return }
    for piece in pieces where piece.record == content.record {
      try part.put(piece.bytes, number: piece.number)
    }
    try part.sync()
    guard try part.missing().isEmpty else { return }
    try vault.keep(part, of: content, database, in: life)
    result.arrived.append(content)
  }

  /// The part that is there, or one that is begun; nil for an answer that came too late for either.
  private func part(
    _ content: NamedContent, _ standing: ContentStanding
  ) throws -> PartialContent? {
    if let part = try vault.part(of: content.address, size: content.size, name: content.text) {
      return part
    }
    guard !standing.manifest.isEmpty else { return nil }
    let manifest = try ContentManifest(decoding: standing.manifest, address: content.address)
    return try vault.begin(manifest, name: content.text)
  }
}

extension ContentVault {
  /// Makes a part that is whole a content, and notes that the office has it.
  func keep(
    _ part: PartialContent, of content: NamedContent, _ database: ReplicaDatabase,
    in life: IncarnationID?
  ) throws {
    try part.sync()
    try install(part, name: content.text)
    try database.note([
      ContentProgress(
        record: content.record, address: content.text, incarnation: life, sent: content.chunks)
    ])
  }
}
