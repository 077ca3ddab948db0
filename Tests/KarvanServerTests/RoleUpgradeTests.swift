// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanDomain
import KarvanStore
import Testing

@testable import KarvanServer

/// Roles of workspaces that were made when there were fewer entities.
@Suite struct RoleUpgradeTests {
  /// What reps were granted by the first program.
  private static let oldRep = [
    "account:create", "account:edit", "contact:create", "contact:edit", "contact_point:*",
    "address:*", "visit:create", "visit:edit", "order:*", "order_line:*",
  ]

  private func role(_ code: String, _ office: TestOffice) throws -> RecordView {
    try office.office.database.read { reader in
      try #require(
        try reader.records(Role.tag, where: Role.shape.code.tag, is: .text(code)).first)
    }
  }

  /// Makes a role as an older program, or a hand, left it, in a workspace that noted nothing.
  private func make(_ code: String, _ grants: [String], _ office: TestOffice) throws {
    let present = try role(code, office).words(Role.shape.grants)
    try office.office.operate(now: office.now) { authoring, writer, author in
      try writer.set("role_grants.\(code)", nil)
      _ = try authoring.commit(by: author) { context in
        var edit = RecordEdit(adds: [Role.shape.grants.tag: grants])
        edit.removes = [Role.shape.grants.tag: present.filter { !grants.contains($0) }]
        return try RecordOperations.edit(try role(code, office), edit, in: context)
      }
    }
    office.now += 1
  }

  private func upgrade(_ office: TestOffice, dryRun: Bool = false) throws -> [String: RoleUpgrade] {
    let found = try office.office.upgradeRoles(
      dryRun: dryRun, language: .english, now: office.now)
    office.now += 1
    return Dictionary(uniqueKeysWithValues: found.upgrades.map { ($0.code, $0) })
  }

  @Test func aRoleThatNobodyChangedGetsWhatIsNew() throws {
    let office = try TestOffice()
    try make("rep", Self.oldRep, office)
    // Who starts the server is told, until it is done.
    #expect(try office.office.rolesBehind(now: office.now)?.contains(": rep;") == true)
    let planned = try upgrade(office, dryRun: true)
    #expect(planned["rep"]?.outcome == .upgraded)
    #expect(try role("rep", office).words(Role.shape.grants).sorted() == Self.oldRep.sorted())
    let done = try upgrade(office)
    #expect(done["rep"]?.missing.contains("lead:*") == true)
    #expect(
      Set(try role("rep", office).words(Role.shape.grants)) == Set(DefaultRoles.rep.grants))
    #expect(try upgrade(office)["rep"]?.outcome == .current)
    #expect(try office.office.rolesBehind(now: office.now) == nil)
  }

  @Test func whatWasChangedByHandIsLeftAlone() throws {
    let office = try TestOffice()
    let own = Self.oldRep.filter { $0 != "account:edit" }
    try make("rep", own, office)
    let done = try upgrade(office)
    #expect(done["rep"]?.outcome == .changedByHand)
    #expect(done["rep"]?.missing.contains("account:edit") == true)
    #expect(done["manager"]?.outcome == .current && done["administrator"]?.outcome == .current)
    #expect(Set(try role("rep", office).words(Role.shape.grants)) == Set(own))
  }

  /// A workspace that noted what it was given is judged by that: who takes a grant away from it
  /// changed it, though an older program gave no more.
  @Test func whatWasTakenAwayIsNotGivenAgain() throws {
    let office = try TestOffice()
    try make("rep", Self.oldRep, office)
    try office.office.operate(now: office.now) { _, writer, _ in
      try writer.set("role_grants.rep", Array(DefaultRoles.rep.grants.joined(separator: "\n").utf8))
    }
    #expect(try upgrade(office)["rep"]?.outcome == .changedByHand)
  }
}
