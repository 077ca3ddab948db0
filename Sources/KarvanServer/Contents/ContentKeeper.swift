// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanDomain
import KarvanSealing
import KarvanStore
import KarvanSync
import Synchronization

/// Takes, keeps and gives the contents of attachments (P-091 to P-094).
///
/// A content is given only for a record for which somebody has shown that they had it, to a device
/// that may see that record: who knows an address, or names it in a record of their own, has
/// nothing. Contents get and lose their names only inside of a write transaction, so that the
/// database never speaks of one that another process has just removed.
final class ContentKeeper: Sendable {
  let vault: ContentVault
  let database: OfficeDatabase
  private let knowledge: OfficeKnowledge
  /// Parts are written by one request at a time; which of their chunks are missing is remembered,
  /// so that not every request has to read all that came.
  private let parts = Mutex<[String: [Int]]>([:])
  /// How many parts are remembered.
  private static let remembered = 1_000

  init(vault: ContentVault, database: OfficeDatabase, knowledge: OfficeKnowledge) {
    self.vault = vault
    self.database = database
    self.knowledge = knowledge
  }

  /// Answers what a device says and asks.
  ///
  /// - Parameters:
  ///   - mayFetch: Whether it is given anything; a retired device only brings.
  ///   - most: The most chunks that it is given.
  func answer(
    _ request: ContentRequest, of device: DeviceAccount, mayFetch: Bool,
    atMost most: Int = ContentLimits.pieces, now: Int64
  ) throws -> ContentAnswer {
    var standings: [ContentStanding] = []
    func note(_ standing: ContentStanding) {
      standings.removeAll { $0.record == standing.record }
      standings.append(standing)
    }
    for offer in request.offers { note(try take(offer, of: device, now: now)) }
    for record in Self.records(of: request.pieces) {
      // In a file an offer and its chunks come together, whatever is said of the offer.
      let offered = standings.first { $0.record == record }?.state
      guard offered == nil || offered == .wanted else { continue }
      let pieces = request.pieces.filter { $0.record == record }
      note(try take(pieces, of: record, device, now: now))
    }
    var answer = ContentAnswer()
    for wish in request.wishes {
      let room = most - answer.pieces.count
      let (standing, given) =
        mayFetch
        ? try give(wish, to: device, atMost: room) : (ContentStanding(wish.record, .unknown), [])
      note(standing)
      answer.pieces += given
    }
    answer.standings = standings
    return answer
  }

  private static func records(of pieces: [ContentPiece]) -> [RecordID] {
    pieces.reduce(into: []) { records, piece in
      if !records.contains(piece.record) { records.append(piece.record) }
    }
  }

  // MARK: Who may.

  /// An attachment as it names its content.
  struct Named {
    let record: RecordID
    let address: Octets32
    let size: UInt64
    let creator: RecordID?

    var text: String { "\(address)" }
    /// Of one address there may be parts of several records: what one has sent is no other's.
    var part: String { "\(record)" }
  }

  /// What a living attachment names, for a device whose user holds it; nil for anything else.
  ///
  /// Who made it may send its content also when it left their scopes: nobody else has it.
  private func named(
    _ record: RecordID, for device: DeviceAccount, sends: Bool, _ reader: OfficeReader
  ) throws -> Named? {
    guard let view = try reader.record(Attachment.tag, record), view.life != .deleted,
      let author = try knowledge.author(device.user, reader), author.isActive,
      let named = Named(view)
    else { return nil }
    if sends && named.creator == device.user { return named }
    let holds = try !author.scopes.isDisjoint(with: reader.scopes(of: Attachment.tag, record))
    return holds && (!sends || author.office) ? named : nil
  }

  /// The claim of an attachment; after an older database was put back, the one that was noted
  /// beside the contents.
  func claim(of named: Named, _ reader: OfficeReader) throws -> ContentClaim? {
    if let claim = try reader.contentClaim(of: named.record) { return claim }
    guard let creator = named.creator, vault.has(named.address),
      vault.noted(Octets16(named.record)) == named.address
    else { return nil }
    return ContentClaim(
      record: named.record, address: named.text, size: named.size, user: creator,
      device: Office.officeDevice, isHeld: true, at: 0)
  }

  // MARK: Taking.

  private func take(
    _ offer: ContentOffer, of device: DeviceAccount, now: Int64
  ) throws -> ContentStanding {
    let record = offer.record
    let (known, claim, room) = try database.read { reader in
      let found = try named(record, for: device, sends: true, reader)
      let claimed = try found.flatMap { try self.claim(of: $0, reader) }
      return (found, claimed, try reader.contentRoom())
    }
    guard let named = known,
      let manifest = try? ContentManifest(decoding: offer.manifest, address: named.address),
      manifest.size == named.size
    else { return ContentStanding(record, .unknown) }
    if let claim, claim.isHeld, claim.address == named.text, vault.has(named.address) {
      return ContentStanding(record, .held)
    }
    if named.size > room.file { return ContentStanding(record, .tooLarge, limit: room.file) }
    // A proof that failed once is not looked at again: it costs the reading of a content.
    let part = try vault.part(of: named.address, size: named.size, name: named.part)
    let isShown = try part == nil && isShown(offer, named, by: device)
    return try parts.withLock { known in
      let settled = try database.transaction { writer in
        // Only now is it certain that it stays.
        let isHeld = isShown && vault.has(named.address)
        let refusal = try claimRoom(for: named, device, isHeld: isHeld, writer, now: now)
        if refusal == nil && isHeld { try vault.note(Octets16(record), named.address) }
        return refusal ?? (isHeld ? ContentStanding(record, .held) : nil)
      }
      if let settled { return settled }
      known[named.part] = nil
      let part =
        try vault.part(of: named.address, size: named.size, name: named.part)
        ?? vault.begin(manifest, name: named.part)
      return try standing(of: part, named, device, &known, now: now)
    }
  }

