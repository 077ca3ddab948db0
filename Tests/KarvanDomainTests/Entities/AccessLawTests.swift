// SPDX-License-Identifier: Apache-2.0

import KarvanCore
import KarvanDomain
import Testing

@Suite("Nobody is locked out")
struct AccessLawTests {
  let world: World

  init() throws { world = try World() }

  private func role(_ code: String) throws -> RecordID { try #require(world.seed.roles[code]) }

  private func edit(
    _ type: (some EntityType).Type, _ id: RecordID, _ edit: RecordEdit
  ) throws {
    try world.run(world.administrator, World.laptop) {
      try RecordOperations.edit(try world.view(type, id), edit, in: $0)
    }
  }

  private func delete(_ type: (some EntityType).Type, _ id: RecordID) throws {
    try world.run(world.administrator, World.laptop) {
      try RecordOperations.delete(try world.view(type, id), in: $0)
    }
  }

  private func give(_ user: RecordID, _ code: String) throws {
    try edit(
      User.self, user,
      RecordEdit(values: [User.shape.role.tag: .reference(try role(code))]))
  }

  private func deactivate(_ user: RecordID) throws {
    try edit(User.self, user, RecordEdit(values: [User.shape.active.tag: .truth(false)]))
  }

  private func takeGrant(_ code: String) throws {
    try edit(
      Role.self, try role(code),
      RecordEdit(adds: [Role.shape.grants.tag: ["user:*"]], removes: [Role.shape.grants.tag: ["*"]])
    )
  }

  @Test("a role that an active user has is not deleted, and the refusal names them")
  func roles() throws {
    let refused = failure { try delete(Role.self, try role("rep")) }
    #expect(refused?.arguments == [DomainLaw.roleInUse.rawValue, "Reza"])
    let said = FailureText.say(
      try #require(refused), schema: world.schema, language: .english)
    #expect(said.contains("It is in use by: Reza"))
    try deactivate(world.rep)
    try delete(Role.self, try role("rep"))
    #expect(try world.view(Role.self, try role("rep")).life == .deleted)
  }

  @Test("a territory that people, accounts or territories name is not deleted")
  func territories() throws {
    let shape = Territory.shape
    func add(_ name: String, in parent: RecordID? = nil) throws -> RecordID {
      let edit = RecordEdit(values: [
        shape.name.tag: .text(name), shape.parent.tag: parent.map { .reference($0) } ?? .null,
      ])
      return try world.run(world.administrator, World.laptop) {
        try RecordOperations.add(try world.entity(Territory.self), edit, in: $0)
      }
    }
    let home = failure { try delete(Territory.self, world.seed.territory) }
    #expect(home?.arguments == [DomainLaw.territoryInUse.rawValue, "Sara", "Reza", "Mina"])
    let north = try add("North")
    let city = try add("City", in: north)
    let outer = failure { try delete(Territory.self, north) }
    #expect(outer?.arguments == [DomainLaw.territoryInUse.rawValue, "City"])
    let account = try world.openAccount("Shop")
    try edit(
      Account.self, account,
      RecordEdit(values: [Account.shape.territory.tag: .reference(city)]))
    let served = failure { try delete(Territory.self, city) }
    #expect(served?.arguments == [DomainLaw.territoryInUse.rawValue, "Shop"])
    try delete(Account.self, account)
    try delete(Territory.self, city)
    try delete(Territory.self, north)
  }

  @Test("the last active administrator keeps role and activity, and the role its grant")
  func lastAdministrator() throws {
    let last = [DomainLaw.lastAdministrator.rawValue]
    #expect(failure { try deactivate(world.administrator) }?.arguments == last)
    let demoted = failure { try give(world.administrator, "manager") }
    #expect(demoted?.arguments == last && demoted?.field == "role")
    let bare = failure { try takeGrant("administrator") }
    #expect(bare?.arguments == last && bare?.entity == "role" && bare?.field == "grants")
    // A name may change, and others may go.
    try edit(
      User.self, world.administrator, RecordEdit(values: [User.shape.name.tag: .text("Sima")]))
    try deactivate(world.manager)
  }

  @Test("with a second active administrator the first may go, but then the second stays")
  func second() throws {
    try give(world.rep, "administrator")
    try deactivate(world.rep)
    #expect(failure { try deactivate(world.administrator) }?.code == .invariant)
    try edit(User.self, world.rep, RecordEdit(values: [User.shape.active.tag: .truth(true)]))
    try give(world.administrator, "manager")
    let refused = failure {
      try world.run(world.rep, World.laptop) {
        try RecordOperations.edit(
          try world.view(User.self, world.rep),
          RecordEdit(values: [User.shape.active.tag: .truth(false)]), in: $0)
      }
    }
    #expect(refused?.arguments == [DomainLaw.lastAdministrator.rawValue])
  }
}
