// SPDX-License-Identifier: Apache-2.0

import KarvanCore
import KarvanStore
import KarvanSync
import TestSupport
import Testing

/// The laws of replication on real files, over generated histories with cut lines, lost answers,
/// killed processes, moved records and changed rights.
@Suite struct ConvergenceTests {
  @Test func devicesConverge() throws {
    try forAllSeeds(40) { generator in
      let world = try World()
      try world.addDevice(territories: [0, 1, 2], office: true)
      try world.addDevice(territories: [0])
      try world.addDevice(territories: [1, 2])
      for _ in 0..<60 { try Self.step(world, &generator) }
      try Self.heal(world)
      try Self.checkAll(world)
    }
  }

  private static func step(_ world: World, _ generator: inout SeededGenerator) throws {
    let device = generator.element(of: world.devices)
    world.clock.advance(by: generator.integer(in: 0...2_000))
    switch generator.integer(in: 0...19) {
    case 0...11: try RandomWork(device: device).step(&generator)
    case 12...16:
      let bytes = generator.element(of: [1, 200, nil])
      let intake = try world.sync(
        device, pageBytes: bytes, answers: generator.element(of: [0, 1, 2, .max]),
        losesLast: generator.integer(in: 0...1) == 0)
      try #require(intake?.divergent ?? [] == [])
    case 17:
      // Killed, and its clock set wrong by a year.
      try world.reopen(device)
      let year: Int64 = 31_536_000_000
      device.skew.advance(by: generator.element(of: [-year, 0, year]) - device.skew.now)
    case 18 where device.number > 1:
      // A user is given other territories while writes flow.
      let some = (0...2).filter { _ in generator.integer(in: 0...1) == 0 }
      world.setAuthor(world.author(device.user, territories: some))
    default: try checkDevice(device)
    }
  }

  /// When faults stop, two rounds bring everybody to the same sync point.
  static func heal(_ world: World) throws {
    for _ in 0..<2 {
      for device in world.devices {
        let intake = try #require(try world.sync(device, pageBytes: 300))
        try #require(intake.divergent == [])
      }
    }
    for device in world.devices {
      try #require(try device.database.read { try $0.pendingCount() } == 0)
    }
  }

  private static func checkDevice(_ device: World.Device) throws {
    let findings = try device.database.check()
    try #require(findings == [], "device \(device.number)")
  }

  static func checkAll(_ world: World) throws {
    for device in world.devices { try checkDevice(device) }
    let findings = try world.office.check(thorough: true)
    try #require(findings == [])
    for device in world.devices { try compare(device, world) }
    try replay(world)
  }

  /// A device with nothing pending has exactly what the server has in its scopes.
  static func compare(_ device: World.Device, _ world: World) throws {
    let rules = try device.database.read { $0.schema.overriddenRules }
    let officeRules = try world.office.read { $0.schema.overriddenRules }
    try #require(rules == officeRules)
    let held = Set(try device.database.standing().cursors.map(\.scope))
    for entity in world.schema.entities {
      let here = try device.all(entity.tag)
      let there = try world.office.read { reader in
        try reader.list(RecordQuery(entity.tag, life: .all)).filter {
          try !reader.scopes(of: entity.tag, $0.id).isDisjoint(with: held)
        }
      }
      try #require(here.map(\.id) == there.map(\.id), "device \(device.number) \(entity.name)")
      for (mine, theirs) in zip(here, there) {
        try #require(mine.state.sameContent(as: theirs.state), "device \(device.number)")
        let scopes = try world.office.read { try $0.scopes(of: entity.tag, mine.id) }
        let mineScopes = try device.database.read { try $0.scopes(of: entity.tag, mine.id) }
        try #require(Set(mineScopes) == scopes.intersection(held))
      }
    }
  }

  /// The server's state is that of the accepted commits as the devices know them, applied in
  /// memory in the order of server sequences, and nothing else.
  private static func replay(_ world: World) throws {
    var accepted: [(sequence: UInt64, stamp: HybridTime?, commit: Commit)] = []
    for device in world.devices {
      for entry in try device.database.read({ try $0.journal(limit: 100_000) }) {
        guard case .accepted(let sequence, let stamp) = entry.status else { continue }
        accepted.append((sequence, stamp, entry.commit))
      }
    }
    accepted.sort { $0.sequence < $1.sequence }
    for (index, entry) in accepted.enumerated() {
      // The first is that of the founding.
      try #require(entry.sequence == UInt64(index) + 2)
    }
    var states: [RecordID: RecordState] = [:]
    for (_, stamp, commit) in accepted {
      for change in commit.changes {
        states[
          change.record, default: RecordState(entity: change.entity, id: change.record)
        ].apply(change, of: commit, stamp: stamp)
      }
    }
    var count = 0
    for entity in world.schema.entities {
      for view in try world.office.read({ try $0.list(RecordQuery(entity.tag, life: .all)) }) {
        try #require(states[view.id] == view.state)
        count += 1
      }
    }
    try #require(count == states.count)
  }
}
