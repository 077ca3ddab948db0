// SPDX-License-Identifier: Apache-2.0
import Foundation
import KarvanCore
import KarvanDomain
import KarvanSealing
import KarvanSync
import Synchronization
import Testing

@testable import KarvanCLI

@Suite struct SyncTests {
  private func device(
    _ login: String, of office: TestOffice, clock: TestClock = TestClock()
  ) async throws -> TestShell {
    let shell = try TestShell(clock: clock, link: { _ in office })
    let ran = await shell.run(
      "enroll", "--server", "https://office.example", "--json",
      input: try office.invite(login).exposedCode)
    guard ran.status == 0 else { throw TestFailure(text: ran.err) }
    return shell
  }

  @Test func enrollingBringsTheWorkspace() async throws {
    let office = try TestOffice(clock: TestClock())
    let shell = try TestShell(link: { _ in office })
    let code = try office.invite("dara").exposedCode
    let ran = await shell.run(
      "enroll", "--server", "https://office.example/", "--json", input: code)
    #expect(ran.status == 0, "\(ran.err)")
    #expect(ran.object["device_code"] as? String == "A1")
    #expect((ran.object["fingerprint"] as? String)?.isEmpty == false)
    #expect(!(ran.out + ran.err).contains(code))
    let users = await shell.run("user", "list", "--json").list
    #expect(users.compactMap { $0["login"] as? String } == ["dara"])
    let keys = shell.home + "/device.keys"
    let mode = try FileManager.default.attributesOfItem(atPath: keys)[.posixPermissions]
    #expect(mode as? Int == 0o600)
    let text = try String(contentsOfFile: keys, encoding: .utf8)
    #expect(!text.contains(code))
    let doctor = await shell.run("doctor", "--json")
    #expect(doctor.status == 0, "\(doctor.out)")
  }

  @Test func aMistypedInviteIsSentToNobody() async throws {
    let office = try TestOffice(clock: TestClock())
    let shell = try TestShell(link: { _ in office })
    var code = try office.invite("dara").exposedCode
    code = (code.hasPrefix("0") ? "1" : "0") + code.dropFirst()
    let ran = await shell.run("enroll", "--server", "https://office.example", input: code)
    #expect(ran.status == 1 || ran.status == 6)
    #expect(ran.err.contains("typing mistake"))
    #expect(office.posts.withLock { $0 } == 0)
    #expect(!FileManager.default.fileExists(atPath: shell.home + "/device.keys"))
    #expect(await shell.run("enroll", "--server", "https://office.example").status == 2)
    #expect(await shell.run("enroll", "--server", "office", input: code).status == 2)
  }

  /// The same invite with the same keys gets the same answer.
  @Test func aLostEnrolmentIsRepeated() async throws {
    let office = try TestOffice(clock: TestClock())
    let shell = try TestShell(link: { _ in office })
    let code = try office.invite("dara").exposedCode
    office.next(.lostAnswer)
    let lost = await shell.run("enroll", "--server", "https://office.example", input: code)
    #expect(lost.status == 1)
    let doctor = await shell.run("doctor")
    #expect(doctor.out.contains("same invite"))
    let again = await shell.run("enroll", "--server", "https://office.example", input: code)
    #expect(again.status == 0, "\(again.err)")
    let other = try TestShell(link: { _ in office })
    let used = await other.run("enroll", "--server", "https://office.example", input: code)
    #expect(used.status == 4 && used.err.contains("Another device"))
  }

  @Test func unsentWorkIsNotReplaced() async throws {
    let office = try TestOffice(clock: TestClock())
    let shell = try await device("dara", of: office)
    await shell.run("account", "add", "name=Kept Shop")
    let ran = await shell.run(
      "enroll", "--server", "https://office.example", "--yes",
      input: try office.invite("dara").exposedCode)
    #expect(ran.status == 1 && ran.err.contains("1 commit that no server has taken"))
    #expect(await shell.run("account", "show", "Kept Shop").status == 0)
  }

  /// What stands alone can never be sent: it is set aside when somebody says so.
  @Test func aStandAloneWorkspaceIsSetAside() async throws {
    let office = try TestOffice(clock: TestClock())
    let shell = try TestShell(link: { _ in office })
    await shell.run("init", "--demo", "--size", "small")
    let code = try office.invite("dara").exposedCode
    let server = "https://office.example"
    let unasked = await shell.run("enroll", "--server", server, input: code)
    #expect(unasked.status == 2 && unasked.err.contains("--yes") && unasked.err.contains("--home"))
    #expect(await shell.run("account", "show", "Alborz Foods").status == 0)
    let ran = await shell.run("enroll", "--server", server, "--yes", input: code)
    #expect(ran.status == 0 && ran.err.contains("karvan.db.old-"), "\(ran.err)")
    #expect(await shell.run("account", "show", "Alborz Foods").status == 3)
    let files = try FileManager.default.contentsOfDirectory(atPath: shell.home)
    #expect(files.contains { $0.hasPrefix("karvan.db.old-") }, "\(files)")
  }

