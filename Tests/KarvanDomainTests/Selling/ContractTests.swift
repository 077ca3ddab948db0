// SPDX-License-Identifier: Apache-2.0

import KarvanCore
import KarvanDomain
import TestSupport
import Testing

@Suite("Contracts")
struct ContractTests {
  let world: World
  let shape = Contract.shape

  init() throws { world = try World() }

  private func day(_ year: Int, _ month: Int, _ day: Int) throws -> CivilDate {
    try CivilDate(year: year, month: month, day: day)
  }

  private func add(
    _ start: CivilDate, _ end: CivilDate?, _ values: [FieldTag: Value] = [:]
  ) throws -> RecordID {
    let account = try world.openAccount("A\(world.now)")
    let edit = RecordEdit(
      values: [
        shape.account.tag: .reference(account), shape.title.tag: .text("Tea for a year"),
        shape.startDate.tag: .integer(Int64(start.daysSinceEpoch)),
        shape.endDate.tag: end.map { .integer(Int64($0.daysSinceEpoch)) } ?? .null,
      ].merging(values) { $1 })
    return try world.run(world.rep) {
      try RecordOperations.add(try world.entity(Contract.self), edit, in: $0)
    }
  }

  private func term(_ contract: RecordID, _ today: CivilDate) throws -> ContractTerm {
    ContractTerm(of: try world.view(Contract.self, contract), on: today)
  }

