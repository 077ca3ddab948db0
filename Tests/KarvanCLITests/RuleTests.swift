// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanDomain
import KarvanSealing
import Testing

@testable import KarvanCLI

/// Rules that an administrator changes, questions about a life, values that are put back.
@Suite struct RuleTests {
  private struct Pair {
    let clock = TestClock()
    let office: TestOffice
    let admin: TestShell
    let rep: TestShell

    init() async throws {
      office = try TestOffice(clock: clock)
      try office.addRep("reza")
      admin = try await Self.device("dara", of: office, clock)
      rep = try await Self.device("reza", of: office, clock)
    }

    private static func device(
      _ login: String, of office: TestOffice, _ clock: TestClock
    ) async throws -> TestShell {
      let shell = try TestShell(clock: clock, link: { _ in office })
      let ran = await shell.run(
        "enroll", "--server", "https://office.example",
        input: try office.invite(login).exposedCode)
      guard ran.status == 0 else { throw TestFailure(text: ran.err) }
      return shell
    }

    /// A shop whose note the rep and then the administrator wrote, neither knowing of the other.
    func disagree(_ name: String) async throws {
      _ = await rep.run("account", "add", "name=\(name)")
      _ = await rep.run("sync")
      _ = await admin.run("sync")
      #expect(await rep.run("account", "set", name, "note=rep").status == 0)
      clock.pass(1_000)
      #expect(await admin.run("account", "set", name, "note=office").status == 0)
      for shell in [rep, admin, rep] { #expect(await shell.run("sync").status == 0) }
    }

    func rule(_ rule: String?, _ group: String) throws {
      let account = try office.entity(Account.tag)
      let group = try #require(account.group(named: group))
      try office.operate { context in
        guard let rule else { return try RuleOperations.clear(group, of: account, in: context) }
        return try RuleOperations.set(rule, for: group, of: account, in: context)
      }
    }
  }

