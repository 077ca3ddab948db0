// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanDomain
import KarvanSealing
import KarvanStore
import KarvanSync

extension ContentKeeper {
  /// How long a part that does not grow is kept, in milliseconds: 30 days.
  private static let partAge: Int64 = 2_592_000_000
  /// How long a content that nothing speaks of is kept: its claim may be on the way.
  private static let strayAge: Int64 = 86_400_000
  private static let batch = 200

  /// Removes contents that no record names any longer, parts that do not grow, and left-overs.
  ///
  /// A deleted record names its content until it is forgotten itself: as long as it can be brought
  /// back, so can its content.
  /// - Returns: How many contents and parts went, or would go.
  func clean(now: Int64, dryRun: Bool, goesOn: () -> Bool) throws -> Int {
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

  private func forget(_ claims: [ContentClaim], now: Int64) throws {
    try database.transaction { writer in
      for claim in claims where try isOver(claim, writer, now: now) {
        try writer.removeContentClaim(of: claim.record)
        try vault.removePart("\(claim.record)")
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
