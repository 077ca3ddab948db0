// SPDX-License-Identifier: Apache-2.0

import KarvanCore
import KarvanSync
import Synchronization
import TestSupport
import Testing

@testable import KarvanStore

/// What the server's database does by itself.
@Suite struct OfficeTests {
  private let world: World

  init() throws { world = try World() }

  private var office: OfficeDatabase { world.office }
  private let chief = RecordID(high: 0xEE, low: 1)

  private func author() -> Author { world.author(chief, territories: [], office: true) }

  private func authoring(_ writer: OfficeWriter) -> OfficeAuthoring {
    let sealing = ToySealing(replica: office.identity.replica)
    let knowledge = OfficeKnowledge(
      author: { _, _ in nil },
      review: { finding, context in
        guard case .duplicate(let claim, let key, _, _, let other, _) = finding,
          let entity = context.schema[Toy.notice]
        else { return nil }
        let text = "\(claim) \(key) \(other)"
        return OperationDraft(
          "review",
          [context.drafter.create(entity, context.makeID(), RecordEdit(values: [20: .text(text)]))])
      })
    return OfficeAuthoring(
      writer, knowledge: knowledge, sealing: sealing, now: world.clock.now,
      makeID: { [ids = world.ids] in ids.make() })
  }

  private func notice(_ text: String) -> (OperationContext) throws -> OperationDraft {
    { context in
      let entity = try #require(context.schema[Toy.notice])
      return OperationDraft(
        "notice",
        [context.drafter.create(entity, context.makeID(), RecordEdit(values: [20: .text(text)]))])
    }
  }

  @Test func theOfficeWritesThroughTheSameAcceptance() throws {
    try office.transaction { writer in
      let authoring = authoring(writer)
      _ = try authoring.commit(by: author(), notice("one"))
      // Refused: nothing of it stays, and its number is used again.
      #expect(throws: Failure.self) { try authoring.commit(by: author(), notice("")) }
      _ = try authoring.commit(by: author(), notice("two"))
      try authoring.finish()
    }
    try office.transaction { writer in
      let authoring = authoring(writer)
      // The same claim again: a review item beside it.
      _ = try authoring.commit(by: author(), notice("one"))
      try authoring.finish()
    }
    let replica = office.identity.replica
    let account = try #require(try office.read { try $0.account(of: replica) })
    #expect(account.journal.sequence == 4 && account.journal.segment == 2)
    let segment = try #require(try office.read { try $0.segment(of: replica, having: 4) })
    #expect(segment.segment.number == 2 && segment.results.results.count == 2)
    let opened = try ToySealing.open(segment.segment.bytes)
    #expect(opened.commits().count == 2)
    let texts = try office.read { try $0.list(RecordQuery(Toy.notice)) }.compactMap { $0[20].text }
    #expect(texts.count == 4 && texts.contains { $0.hasPrefix("text one ") })
    #expect(try office.read { try $0.metrics() }.commits == 4)
    #expect(try office.read { try $0.rejections() }.isEmpty)
    #expect(try office.check(thorough: true) == [])
  }

