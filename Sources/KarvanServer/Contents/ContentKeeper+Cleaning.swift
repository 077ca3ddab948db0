// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanDomain
import KarvanSealing
import KarvanStore
import KarvanSync

extension ContentKeeper {
  /// How long a part that does not grow is kept, in milliseconds: 30 days.
  private static let partAge: Int64 = 2_592_000_000
  /// How long a content that nothing speaks of is kept, in milliseconds: half a year. After an
  /// older database was put back, its record may still be brought again by a device.
  private static let strayAge: Int64 = 15_552_000_000
  private static let batch = 200

  /// Removes contents that no record names any longer, parts that do not grow, and left-overs.
  ///
  /// A deleted record names its content until it is forgotten itself: as long as it can be brought
  /// back, so can its content.
  /// - Returns: How many contents and parts went, or would go.
  func clean(now: Int64, dryRun: Bool, goesOn: () -> Bool) throws -> Int {
    if !dryRun { try adopt(now: now) }
    var gone = 0
    var last: RecordID?
    while goesOn() {
      let claims = try database.read { try $0.contentClaims(after: last, limit: Self.batch) }
      guard let end = claims.last else { break }
      last = end.record
      let over = try database.read { reader in
        try claims.filter { try isOver($0, reader, now: now) }
      }
      gone += over.count
      if !dryRun { try forget(over, now: now) }
    }
    guard goesOn() else { return gone }
    return try gone + strays(now: now, dryRun: dryRun)
  }

  private func isOver(
    _ claim: ContentClaim, _ reader: OfficeReader, now: Int64
  ) throws -> Bool {
    if try reader.record(Attachment.tag, claim.record) == nil { return true }
    return !claim.isHeld && now - claim.at > Self.partAge
  }

  /// Writes the claims that only the notes beside the contents know, after an older database was
  /// put back.
  private func adopt(now: Int64) throws {
    for note in vault.notes() {
      let record = RecordID(note.record)
      let isKnown = try database.read { try $0.contentClaim(of: record) != nil }
      if isKnown { continue }
      try database.transaction { writer in
        guard let named = try writer.record(Attachment.tag, record).flatMap({ Named($0) }),
          var claim = try claim(of: named, writer)
        else { return }
        claim.at = now
        try writer.save(claim)
      }
    }
  }

  private func forget(_ claims: [ContentClaim], now: Int64) throws {
    try database.transaction { writer in
      for claim in claims where try isOver(claim, writer, now: now) {
        try writer.removeContentClaim(of: claim.record)
        try vault.removePart("\(claim.record)")
        try vault.removeNote(Octets16(claim.record))
        guard try !writer.isContentClaimed(claim.address),
          let address = Octets32(hexadecimal: claim.address)
        else { continue }
        try vault.remove(address)
      }
    }
  }

  /// What a crash left between a file and the row that speaks of it.
  private func strays(now: Int64, dryRun: Bool) throws -> Int {
    var gone = 0
    for address in vault.addresses() {
      guard let at = vault.arrivedAt(address), now - at > Self.strayAge else { continue }
      gone += try database.transaction { writer in
        guard try !writer.isContentClaimed("\(address)") else { return 0 }
        if !dryRun { try vault.remove(address) }
        return 1
      }
    }
    for note in vault.notes() where now - note.at > Self.strayAge {
      let isKnown = try database.read { try $0.contentClaim(of: RecordID(note.record)) != nil }
      if isKnown { continue }
      gone += 1
      if !dryRun { try vault.removeNote(note.record) }
    }
    for part in vault.parts() where now - part.at > Self.partAge {
      gone += 1
      if !dryRun { try vault.removePart(part.name) }
    }
    if !dryRun { try vault.sweep(now: now) }
    return gone
  }

  /// What is wrong with the contents that the office should have.
  ///
  /// - Parameter thorough: Whether to read every byte of them.
  func check(thorough: Bool, progress: ProgressReport) throws -> [CheckFinding] {
    var findings: [CheckFinding] = []
    var last: RecordID?
    var looked: UInt64 = 0
    var checked: Set<String> = []
    while true {
      let claims = try database.read { try $0.contentClaims(after: last, limit: Self.batch) }
      guard let end = claims.last else { return findings }
      last = end.record
      for claim in claims where claim.isHeld && checked.insert(claim.address).inserted {
        looked += 1
        progress(WorkProgress(.checking, done: looked, of: nil, .records))
        guard let problem = try problem(with: claim, thorough: thorough) else { continue }
        findings.append(
          CheckFinding(
            place: "contents/\(claim.address) (attachment \(claim.record))", problem: problem)
        )
      }
    }
  }

  /// What is wrong with a content; nil where nothing is.
  func problem(with claim: ContentClaim, thorough: Bool) throws -> String? {
    guard let address = Octets32(hexadecimal: claim.address) else { return "no address" }
    do throws(SealingError) {
      guard try vault.open(address) != nil else { return "the content is missing" }
      return thorough ? try vault.fault(of: address)?.message : nil
    } catch {
      guard error.code == .contentFailed else { throw error }
      return error.message
    }
  }
}
