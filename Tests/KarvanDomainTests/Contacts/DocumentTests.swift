// SPDX-License-Identifier: Apache-2.0

import KarvanCore
import KarvanDomain
import Testing

@Suite("Documents")
struct DocumentTests {
  let world: World
  let shape = Document.shape

  init() throws { world = try World() }

  private func give(_ document: RecordID, to user: RecordID, by author: RecordID) throws {
    _ = try world.run(author) {
      try RecordOperations.edit(
        try world.view(Document.self, document),
        RecordEdit(values: [shape.owner.tag: .reference(user)]), in: $0)
    }
  }

  @Test("who answers for a document hands it on; nobody takes it")
  func answerable() throws {
    let account = try world.openAccount()
    let other = try world.addRep("Omid", "omid")
    let document = try world.run(world.rep) {
      try RecordOperations.add(
        try world.entity(Document.self),
        RecordEdit(values: [
          shape.title.tag: .text("Offer"), shape.kind.tag: .text("proposal"),
          shape.account.tag: .reference(account),
        ]), in: $0)
    }
    #expect(try world.view(Document.self, document)[shape.owner].reference == world.rep)
    let taken = failure { try give(document, to: other, by: other) }
    #expect(taken?.code == .notGranted && taken?.field == "owner")
    try give(document, to: other, by: world.rep)
    #expect(failure { try give(document, to: world.rep, by: world.rep) } != nil)
    try give(document, to: world.rep, by: world.manager)
    #expect(try world.view(Document.self, document)[shape.owner].reference == world.rep)
  }
}
