// SPDX-License-Identifier: Apache-2.0
import Foundation
import KarvanCore
import KarvanDomain
import KarvanSealing
import Testing

@testable import KarvanCLI
@testable import KarvanStore

/// Sending a rejected commit again: the new one is written and the old one settled, or neither.
@Suite struct RedraftTests {
  /// A rep's shell with one rejected commit, which would be accepted by now.
  private func rejected() async throws -> (TestShell, String) {
    let clock = TestClock()
    let office = try TestOffice(clock: clock)
    try office.addRep("reza")
    let shell = try TestShell(clock: clock, link: { _ in office })
    await shell.run(
      "enroll", "--server", "https://office.example", input: try office.invite("reza").exposedCode)
    try grant(office, RecordEdit(removes: [Role.shape.grants.tag: ["account:create"]]))
    await shell.run("account", "add", "name=Refused Shop")
    await shell.run("sync")
    try grant(office, RecordEdit(adds: [Role.shape.grants.tag: ["account:create"]]))
    await shell.run("sync")
    let list = await shell.run("sync", "rejected", "--json").list
    guard list.count == 1, let sequence = list[0]["sequence"] as? Int else {
      throw TestFailure(text: "\(list)")
    }
    return (shell, "\(sequence)")
  }

  private func grant(_ office: TestOffice, _ edit: RecordEdit) throws {
    try office.operate { context in
      let role = try context.reader.records(
        Role.tag, where: Role.shape.code.tag, is: .text("rep"))[0]
      return try RecordOperations.edit(role, edit, in: context)
    }
  }

  /// Runs a statement on the file behind the program's back.
  private func tamper(_ shell: TestShell, _ statement: String) throws {
    let database = try ReplicaDatabase.open(
      at: shell.home + "/karvan.db", schema: try Catalog.schema(),
      hashing: { WorkspaceHashing(try DigestKey(exposedBytes: $0)) }, now: { 0 })
    try database.store.write { try $0.statement(statement).run() }
    try database.close()
  }

  @Test(arguments: ["resend", "amend"])
  func aFailureBeforeTheSettlementUndoesTheNewCommit(_ verb: String) async throws {
    let (shell, sequence) = try await rejected()
    try tamper(
      shell,
      "CREATE TRIGGER fault BEFORE UPDATE OF settled ON karvan_journal"
        + " BEGIN SELECT RAISE(ABORT, 'fault'); END")
    let failed = await shell.run("sync", verb, sequence)
    #expect(failed.status == 1, "\(failed.err)")
    #expect(await shell.run("sync", "status", "--json").object["unsent"] as? Int == 0)
    #expect(await shell.run("sync", "rejected", "--json").list.count == 1)
    #expect(await shell.run("account", "show", "Refused Shop").status == 3)
    try tamper(shell, "DROP TRIGGER fault")
    #expect(await shell.run("sync", verb, sequence).status == 0)
    let again = await shell.run("sync", verb, sequence)
    #expect(again.status == 3, "\(again.err)")
    #expect(await shell.run("sync", "status", "--json").object["unsent"] as? Int == 1)
    #expect(await shell.run("sync", "rejected", "--json").list.isEmpty)
    #expect(await shell.run("sync", "--json").object["accepted"] as? Int == 1)
  }
}
