// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import Testing

@Suite("Life")
struct LifeLawTests {
  private func world(_ policy: DeletePolicy, devices: Int = 3) throws -> World {
    let shape = Shape(rule: .manual, group: .oneField, policy: policy)
    return World(entity: try shape.entity(), devices: devices)
  }

  private func life(_ world: World) -> Life { world.view(on: 0).life }

  @Test("a delete that saw everything deletes", arguments: DeletePolicy.allCases)
  func delete(policy: DeletePolicy) throws {
    var world = try world(policy)
    #expect(life(world) == .live)
    world.step(.delete, on: 1)
    world.heal()
    #expect(life(world) == .deleted && world.faults == [])
  }

  @Test("an edit that no deleter saw revives, where edits win")
  func concurrentEdit() throws {
    for policy in DeletePolicy.allCases {
      for order in [[1, 2], [2, 1]] {
        var world = try world(policy)
        world.step(.delete, on: 1)
        world.step(.note("unseen"), on: 2)
        for device in order { world.step(.push(1), on: device) }
        world.heal()
        #expect(life(world) == policy.unseen)
      }
    }
  }

  @Test("several deletes count by the union of what they saw")
  func union() throws {
    for order in [[0, 1], [1, 0]] {
      var world = try world(.editWins)
      world.step(.note("known to one"), on: 2)
      world.step(.push(1), on: 2)
      world.step(.pull, on: 1)
      world.step(.delete, on: 0)
      world.step(.delete, on: 1)
      for device in order { world.step(.push(1), on: device) }
      world.heal()
      #expect(life(world) == .deleted)
      #expect(world.server.life.count == 2)
    }
  }

  @Test("no deleter need have seen everything, if together they did")
  func unionOfParts() throws {
    for order in [[1, 2], [2, 1]] {
      var world = try world(.editWins)
      for device in order {
        world.step(.note("by \(device)"), on: device)
        world.step(.delete, on: device)
      }
      for device in order { world.step(.push(2), on: device) }
      world.heal()
      #expect(life(world) == .deleted)
      #expect(world.server.versions(of: 5).count == 2 && world.server.life.count == 2)
    }
  }

  @Test("the first write to a revived record says that it lives, and replaces the deletes")
  func revival() throws {
    var world = try world(.editWins)
    world.step(.delete, on: 1)
    world.step(.delete, on: 0)
    world.step(.tag("x"), on: 2)
    world.heal()
    #expect(life(world) == .revived)
    // Without that statement, removing the tag would delete the record again.
    world.step(.untag("x"), on: 1)
    world.heal()
    #expect(life(world) == .live)
    #expect(world.server.life.map(\.isDeleted) == [false])
    #expect(world.faults == [])
  }

  /// A record that two devices deleted and edited at once, where a person is asked.
  private func asked() throws -> World {
    var world = try world(.ask)
    world.step(.delete, on: 1)
    world.step(.edit("unseen"), on: 2)
    world.heal()
    #expect(life(world) == .asked)
    return world
  }

  @Test("a person who is asked keeps the record, lets it go, or simply goes on writing")
  func answers() throws {
    for (answer, expected) in [
      (Action.undelete, Life.live), (.delete, .deleted), (.note("goes on"), .live),
      (.tag("x"), .live),
    ] {
      var world = try asked()
      world.step(answer, on: 0)
      world.heal()
      #expect(life(world) == expected && world.faults == [])
      #expect(world.server.life.count == 1)
      // Whatever the answer, the edit that no deleter had seen is kept.
      #expect(world.server.versions(of: 1).map { $0[1] } == [.text("unseen")])
    }
  }

  @Test("two people who answer otherwise are asked again, whoever is first")
  func twoAnswers() throws {
    for order in [[1, 2], [2, 1]] {
      var world = try asked()
      world.step(.undelete, on: 1)
      world.step(.delete, on: 2)
      for device in order { world.step(.push(1), on: device) }
      world.heal()
      #expect(life(world) == .asked && world.faults == [])
    }
  }

  @Test("undelete is explicit and needs something to undo", arguments: DeletePolicy.allCases)
  func undelete(policy: DeletePolicy) throws {
    var world = try world(policy)
    world.step(.undelete, on: 0)
    #expect(world.devices[0].pending == [])
    world.step(.delete, on: 1)
    world.heal()
    world.step(.undelete, on: 0)
    world.heal()
    #expect(life(world) == .live)
    world.step(.delete, on: 2)
    world.heal()
    #expect(life(world) == .deleted && world.faults == [])
  }

  @Test("a delete that an undelete was not shown still counts", arguments: DeletePolicy.allCases)
  func concurrentDeleteAndUndelete(policy: DeletePolicy) throws {
    for order in [[1, 2], [2, 1]] {
      var world = try world(policy)
      world.step(.delete, on: 0)
      world.heal()
      world.step(.undelete, on: 1)
      world.step(.delete, on: 2)
      for device in order { world.step(.push(1), on: device) }
      world.heal()
      // The statement that it lives is itself something that the deleter had not seen.
      #expect(life(world) == policy.unseen)
    }
  }

  @Test("a removal alone is no edit that revives")
  func removal() throws {
    var world = try world(.editWins)
    world.step(.tag("x"), on: 0)
    world.heal()
    world.step(.untag("x"), on: 2)
    world.step(.delete, on: 1)
    world.heal()
    #expect(life(world) == .deleted)
  }
}

extension DeletePolicy {
  /// What becomes of a record when no deleter had seen something of it.
  fileprivate var unseen: Life {
    switch self {
    case .editWins: .revived
    case .deleteWins: .deleted
    case .ask: .asked
    }
  }
}