  @Test func workTravelsBothWays() async throws {
    let clock = TestClock()
    let office = try TestOffice(clock: clock)
    try office.addRep("reza")
    let admin = try await device("dara", of: office, clock: clock)
    let rep = try await device("reza", of: office, clock: clock)
    clock.pass(1_000)
    #expect(await rep.run("account", "open", "Green Shop", "--phone", "09121234567").status == 0)
    let status = await rep.run("sync", "status", "--json").object
    #expect(status["unsent"] as? Int == 1)
    let sent = await rep.run("sync", "--json")
    #expect(sent.status == 0, "\(sent.err)")
    #expect(sent.object["sent"] as? Int == 1 && sent.object["rejected"] as? Int == 0)
    #expect(sent.object["unsent"] as? Int == 0 && (sent.object["divergent"] as? [String]) == [])
    let taken = await admin.run("sync", "now")
    #expect(taken.status == 0 && taken.out.contains("Arrived"), "\(taken.err)")
    #expect(await admin.run("account", "show", "۰۹۱۲۱۲۳۴۵۶۷").out.contains("Green Shop"))
    // Different fields are merged; the same field is decided by its rule and explained.
    #expect(await rep.run("account", "set", "Green Shop", "note=rep", "priority=B").status == 0)
    clock.pass(1_000)
    #expect(
      await admin.run("account", "set", "Green Shop", "note=office", "industry=food").status == 0)
    #expect(await admin.run("sync", "now").status == 0)
    let merged = await rep.run("sync", "now", "--json")
    #expect(merged.object["lost_edits"] as? Int == 1, "\(merged.out)\(merged.err)")
    let lost = try #require((merged.object["lost"] as? [[String: Any]])?.first)
    #expect(lost["field"] as? String == "note" && lost["title"] as? String == "Green Shop")
    #expect(lost["lost"] as? String == "rep" && lost["shown"] as? String == "office")
    #expect((lost["next"] as? String)?.hasPrefix("karvan why ") == true)
    let shown = await rep.run("account", "show", "Green Shop", "--json").object
    #expect(shown["note"] as? String == "office" && shown["priority"] as? String == "B")
    let why = await rep.run("why", "Green Shop.note", "--json").object
    #expect((why["versions"] as? [[String: Any]])?.count == 2)
  }

  @Test func conflictsAreListedExplainedAndResolved() async throws {
    let clock = TestClock()
    let office = try TestOffice(clock: clock)
    try office.addRep("reza")
    let admin = try await device("dara", of: office, clock: clock)
    let rep = try await device("reza", of: office, clock: clock)
    await rep.run("account", "add", "name=Blue Shop")
    await rep.run("sync")
    await admin.run("sync")
    #expect(await rep.run("account", "set", "Blue Shop", "economic_code=411111111111").status == 0)
    clock.pass(1_000)
    #expect(
      await admin.run("account", "set", "Blue Shop", "economic_code=422222222222").status == 0)
    await rep.run("sync")
    let strict = await admin.run("sync", "now", "--strict", "--json")
    #expect(strict.status == 5 && strict.object["conflicts"] as? Int == 1, "\(strict.err)")
    let list = await admin.run("conflict", "list", "--json").list
    #expect(list.count == 1 && list.first?["field"] as? String == "economic_code")
    #expect(await admin.run("conflict", "list", "--strict").status == 5)
    let show = await admin.run("conflict", "show", "Blue Shop")
    #expect(show.out.contains("411111111111") && show.out.contains("Dara Office"), "\(show.out)")
    #expect(await admin.run("conflict", "resolve", "Blue Shop", "--keep", "9").status == 2)
    #expect(await admin.run("conflict", "resolve", "Blue Shop").status == 2)
    let resolved = await admin.run("conflict", "resolve", "Blue Shop.economic_code", "--keep", "۲")
    #expect(resolved.status == 0, "\(resolved.err)")
    #expect(await admin.run("conflict", "list", "--strict").status == 0)
    await admin.run("sync")
    #expect(await rep.run("sync", "--strict").status == 0)
  }

  @Test func rejectionsAreExplainedAmendedAndDiscarded() async throws {
    let clock = TestClock()
    let office = try TestOffice(clock: clock)
    try office.addRep("reza")
    let rep = try await device("reza", of: office, clock: clock)
    // The role changes while the rep is on the road: contacts are no longer theirs to make.
    let role = try office.entity(Role.tag)
    func change(_ edit: RecordEdit) throws {
      try office.operate { context in
        let shown = try context.reader.records(
          role.tag, where: Role.shape.code.tag, is: .text("rep"))[0]
        return try RecordOperations.edit(shown, edit, in: context)
      }
    }
    try change(RecordEdit(removes: [Role.shape.grants.tag: ["account:create"]]))
    await rep.run("account", "add", "name=Refused Shop", "kind=outlet")
    await rep.run("account", "add", "name=Second Shop")
    let sync = await rep.run("sync", "--json")
    #expect(sync.object["rejected"] as? Int == 2, "\(sync.out)\(sync.err)")
    let list = await rep.run("sync", "rejected", "--json").list
    #expect(list.count == 2 && list.first?["code"] as? String == "notGranted")
    let text = await rep.run("sync", "rejected")
    #expect(text.out.contains("sync amend"))
    #expect(text.out.contains("Refused Shop") && text.out.contains("Outlet"), "\(text.out)")
    let changes = try #require((list.first?["changes"] as? [[String: Any]])?.first)
    #expect(changes["title"] as? String == "Refused Shop")
    #expect((changes["fields"] as? [String: Any])?["kind"] as? String == "outlet")
    #expect(await rep.run("today").out.contains("Rejected"))
    let first = "\(list.first?["sequence"] as? Int ?? 0)"
    let denied = await rep.run("sync", "resend", first)
    #expect(denied.status == 4, "\(denied.err)")
    try change(RecordEdit(adds: [Role.shape.grants.tag: ["account:create"]]))
    await rep.run("sync")
    let amended = await rep.run("sync", "amend", first, "name=Accepted Shop")
    #expect(amended.status == 0, "\(amended.err)")
    let second = "\(list.last?["sequence"] as? Int ?? 0)"
    #expect(await rep.run("sync", "discard", second).status == 2)
    #expect(await rep.run("sync", "discard", second, "--yes").status == 0)
    #expect(await rep.run("sync", "rejected", "--json").list.isEmpty)
    let again = await rep.run("sync", "--json")
    #expect(again.object["accepted"] as? Int == 1 && again.object["rejected"] as? Int == 0)
    let shop = await rep.run("account", "show", "Accepted Shop", "--json").object
    #expect(shop["kind"] as? String == "outlet")
  }

  @Test func troubleOnTheWayLosesNothing() async throws {
    let clock = TestClock()
    let office = try TestOffice(clock: clock)
    let shell = try await device("dara", of: office, clock: clock)
    await shell.run("account", "add", "name=Kept Shop")
    for trouble in [
      TestOffice.Trouble.page("<html>Sign in to the hotel</html>"), .lostAnswer,
      .failure(.status(code: 502, line: "bad gateway")), .failure(.oversized),
      .failure(.unreachable(reason: "connectTimeout")),
    ] {
      office.next(trouble)
      let ran = await shell.run("sync", "now", "--json")
      #expect(ran.status == 1 && ran.out.isEmpty, "\(trouble)")
      #expect(ran.err.contains("Nothing was lost"), "\(ran.err)")
      #expect(!ran.err.contains("/Sources/"))
    }
    let sent = await shell.run("sync", "--json")
    #expect(sent.status == 0 && sent.object["unsent"] as? Int == 0, "\(sent.err)")
  }

  @Test(arguments: [
    (Verdict.revoked, Int32(4), "revoked"), (.clone, 4, "copy"),
    (.upgrade(serverSchema: 1, serverProtocol: 1), 1, "newer"),
    (.later(seconds: 30), 1, "30 seconds"),
  ])
  func verdictsSayWhatToDo(_ verdict: Verdict, _ status: Int32, _ word: String) async throws {
    let office = try TestOffice(clock: TestClock())
    let shell = try await device("dara", of: office)
    office.next(.verdict(verdict))
    let ran = await shell.run("sync", "now")
    #expect(ran.status == status && ran.err.contains(word), "\(ran.err)")
    if case .later = verdict {
      #expect(await shell.run("sync", "status", "--json").object["next_retry"] is String)
    }
  }

  /// Two machines with one folder: both go on, and everything is there once.
  @Test func aCopiedFolderGoesOnByItself() async throws {
    let clock = TestClock()
    let office = try TestOffice(clock: clock)
    let shell = try await device("dara", of: office, clock: clock)
    let copy = try TestShell(clock: clock, link: { _ in office })
    try FileManager.default.copyItem(atPath: shell.home, toPath: copy.home)
    await shell.run("account", "add", "name=First Shop")
    await copy.run("account", "add", "name=Second Shop")
    #expect(await shell.run("sync").status == 0)
    office.next(.lostAnswer)
    #expect(await copy.run("sync").status == 1)
    let went = await copy.run("sync", "now")
    #expect(went.status == 0 && went.err.contains("device A2"), "\(went.err)")
    #expect(await copy.run("sync", "unsent", "--json").list.isEmpty)
    #expect(await shell.run("sync").status == 0)
    for each in [shell, copy] {
      let names = await each.run("account", "list", "--json").list.compactMap {
        $0["name"] as? String
      }
      #expect(names.sorted() == ["First Shop", "Second Shop"])
      #expect(await each.run("doctor").status == 0)
    }
  }

  @Test func anotherServerIsNotTrusted() async throws {
    let office = try TestOffice(clock: TestClock())
    let shell = try await device("dara", of: office)
    let other = try TestOffice(clock: TestClock())
    let imposter = try TestShell(
      environment: ["KARVAN_HOME": shell.home], link: { _ in other })
    let ran = await imposter.run("sync", "now")
    #expect(ran.status == 1, "\(ran.err)")
  }

  /// A newer exchange key is taken only from the identity that is pinned.
  @Test func aNewExchangeKeyIsTaken() async throws {
    let office = try TestOffice(clock: TestClock())
    let shell = try await device("dara", of: office)
    try office.rotate()
    let before = office.posts.withLock { $0 }
    #expect(await shell.run("sync", "now").status == 0)
    #expect(office.posts.withLock { $0 } == before + 2)
    #expect(await shell.run("sync", "now").status == 0)
    #expect(office.posts.withLock { $0 } == before + 3)
  }

  /// The machine's clock is an hour slow: records are dated by the office's time.
  @Test func theClockIsMeasuredAndCorrected() async throws {
    let clock = TestClock()
    let slow = TestClock(clock.now() - 3_600_000)
    let office = try TestOffice(clock: clock)
    let shell = try await device("dara", of: office, clock: slow)
    let status = await shell.run("sync", "status", "--json").object
    #expect(status["clock_offset_ms"] as? Int == 3_600_000)
    let made = await shell.run("account", "add", "name=Dated Shop", "--json").object
    #expect(made["created_at"] as? String == "2025-03-21T08:00:00.000Z")
    #expect(await shell.run("doctor").out.contains("clock"))
  }

  @Test func rightsAreJudgedOnTheDevice() async throws {
    let clock = TestClock()
    let office = try TestOffice(clock: clock)
    try office.addRep("reza")
    let rep = try await device("reza", of: office, clock: clock)
    let ran = await rep.run("product", "add", "sku=X-1", "name=X")
    #expect(ran.status == 4, "\(ran.err)")
    await rep.run("account", "add", "name=Credit Shop")
    let credit = await rep.run("account", "set", "Credit Shop", "credit_limit=100t")
    #expect(credit.status == 4, "\(credit.err)")
  }
}

