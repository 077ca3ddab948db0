// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanDomain
import KarvanSealing
import KarvanStore
import Testing

@testable import KarvanCLI

/// Fields of the workspace's own, as people use them on two machines.
@Suite struct CustomFieldTests {
  let clock = TestClock()
  let office: TestOffice
  let one: TestShell
  let other: TestShell

  init() async throws {
    office = try TestOffice(clock: clock)
    var shells: [TestShell] = []
    for login in ["reza", "sara"] {
      try office.addRep(login)
      let office = self.office
      let shell = try TestShell(clock: clock, link: { _ in office })
      let ran = await shell.run(
        "enroll", "--server", "https://office.example",
        input: try office.invite(login).exposedCode)
      guard ran.status == 0 else { throw TestFailure(text: ran.err) }
      shells.append(shell)
    }
    (one, other) = (shells[0], shells[1])
  }

  private func declare(_ declaration: FieldOperations.Declaration) throws {
    let lives = [office.database.identity.incarnation]
    try office.operate { context in
      try FieldOperations.declare(
        declaration, for: "account", lives: lives, in: context)
    }
  }

  private func declareAll() throws {
    try declare(
      FieldOperations.Declaration(
        key: "shelf_space", kind: .decimal, rule: "max", label: "Shelf space",
        labelFa: "متراژ قفسه"))
    try declare(
      FieldOperations.Declaration(
        key: "nickname", kind: .text, label: "Nickname", labelFa: "نام خودمانی",
        isSearched: true))
    try declare(
      FieldOperations.Declaration(
        key: "channel", kind: .choice, label: "Channel", labelFa: "کانال",
        choices: [Choice("horeca", "Horeca", "هورکا"), Choice("retail", "Retail", "خرده‌فروشی")]))
  }

  @Test func aFieldIsUsedLikeAnyOther() async throws {
    #expect(await one.run("account", "add", "name=Before", "shelf_space=2").status == 2)
    #expect(await one.run("account", "add", "name=Blue Shop").status == 0)
    try declareAll()
    #expect(await one.run("sync").status == 0)
    let set = await one.run(
      "account", "set", "Blue Shop", "shelf_space=۲٫۵", "نام خودمانی=کاشانه", "channel=هورکا")
    #expect(set.status == 0, "\(set.err)")
    #expect(await one.run("account", "set", "Blue Shop", "channel=online").status == 6)
    #expect(await one.run("account", "set", "Blue Shop", "shelf_space=wide").status == 6)
    for shell in [one, other] { #expect(await shell.run("sync").status == 0) }
    let shown = await other.run("account", "show", "Blue Shop", "--json").object
    #expect(shown["channel"] as? String == "horeca" && shown["nickname"] as? String == "کاشانه")
    let persian = await other.run("account", "show", "Blue Shop", "--lang", "fa").out
    #expect(persian.contains("متراژ قفسه") && persian.contains("۲٫۵") && persian.contains("هورکا"))
    #expect(await other.run("account", "list").out.contains("Shelf space"))
    #expect(await other.run("find", "كاشانه").out.contains("Blue Shop"))
    for filter in ["shelf_space>=2", "channel=Horeca", "نام خودمانی~کاش"] {
      let found = await other.run("account", "list", "--filter", filter, "--json").list
      #expect(found.count == 1, "\(filter)")
    }
    #expect(
      await other.run(
        "account", "list", "--filter", "channel=horeca", "--sort", "-shelf_space", "--save", "Best"
      ).status == 0)
    #expect(await other.run("account", "list", "--saved", "best", "--json").list.count == 1)
    let help = await other.run("account", "set", "--help").out
    #expect(help.contains("shelf_space") && help.contains("horeca (Horeca)"))
    let history = await one.run("history", "Blue Shop").out
    #expect(history.contains("Shelf space"))
    let why = await other.run("why", "Blue Shop.متراژ قفسه").out
    #expect(why.contains("2.5"), "\(why)")
  }

  @Test func conflictsOnItAreSettled() async throws {
    try declare(
      FieldOperations.Declaration(
        key: "permit", kind: .text, rule: "manual", label: "Permit", labelFa: "جواز"))
    #expect(await one.run("sync").status == 0)
    #expect(await one.run("account", "add", "name=Blue Shop").status == 0)
    for shell in [one, other] { #expect(await shell.run("sync").status == 0) }
    #expect(await one.run("account", "set", "Blue Shop", "permit=A1").status == 0)
    #expect(await other.run("account", "set", "Blue Shop", "permit=B2").status == 0)
    for shell in [one, other, one] { _ = await shell.run("sync") }
    let listed = await one.run("conflict", "list", "--lang", "fa").out
    #expect(listed.contains("جواز"))
    let settled = await one.run(
      "conflict", "resolve", "Blue Shop.permit", "--keep", "2")
    #expect(settled.status == 0, "\(settled.err)")
    for shell in [one, other] { #expect(await shell.run("sync").status == 0) }
    #expect(await other.run("conflict", "list", "--json").list.isEmpty)
  }

  @Test func filesGoOutAndComeIn() async throws {
    try declareAll()
    #expect(await one.run("sync").status == 0)
    let file = try one.write(
      """
      name,متراژ قفسه,Channel,nickname
      Green Shop,3.25,retail,سبزه
      Red Shop,,هورکا,
      Odd Shop,wide,retail,

      """, to: "in.csv")
    let ran = await one.run("import", "csv", file, "--entity", "account", "--json").object
    #expect(ran["created"] as? Int == 2 && ran["rejected"] as? Int == 1)
    let out = await one.run("export", "csv", "account").out
    #expect(out.hasPrefix("id,") && out.contains(",shelf_space,nickname,channel"))
    #expect(out.contains("3.25,سبزه,retail"))
    #expect(await one.run("sync").status == 0)
    #expect(await other.run("sync").status == 0)
    let again = try other.write(
      await other.run("export", "csv", "account").out.replacing("3.25", with: "4.5"),
      to: "again.csv")
    let updated = await other.run("import", "csv", again, "--entity", "account", "--json").object
    #expect(updated["updated"] as? Int == 1)
    let lines = await other.run("export", "jsonl").out
    #expect(lines.contains("\"shelf_space\": \"4.5\"") && lines.contains("\"custom_field\""))
    let twice = try one.write("name,Channel,channel\nx,retail,retail\n", to: "twice.csv")
    #expect(await one.run("import", "csv", twice, "--entity", "account").status != 0)
  }

  @Test func aLaptopDeclaresNothing() async throws {
    let ran = await one.run(
      "custom_field", "add", "entity=account", "key=mine", "field_tag=1000", "kind=text",
      "rule=lastWriter", "label=Mine", "label_fa=مال من")
    #expect(ran.status == 4, "\(ran.err)")
    #expect(await one.run("custom-field", "list").status == 0)
  }
}
