// SPDX-License-Identifier: Apache-2.0

import KarvanCore
import KarvanStore
import KarvanSync
import Synchronization
import TestSupport
import Testing

/// What waits costs no more room than it may, and no work until something comes for it.
@Suite struct QuarantineBoundsTests {
  private static let extra: EntityTag = 13

  @Test("More than an office keeps of one device is rejected, and stays there; the rest goes on")
  func full() throws {
    let world = try World()
    let later = try Toy.laterSchema()
    let device = try world.addDevice(territories: [0], schema: later)
    try world.sync(device)
    let limit = SyncLimits.quarantinedCommits
    try write(limit + 50, on: device)
    let notice = try device.create(Toy.notice, [20: .text("plain")])
    let intake = try #require(try world.sync(device))
    #expect(intake.quarantined == limit && intake.rejected == 50 && intake.accepted == 1)
    #expect(try world.office.read { try $0.record(Toy.notice, notice) } != nil)
    let rejected = try device.database.read { try $0.rejected() }
    #expect(rejected.count == 50)
    #expect(rejected.allSatisfy { $0.failure.code == .quarantineFull })
    // Another request finds it as full.
    try write(1, on: device)
    #expect(try world.sync(device)?.rejected == 1)
    #expect(try world.upgradeOffice(to: later).accepted == limit)
    // One answer tells of no more than so many.
    var accepted = 0
    for _ in 0..<limit / SyncLimits.waitingAnswered {
      accepted += try world.sync(device)?.accepted ?? 0
    }
    #expect(accepted == limit)
    #expect(try world.office.check(thorough: true) == [])
    #expect(try device.database.check() == [])
  }

  private func write(_ count: Int, on device: World.Device) throws {
    try device.database.bulk { writer in
      for index in 0..<count {
        _ = try writer.commit(device.rights) { context in
          let entity = try #require(context.schema[Self.extra])
          let values: [FieldTag: Value] = [
            20: .text("\(index)"), CreationFields.at.tag: .integer(context.now),
            CreationFields.by.tag: .reference(context.author.user),
          ]
          return OperationDraft(
            "create",
            [context.drafter.create(entity, context.makeID(), RecordEdit(values: values))])
        }
      }
    }
  }

  @Test("A commit is judged again only when what it waits for is there, once")
  func onlyWhatIsFreed() throws {
    let world = try World()
    let count = 30
    let devices = try (0..<3).map { _ in try world.addDevice(territories: [0]) }
    let (first, second, third) = (devices[0], devices[1], devices[2])
    for device in devices { try world.sync(device) }
    try world.keepOffice()
    let order = try first.create(
      Toy.order, [21: .reference(World.territories[0]), 22: .text("order")])
    for device in devices { try world.sync(device) }
    // Parts of what only the first device has, and edits that follow one another.
    for index in 0..<count {
      try second.create(Toy.line, [20: .reference(order), 21: .text("\(index)")])
    }
    for index in 0..<count { try second.edit(Toy.order, order, [27: .text("\(index)")]) }
    try world.sync(second)
    try world.restoreOffice()
    #expect(try world.sync(second)?.quarantined == 2 * count)
    let lines = Lines()
    try world.traceOffice(lines.add)

    try third.create(Toy.notice, [20: .text("plain")])
    _ = lines.take()
    #expect(try world.sync(third)?.accepted == 1)
    #expect(lines.take().filter(Self.isJudging).isEmpty)

    #expect(try world.sync(first)?.accepted == 1)
    let asked = lines.take()
    #expect(asked.filter(Self.isJudging).count == 2 * count)
    #expect(asked.filter { $0.hasPrefix("UPDATE karvan_segment") }.count == 1)
    #expect(try world.office.read { try $0.quarantined() } == [])
    #expect(try world.sync(second)?.accepted == 2 * count)
    try ConvergenceTests.heal(world)
    try ConvergenceTests.checkAll(world)
  }

  @Test("A lift judges each commit once for each thing that it waited for")
  func lift() throws {
    let world = try World()
    let later = try Toy.laterSchema()
    let device = try world.addDevice(territories: [0], schema: later)
    try world.sync(device)
    let extra = try device.create(Self.extra, [20: .text("new")])
    for index in 0..<40 { try device.edit(Self.extra, extra, [20: .text("\(index)")]) }
    #expect(try world.sync(device)?.quarantined == 41)
    #expect(try world.session.lift(now: world.clock.now).judged == 41)
    let report = try world.upgradeOffice(to: later)
    #expect(report.accepted == 41 && report.judged == 41)
  }

  private static func isJudging(_ sql: String) -> Bool {
    sql.hasPrefix("SELECT replica, seq, payload") && sql.contains("WHERE replica")
  }

  private final class Lines: Sendable {
    private let all = Mutex<[String]>([])
    func add(_ line: String) { all.withLock { $0.append(line) } }
    func take() -> [String] {
      all.withLock { lines in
        defer { lines = [] }
        return lines
      }
    }
  }
}
