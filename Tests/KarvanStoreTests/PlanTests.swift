// SPDX-License-Identifier: Apache-2.0

import KarvanCore
import KarvanSync
import Synchronization
import TestSupport
import Testing

@testable import KarvanStore

/// What is asked of the database, and how much of it is read for the answer.
@Suite struct PlanTests {
  private let world: World
  private let device: World.Device
  private let order: RecordID

  init() throws {
    world = try World()
    device = try world.addDevice(territories: [0])
    order = try device.create(
      Toy.order, [21: .reference(World.territories[0]), 22: .text("title")])
    try world.sync(device)
  }

  /// The statements that a body runs.
  private final class Lines: Sendable {
    private let all = Mutex<[String]>([])
    func add(_ line: String) { all.withLock { $0.append(line) } }
    func take() -> [String] {
      all.withLock { lines in
        defer { lines = [] }
        return lines.filter { $0 != "BEGIN DEFERRED TRANSACTION" && $0 != "COMMIT TRANSACTION" }
      }
    }
  }

  /// What sifts is not looked up; what is found is the same.
  @Test func whatIsCommonOnlySifts() throws {
    let lines = Lines()
    let traced = try ReplicaDatabase.open(
      at: device.database.path, schema: world.schema, hashing: { _ in ToyHasher() },
      now: { 0 }, trace: lines.add)
    var query = RecordQuery(
      Toy.order,
      where: [
        FieldCondition(21, .equals(.reference(World.territories[0]))),
        FieldCondition(24, .oneOf([.text("open"), .text("won")])),
      ])
    try traced.read { reader in
      for common in [[], [24], [21], [21, 24]] as [Set<FieldTag>] {
        query.common = common
        _ = lines.take()
        #expect(try reader.list(query).map(\.id) == [order])
        let sql = try #require(lines.take().first { $0.hasPrefix("SELECT") })
        let plan = try reader.session.freshStatement("EXPLAIN QUERY PLAN \(sql)").all { $0.text(3) }
        #expect(plan.contains { $0.contains("place=?") } == !common.contains(21), "\(plan)")
      }
    }
  }

  /// Nothing that a person waits for reads all of a table that grows with the company: each step
  /// of each plan looks things up, follows an order up to a limit, or reads what is open.
  @Test func noInteractiveQuestionReadsAWholeTable() throws {
    let lines = Lines()
    let traced = try ReplicaDatabase.open(
      at: device.database.path, schema: world.schema, hashing: { _ in ToyHasher() },
      now: { 0 }, trace: lines.add)
    let place = Value.reference(World.territories[0])
    let place0 = FieldCondition(21, .equals(place))
    let isOpen = FieldCondition(24, .equals(.text("open")))
    try traced.read { reader in
      _ = lines.take()
      _ = try reader.record(Toy.order, order)
      _ = try reader.record(Toy.order, number: "D1-1")
      _ = try reader.records(Toy.order, where: 21, is: place)
      _ = try reader.records(Toy.order, idPrefix: "0190", limit: 9)
      _ = try reader.list(RecordQuery(Toy.order, limit: 50))
      _ = try reader.list(RecordQuery(Toy.order, where: [isOpen], limit: 50))
      _ = try reader.list(
        RecordQuery(Toy.order, where: [place0, isOpen], order: [FieldOrder(23)], limit: 50))
      _ = try reader.list(
        RecordQuery(
          Toy.order, where: [FieldCondition(20, .oneOf([.text("D1-1"), .text("d1-1")]))]))
      _ = try reader.list(RecordQuery(Toy.line, where: [FieldCondition(20, .equals(place))]))
      _ = try reader.list(
        RecordQuery(
          Toy.line, where: [FieldCondition(20, .refers(to: Toy.order, where: 21, is: place))],
          limit: 50))
      _ = try reader.children(of: order, in: Toy.line)
      _ = try reader.search("ti tle")
      _ = try reader.search("title", entities: [Toy.order])
      _ = try reader.conflicts()
      _ = try reader.pendingCount()
      _ = try reader.rejected()
      _ = try reader.isPending(Toy.order, order)
      _ = try reader.base(Toy.order, order)
      _ = try reader.scopes(of: Toy.order, order)
      // What the search index asks of its own tables is its business.
      let asked = lines.take().filter {
        $0.hasPrefix("SELECT") && !$0.contains("'karvan_search_")
      }
      #expect(asked.count > 15)
      for sql in asked {
        let plan = try reader.session.freshStatement("EXPLAIN QUERY PLAN \(sql)").all {
          $0.text(3)
        }
        for step in plan where step.hasPrefix("SCAN") {
          #expect(Self.isBounded(step, of: sql), "\(step) in \(sql)")
        }
      }
    }
    try traced.close()
  }

