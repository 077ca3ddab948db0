// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanSync

/// A record of a round of pages: its newest state, if it was sent, and the scopes that hold it.
struct StagedRecord {
  let key: RecordKey
  let state: StagedState?
  let mask: Int64
}

/// What a page says of a record's content: all of it, or some groups since the device's cursors.
///
/// Pages of one round are all made from the same cursors, so that a newer one says all that an
/// older one did.
struct StagedState {
  let state: RecordState
  let groups: [GroupTag]?

  init(_ record: PageRecord) {
    state = record.state
    groups = record.groups
  }

  /// The whole state, of what the device has; nil where it has nothing that groups could be put
  /// into: then the digests differ and bring it.
  func whole(of base: RecordState?) -> RecordState? {
    guard let groups else { return state }
    return base?.taking(groups, of: state)
  }

  /// The packed state, then, unless it is whole, a count and the groups.
  var encoded: [UInt8] {
    let state = PackedState.encode(state)
    guard let groups else { return state }
    var writer = ByteWriter(reserving: state.count + 3 * groups.count + 2)
    writer.raw(state)
    writer.unsigned(UInt64(groups.count))
    for group in groups { writer.unsigned(UInt64(group)) }
    return writer.bytes
  }

  init(_ bytes: [UInt8], place: String) throws {
    do {
      var reader = ByteReader(bytes)
      let table = try reader.table()
      state = try reader.state(table)
      guard !reader.isAtEnd else {
        groups = nil
        return
      }
      groups = try (0..<(try reader.count(limit: 1 << 16))).map { _ in try reader.tag() }
      try reader.finish()
    } catch let failure as DecodingFailure {
      throw StoreError(
        .damaged, "\(failure.expected) expected at byte \(failure.offset)", place: place)
    }
  }
}

extension Session {
  /// Keeps a page until the round reaches the head; a newer statement replaces an older one.
  func stage(_ page: Page, _ held: [HeldScope]) throws {
    let bits = try Self.bits(page, held)
    let insert = try statement(
      "INSERT OR REPLACE INTO karvan_stage (entity, id, state, mask) VALUES (?, ?, ?, ?)")
    for record in page.records {
      insert.bind(1, Int64(record.state.entity))
      insert.bind(2, record.state.id)
      insert.bind(3, StagedState(record).encoded)
      insert.bind(4, try Self.mask(record.scopes, bits))
      try insert.run()
    }
    // A membership without a state leaves a staged state alone.
    let membership = try statement(
      "INSERT INTO karvan_stage (entity, id, mask) VALUES (?1, ?2, ?3) ON CONFLICT (entity, id)"
        + " DO UPDATE SET mask = ?3")
    for record in page.memberships {
      membership.bind(1, Int64(record.entity))
      membership.bind(2, record.record)
      membership.bind(3, try Self.mask(record.scopes, bits))
      try membership.run()
    }
    try stage(page.creations, bits)
  }

  /// Adds what a page says of own creations to what the pages before it said.
  private func stage(_ creations: [PageCreations], _ bits: [Int64]) throws {
    guard !creations.isEmpty else { return }
    var writer = ByteWriter(reserving: 64)
    if case .bytes(let before) = try info("staged_creations") { writer.raw(before) }
    for run in creations {
      writer.unsigned(run.first)
      writer.unsigned(run.last)
      writer.signed(try Self.mask(run.scopes, bits))
    }
    try setInfo("staged_creations", .bytes(writer.bytes))
  }

