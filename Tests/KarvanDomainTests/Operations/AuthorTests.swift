// SPDX-License-Identifier: Apache-2.0

import KarvanCore
import KarvanDomain
import Testing

@Suite("Authors and the first commit")
struct AuthorTests {
  let world: World

  init() throws { world = try World() }

  @Test("the first administrator may do everything and holds everything")
  func administrator() throws {
    let author = try world.author(world.administrator)
    #expect(author == world.seed.author)
    #expect(author.may(.delete, "account", group: "credit"))
  }

  @Test("a rep holds their territories and themselves, and lacks office authority")
  func rep() throws {
    let author = try world.author(world.rep)
    #expect(author.scopes == [.everyone, .user(world.rep), .territory(world.seed.territory)])
    #expect(!author.office && author.isActive)
    #expect(author.may(.edit, "account") && !author.may(.edit, "account", group: "credit"))
    #expect(!author.may(.create, "user"))
  }

  @Test("a manager has the office without seeing everything")
  func manager() throws {
    let author = try world.author(world.manager)
    #expect(author.office && !author.scopes.contains(.office))
    #expect(!author.may(.edit, "user", group: "role"))
  }

  @Test("unknown users are no authors; inactive ones may not work; histories keep every user")
  func absent() throws {
    #expect(try Authors.author(of: RecordID(high: 9, low: 9), reader: world.records) == nil)
    let user = try world.view(User.self, world.rep)
    try world.run(world.administrator) {
      try RecordOperations.edit(
        user, RecordEdit(values: [User.shape.active.tag: .truth(false)]), in: $0)
    }
    #expect(try world.author(world.rep).isActive == false)
    #expect(failure { try world.openAccount() }?.code == .inactive)
    let deletion = failure {
      try world.run(world.administrator) {
        try RecordOperations.delete(try world.view(User.self, world.rep), in: $0)
      }
    }
    #expect(deletion?.code == .notDeletable)
    #expect(try Authors.user(login: "reza", reader: world.records)?.id == world.rep)
    #expect(try Authors.user(login: "MINA", reader: world.records)?.id == world.manager)
  }

  @Test("nobody may raise themselves")
  func escalation() throws {
    let user = try world.view(User.self, world.rep)
    let role = RecordEdit(values: [
      User.shape.role.tag: .reference(try #require(world.seed.roles["administrator"]))
    ])
    for author in [world.rep, world.manager] {
      let failure = failure {
        try world.run(author) { try RecordOperations.edit(user, role, in: $0) }
      }
      #expect(failure?.code == .notGranted)
    }
  }

  @Test("logins are typed in commands", arguments: ["", "Sara", "سارا", "a b", "a/b"])
  func login(_ text: String) {
    let failure = failure {
      try WorkspaceSeed.make(
        .init(administrator: "A", login: text, territory: "T"), schema: world.schema,
        drafter: Drafter(replica: World.phone), now: 0, makeID: world.makeID)
    }
    #expect(failure?.arguments.first == DomainLaw.loginForm.rawValue)
  }

  @Test("a login is set once")
  func loginOnce() throws {
    let failure = failure {
      try world.run(world.administrator) {
        try RecordOperations.edit(
          try world.view(User.self, world.rep),
          RecordEdit(values: [User.shape.login.tag: .text("other")]), in: $0)
      }
    }
    #expect(failure?.code == .alreadySet)
  }

  @Test("a territory is never inside itself")
  func territories() throws {
    let entity = try world.entity(Territory.self)
    let shape = Territory.shape
    let inner = try world.run(world.administrator) {
      try RecordOperations.add(
        entity,
        RecordEdit(values: [
          shape.name.tag: .text("Inner"), shape.parent.tag: .reference(world.seed.territory),
        ]), in: $0)
    }
    let failure = failure {
      try world.run(world.administrator) {
        try RecordOperations.edit(
          try world.view(Territory.self, world.seed.territory),
          RecordEdit(values: [shape.parent.tag: .reference(inner)]), in: $0)
      }
    }
    #expect(failure?.arguments.first == DomainLaw.territoryCycle.rawValue)
  }
}