  /// By way of a record in between: a line of an order of a place, as long as the order lives.
  @Test func aConditionGoesByWayOfARecordInBetween() throws {
    let line = try device.create(Toy.line, [20: .reference(order), 21: .text("one")])
    func lines(of place: RecordID) throws -> [RecordID] {
      try device.database.read { reader in
        let between = FieldComparison.refers(
          to: Toy.order, where: 21, is: .reference(place))
        let query = RecordQuery(Toy.line, where: [FieldCondition(20, between)])
        #expect(try reader.count(query) == reader.list(query).count)
        return try reader.list(query).map(\.id)
      }
    }
    #expect(try lines(of: World.territories[0]) == [line])
    #expect(try lines(of: order) == [])
    try device.delete(Toy.order, order)
    #expect(try lines(of: World.territories[0]) == [])
  }

  /// A look into the search index; an index of what is open; the first in an order of identifiers;
  /// the few scopes of a device.
  private static func isBounded(_ step: String, of sql: String) -> Bool {
    step.contains("VIRTUAL TABLE INDEX") || step.contains("INDEX karvan_journal_open")
      || step.contains("INDEX karvan_journal_rejected") || step == "SCAN karvan_scope"
      || (step.contains("sqlite_autoindex_") && sql.contains("LIMIT"))
      || (step.hasPrefix("SCAN karvan_conflict") && sql.contains("LIMIT"))
  }

  /// The end of an identifier is looked up in every entity, once there are many records.
  @Test func theEndOfAnIdentifierIsLookedUp() throws {
    let lines = Lines()
    let end = String(Hexadecimal.text(of: order.bytes).suffix(8))
    func plans() throws -> [String] {
      let traced = try ReplicaDatabase.open(
        at: device.database.path, schema: world.schema, hashing: { _ in ToyHasher() },
        now: { 0 }, trace: lines.add)
      defer { try? traced.close() }
      return try traced.read { reader in
        _ = lines.take()
        let found = try world.schema.entities.flatMap { entity in
          try reader.records(entity.tag, idPrefix: end) + reader.records(entity.tag, idSuffix: end)
        }
        #expect(found.map(\.id) == [order])
        let asked = lines.take().filter { $0.hasPrefix("SELECT") && $0.contains("hex(id)") }
        #expect(asked.count == world.schema.entities.count)
        return try asked.flatMap { sql in
          try reader.session.freshStatement("EXPLAIN QUERY PLAN \(sql)").all { $0.text(3) }
        }
      }
    }
    let before = try plans()
    #expect(before.contains { $0.hasPrefix("SCAN") })
    #expect(try device.database.indexEnds() == 0)
    #expect(try device.database.indexEnds(atLeast: 0) == world.schema.entities.count)
    #expect(try device.database.indexEnds(atLeast: 0) == 0)
    let after = try plans().filter { !$0.hasPrefix("USE TEMP B-TREE") }
    #expect(after.allSatisfy { $0.hasPrefix("SEARCH") && $0.contains("__end") }, "\(after)")
    #expect(try device.database.check(thorough: true) == [])
  }

