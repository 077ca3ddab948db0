// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanSync
import TestSupport
import Testing

@testable import KarvanStore

/// What the office takes of a run of commits in one savepoint is what it takes of each alone.
@Suite struct TakingTests {
  /// An office of its own, and the device whose commits it is sent.
  private struct Site {
    let world: World
    let device: World.Device
    var journal: JournalHead

    init() throws {
      world = try World()
      device = try world.addDevice(territories: [0])
      journal = JournalHead(
        sequence: 0, segment: 0, chain: ToySealing(replica: device.replica).genesis)
    }

    mutating func push(_ payloads: [[UInt8]]) throws -> [ResultRun] {
      var plaintext = ByteWriter()
      for payload in payloads { plaintext.blob(payload) }
      let segment = try device.sealing.seal(
        plaintext.bytes, first: journal.sequence + 1, count: payloads.count, after: journal)
      journal = JournalHead(
        sequence: segment.last, segment: segment.number, chain: segment.chain)
      let account = try #require(try world.office.read { try $0.device(device.id) })
      let header = RequestHeader(
        exchangeNumber: journal.segment, challengeEcho: [], deviceTime: 0,
        replica: device.replica, schemaVersion: 1, journal: journal, acknowledged: nil,
        incarnation: nil, segmentCount: 1,
        keys: KeyState(epoch: 1, newestSegment: journal.segment))
      let (_, body) = try world.session.serve(
        header, of: account, segments: [segment.bytes],
        pull: PullRequest(cursors: [], position: 0, maximumBytes: 1 << 20),
        now: world.clock.now, open: ToySealing.open)
      return try #require(body).results
    }

    /// Everything that follows from commits, as the tables have it.
    func contents() throws -> [String] {
      try world.office.read { reader in
        let session = reader.session
        let tables = session.layout.entities.map { layout in
          let columns = ["_row", "id", "_meta", "_life", "_held"] + layout.columns.map(\.sql)
          return (layout.table, columns, "_row")
        }
        let fixed = [
          ("karvan_feed", ["scope", "at", "entity", "record"], "scope, at, entity, record"),
          ("karvan_digest", ["scope", "entity", "high", "low"], "scope, entity"),
          ("karvan_rejection", ["replica", "seq", "payload", "failure"], "replica, seq"),
          ("karvan_quarantine", ["replica", "seq", "payload", "reason"], "replica, seq"),
          ("karvan_history", ["record", "reason", "version"], "rowid"),
          ("karvan_account", ["replica", "seq", "basis", "may_wait"], "replica"),
          ("karvan_scope", ["number", "name"], "number"),
          ("karvan_search", ["rowid", "tokens"], "rowid"),
        ]
        return try (tables + fixed).flatMap { table, columns, order in
          let list = columns.map { "quote(\($0))" }.joined(separator: " || ' ' || ")
          return try session.freshStatement("SELECT \(list) FROM \(table) ORDER BY \(order)")
            .all { "\(table): \($0.text(0))" }
        } + ["\(session.head()) \(session.unsignedInfo("clock"))"]
      }
    }
  }

  @Test func everyCommitHasTheSameOutcome() throws {
    var (accepted, refused) = (0, 0)
    try forAllSeeds(40) { generator in
      var runs = try Site()
      var alone = try Site()
      var known: [RecordID] = []
      for _ in 0..<3 {
        let first = runs.journal.sequence + 1
        let payloads = (0..<UInt64(generator.integer(in: 1...80))).map { index in
          Self.payload(first + index, runs, &known, &generator)
        }
        let results = try runs.push(payloads).flatMap(\.results)
        let others = try payloads.flatMap { try alone.push([$0]) }.flatMap(\.results)
        try #require(others == results)
        for result in results {
          if case .accepted = result { accepted += 1 } else { refused += 1 }
        }
      }
      let (one, other) = (try runs.contents(), try alone.contents())
      try #require(one == other, "\(one.filter { !other.contains($0) }.prefix(3))")
    }
    #expect(accepted > 1_000 && refused > 300)
  }

  /// A commit that starts a record, mostly one that can be accepted.
  private static func payload(
    _ sequence: UInt64, _ site: Site, _ known: inout [RecordID],
    _ generator: inout SeededGenerator
  ) -> [UInt8] {
    func rarely() -> Bool { generator.integer(in: 0...24) == 0 }
    var id = RecordID(high: generator.next(), low: generator.next())
    if rarely(), let old = known.last { id = old }
    let entity: EntityTag = generator.element(of: [Toy.order, Toy.line, Toy.notice, Toy.notice])
    var edit = RecordEdit()
    switch entity {
    case Toy.order:
      edit.values[20] = .text(rarely() ? "D2-\(sequence)" : "D1-\(sequence)")
      edit.values[21] = .reference(World.territories[rarely() ? 1 : 0])
      if !rarely() { edit.values[22] = .text("سفارش \(sequence)") }
      edit.values[23] = .integer(rarely() ? 9_000_000 : 7)
      if rarely() { edit.values[24] = .text("won") }
      if rarely() { edit.adds[29] = ["a"] }
    case Toy.line:
      let parent = rarely() ? RecordID(high: 1, low: 9) : known.last
      if let parent { edit.values[20] = .reference(parent) }
    default: edit.values[20] = .text(rarely() ? "" : "note \(sequence)")
    }
    if rarely() { edit.values[99] = .integer(1) }
    if edit.isEmpty { edit.values[98] = .text("x") }
    var writes: [GroupWrite] = []
    for (tag, value) in edit.values.sorted(by: { $0.key < $1.key }) {
      writes.append(GroupWrite(group: tag, action: .set(GroupValue(FieldValue(tag, value)))))
    }
    for element in edit.adds[29] ?? [] {
      writes.append(GroupWrite(group: 29, action: .add(element)))
    }
    let change = RecordChange(
      entity: rarely() ? 77 : entity, record: id, creates: !rarely(), writes: writes)
    let isLate = rarely()
    let commit = Commit(
      replica: site.device.replica, sequence: sequence,
      time: HybridTime(milliseconds: site.world.clock.now + (isLate ? 3_600_000 : 0)),
      office: rarely(), basis: 0, operation: "new", changes: [change])
    if entity == Toy.order { known.append(id) }
    var writer = ByteWriter()
    writer.journalled(commit)
    var bytes = writer.bytes
    if rarely() { bytes[generator.integer(in: 0...bytes.count - 1)] ^= 0x41 }
    return bytes
  }
}
