// SPDX-License-Identifier: Apache-2.0
import Allocations
import KarvanCore
import KarvanSync
import Testing

@testable import KarvanStore

/// How often memory is asked for where much is done of the same.
///
/// Counted in the build that tests use, which asks more often than a release: what is guarded is that
/// the work on one record does not grow. Each number is what twice as many take more.
@Suite(.serialized, .enabled(if: karvan_allocations() >= 0))
struct AllocationTests {
  private let world: World
  private let device: World.Device

  init() throws {
    world = try World()
    device = try world.addDevice(territories: [0])
    try world.sync(device)
  }

  private static let few = 128

  /// What one more of so many costs, rounded up.
  private func each(_ work: (_ count: Int) throws -> () throws -> Void) throws -> Int {
    func measured(_ count: Int) throws -> Int {
      let body = try work(count)
      let before = karvan_allocations()
      try body()
      return karvan_allocations() - before
    }
    // The first time fills caches.
    _ = try measured(Self.few)
    let (few, many) = (try measured(Self.few), try measured(2 * Self.few))
    return (many - few + Self.few - 1) / Self.few
  }

  private func write(_ count: Int) throws {
    try write(count, Toy.notice) { [20: .text("notice \($0)")] }
  }

  private func write(
    _ count: Int, _ tag: EntityTag, _ values: (Int) -> [FieldTag: Value]
  ) throws {
    let entity = try #require(world.schema[tag])
    try device.database.bulk { writer in
      for index in 0..<count {
        _ = try writer.commit(device.rights) { context in
          OperationDraft(
            "new",
            [context.drafter.create(entity, context.makeID(), RecordEdit(values: values(index)))])
        }
      }
    }
  }

  private func exchange(
    _ device: World.Device
  ) throws -> (session: ClientSession, header: RequestHeader, body: RequestBody) {
    var client = try ClientSession(
      storage: device.database, sealing: device.sealing, schemaVersion: world.schema.version)
    guard case .send(let header, let body) = try client.start(now: world.clock.now) else {
      throw Failure(.other)
    }
    return (client, header, body)
  }

  /// A new record on the device that writes it.
  @Test func writing() throws {
    let cost = try each { count in { try write(count) } }
    #expect(cost <= 32)
  }

  /// A new record at the office that takes it.
  @Test func taking() throws {
    let order = try device.create(
      Toy.order, [21: .reference(World.territories[0]), 22: .text("order")])
    try world.sync(device)
    let cost = try each { count in
      try write(count, Toy.line) { [20: .reference(order), 21: .text("line \($0)")] }
      var (client, header, body) = try exchange(device)
      let account = try #require(try world.office.read { try $0.device(device.id) })
      return {
        let (answer, full) = try world.session.serve(
          header, of: account, segments: body.segments, pull: body.pull, now: world.clock.now,
          open: ToySealing.open)
        _ = try client.handle(answer, full, now: world.clock.now)
      }
    }
    #expect(cost <= 240)
  }

  /// The answer to a new record on the device that wrote it.
  @Test func confirming() throws {
    let cost = try each { count in
      try write(count)
      var (client, header, body) = try exchange(device)
      let (answer, full) = try world.serve(header, body, of: device, pageBytes: nil)
      return { _ = try client.handle(answer, full, now: world.clock.now) }
    }
    #expect(cost <= 18)
  }

  /// A record of somebody else, from the office's row into the device's.
  @Test func pulling() throws {
    let other = try world.addDevice(territories: [0])
    try world.sync(other)
    var making: [Int] = []
    let cost = try each { count in
      try write(count)
      try world.sync(device)
      var (client, header, body) = try exchange(other)
      let before = karvan_allocations()
      let (answer, full) = try world.serve(header, body, of: other, pageBytes: nil)
      making.append(karvan_allocations() - before)
      #expect(full?.page.records.count == count)
      return { _ = try client.handle(answer, full, now: world.clock.now) }
    }
    #expect(cost <= 24)
    let page = (making[2] - making[1] + Self.few - 1) / Self.few
    #expect(page <= 32)
  }

  /// An edit of somebody else, from the office's row into the device's.
  @Test func pullingAnEdit() throws {
    let other = try world.addDevice(territories: [0])
    let ids = try (0..<2 * Self.few).map { try device.create(Toy.notice, [20: .text("\($0)")]) }
    try world.sync(device)
    try world.sync(other)
    var making: [Int] = []
    var round = 0
    let cost = try each { count in
      round += 1
      for id in ids.prefix(count) {
        try device.edit(Toy.notice, id, [20: .text("edited \(round)")])
      }
      try world.sync(device)
      var (client, header, body) = try exchange(other)
      let before = karvan_allocations()
      let (answer, full) = try world.serve(header, body, of: other, pageBytes: nil)
      making.append(karvan_allocations() - before)
      #expect(full?.page.records.count == count)
      return { _ = try client.handle(answer, full, now: world.clock.now) }
    }
    #expect(cost <= 220)
    let page = (making[2] - making[1] + Self.few - 1) / Self.few
    #expect(page <= 56)
  }
}