  @Test func anInviteIsUsedOnceByOneKey() throws {
    let invite = InviteAccount(
      id: [1, 2], secret: [3], user: chief, createdAt: 0, expiresAt: 1_000)
    try office.transaction { try $0.create(invite) }
    func use(_ id: [UInt8], _ key: [UInt8], at: Int64) throws -> InviteUse {
      try office.transaction { writer in
        try writer.useInvite(id, by: key, at: at) { _ in [9] + key }
      }
    }
    #expect(try use([7], [1], at: 5) == .refused(.unknown))
    #expect(try use([1, 2], [1], at: 1_000) == .refused(.expired))
    #expect(try use([1, 2], [1], at: 5) == .granted([9, 1]))
    #expect(try use([1, 2], [2], at: 6) == .refused(.usedByAnother))
    // The answer was lost; the same device asks again, later than the invite's end.
    #expect(try use([1, 2], [1], at: 9_999) == .granted([9, 1]))
    #expect(try office.read { try $0.invite([1, 2]) }?.usedBy == [1])
    // An enrolment that fails leaves the invite open.
    struct Stop: Error {}
    try office.transaction {
      try $0.create(InviteAccount(id: [5], secret: [], user: chief, createdAt: 0, expiresAt: 10))
    }
    #expect(throws: Stop.self) {
      try office.transaction { writer in
        _ = try writer.useInvite([5], by: [1], at: 1) { _ in throw Stop() }
      }
    }
    #expect(try office.read { try $0.invite([5]) }?.usedBy == nil)
  }

  @Test func devicesAreKeptListedAndRevoked() throws {
    let device = try world.addDevice(territories: [0])
    #expect(try office.read { try $0.devices() }.map(\.code) == ["D1"])
    #expect(try office.device(exchangeKey: device.id.bytes)?.id == device.id)
    try office.transaction { try $0.revoke(device.id, at: 77) }
    try office.transaction { try $0.revoke(device.id, at: 99) }
    #expect(try office.read { try $0.device(code: "D1") }?.revokedAt == 77)
    #expect(throws: StoreError.self) {
      try office.transaction { try $0.revoke(DeviceID(high: 9, low: 9), at: 1) }
    }
    #expect(throws: SyncStop.revoked) { try world.sync(device) }
    let metrics = try office.read { try $0.metrics() }
    #expect(metrics.devices == 0 && metrics.revokedDevices == 1)
  }

  @Test func countersAndSettingsSurvive() throws {
    #expect(try office.transaction { [try $0.nextNumber("a"), try $0.nextNumber("a")] } == [1, 2])
    #expect(try office.transaction { try $0.nextNumber("b") } == 1)
    try office.transaction { try $0.set("keys", [1, 2]) }
    let other = try OfficeDatabase.open(
      at: office.path, schema: world.schema, hashing: { _ in ToyHasher() })
    #expect(try other.read { try $0.setting("keys") } == [1, 2])
    // Another process writes beside this one.
    #expect(try other.transaction { try $0.nextNumber("a") } == 3)
    #expect(try office.transaction { try $0.nextNumber("a") } == 4)
    try other.close()
  }

  @Test func aSavepointThatFailsTakesBackEverything() throws {
    struct Stop: Error {}
    let replica = ReplicaID(high: 4, low: 4)
    try office.transaction { writer in
      _ = try writer.nextSequence()
      do {
        try writer.savepoint {
          #expect(try writer.nextSequence() == 3)
          try publish(writer, 3, scopes: [.everyone, .user(chief)], echo: replica)
          throw Stop()
        }
      } catch is Stop {}
      #expect(try writer.head() == 2)
      #expect(try writer.nextSequence() == 3)
      try publish(writer, 3, scopes: [.everyone, .territory(chief)], echo: replica)
    }
    #expect(try office.read { try $0.digests(of: .user(chief)) } == [:])
    #expect(try office.check(thorough: true) == [])
  }

  private func publish(
    _ writer: OfficeWriter, _ sequence: UInt64, scopes: Set<Scope>, echo: ReplicaID?
  ) throws {
    let state = RecordState(
      entity: Toy.notice, id: RecordID(high: 1, low: sequence),
      clock: RecordClock([Dot(ReplicaID(high: 4, low: 4), 1)]),
      versions: [
        Version(
          group: 20, dot: Dot(ReplicaID(high: 4, low: 4), 1), time: .zero, office: false,
          content: .register(GroupValue(FieldValue(20, .text("t")))))
      ], life: [])
    try writer.publish(
      state, replacing: nil, Publication(sequence: sequence, scopes: scopes, echo: echo))
  }

  /// A new record costs one look, its row, and one entry for each scope that holds it.
  @Test func statementsPerCommitAreBounded() throws {
    let lines = Mutex<[String]>([])
    let traced = try OfficeDatabase.open(
      at: office.path, schema: world.schema, hashing: { _ in ToyHasher() },
      trace: { line in lines.withLock { $0.append(line) } })
    try traced.transaction { writer in
      for sequence in 1...3 as ClosedRange<UInt64> {
        if sequence == 3 { lines.withLock { $0.removeAll() } }
        _ = try writer.nextSequence()
        try publish(writer, sequence, scopes: [.everyone, .office], echo: nil)
      }
      let work = lines.withLock { $0 }
      // The look, the row, two entries of the feed.
      #expect(work.count == 4, "\(work)")
    }
    try traced.close()
  }
}
