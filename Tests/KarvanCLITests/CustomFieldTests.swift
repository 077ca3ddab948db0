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

  /// A workspace of one's own, where no office declares anything.
  @Test func whoWorksAloneDeclaresFields() async throws {
    let shell = try TestShell()
    #expect(await shell.run("init").status == 0)
    #expect(await shell.run("account", "add", "name=Tea House").status == 0)
    let made = await shell.run(
      "field", "add", "account", "supplier", "--type", "reference", "--to", "account", "--label",
      "Supplier", "--label-fa", "تامین‌کننده")
    #expect(made.status == 0, "\(made.err)")
    let sized = await shell.run(
      "field", "add", "account", "size", "--type", "choice", "--choices",
      "s=Small=کوچک,l=Large=بزرگ", "--label", "Size", "--required", "--lang", "fa")
    #expect(sized.status == 0 && sized.err.contains("تعریف شد"), "\(sized.err)")
    let listed = await shell.run("field", "--json").list
    #expect(listed.compactMap { $0["key"] as? String } == ["supplier", "size"], "\(listed)")
    #expect(listed.first?["refers_to"] as? String == "account")
    #expect(listed.last?["required"] as? Bool == true)
    let help = await shell.run("account", "add", "--help")
    #expect(help.out.contains("supplier") && help.out.contains("size"), "\(help.out)")
    let missing = await shell.run("account", "add", "name=Corner Shop")
    #expect(missing.status == 6 && missing.err.contains("Size"), "\(missing.err)")
    let added = await shell.run(
      "account", "add", "name=Corner Shop", "size=l", "supplier=Tea House")
    #expect(added.status == 0, "\(added.err)")
    let shown = await shell.run("account", "show", "Corner Shop")
    #expect(shown.out.contains("Tea House") && shown.out.contains("Large"), "\(shown.out)")
    let persian = await shell.run("account", "show", "Corner Shop", "--lang", "fa")
    #expect(persian.out.contains("تامین‌کننده") && persian.out.contains("بزرگ"), "\(persian.out)")
    let found = await shell.run(
      "account", "list", "--filter", "supplier=Tea House", "--json"
    ).list
    #expect(found.compactMap { $0["name"] as? String } == ["Corner Shop"])
    // The older record goes on without it.
    #expect(await shell.run("account", "set", "Tea House", "note=x").status == 0)
    #expect(await shell.run("account", "set", "Corner Shop", "size=").status == 6)
    let csv = try shell.write("name,supplier,size\nNew Shop,Tea House,s\nBad Shop,,\n", to: "a.csv")
    let imported = await shell.run("import", "csv", csv, "--entity", "account", "--json")
    #expect(imported.status == 6, "\(imported)")
    let names = await shell.run("account", "list", "--filter", "size=s", "--json").list
    #expect(names.compactMap { $0["name"] as? String } == ["New Shop"], "\(imported)")
    let changed = await shell.run("field", "change", "account", "size", "--no-required")
    #expect(changed.status == 0, "\(changed.err)")
    #expect(await shell.run("account", "add", "name=Free Shop").status == 0)
    #expect(await shell.run("field", "retire", "account", "size").status == 0)
    #expect(await shell.run("account", "set", "Free Shop", "size=s").status == 6)
    #expect(await shell.run("field", "retire", "account", "size", "--undo").status == 0)
    #expect(await shell.run("account", "set", "Free Shop", "size=s").status == 0)
    #expect(await shell.run("undo").status == 0)
    #expect(await shell.run("doctor", "--thorough").status == 0)
  }

  @Test func whereAnOfficeDeclaresItIsSaid() async throws {
    try declareAll()
    #expect(await one.run("sync").status == 0)
    let refused = await one.run(
      "field", "add", "account", "mine", "--type", "text", "--label", "Mine")
    #expect(refused.status == 6 && refused.err.contains("karvan-server field"), "\(refused)")
    let list = await one.run("field", "list", "account", "--lang", "fa")
    #expect(list.status == 0 && list.out.contains("متراژ قفسه"), "\(list)")
    #expect(await one.run("field", "change", "account", "nickname").status == 2)
    let alone = try TestShell()
    await alone.run("init")
    #expect(
      await alone.run("field", "add", "account", "x", "--type", "colour", "--label", "X").status
        == 2)
    #expect(await alone.run("field", "change", "account", "x", "--label", "Y").status == 2)
    #expect(StoredName.standAlone.rawValue == ReplicaReader.standAlone)
    for message in FieldMessage.allCases {
      #expect(!message.text(in: .persian).isEmpty, "\(message)")
    }
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