  /// Whether the content is here and the device has it as well: then it need not be sent.
  private func isShown(
    _ offer: ContentOffer, _ named: Named, by device: DeviceAccount
  ) throws -> Bool {
    do throws(SealingError) {
      guard let content = try vault.open(named.address) else { return false }
      let proof = ContentProof(
        workspace: Octets16(database.identity.workspace), device: Octets16(device.id),
        record: Octets16(named.record))
      return try content.proof(proof).bytes == offer.proof
    } catch {
      guard error.code == .contentFailed else { throw error }
      // Damaged here: it is taken anew.
      return false
    }
  }

  /// Keeps room for a content, or says why there is none.
  private func claimRoom(
    for named: Named, _ device: DeviceAccount, isHeld: Bool, _ writer: OfficeWriter, now: Int64
  ) throws -> ContentStanding? {
    let room = try writer.contentRoom()
    let claim = ContentClaim(
      record: named.record, address: named.text, size: named.size, user: device.user,
      device: device.id, isHeld: isHeld, at: now)
    guard try writer.contentBytes(of: device.user, with: claim) <= room.user else {
      return ContentStanding(named.record, .noShare, limit: room.user)
    }
    guard try writer.contentBytes(with: claim) <= room.total else {
      return ContentStanding(named.record, .noRoom, limit: room.total)
    }
    try writer.save(claim)
    return nil
  }

  private func take(
    _ pieces: [ContentPiece], of record: RecordID, _ device: DeviceAccount, now: Int64
  ) throws -> ContentStanding {
    let (known, claim) = try database.read { reader in
      let found = try named(record, for: device, sends: true, reader)
      return (found, try found.flatMap { try self.claim(of: $0, reader) })
    }
    guard let named = known, let claim, claim.address == named.text else {
      return ContentStanding(record, .unknown)
    }
    if claim.isHeld && vault.has(named.address) { return ContentStanding(record, .held) }
    return try parts.withLock { known in
      guard let part = try vault.part(of: named.address, size: named.size, name: named.part) else {
        return ContentStanding(record, .unknown)
      }
      for piece in pieces {
        do throws(SealingError) {
          try part.put(piece.bytes, number: piece.number)
        } catch {
          guard error.code == .contentFailed else { throw error }
          return ContentStanding(record, .altered)
        }
        known[named.part]?.removeAll { $0 == piece.number }
      }
      return try standing(of: part, named, device, &known, now: now)
    }
  }

  /// What is missing of a part; one that is whole becomes a content.
  private func standing(
    of part: PartialContent, _ named: Named, _ device: DeviceAccount,
    _ known: inout [String: [Int]], now: Int64
  ) throws -> ContentStanding {
    if known[named.part]?.isEmpty ?? true {
      // Nothing is a content before every chunk of it was read back.
      if known.count >= Self.remembered { known = [:] }
      known[named.part] = try part.missing()
    }
    let missing = known[named.part] ?? []
    guard missing.isEmpty else {
      return ContentStanding(named.record, .wanted, missing: missing)
    }
    known[named.part] = nil
    try part.sync()
    return try database.transaction { writer in
      guard try self.named(named.record, for: device, sends: true, writer) != nil else {
        return ContentStanding(named.record, .unknown)
      }
      try vault.install(part, name: named.part)
      try vault.note(Octets16(named.record), named.address)
      try writer.save(
        ContentClaim(
          record: named.record, address: named.text, size: named.size, user: device.user,
          device: device.id, isHeld: true, at: now))
      return ContentStanding(named.record, .held)
    }
  }

  // MARK: Giving.

  private func give(
    _ wish: ContentWish, to device: DeviceAccount, atMost room: Int
  ) throws -> (ContentStanding, [ContentPiece]) {
    let record = wish.record
    let (known, claim) = try database.read { reader in
      let found = try named(record, for: device, sends: false, reader)
      return (found, try found.flatMap { try self.claim(of: $0, reader) })
    }
    guard let named = known else { return (ContentStanding(record, .unknown), []) }
    guard let claim, claim.isHeld, claim.address == named.text else {
      return (ContentStanding(record, .absent), [])
    }
    do {
      guard let content = try vault.open(named.address) else {
        return (ContentStanding(record, .absent), [])
      }
      let chunks = content.manifest.hashes.count
      let first = min(wish.first, chunks)
      let last = min(first + min(wish.count, room), chunks)
      let pieces = try (first..<last).map { number in
        ContentPiece(record: record, number: number, bytes: try content.chunk(number))
      }
      let manifest = wish.wantsManifest ? content.manifest.bytes : []
      return (ContentStanding(record, .held, manifest: manifest), pieces)
    } catch let error as SealingError where error.code == .contentFailed {
      return (ContentStanding(record, .damaged), [])
    }
  }
}

extension ContentKeeper.Named {
  /// What an attachment names; nil where it names nothing of the right form.
  init?(_ view: RecordView) {
    guard let text = view[Attachment.shape.content].text,
      let address = Octets32(hexadecimal: text),
      let size = view[Attachment.shape.size].integer, size > 0
    else { return nil }
    self.init(
      record: view.id, address: address, size: UInt64(size), creator: view.creator)
  }
}
