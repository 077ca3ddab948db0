// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import Testing

@Suite("Drafts")
struct DraftTests {
  private func world(_ rule: Rule, _ group: Shape.Group = .oneField) throws -> World {
    let shape = Shape(rule: rule, group: group, policy: .editWins)
    return World(entity: try shape.entity(), devices: 3)
  }

  private func shown(_ world: World, _ group: GroupTag = 1) throws -> RuleView {
    world.view(on: 0).view(of: try #require(world.entity.group(group)))
  }

  @Test("an edit of an open conflict replaces what was displayed; the sibling stays")
  func manual() throws {
    var world = try world(.manual)
    world.step(.edit("b"), on: 1)
    world.step(.edit("c"), on: 2)
    world.heal()
    #expect(try shown(world).shown.count == 2)
    #expect(world.view(on: 0).conflicts.map(\.tag) == [1])
    world.step(.edit("d"), on: 0)
    world.heal()
    #expect(try shown(world).shown.map { $0[1] } == [.text("c"), .text("d")])
    world.step(.resolve("e"), on: 0)
    world.heal()
    #expect(try shown(world).shown.map { $0[1] } == [.text("e")])
    #expect(world.view(on: 0).conflicts.isEmpty && world.faults == [])
  }

  @Test("an edit sweeps what the rule had hidden, and it is returned")
  func sweeping() throws {
    var world = try world(.lastWriter)
    world.step(.edit("b"), on: 1)
    world.step(.edit("c"), on: 2)
    world.heal()
    #expect(try shown(world).hidden.map { $0[1] } == [.text("b")])
    world.step(.edit("d"), on: 0)
    world.heal()
    #expect(world.swept.map { $0.version[1] } == [.text("b")])
    #expect(world.swept.map(\.by.replica) == [World.replica(0)])
  }

  @Test("a value that arrived while the own edit was unsent is never swept unseen")
  func unseen() throws {
    var world = try world(.lastWriter)
    world.step(.edit("b"), on: 1)
    world.step(.edit("c"), on: 1)
    world.step(.edit("d"), on: 2)
    world.step(.push(.max), on: 2)
    world.heal()
    #expect(world.server.versions(of: 1).count == 2 && world.swept.isEmpty)
  }

  @Test("an edit keeps the group's other fields")
  func severalFields() throws {
    var world = try world(.lastWriter, .severalFields)
    world.step(.editSecond("z"), on: 1)
    world.heal()
    #expect(world.view(on: 0)[1] == .text("a") && world.view(on: 0)[2] == .text("z"))
  }

  @Test("what is there already writes nothing", arguments: Shape.Group.allCases)
  func repetition(group: Shape.Group) throws {
    var world = try world(group == .textSet ? .addWins : .lastWriter, group)
    world.step(.edit("a"), on: 0)
    world.step(.untag("absent"), on: 0)
    #expect(world.devices[0].pending == [])
  }

  @Test("an element that was removed unseen by its second author stays")
  func observedRemoval() throws {
    var world = try world(.addWins, .textSet)
    world.step(.editSecond("a"), on: 1)
    world.step(.edit("b"), on: 2)
    world.heal()
    #expect(world.server.versions(of: 1).map(\.element) == ["b"])
    world.step(.editSecond("b"), on: 1)
    world.step(.push(1), on: 1)
    world.step(.edit("b"), on: 0)
    world.heal()
    #expect(world.server.versions(of: 1).isEmpty)
  }

  @Test("texts that look alike but differ in bytes are different elements")
  func canonicalEquivalence() throws {
    var world = try world(.addWins, .textSet)
    let (composed, decomposed) = ("\u{E9}", "e\u{301}")
    world.step(.edit(composed), on: 0)
    world.step(.edit(decomposed), on: 0)
    world.heal()
    #expect(world.server.versions(of: 1).count == 3)
    world.step(.editSecond(composed), on: 1)
    world.heal()
    let left = world.server.versions(of: 1).compactMap(\.element).map { Array($0.utf8) }
    #expect(left.contains(Array(decomposed.utf8)) && !left.contains(Array(composed.utf8)))
    #expect(Value.text(composed) != Value.text(decomposed) && world.faults == [])
  }
}
