// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import TestSupport
import Testing

@Suite("Generated histories")
struct HistoryLawTests {
  private static let words = ["a", "b", "c", "d"]

  private static func action(_ generator: inout SeededGenerator) -> Action {
    let word = words[Int.random(in: 0..<4, using: &generator)]
    switch Int.random(in: 0..<20, using: &generator) {
    case 0..<4: return .edit(word)
    case 4..<6: return .editSecond(word)
    case 6: return .note(word)
    case 7: return .resolve(word)
    case 8: return .tag(word)
    case 9: return .untag(word)
    case 10: return .delete
    case 11: return .undelete
    case 12..<16: return .push(Int.random(in: 1...3, using: &generator))
    default: return .pull
    }
  }

  private static func history(_ shape: Shape, seed: UInt64) throws -> World {
    var generator = SeededGenerator(seed: seed)
    let skews: [Int64] = [0, 40, -30].map { seed % 3 == 0 ? 0 : $0 }
    var world = World(entity: try shape.entity(), devices: 3, skews: skews)
    for _ in 0..<36 {
      let device = Int.random(in: 0..<3, using: &generator)
      world.step(action(&generator), on: device)
    }
    return world
  }

  @Test("lose nothing, converge, and do not depend on the order of arrival", arguments: Shape.all)
  func laws(shape: Shape) throws {
    for seed in UInt64(0)..<20 {
      var world = try Self.history(shape, seed: seed)
      world.heal()
      #expect(world.faults == [], "seed \(seed)")
      for device in world.devices {
        #expect(device.pending == [] && device.state == world.server, "seed \(seed)")
      }
      var generator = SeededGenerator(seed: ~seed)
      let blank = RecordState(entity: world.entity.tag, id: World.record)
      for _ in 0..<4 {
        let order = Interleaving.random(world.arrivals, using: &generator)
        #expect(order.count == world.arrivals.count, "seed \(seed)")
        #expect(Interleaving.state(of: order, from: blank) == world.server, "seed \(seed)")
      }
    }
  }

  @Test("change nothing when applied again", arguments: Shape.all)
  func idempotence(shape: Shape) throws {
    for seed in UInt64(100)..<105 {
      let world = try Self.history(shape, seed: seed)
      var again = world.server
      for arrival in world.arrivals {
        for change in arrival.commit.changes {
          #expect(again.apply(change, of: arrival.commit) == [], "seed \(seed)")
        }
      }
      #expect(again == world.server, "seed \(seed)")
    }
  }

  @Test("never hide anything for good: views are partitions", arguments: Shape.all)
  func partitions(shape: Shape) throws {
    for seed in UInt64(200)..<210 {
      let world = try Self.history(shape, seed: seed)
      for state in [world.server] + world.devices.map(\.state) {
        for group in world.entity.groups {
          ViewLaws.check(group.rule, Array(state.versions(of: group.tag)), "seed \(seed)")
        }
      }
    }
  }

  @Test("keep siblings bounded by replicas", arguments: Shape.all)
  func bounded(shape: Shape) throws {
    for seed in UInt64(300)..<306 {
      var world = try Self.history(shape, seed: seed)
      world.heal()
      for group in world.entity.groups where !group.rule.isSet {
        let versions = world.server.versions(of: group.tag)
        #expect(Set(versions.map(\.dot.replica)).count == versions.count, "seed \(seed)")
      }
    }
  }
}
