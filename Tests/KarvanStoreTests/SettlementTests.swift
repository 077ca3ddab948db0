// SPDX-License-Identifier: Apache-2.0

import KarvanCore
import KarvanSync
import TestSupport
import Testing

@testable import KarvanStore

/// What is written instead of a rejection, and the rejection, change together.
@Suite struct SettlementTests {
  private let world: World
  private let device: World.Device

  /// A device whose first commit was rejected.
  init() throws {
    world = try World()
    device = try world.addDevice(territories: [0])
    _ = try device.create(Toy.notice, [20: .text("refused")])
    let author = world.author(device.user, territories: [0])
    world.setAuthor(
      Author(
        user: author.user, isActive: true, office: false, grants: ["order:*"],
        scopes: author.scopes))
    try #require(try world.sync(device)?.rejected == 1)
    world.setAuthor(author)
  }

  private func again(_ writer: ReplicaWriter) throws -> Commit {
    let entity = try #require(world.schema[Toy.notice])
    let commit = try writer.commit(device.rights) { context in
      OperationDraft(
        "again",
        [
          context.drafter.create(
            entity, context.makeID(), RecordEdit(values: [20: .text("again")]))
        ])
    }
    return try #require(commit)
  }

  private func expectUntouched() throws {
    try world.reopen(device)
    #expect(try device.database.read { try $0.journal() }.map(\.commit.sequence) == [1])
    #expect(try device.database.read { try $0.rejected() }.map(\.commit.sequence) == [1])
    #expect(try device.all(Toy.notice).isEmpty)
    #expect(try device.database.check() == [])
  }

  @Test func aFailureBetweenLeavesNeither() throws {
    struct Fault: Error {}
    #expect(throws: Fault.self) {
      try device.database.bulk { writer in
        _ = try again(writer)
        throw Fault()
      }
    }
    try expectUntouched()
    #expect(throws: Fault.self) {
      try device.database.bulk { writer in
        let commit = try again(writer)
        try writer.settleRejected(1, how: .resentAs(commit.sequence))
        throw Fault()
      }
    }
    try expectUntouched()
  }

  @Test func whatIsNotRejectedIsNotSettled() throws {
    for sequence: UInt64 in [0, 2, 99, .max] {
      #expect(throws: StoreError.self) {
        try device.database.bulk { writer in
          _ = try again(writer)
          try writer.settleRejected(sequence, how: .discarded)
        }
      }
      try expectUntouched()
    }
  }

  @Test func bothAreThereAfterwards() throws {
    try device.database.bulk { writer in
      let commit = try again(writer)
      try writer.settleRejected(1, how: .resentAs(commit.sequence))
    }
    try world.reopen(device)
    #expect(try device.database.read { try $0.rejected() }.isEmpty)
    let settled = try device.database.read { try $0.rejected(includingSettled: true) }
    #expect(settled.map(\.settlement) == [.resentAs(2)])
    #expect(try world.sync(device)?.accepted == 1)
    #expect(throws: StoreError.self) {
      try device.database.bulk { try $0.settleRejected(1, how: .discarded) }
    }
  }
}