/// What happens to a workspace that is already there.
@Suite struct ReplacingTests {
  @Test func aRefusedInviteLeavesTheOldWorkspaceWhole() async throws {
    let office = try TestOffice(clock: TestClock())
    let shell = try TestShell(link: { _ in office })
    let server = "https://office.example"
    let first = await shell.run(
      "enroll", "--server", server, input: try office.invite("dara").exposedCode)
    #expect(first.status == 0, "\(first.err)")
    let stranger = Invite.generate().exposedCode
    let refused = await shell.run("enroll", "--server", server, "--yes", input: stranger)
    #expect(refused.status == 4, "\(refused.err)")
    #expect(await shell.run("sync", "now").status == 0)
    let unasked = await shell.run(
      "enroll", "--server", server, input: try office.invite("dara").exposedCode)
    #expect(unasked.status == 2 && unasked.err.contains("--yes"))
    let anew = await shell.run(
      "enroll", "--server", server, "--yes", "--json",
      input: try office.invite("dara").exposedCode)
    #expect(anew.status == 0 && anew.object["device_code"] as? String == "A2", "\(anew.err)")
    #expect(await shell.run("sync", "now").status == 0)
    let files = try FileManager.default.contentsOfDirectory(atPath: shell.home)
    #expect(files.contains { $0.hasPrefix("karvan.db.old-") }, "\(files)")
    #expect(files.contains { $0.hasPrefix("device.keys.old-") }, "\(files)")
  }

