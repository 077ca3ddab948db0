// SPDX-License-Identifier: Apache-2.0
import GRDB
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
  let carried: CarriedState
  let groups: [GroupTag]?

  init(_ record: PageRecord) {
    carried = record.carried
    groups = record.groups
  }

  var state: RecordState { carried.state }

  /// The whole state, of what the device has; nil where it has nothing that groups could be put
  /// into: then the digests differ and bring it.
  func whole(of base: RecordState?) -> RecordState? {
    guard let groups else { return state }
    return base?.taking(groups, of: state)
  }
}

/// The records of a page that wait for the head of their round, in one run of bytes: for each its
/// kind, what is said of it, and the mask of the scopes that hold it.
///
/// They are kept as they came and in the order in which they came, since nobody asks for one of them.
enum StagedRun {
  private static let plain: UInt8 = 0
  private static let whole: UInt8 = 1
  private static let groups: UInt8 = 2
  private static let membership: UInt8 = 3
  /// About how many bytes are kept in one row.
  static let bytesPerRow = 1 << 20

  static func write(_ record: PageRecord, _ mask: Int64, to writer: inout ByteWriter) {
    switch (record.carried, record.groups) {
    case (.plain(let state), nil):
      writer.byte(plain)
      writer.blob(state.bytes)
    case (let carried, nil):
      writer.byte(whole)
      writer.blob(PackedState.encode(carried.state))
    case (let carried, let groups?):
      writer.byte(Self.groups)
      writer.unsigned(UInt64(groups.count))
      for group in groups { writer.unsigned(UInt64(group)) }
      writer.blob(PackedState.encode(carried.state))
    }
    writer.signed(mask)
  }

  static func write(_ record: PageMembership, _ mask: Int64, to writer: inout ByteWriter) {
    writer.byte(membership)
    writer.unsigned(UInt64(record.entity))
    writer.identifier(record.record)
    writer.signed(mask)
  }

  static func read(_ bytes: [UInt8], _ body: (StagedRecord) throws -> Void) throws {
    do {
      var reader = ByteReader(bytes)
      while !reader.isAtEnd { try body(try next(&reader)) }
    } catch let failure as DecodingFailure {
      throw StoreError(
        .damaged, "\(failure.expected) expected at byte \(failure.offset)", place: "karvan_page")
    }
  }

  private static func next(_ reader: inout ByteReader) throws -> StagedRecord {
    let kind = try reader.byte()
    if kind == membership {
      let key = RecordKey(entity: try reader.tag(), id: try reader.identifier())
      return StagedRecord(key: key, state: nil, mask: try reader.signed())
    }
    var groups: [GroupTag]?
    if kind == Self.groups {
      groups = try (0..<(try reader.count(limit: 1 << 16))).map { _ in try reader.tag() }
    } else if kind > whole {
      throw reader.failure("a known kind")
    }
    let carried = try carried(try reader.blob(), isPlain: kind == plain)
    return StagedRecord(
      key: RecordKey(entity: carried.entity, id: carried.record),
      state: StagedState(carried: carried, groups: groups), mask: try reader.signed())
  }

  private static func carried(
    _ bytes: ArraySlice<UInt8>, isPlain: Bool
  ) throws -> CarriedState {
    var reader = ByteReader(bytes)
    guard isPlain else {
      let table = try reader.table()
      let state = try reader.state(table)
      try reader.finish()
      return .decoded(state)
    }
    guard let plain = PlainState(Array(bytes)) else {
      throw reader.failure("a state that one commit wrote")
    }
    return .plain(plain)
  }
}

extension StagedState {
  fileprivate init(carried: CarriedState, groups: [GroupTag]?) {
    self.carried = carried
    self.groups = groups
  }
}

extension Session {
  /// Keeps a page until the round reaches the head.
  func stage(_ page: Page, _ held: [HeldScope]) throws {
    let bits = try Self.bits(page, held)
    var part: Int64 = 0
    var writer = ByteWriter(reserving: StagedRun.bytesPerRow + 4_096)
    func flush() throws {
      let insert = try statement(
        "INSERT INTO karvan_page (position, part, records) VALUES (?, ?, ?)")
      insert.bind(1, page.position)
      insert.bind(2, part)
      insert.bind(3, writer.bytes)
      try insert.run()
      writer.removeAll()
      part += 1
    }
    for record in page.records {
      StagedRun.write(record, try Self.mask(record.scopes, bits), to: &writer)
      if writer.bytes.count >= StagedRun.bytesPerRow { try flush() }
    }
    for record in page.memberships {
      StagedRun.write(record, try Self.mask(record.scopes, bits), to: &writer)
      if writer.bytes.count >= StagedRun.bytesPerRow { try flush() }
    }
    // An empty page has its place, too.
    if part == 0 || !writer.bytes.isEmpty { try flush() }
    try stage(page.creations, bits)
  }

  /// Up to where pages were staged; 0 for none.
  func stagedPosition() throws -> UInt64 {
    try statement("SELECT MAX(position) FROM karvan_page").first { $0.unsigned(0) } ?? 0
  }

  /// Gives everything that was staged in the order in which it came, and forgets it as it goes, so
  /// that its pages are free for what is made of it.
  func takeStaged(_ body: (StagedRecord) throws -> Void) throws {
    let delete = try statement("DELETE FROM karvan_page WHERE position = ? AND part = ?")
    while let (position, part, bytes) = try statement(
      "SELECT position, part, records FROM karvan_page ORDER BY position, part LIMIT 1"
    ).first({ ($0.unsigned(0), $0.integer(1), $0.bytes(2)) }) {
      delete.bind(1, position)
      delete.bind(2, part)
      try delete.run()
      try StagedRun.read(bytes, body)
    }
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
    let bits = try Self.bits(page, held)
    var runs = try page.creations.map {
      CreationMasks.Run(first: $0.first, last: $0.last, mask: try Self.mask($0.scopes, bits))
    }
    guard isStaged, case .bytes(let bytes) = try info("staged_creations") else {
      return CreationMasks(runs)
    }
    var reader = ByteReader(bytes)
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

  /// Notes that the round at hand names a record; answers whether it is the first time.
  func noteName(_ key: RecordKey) throws -> Bool {
    let insert = try statement(
      "INSERT OR IGNORE INTO karvan_stage (entity, id, mask) VALUES (?, ?, 0)")
    insert.bind(1, Int64(key.entity))
    insert.bind(2, key.id)
    try insert.run()
    return db.changesCount == 1
  }

  /// Whether there is any record in the file.
  func hasRecords() throws -> Bool {
    let isAnyAside = try statement("SELECT 1 FROM karvan_aside LIMIT 1").first { _ in true }
    return try isAnyAside
      ?? layout.entities.contains { entity in
        try statement("SELECT 1 FROM \(entity.table) LIMIT 1").first { _ in true } ?? false
      }
  }

  /// Forgets what was named before.
  func clearNames() throws { try statement("DELETE FROM karvan_stage").run() }

  func isInRound(_ key: RecordKey) throws -> Bool {
    let select = try statement("SELECT 1 FROM karvan_stage WHERE entity = ? AND id = ?")
    select.bind(1, Int64(key.entity))
    select.bind(2, key.id)
    return try select.first { _ in true } ?? false
  }

  /// Forgets what was staged.
  func clearStage() throws {
    try clearNames()
    try statement("DELETE FROM karvan_page").run()
    try setInfo("staged_scopes", .null)
    try setInfo("staged_floor", .null)
    try setInfo("staged_creations", .null)
  }
}
