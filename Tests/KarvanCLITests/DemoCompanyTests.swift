// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanDomain
import KarvanStore
import Testing

@testable import KarvanCLI

/// The company that somebody finds who makes a workspace to play in.
@Suite struct DemoCompanyTests {
  /// Four months of it: large enough, and in order. A year is only longer.
  @Test func theTradeOfADistributorIsThere() async throws {
    let shell = try TestShell()
    let made = await shell.run("init", "--demo", "--past", "120", "--json")
    #expect(made.status == 0, "\(made.err)")
    func count(_ entity: String) -> Int { made.object[entity] as? Int ?? 0 }
    #expect(count("account") >= 500)
    for (entity, least) in [
      ("visit", 700), ("order", 300), ("invoice", 250), ("payment", 150), ("call", 90),
      ("lead", 15), ("opportunity", 8), ("stage_change", 10), ("task", 25), ("must_sell", 3),
    ] {
      #expect(count(entity) >= least, "\(entity): \(count(entity))")
    }
    #expect(await shell.run("doctor").status == 0)
    await checkHint(shell)
    try await checkMorning(shell)
    try await checkRhythm(shell)
    try await checkLargeAndSmall(shell)
  }

  /// What the program says to try has a result.
  private func checkHint(_ shell: TestShell) async {
    let words = DemoMessage.tryThis.text(in: .english).split(separator: " ")
    let found = await shell.run("find", String(words.last ?? ""), "--json")
    #expect(found.status == 0 && !found.list.isEmpty, "\(found.err)")
  }

  /// Whoever begins to play has something to do.
  private func checkMorning(_ shell: TestShell) async throws {
    let today = await shell.run("today", "--json").object
    for part in ["planned_visits", "due_tasks", "drafts", "occasions"] {
      #expect((today[part] as? [Any])?.isEmpty == false, "\(part)")
    }
    let overdue = (today["due_tasks"] as? [[String: Any]])?.filter {
      $0["overdue"] as? Bool == true
    }
    #expect(overdue?.isEmpty == false)
    #expect(await shell.run("next").out.contains("geo:"))
  }

  /// Nobody works on Fridays; something is lost, missed, bounced and brought back.
  private func checkRhythm(_ shell: TestShell) async throws {
    let visits = await shell.run("visit", "list", "--json", "--filter", "status=done").list
    #expect(visits.count > 600)
    for visit in visits {
      let at = try InstantText.parse(try #require(visit["check_in_at"] as? String))
      let day = InstantText.civilDate(milliseconds: at, offsetMinutes: 210)
      #expect(DemoCalendar.isWorkday(day), "\(day.isoText)")
    }
    let rows = [
      ("visit", "status=missed"), ("payment", "status=bounced"), ("payment", "method=cheque"),
      ("invoice", "kind=credit_note"), ("order", "status=cancelled"), ("order", "status=declined"),
      ("opportunity", "status=lost"), ("opportunity", "status=won"), ("lead", "status=converted"),
    ]
    for (entity, filter) in rows {
      let found = await shell.run(entity, "list", "--json", "--filter", filter).list
      #expect(!found.isEmpty, "\(entity) \(filter)")
    }
  }

  /// A fifth of the customers buys most of it.
  private func checkLargeAndSmall(_ shell: TestShell) async throws {
    let payments = await shell.run("payment", "list", "--json").list
    var paid: [String: Int] = [:]
    for payment in payments {
      let account = try #require(payment["account"] as? String)
      paid[account, default: 0] +=
        ((payment["amount"] as? [String: Any])?["amount"] as? Int ?? 0) / 1_000
    }
    let sorted = paid.values.sorted(by: >)
    let most = sorted.prefix(100).reduce(0, +)
    #expect(most * 100 > sorted.reduce(0, +) * 70)
  }

  /// The same seed tells the same story, another one another; in both languages.
  @Test func theSameSeedMakesTheSameCompany() async throws {
    func tell(_ seed: UInt64, _ language: String) async throws -> [String] {
      let shell = try TestShell(environment: ["KARVAN_LANG": language])
      let clock = DemoClock(shell.clock.now() - 20 * 86_400_000)
      let desk = try Desk.plain(shell.surroundings)
      let source = DemoSource(seed: seed, now: clock.now)
      let company = DemoCompany(desk: desk, source: source, clock: clock, days: 20)
      _ = try company.make(
        owner: "Maryam", login: "admin", size: .full, identifiers: { source.identifier() })
      var said: [String] = []
      for entity in ["account", "order", "visit", "payment", "lead"] {
        said.append(await shell.run(entity, "list", "--format", "csv").out)
      }
      return said
    }
    let first = try await tell(3, "fa")
    #expect(try await tell(3, "fa") == first)
    #expect(try await tell(4, "fa") != first)
    let names = { (said: [String]) in said[0].unicodeScalars.filter { $0.value > 0x600 }.count }
    #expect(names(try await tell(3, "en")) < names(first) / 2)
  }

  /// The week ends on Friday, the year begins with holidays, and before them shops buy most.
  @Test func theYearHasItsRhythm() throws {
    func day(_ month: Int, _ day: Int) throws -> CivilDate {
      try JalaliDate(year: 1403, month: month, day: day).civilDate
    }
    for (month, number) in [(1, 1), (1, 4), (1, 13), (3, 14), (11, 22), (12, 29), (1, 3)] {
      #expect(!DemoCalendar.isWorkday(try day(month, number)))
      #expect(DemoCalendar.workday(from: try day(month, number)) > (try day(month, number)))
    }
    for number in 1...30 {
      let date = try day(7, number)
      #expect(DemoCalendar.isWorkday(date) == (date.weekday != .friday))
    }
    #expect(DemoCalendar.appetite(try day(12, 12)) > DemoCalendar.appetite(try day(7, 1)))
    #expect(DemoCalendar.appetite(try day(1, 11)) < DemoCalendar.appetite(try day(7, 1)) / 2)
  }

  /// Numbers pass the checks that typed ones have to pass.
  @Test(arguments: 0..<500) func identityNumbersAreWellFormed(_ number: Int) throws {
    #expect(throws: Never.self) {
      _ = try NationalID.normalize(DemoCustomers.nationalID(number))
      _ = try LegalID.normalize(DemoCustomers.legalID(number))
    }
  }

  @Test func aSmallOneIsMadeWhenAskedFor() async throws {
    let shell = try TestShell()
    #expect(await shell.run("init", "--demo", "--size", "huge").status == 2)
    #expect(await shell.run("init", "--size", "small", "--json").object["account"] as? Int == 20)
    await checkHint(shell)
    // What no office knows of is written whole, so that an office can be made of it.
    let lines = await shell.run("export", "jsonl").out
    #expect(lines.prefix(200).contains("\"whole\": true"))
    let some = await shell.run("export", "jsonl", "-e", "account").out
    #expect(some.prefix(200).contains("\"whole\": false"))
  }
}