  /// An office that may be another one with each command.
  private final class Present: Sendable {
    let office: Mutex<TestOffice>
    init(_ office: TestOffice) { self.office = Mutex(office) }
    var now: TestOffice { office.withLock { $0 } }
  }

  /// A device that was enrolled and wrote since a backup, on the day when that is restored.
  private func forgotten(unsent: Bool) async throws -> (TestShell, Present) {
    let present = Present(try TestOffice(clock: TestClock()))
    let shell = try TestShell(link: { _ in present.now })
    let backup = try present.now.backUp()
    try await enrol(shell, present.now)
    await shell.run("account", "add", "name=First Shop")
    await shell.run("account", "add", "name=Second Shop")
    #expect(await shell.run("sync").status == 0)
    await shell.run("account", "set", "First Shop", "note=edited")
    let deleted = await shell.run("account", "delete", "Second Shop", "--yes")
    #expect(deleted.status == 0, "\(deleted.err)")
    #expect(await shell.run("sync").status == 0)
    if unsent { await shell.run("account", "add", "name=Third Shop") }
    let restored = try TestOffice(restoredFrom: backup, of: present.now)
    present.office.withLock { $0 = restored }
    let refused = await shell.run("sync")
    #expect(refused.status != 0 && refused.err.contains("enrol"), "\(refused.err)")
    return (shell, present)
  }