  /// However small the file, who has so many records of an entity gets its index.
  @Test(arguments: [100, 400]) func noSizeHidesManyRecords(_ many: Int64) throws {
    for _ in 1..<many {
      _ = try device.create(Toy.order, [21: .reference(World.territories[0]), 22: .text("t")])
    }
    #expect(try device.database.indexEnds(atLeast: many + 1) == 0)
    #expect(try device.database.indexEnds(atLeast: many) == 1)
  }

  /// After each sync of a replica without many records nothing is asked about every entity.
  @Test func fewRecordsNeedNoQuestion() throws {
    let lines = Lines()
    let traced = try ReplicaDatabase.open(
      at: device.database.path, schema: world.schema, hashing: { _ in ToyHasher() },
      now: { 0 }, trace: lines.add)
    defer { try? traced.close() }
    _ = lines.take()
    #expect(try traced.indexEnds() == 0)
    #expect(!lines.take().contains { $0.contains("UNION ALL") })
  }

  // MARK: Statements at the office.

  private func traced(_ lines: Lines) throws -> OfficeDatabase {
    try OfficeDatabase.open(
      at: world.office.path, schema: world.schema, hashing: { _ in ToyHasher() },
      trace: lines.add)
  }

  /// What serving one request asks of the office's database, pragmas and transactions included.
  private func statements(
    _ device: World.Device, _ office: OfficeDatabase, _ lines: Lines
  ) throws -> (statements: [String], page: Page?) {
    var client = try ClientSession(
      storage: device.database, sealing: device.sealing, schemaVersion: 1)
    guard case .send(let header, let body) = try client.start(now: 0) else {
      return ([], nil)
    }
    let account = try #require(try office.read { try $0.device(device.id) })
    let session = ServerSession(
      schema: world.schema, knowledge: world.knowledge(), storage: office, tokens: ToyTokens(),
      lives: world.lives, report: { _, _, _ in })
    _ = lines.take()
    let (answer, full) = try session.serve(
      header, of: account, segments: body.segments, pull: body.pull, now: world.clock.now,
      open: ToySealing.open)
    let asked = lines.take()
    _ = try client.handle(answer, full, now: 0)
    return (asked, full?.page)
  }

  /// What a commit costs is what a push of two costs more than a push of one.
  @Test func statementsOfAPushedCommit() throws {
    let lines = Lines()
    let office = try traced(lines)
    var costs: [Int] = []
    for count in [1, 1, 2, 3] {
      for index in 0..<count {
        try device.edit(Toy.order, order, [28: .integer(Int64(10 * costs.count + index))])
      }
      costs.append(try statements(device, office, lines).statements.count)
    }
    // The row, and for each scope that holds it the old entry of the feed and the new one; what
    // the record and its scopes were is in memory after the first.
    #expect(costs[2] - costs[1] == 5, "\(costs)")
    #expect(costs[3] - costs[2] == 5, "\(costs)")
    try office.close()
  }

  /// Of one record more, one row is read.
  @Test func statementsOfAPulledEdit() throws {
    let other = try world.addDevice(territories: [0])
    let ids = try (0..<3).map { index in
      try device.create(
        Toy.order, [21: .reference(World.territories[0]), 22: .text("\(index)")])
    }
    try world.sync(device)
    try world.sync(other)
    let lines = Lines()
    let office = try traced(lines)
    var costs: [Int] = []
    for count in [1, 1, 2, 3] {
      for id in ids.prefix(count) {
        try device.edit(Toy.order, id, [28: .integer(Int64(costs.count))])
      }
      try world.sync(device)
      let (asked, page) = try statements(other, office, lines)
      #expect(page?.records.map(\.groups) == [[GroupTag]?](repeating: [28], count: count))
      costs.append(asked.count)
    }
    #expect(costs[2] - costs[1] == 1, "\(costs)")
    #expect(costs[3] - costs[2] == 1, "\(costs)")
    try office.close()
  }
}
