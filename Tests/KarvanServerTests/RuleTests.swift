// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanDomain
import KarvanStore
import KarvanSync
import Testing

@testable import KarvanServer

/// What the office's operator does about rules, hidden values and conflicts.
@Suite struct RuleTests {
  /// An account whose note two reps wrote, neither knowing of the other; the second was later.
  private func disagreement(
    _ office: TestOffice, _ field: Field, _ one: Value, _ two: Value
  ) throws -> (RecordID, TestDevice, TestDevice) {
    let first = try office.rep("reza")
    _ = try first.sync()
    let id = try first.addAccount("Blue Shop")
    _ = try first.sync()
    try first.set(id, field, one)
    // Whatever the second knows was written after that.
    office.now += 60_000
    let second = try office.rep("sara")
    _ = try second.sync()
    try second.set(id, field, two)
    for device in [first, second, first] { _ = try device.sync() }
    return (id, first, second)
  }

  @Test func aRuleIsTriedSetAndTakenBack() throws {
    let office = try TestOffice()
    let seen = Account.shape.firstSeenAt
    let (id, first, _) = try disagreement(office, seen, .integer(5_000), .integer(9_000))
    let house = office.office
    func shown() throws -> Value? {
      try house.database.read { try $0.record(Account.tag, id)?[seen] }
    }
    #expect(try shown() == .integer(5_000))
    let preview = try house.preview("max", for: "first_seen_at", of: "account", limit: 10)
    #expect(preview.count == 1 && preview.conflicts == 0)
    let line = try #require(preview.lines.first)
    #expect(line.record == id && line.shown.contains("00:05") && line.wouldShow.contains("00:09"))
    #expect(try shown() == .integer(5_000))
    #expect(try house.setRule("max", for: "first_seen_at", of: "account", now: office.now))
    #expect(try !house.setRule("max", for: "first_seen_at", of: "account", now: office.now))
    #expect(try shown() == .integer(9_000))
    #expect(try house.rules(all: false).map(\.rule) == ["max"])
    _ = try first.sync()
    #expect(try first.value(id, seen) == .integer(9_000))
    #expect(try first.database.check() == [])
    #expect(try house.setRule("manual", for: "first_seen_at", of: "account", now: office.now))
    #expect(try house.conflicts(Office.ConflictFilter()).map(\.group) == ["first_seen_at"])
    #expect(try house.clearRule(for: "first_seen_at", of: "account", now: office.now) == "min")
    #expect(try shown() == .integer(5_000))
    #expect(try house.conflicts(Office.ConflictFilter()).isEmpty)
    #expect(try house.database.check(thorough: true) == [])
    #expect(throws: Failure.self) {
      try house.setRule("addWins", for: "first_seen_at", of: "account", now: office.now)
    }
    #expect(throws: ServerError.self) {
      try house.setRule("max", for: "nothing", of: "account", now: office.now)
    }
  }

  @Test func hiddenValuesAreSettledAndPutBack() throws {
    let office = try TestOffice()
    let note = Account.shape.note
    let (id, first, _) = try disagreement(office, note, .text("one"), .text("two"))
    let house = office.office
    let soon = office.now + 60_000
    let tried = try house.settle(before: soon, entity: "account", isDryRun: true, now: office.now)
    #expect(tried.lines.map(\.group) == ["note"] && tried.commits == 0)
    #expect(
      try house.settle(before: 1, entity: nil, isDryRun: false, now: office.now).lines.isEmpty)
    let before = try house.database.read { try $0.record(Account.tag, id) }
    let settled = try house.settle(before: soon, entity: nil, isDryRun: false, now: office.now)
    #expect(settled.commits == 1 && settled.refused == [])
    let after = try house.database.read { try $0.record(Account.tag, id) }
    let group = try #require(after?.entity.group(named: "note"))
    #expect(after?.state.versions(of: group.tag).count == 1)
    #expect(before?.view(of: group).shown == after?.view(of: group).shown)
    let history = try house.history(of: "\(id)").entries.filter { $0.group.name == "note" }
    #expect(history.map(\.value) == ["two", "one"])
    #expect(history.last?.standing == "swept by lastWriter")
    _ = try first.sync()
    #expect(try first.database.check() == [])
    #expect(try house.putBack(2, to: "note", of: "\(id)", now: office.now) == "one")
    _ = try first.sync()
    #expect(try first.value(id, note) == .text("one"))
    #expect(throws: ServerError.self) {
      try house.putBack(99, to: "note", of: "\(id)", now: office.now)
    }
    #expect(try house.database.check(thorough: true) == [])
  }

  @Test func manyConflictsAreSettledAndOpenOnesAreNot() throws {
    let office = try TestOffice()
    let code = Account.shape.economicCode
    let (id, first, _) = try disagreement(
      office, code, .text("411111111111"), .text("422222222222"))
    let house = office.office
    let filter = Office.ConflictFilter(entity: "account", conditions: ["name=Blue Shop"])
    let soon = office.now + 60_000
    #expect(
      try house.settle(before: soon, entity: nil, isDryRun: false, now: office.now).lines.isEmpty)
    let tried = try house.resolve(filter, keep: .earliest, isDryRun: true, now: office.now)
    #expect(tried.map(\.outcome) == ["would be kept"] && tried[0].kept == "411111111111")
    let none = try house.resolve(filter, keep: .office, isDryRun: false, now: office.now)
    #expect(none.map(\.outcome) == ["left open"])
    let done = try house.resolve(filter, keep: .latest, isDryRun: false, now: office.now)
    #expect(done.map(\.outcome) == ["kept"])
    #expect(try house.conflicts(Office.ConflictFilter()).isEmpty)
    _ = try first.sync()
    #expect(try first.value(id, code) == .text("422222222222"))
    #expect(throws: ServerError.self) {
      try house.conflicts(Office.ConflictFilter(conditions: ["nothing=1"]))
    }
  }

  @Test func onlyTheOfficeSettles() throws {
    let office = try TestOffice()
    let (id, first, _) = try disagreement(
      office, Account.shape.note, .text("one"), .text("two"))
    #expect(throws: Failure.self) {
      try first.database.commit(first.rights) { context in
        let view = try #require(try context.reader.record(Account.tag, id))
        return SettlingOperations.settle([view], before: office.now + 60_000, in: context)
      }
    }
  }
}
