// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import Testing

@Suite("Small histories, all of them")
struct ExhaustiveTests {
  /// A step and the device that takes it.
  private typealias Step = (Int, Action)

  private static let steps: [Step] = [
    (0, .edit("b")), (1, .edit("c")), (1, .edit("d")), (0, .push(1)), (1, .push(1)),
    (0, .pull), (1, .delete), (0, .settle),
  ]

  @Test("of two devices end alike whatever arrives first", arguments: Shape.all)
  func twoDevices(shape: Shape) throws {
    let start = World(entity: try shape.entity(), devices: 2)
    let blank = RecordState(entity: start.entity.tag, id: World.record)
    for length in 1...3 {
      try each(length) { sequence in
        var world = start
        for (device, action) in sequence { world.step(action, on: device) }
        world.heal()
        try #require(world.faults == [], "\(sequence)")
        for device in world.devices { try #require(device.state == world.server, "\(sequence)") }
        for order in Interleaving.all(world.arrivals, limit: 720) {
          let state = Interleaving.state(of: order, from: blank)
          try #require(state == world.server, "\(sequence)")
        }
      }
    }
  }

  @Test("of three devices that edit unseen: every interleaving", arguments: Shape.all)
  func threeDevices(shape: Shape) throws {
    let scripts: [[Action]] = [
      [.edit("b"), .note("n"), .edit("c")], [.edit("c"), .tag("x")], [.delete, .edit("d")],
    ]
    var world = World(entity: try shape.entity(), devices: 3, skews: [0, 20, -20])
    for (device, script) in scripts.enumerated() {
      for action in script { world.step(action, on: device) }
    }
    world.heal()
    try #require(world.faults == [])
    let blank = RecordState(entity: world.entity.tag, id: World.record)
    let orders = Interleaving.all(world.arrivals, limit: 5_000)
    // 7! / (3! 2! 2!) orders where every action writes; fewer where one was a repetition.
    #expect(orders.count > 20 && orders.count <= 210)
    for order in orders {
      try #require(Interleaving.state(of: order, from: blank) == world.server)
    }
  }

  private func each(_ length: Int, _ body: ([Step]) throws -> Void) rethrows {
    var indices = Array(repeating: 0, count: length)
    while true {
      try body(indices.map { Self.steps[$0] })
      guard let place = indices.lastIndex(where: { $0 < Self.steps.count - 1 }) else { return }
      indices[place] += 1
      for later in indices.indices.suffix(from: place + 1) { indices[later] = 0 }
    }
  }
}