  private func enrol(_ shell: TestShell, _ office: TestOffice) async throws {
    let ran = await shell.run(
      "enroll", "--server", "https://office.example",
      input: try office.invite("dara").exposedCode)
    try #require(ran.status == 0, "\(ran.err)")
  }

  /// What the server acknowledged and lost with the device is there again, once.
  @Test(arguments: [false, true])
  func workThatARestoredServerForgotIsCarriedOver(unsent: Bool) async throws {
    let (shell, present) = try await forgotten(unsent: unsent)
    try await enrol(shell, present.now)
    #expect(await shell.run("sync", "status", "--json").object["unsent"] as? Int == 0)
    #expect(await shell.run("sync", "rejected", "--json").list.isEmpty)
    #expect(await shell.run("doctor").status == 0)
    let other = try TestShell(link: { _ in present.now })
    try await enrol(other, present.now)
    for machine in [shell, other] {
      let listed = await machine.run("account", "list", "--json").list
      let names = listed.compactMap { $0["name"] as? String }.sorted()
      #expect(names == ["First Shop"] + (unsent ? ["Third Shop"] : []))
      #expect(listed.contains { $0["note"] as? String == "edited" })
    }
    let files = try FileManager.default.contentsOfDirectory(atPath: shell.home)
    #expect(!files.contains { $0.contains(".old-") || $0.contains(".life") }, "\(files)")
  }

  /// Another user's invite takes nobody's work.
  @Test func forgottenWorkStaysItsUsers() async throws {
    let (shell, present) = try await forgotten(unsent: false)
    try present.now.addRep("reza")
    let ran = await shell.run(
      "enroll", "--server", "https://office.example",
      input: try present.now.invite("reza").exposedCode)
    #expect(ran.status == 1 && ran.err.contains("another user"), "\(ran.err)")
    try await enrol(shell, present.now)
    let listed = await shell.run("account", "list", "--json").list
    #expect(listed.compactMap { $0["name"] as? String } == ["First Shop"])
  }

  /// A server that knows the device, but was restored since, is synced with first.
  @Test func aRestoredServerIsSyncedWithBeforeAnythingIsReplaced() async throws {
    let present = Present(try TestOffice(clock: TestClock()))
    let shell = try TestShell(link: { _ in present.now })
    try await enrol(shell, present.now)
    let backup = try present.now.backUp()
    await shell.run("account", "add", "name=First Shop")
    #expect(await shell.run("sync").status == 0)
    let restored = try TestOffice(restoredFrom: backup, of: present.now)
    present.office.withLock { $0 = restored }
    func again() async throws -> Ran {
      await shell.run(
        "enroll", "--server", "https://office.example", "--yes",
        input: try present.now.invite("dara").exposedCode)
    }
    let refused = try await again()
    #expect(refused.status == 1 && refused.err.contains("Sync"), "\(refused.err)")
    #expect(await shell.run("sync").status == 0)
    #expect(try await again().status == 0)
    let listed = await shell.run("account", "list", "--json").list
    #expect(listed.compactMap { $0["name"] as? String } == ["First Shop"])
  }
}