  @Test("a contract goes from draft to its end, and says how it stands on every day")
  func life() throws {
    let (start, end) = (try day(2025, 1, 1), try day(2025, 12, 31))
    let contract = try add(start, end, [shape.noticeDays.tag: .integer(30)])
    #expect(try term(contract, start).state == .draft)
    let early = failure {
      try world.run(world.rep) {
        try ContractOperations.terminate(contract, on: start, reason: "x", in: $0)
      }
    }
    #expect(early?.code == .moveNotAllowed)
    try world.run(world.rep) { try ContractOperations.sign(contract, on: start, in: $0) }
    #expect(try term(contract, try day(2024, 12, 31)).state == .upcoming)
    #expect(try term(contract, start).state == .running)
    #expect(try term(contract, end).state == .running)
    #expect(try term(contract, try day(2026, 1, 1)).state == .expired)
    #expect(try term(contract, start).noticeBy == day(2025, 12, 1))
    let shown = try world.view(Contract.self, contract)
    let rewritten = failure {
      try world.run(world.rep) {
        try RecordOperations.edit(
          shown, RecordEdit(values: [shape.terms.tag: .text("Other")]), in: $0)
      }
    }
    #expect(rewritten?.code == .frozen && rewritten?.field == "terms")
    #expect(
      failure { try world.run(world.rep) { try RecordOperations.delete(shown, in: $0) } }?.code
        == .notDeletable)
    try world.run(world.rep) {
      try RecordOperations.edit(
        shown, RecordEdit(values: [shape.note.tag: .text("In the drawer")]), in: $0)
    }
    try world.run(world.rep) {
      try ContractOperations.terminate(contract, on: start, reason: "Unpaid", in: $0)
    }
    #expect(try term(contract, end).state == .terminated)
    #expect(failure { try add(end, start) }?.arguments == [DomainLaw.periodOrder.rawValue])
  }

  @Test("who edits a draft that is signed elsewhere is not turned away, and signing wins")
  func concurrent() throws {
    let contract = try add(try day(2025, 1, 1), nil)
    let elsewhere = try world.context(world.manager, World.laptop)
    let shown = try world.view(Contract.self, contract)
    let edit = try RecordOperations.edit(
      shown, RecordEdit(values: [shape.terms.tag: .text("Net 30")]), in: elsewhere)
    let delete = try RecordOperations.delete(shown, in: elsewhere)
    try world.run(world.rep) { try ContractOperations.sign(contract, on: firstDay, in: $0) }
    try world.commit(edit, by: elsewhere.author, replica: World.laptop)
    try world.commit(delete, by: elsewhere.author, replica: World.laptop)
    let after = try world.view(Contract.self, contract)
    #expect(after.life != .deleted && after[shape.status] == .text("signed"))
    #expect(after[shape.terms] == .text("Net 30"))
    // And the office is told that it is not what was signed.
    #expect(MoneyFindings.concerned(by: edit.changes[0]).map(\.record) == [contract])
    try world.run(world.administrator, World.laptop) {
      try MoneyFindings.raise(about: after, in: $0)
    }
    let item = try #require(world.all(ReviewItem.self).first)
    #expect(item[ReviewItem.shape.finding] == .text("contract_differs"))
    #expect(item[ReviewItem.shape.details].text?.hasSuffix("- Terms") == true)
  }

  @Test("what follows begins on the day after, is as long as agreed, and is drafted once")
  func renewal() throws {
    let contract = try add(
      try day(2025, 1, 1), try day(2025, 12, 31), [shape.amount.tag: .integer(500)])
    let draft = failure {
      try world.run(world.rep) { try ContractOperations.renew(contract, on: firstDay, in: $0) }
    }
    #expect(draft?.code == .moveNotAllowed)
    try world.run(world.rep) { try ContractOperations.sign(contract, on: firstDay, in: $0) }
    let next = try world.run(world.rep) {
      try ContractOperations.renew(contract, on: firstDay, in: $0)
    }
    let shown = try world.view(Contract.self, next)
    #expect(shown[shape.startDate] == .integer(Int64(try day(2026, 1, 1).daysSinceEpoch)))
    #expect(shown[shape.endDate] == .integer(Int64(try day(2026, 12, 31).daysSinceEpoch)))
    #expect(shown[shape.amount] == .integer(500) && shown[shape.status] == .text("draft"))
    #expect(shown[shape.number] != (try world.view(Contract.self, contract))[shape.number])
    let again = try ContractOperations.renew(contract, on: firstDay, in: world.context(world.rep))
    #expect(again.changes.isEmpty)
    let endless = try add(try day(2025, 1, 1), nil)
    try world.run(world.rep) { try ContractOperations.sign(endless, on: firstDay, in: $0) }
    let refused = failure {
      try world.run(world.rep) { try ContractOperations.renew(endless, on: firstDay, in: $0) }
    }
    #expect(refused?.arguments == [DomainLaw.contractEndless.rawValue])
  }

  @Test("one that renews itself has its present term's end: the first that is not over")
  func automatic() throws {
    try forAllSeeds(60) { generator in
      let months = generator.integer(in: 1...24)
      let calendar: CalendarKind = generator.element(of: CalendarKind.allCases)
      let first = CivilDate(daysSinceEpoch: Int32(20_000 + generator.integer(in: 0...1_000)))
      let contract = try add(
        CivilDate(daysSinceEpoch: 19_000), first,
        [
          shape.renewal.tag: .text("automatic"), shape.status.tag: .text("signed"),
          shape.renewalMonths.tag: .integer(Int64(months)),
          shape.calendar.tag: .text(calendar.rawValue),
        ])
      let today = CivilDate(daysSinceEpoch: Int32(20_000 + generator.integer(in: 0...6_000)))
      let term = try term(contract, today)
      // By counting, one term after another.
      var (end, count) = (first, 0)
      while end < today {
        count += 1
        end = try first.adding(days: 1).adding(months: count * months, in: calendar)
          .adding(days: -1)
      }
      try #require(term.end == end)
      try #require(term.state == .running)
    }
  }

  @Test("a year to the end of Esfand renews itself to the end of Esfand, leap year or not")
  func esfand() throws {
    let start = try CivilDateText.parse("1402/01/01")
    for (first, later) in [("1402/12/29", "1403/12/30"), ("1403/12/30", "1404/12/29")] {
      let contract = try add(
        start, try CivilDateText.parse(first),
        [
          shape.renewal.tag: .text("automatic"), shape.status.tag: .text("signed"),
          shape.calendar.tag: .text("jalali"),
        ])
      let last = try CivilDateText.parse(later)
      #expect(try term(contract, last).end == last)
      #expect(try term(contract, try last.adding(days: 1)).end != last)
      // What follows goes on from the term that is running, not from the first.
      let next = try world.run(world.rep) {
        try ContractOperations.renew(contract, on: last, in: $0)
      }
      let shown = try world.view(Contract.self, next)
      #expect(shown[shape.startDate].integer == Int64(last.daysSinceEpoch) + 1)
      #expect(shown[shape.calendar] == .text("jalali"))
    }
  }
}
