// SPDX-License-Identifier: Apache-2.0

import KarvanCore
import KarvanSync
import Synchronization
import TestSupport
import Testing

@testable import KarvanStore

/// What a device's database does by itself.
@Suite struct ReplicaTests {
  private let world: World
  private let device: World.Device

  init() throws {
    world = try World()
    device = try world.addDevice(territories: [0])
  }

  private func order(_ title: String, _ more: [FieldTag: Value] = [:]) throws -> RecordID {
    try device.create(
      Toy.order,
      more.merging(
        [21: .reference(World.territories[0]), 22: .text(title)], uniquingKeysWith: { $1 }))
  }

  @Test func whatIsWrittenIsThereAfterReopening() throws {
    let id = try order("nul\u{0}inside", [27: .text(""), 23: .integer(-5)])
    try world.reopen(device)
    let view = try #require(try device.view(Toy.order, id))
    #expect(view[22] == .text("nul\u{0}inside"))
    #expect(view[27] == .text(""))
    #expect(view[20] == .text("D1-1"))
    #expect(view[24] == .text("open"))
    #expect(try device.database.check(thorough: true) == [])
  }

  @Test func aRefusedCommitLeavesNothing() throws {
    let id = try order("one")
    let before = try device.view(Toy.order, id)?.state
    #expect(throws: Failure.self) {
      // The second change is refused after the first was made.
      try device.write { context in
        let view = try #require(try context.reader.record(Toy.order, id))
        _ = try context.makeNumber()
        let entity = try #require(context.schema[Toy.order])
        return [
          context.drafter.edit(view, RecordEdit(values: [22: .text("two")])),
          context.drafter.create(entity, context.makeID(), RecordEdit()),
        ].compactMap { $0 }
      }
    }
    #expect(try device.view(Toy.order, id)?.state == before)
    #expect(try device.database.read { try $0.journal() }.count == 1)
    #expect(try order("three") != id)
    let last = try device.database.read { try $0.journal() }.last
    #expect(last?.commit.sequence == 2)
    #expect(try device.database.read { try $0.record(Toy.order, number: "D1-2") } != nil)
  }

  @Test func aFailureInBulkUndoesItsCommitOnly() throws {
    let entity = try #require(world.schema[Toy.notice])
    let result = try device.database.bulk { writer in
      var refused = 0
      for index in 0..<10 {
        do {
          _ = try writer.commit(device.rights) { context in
            let text: Value = index % 3 == 0 ? .integer(1) : .text("\(index)")
            return OperationDraft(
              "bulk",
              [context.drafter.create(entity, context.makeID(), RecordEdit(values: [20: text]))])
          }
        } catch is Failure {
          refused += 1
        }
      }
      return refused
    }
    #expect(result == 4)
    #expect(try device.all(Toy.notice).count == 6)
    #expect(try device.database.read { try $0.journal() }.map(\.commit.sequence) == Array(1...6))
    #expect(try device.database.check() == [])
  }

  @Test func anErrorOutOfBulkUndoesAll() throws {
    struct Stop: Error {}
    #expect(throws: Stop.self) {
      try device.database.bulk { writer in
        let entity = try #require(world.schema[Toy.notice])
        _ = try writer.commit(device.rights) { context in
          OperationDraft(
            "bulk",
            [
              context.drafter.create(
                entity, context.makeID(), RecordEdit(values: [20: .text("gone")]))
            ])
        }
        throw Stop()
      }
    }
    #expect(try device.all(Toy.notice).isEmpty)
    #expect(try device.database.standing().lastCommit == 0)
  }

  @Test func timesNeverRunBack() throws {
    _ = try order("one")
    world.clock.advance(by: -5_000_000)
    try world.reopen(device)
    _ = try order("two")
    let times = try device.database.read { try $0.journal() }.map(\.commit.time)
    #expect(times[0] < times[1])
  }

  @Test func queriesFilterSortAndPage() throws {
    for index in 0..<10 {
      _ = try order(
        "t\(index)", [23: .integer(Int64(index % 3)), 28: index < 5 ? .integer(1) : .null])
    }
    let tagged = try order("tagged")
    try device.edit(Toy.order, tagged, RecordEdit(adds: [29: ["a\"b", "سبز"]]))
    func titles(_ query: RecordQuery) throws -> [String] {
      try device.database.read { try $0.list(query) }.compactMap { $0[22].text }
    }
    #expect(
      try titles(
        RecordQuery(
          Toy.order, where: [FieldCondition(23, .equals(.integer(0)))],
          order: [FieldOrder(22, descending: true)], limit: 2, offset: 1)) == ["t6", "t3"])
    #expect(
      try titles(RecordQuery(Toy.order, where: [FieldCondition(29, .hasElement("a\"b"))])) == [
        "tagged"
      ])
    // What was never written shows its initial value, in queries too.
    #expect(
      try titles(
        RecordQuery(Toy.order, where: [FieldCondition(24, .equals(.text("open")))])
      ).count == 11)
    let all = RecordQuery(Toy.order, where: [FieldCondition(28, .equals(.null))])
    #expect(try device.database.read { try $0.count(all) } == 6)
    #expect(
      try titles(
        RecordQuery(
          Toy.order,
          where: [
            FieldCondition(22, .contains("agg")), FieldCondition(23, .differs(from: .integer(9))),
          ]
        )) == ["tagged"])
    #expect(
      try titles(
        RecordQuery(Toy.order, where: [FieldCondition(22, .oneOf([.text("t1"), .text("t2")]))])
      ) == ["t1", "t2"])
  }

  @Test func recordsAreFoundByPrefixAndByParent() throws {
    let id = try order("parent")
    let line = try device.create(Toy.line, [20: .reference(id), 21: .text("child")])
    let prefix = String(id.description.prefix(13))
    let found = try device.database.read { try $0.records(Toy.order, idPrefix: prefix) }
    #expect(found.map(\.id) == [id])
    let none = try device.database.read { try $0.records(Toy.order, idPrefix: "zz") }
    #expect(none.isEmpty)
    #expect(try device.database.read { try $0.children(of: id, in: Toy.line) }.map(\.id) == [line])
    try device.delete(Toy.line, line)
    #expect(try device.database.read { try $0.children(of: id, in: Toy.line) }.isEmpty)
  }

  /// Any number of last digits finds exactly the records that end so.
  @Test func recordsAreFoundByTheirEnd() throws {
    let ids = try (0..<40).map { try order("t\($0)") }
    try device.delete(Toy.order, ids[3])
    let texts = ids.map { Hexadecimal.text(of: $0.bytes) }
    func find(_ end: some StringProtocol, limit: Int = 100) throws -> [RecordID] {
      try device.database.read { try $0.records(Toy.order, idSuffix: String(end), limit: limit) }
        .map(\.id)
    }
    for count in 2...32 {
      for text in texts.prefix(5) {
        let end = text.suffix(count)
        #expect(try find(end) == ids.filter { Hexadecimal.text(of: $0.bytes).hasSuffix(end) })
      }
    }
    #expect(try find(ids[3].description.uppercased()) == [ids[3]])
    let last = try #require(texts.first).suffix(2)
    #expect(try find(last, limit: 1).count == 1)
    for text in ["", "f", "-", "zz", "zzzzzzzz", "g0000000", "0\(texts[0])", "٣٤٥٦٧٨٩٠"] {
      #expect(try find(text).isEmpty, "\(text)")
    }
  }

  @Test func searchFindsPersianHoweverItIsWritten() throws {
    let id = try order("كتاب‌های علي ۱۲۳")
    func find(_ text: String) throws -> [RecordID] {
      try device.database.read { try $0.search(text) }.map(\.id)
    }
    for text in ["کتابهای", "کتاب های", "کتاب‌های", "علی", "123", "كتاب", "D1", "کتا"] {
      #expect(try find(text) == [id], "\(text)")
    }
    for text in ["\"", "* AND", "NOT", "tokens:x", "علی -", "zzz"] {
      #expect(try find(text).count <= 1, "\(text)")
    }
    try device.edit(Toy.order, id, [22: .text("other")])
    #expect(try find("علی").isEmpty)
    #expect(try find("other") == [id])
    try device.delete(Toy.order, id)
    #expect(try find("other").isEmpty)
    #expect(try device.database.check(thorough: true) == [])
  }

  /// A new record costs one row and one journal row, without a savepoint, however many there are.
  @Test func statementsPerCommitAreBounded() throws {
    let lines = Mutex<[String]>([])
    let database = try ReplicaDatabase.open(
      at: device.database.path, schema: world.schema, hashing: { _ in ToyHasher() },
      now: { [clock = world.clock] in clock.now },
      trace: { line in lines.withLock { $0.append(line) } })
    let entity = try #require(world.schema[Toy.notice])
    try database.bulk { writer in
      for index in 0..<3 {
        if index == 2 { lines.withLock { $0.removeAll() } }
        _ = try writer.commit(device.rights) { context in
          OperationDraft(
            "new",
            [
              context.drafter.create(
                entity, context.makeID(), RecordEdit(values: [20: .text("x")]))
            ])
        }
      }
      let work = lines.withLock { $0 }
      #expect(work.count == 2, "\(work)")
    }
    try database.close()
  }

  @Test func twoProcessesBothSucceed() throws {
    let other = try ReplicaDatabase.open(
      at: device.database.path, schema: world.schema, hashing: { _ in ToyHasher() },
      now: { [clock = world.clock] in clock.now })
    let second = World.Device(
      number: 1, user: device.user, id: device.id, replica: device.replica, database: other,
      rights: device.rights)
    for index in 0..<10 {
      _ = try device.create(Toy.notice, [20: .text("a\(index)")])
      _ = try second.create(Toy.notice, [20: .text("b\(index)")])
    }
    let sequences = try other.read { try $0.journal() }.map(\.commit.sequence)
    #expect(sequences == Array(1...20))
    #expect(try other.check() == [])
    try other.close()
  }
}