  /// Which scopes hold the records of own making, as a page or all pages of its round say.
  func creationMasks(
    _ page: Page, _ held: [HeldScope], isStaged: Bool
  ) throws -> CreationMasks {
    guard isStaged else {
      let bits = try Self.bits(page, held)
      return CreationMasks(
        try page.creations.map {
          CreationMasks.Run(first: $0.first, last: $0.last, mask: try Self.mask($0.scopes, bits))
        })
    }
    guard case .bytes(let bytes) = try info("staged_creations") else { return CreationMasks() }
    var reader = ByteReader(bytes)
    var runs: [CreationMasks.Run] = []
    do throws(DecodingFailure) {
      while !reader.isAtEnd {
        runs.append(
          CreationMasks.Run(
            first: try reader.unsigned(), last: try reader.unsigned(), mask: try reader.signed()))
      }
    } catch {
      throw StoreError(
        .damaged, "\(error.expected) expected at byte \(error.offset)",
        place: "staged_creations")
    }
    return CreationMasks(runs)
  }

  /// The scopes of a page, in an order of their own: pages of one round must have the same.
  static func scopeList(_ page: Page) -> String {
    page.scopes.map(\.description).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
      .joined(separator: "\n")
  }

  /// The scopes of the pages that were staged; nil when there are none.
  func stagedScopes() throws -> String? { try info("staged_scopes").text }

  func setStagedScopes(_ list: String) throws { try setInfo("staged_scopes", .text(list)) }

  /// The bit of each scope of a page's list.
  static func bits(_ page: Page, _ held: [HeldScope]) throws -> [Int64] {
    try page.scopes.map { scope in
      guard let held = held.first(where: { $0.scope == scope }) else {
        throw SyncStop.confused("scope \(scope)")
      }
      return held.bit
    }
  }

  static func mask(_ scopes: [Int], _ bits: [Int64]) throws -> Int64 {
    try scopes.reduce(0) { mask, index in
      guard bits.indices.contains(index) else { throw SyncStop.confused("scope number \(index)") }
      return mask | bits[index]
    }
  }

  /// Everything that was staged, in order.
  ///
  /// - Parameters:
  ///   - inPlace: Is given the packed state where it lies; what it answers false to, `body` gets.
  ///   - body: Is given the decoded state.
  func forEachStaged(
    inPlace: (RecordKey, UnsafeRawBufferPointer, _ mask: Int64) throws -> Bool,
    _ body: (StagedRecord) throws -> Void
  ) throws {
    let select = try freshStatement(
      "SELECT entity, id, state, mask FROM karvan_stage ORDER BY entity, id")
    defer { select.reset() }
    while try select.step() {
      let id = try select.identifier(1, RecordID.self)
      let key = RecordKey(entity: EntityTag(truncatingIfNeeded: select.integer(0)), id: id)
      if try select.withBytes(2, { try inPlace(key, $0, select.integer(3)) }) { continue }
      let state =
        select.isNull(2) ? nil : try StagedState(select.bytes(2), place: "karvan_stage \(id)")
      try body(StagedRecord(key: key, state: state, mask: select.integer(3)))
    }
  }

  /// Notes that a record was named, whose state is installed already.
  func noteName(_ key: RecordKey) throws {
    let insert = try statement(
      "INSERT OR IGNORE INTO karvan_stage (entity, id, mask) VALUES (?, ?, 0)")
    insert.bind(1, Int64(key.entity))
    insert.bind(2, key.id)
    try insert.run()
  }

  /// Whether there is any record in the file.
  func hasRecords() throws -> Bool {
    try layout.entities.contains { entity in
      try statement("SELECT 1 FROM \(entity.table) LIMIT 1").first { _ in true } ?? false
    }
  }

  func isStaged(_ key: RecordKey) throws -> Bool {
    let select = try statement("SELECT 1 FROM karvan_stage WHERE entity = ? AND id = ?")
    select.bind(1, Int64(key.entity))
    select.bind(2, key.id)
    return try select.first { _ in true } ?? false
  }

  /// Forgets what was staged.
  func clearStage() throws {
    try statement("DELETE FROM karvan_stage").run()
    try setUnsignedInfo("staged", 0)
    try setInfo("staged_scopes", .null)
    try setInfo("staged_floor", .null)
    try setInfo("staged_creations", .null)
  }
}