  @Test func aRuleDecidesAnewWhatIsThere() async throws {
    let pair = try await Pair()
    try await pair.disagree("Blue Shop")
    let rep = pair.rep
    #expect(
      await rep.run("account", "show", "Blue Shop", "--json").object["note"] as? String == "office")
    try pair.rule("manual", "note")
    // Written on the old rule: it replaces what was displayed then, and sweeps what was hidden.
    #expect(await pair.admin.run("account", "set", "Blue Shop", "note=third").status == 0)
    let sync = await rep.run("sync", "--json")
    #expect(sync.object["conflicts"] as? Int == 1, "\(sync.out)\(sync.err)")
    #expect((sync.object["divergent"] as? [String]) == [])
    #expect(
      await rep.run("account", "show", "Blue Shop", "--json").object["note"] as? String == "rep")
    #expect(await rep.run("conflict", "list", "--json").list.count == 1)
    let why = await rep.run("why", "Blue Shop.note")
    #expect(why.out.contains("in the place of lastWriter"), "\(why.out)")
    #expect(await rep.run("find", "rep").out.contains("Blue Shop"))
    #expect(await rep.run("doctor").status == 0)
    try pair.rule(nil, "note")
    #expect(await rep.run("sync", "--strict").status == 0)
    #expect(
      await rep.run("account", "show", "Blue Shop", "--json").object["note"] as? String == "office")
    for shell in [pair.admin, rep] { #expect(await shell.run("sync", "--strict").status == 0) }
    for shell in [pair.admin, rep] { #expect(await shell.run("doctor").status == 0) }
    #expect(
      await rep.run("account", "show", "Blue Shop", "--json").object["note"] as? String == "third")
  }

  @Test func anAdministratorSetsARuleOnADevice() async throws {
    let pair = try await Pair()
    try await pair.disagree("Blue Shop")
    let assignments = ["entity=account", "field_group=note", "rule=authority"]
    let denied = await pair.rep.run(["rule_override", "add"] + assignments)
    #expect(denied.status == 4, "\(denied.err)")
    for wrong in ["rule=addWins", "rule=min", "rule=nothing"] {
      let ran = await pair.admin.run(
        "rule_override", "add", "entity=account", "field_group=note", wrong)
      #expect(ran.status == 6 && ran.err.contains("Possible: authority, manual"), "\(ran.err)")
    }
    let added = await pair.admin.run(["rule_override", "add"] + assignments)
    #expect(added.status == 0, "\(added.err)")
    let twice = await pair.admin.run(["rule_override", "add"] + assignments)
    #expect(twice.status == 6 && twice.err.contains("already"), "\(twice.err)")
    #expect(await pair.admin.run("sync").status == 0)
    #expect(await pair.rep.run("sync").status == 0)
    #expect(
      await pair.rep.run("why", "Blue Shop.note", "--json").object["rule"] as? String == "authority"
    )
  }

  @Test func manyConflictsAreSettledAtOnce() async throws {
    let pair = try await Pair()
    for name in ["First Shop", "Second Shop"] { try await pair.disagree(name) }
    try pair.rule("manual", "note")
    let rep = pair.rep
    await rep.run("sync")
    let words = ["conflict", "resolve", "--keep", "mine"]
    #expect(await rep.run(words).status == 2)
    #expect(await rep.run("conflict", "resolve", "--keep", "2", "--all").status == 2)
    #expect(await rep.run(words + ["--where", "nothing=1"]).status == 2)
    let some = await rep.run(words + ["--where", "name=First Shop", "--dry-run", "--json"])
    #expect(some.list.count == 1 && some.list.first?["keep"] as? String == "rep", "\(some.err)")
    #expect(await rep.run("conflict", "list", "--json").list.count == 2)
    let all = await rep.run(words + ["--entity", "account", "--json"])
    #expect(all.list.compactMap { $0["outcome"] as? String } == ["kept", "kept"], "\(all.out)")
    #expect(await rep.run("conflict", "list", "--strict").status == 0)
    let unsent = await rep.run("sync", "unsent", "--json").list
    #expect(unsent.count == 2)
    #expect(
      await rep.run("account", "show", "First Shop", "--json").object["note"] as? String == "rep")
  }

  @Test func aDeletedAndEditedNumberIsAskedAbout() async throws {
    for (answer, isLeft) in [("record", true), ("delete", false)] {
      let pair = try await Pair()
      let (admin, rep) = (pair.admin, pair.rep)
      _ = await rep.run("account", "open", "Green Shop", "--phone", "09121234567")
      for shell in [rep, admin] { #expect(await shell.run("sync").status == 0) }
      let point = await rep.run("contact_point", "list", "--json").list.first?["id"] as? String
      let id = try #require(point)
      #expect(await admin.run("contact_point", "delete", id, "--yes").status == 0)
      pair.clock.pass(1_000)
      #expect(await rep.run("contact_point", "set", id, "label=shop").status == 0)
      await admin.run("sync")
      let sync = await rep.run("sync", "--strict", "--json")
      #expect(sync.status == 5 && sync.object["conflicts"] as? Int == 1, "\(sync.out)\(sync.err)")
      let list = await rep.run("conflict", "list", "--json").list
      #expect(list.count == 1 && list.first?["field"] as? String == "life", "\(list)")
      let show = await rep.run("conflict", "show", "\(id).life")
      #expect(show.status == 0 && show.out.contains("shop"), "\(show.out)\(show.err)")
      #expect(await rep.run("conflict", "resolve", id, "--keep", "1").status == 2)
      let resolved = await rep.run("conflict", "resolve", id, "--keep", answer)
      #expect(resolved.status == 0, "\(resolved.err)")
      for shell in [rep, admin] { #expect(await shell.run("sync", "--strict").status == 0) }
      #expect(await admin.run("contact_point", "list", "--json").list.isEmpty != isLeft)
      #expect(await admin.run("doctor").status == 0)
    }
  }

  @Test func hiddenAndEarlierValuesArePutBack() async throws {
    let pair = try await Pair()
    try await pair.disagree("Blue Shop")
    let rep = pair.rep
    let history = await rep.run("history", "Blue Shop", "--json").object
    let versions = try #require(history["versions"] as? [[String: Any]])
    let hidden = try #require(versions.first { $0["standing"] as? String == "hidden" })
    #expect(hidden["value"] as? String == "rep" && hidden["number"] as? Int == 2)
    #expect(await rep.run("put-back", "Blue Shop", "note", "2").status == 0)
    #expect(
      await rep.run("account", "show", "Blue Shop", "--json").object["note"] as? String == "rep")
    await rep.run("account", "set", "Blue Shop", "note=third")
    let later = await rep.run("history", "Blue Shop", "--json").object
    let earlier = try #require((later["earlier"] as? [[String: Any]])?.first)
    #expect(earlier["value"] as? String == "rep")
    let dot = try #require(earlier["version"] as? String)
    #expect(await rep.run("put-back", "Blue Shop", "note", "--dot", dot).status == 0)
    #expect(
      await rep.run("account", "show", "Blue Shop", "--json").object["note"] as? String == "rep")
    #expect(await rep.run("put-back", "Blue Shop", "note", "99").status == 2)
    #expect(await rep.run("put-back", "Blue Shop", "note").status == 2)
    #expect(await rep.run("sync", "--strict").status == 0)
  }
}
