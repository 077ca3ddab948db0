// SPDX-License-Identifier: Apache-2.0

import KarvanCore
import KarvanSync
import TestSupport
import Testing

@testable import KarvanStore

/// Each danger of an exchange by itself.
@Suite struct SyncTests {
  private let world: World
  private let one: World.Device
  private let two: World.Device

  init() throws {
    world = try World()
    one = try world.addDevice(territories: [0, 1])
    two = try world.addDevice(territories: [0])
  }

  private func order(
    _ device: World.Device, _ title: String, territory: Int = 0
  ) throws -> RecordID {
    try device.create(
      Toy.order, [21: .reference(World.territories[territory]), 22: .text(title)])
  }

  private func syncBoth() throws {
    for device in [one, two, one, two] {
      let intake = try #require(try world.sync(device))
      #expect(intake.divergent == [])
    }
  }

  // MARK: Whole sync points.

  @Test func aRoundOfPagesIsSeenWholeOrNotAtAll() throws {
    let ids = try (0..<6).map { try order(one, "t\($0)") }
    try world.sync(one)
    #expect(try world.sync(two, pageBytes: 1, answers: 4) == nil)
    #expect(try two.all(Toy.order).isEmpty)
    let staged = try two.database.standing().stagedPosition
    #expect(staged > 0)
    // Killed between pages: the next sync continues where this one stopped.
    try world.reopen(two)
    #expect(try two.database.standing().stagedPosition == staged)
    // A staged record changes again before the round ends.
    try one.edit(Toy.order, ids[0], [22: .text("newer")])
    try world.sync(one)
    let intake = try #require(try world.sync(two, pageBytes: 1))
    #expect(intake.divergent == [])
    #expect(try two.all(Toy.order).map(\.id) == ids)
    #expect(try two.view(Toy.order, ids[0])?[22] == .text("newer"))
    #expect(try two.database.standing().stagedPosition == 0)
  }

  @Test func aRecordThatLeavesWhileStagedDoesNotArrive() throws {
    let ids = try (0..<4).map { try order(one, "t\($0)") }
    try world.sync(one)
    try world.sync(two)
    for id in ids { try one.edit(Toy.order, id, [23: .integer(4)]) }
    try world.sync(one)
    #expect(try world.sync(two, pageBytes: 1, answers: 2) == nil)
    #expect(try two.database.standing().stagedPosition > 0)
    try one.edit(Toy.order, ids[0], [21: .reference(World.territories[1])])
    try world.sync(one)
    let intake = try #require(try world.sync(two, pageBytes: 1))
    #expect(intake.left == 1)
    #expect(intake.divergent == [])
    #expect(try two.all(Toy.order).map(\.id) == Array(ids[1...]))
  }

  @Test func aLostAnswerIsRepeatedAndNothingHappensTwice() throws {
    let id = try order(one, "once")
    #expect(try world.sync(one, answers: 0, losesLast: true) == nil)
    #expect(try one.database.read { try $0.pendingCount() } == 1)
    try world.reopen(one)
    let intake = try #require(try world.sync(one))
    #expect(intake.accepted == 1)
    #expect(try one.database.read { try $0.pendingCount() } == 0)
    #expect(try world.office.read { try $0.record(Toy.order, id) }?[22] == .text("once"))
  }

  /// A file carried everything, its answer was lost, and a connection carries less at a time.
  @Test func aFileWhoseAnswerIsLostIsRepeatedInParts() throws {
    for index in 0..<4 {
      _ = try order(one, "\(index)")
      try one.database.sealJournal(one.sealing)
    }
    var file = try ClientSession(
      storage: one.database, sealing: one.sealing, schemaVersion: 1, carriage: .file)
    guard case .send(let header, let body) = try file.start(now: 0) else { return }
    try #require(body.segments.count == 4)
    _ = try world.serve(header, body, of: one, pageBytes: nil)
    var client = try ClientSession(
      storage: one.database, sealing: one.sealing, schemaVersion: 1,
      carriage: Carriage(segmentBytes: 1, pageBytes: 1 << 20))
    var action = try client.start(now: 0)
    var requests = 0
    while case .send(let header, let body) = action {
      requests += 1
      try #require(requests < 9)
      let (answer, full) = try world.serve(header, body, of: one, pageBytes: nil)
      action = try client.handle(answer, full, now: 0)
    }
    #expect(requests >= 4)
    #expect(client.intake.accepted == 4)
    #expect(client.intake.divergent == [])
    #expect(try one.database.read { try $0.pendingCount() } == 0)
    #expect(try one.database.check() == [])
  }

  @Test func anAnswerToSomethingElseChangesNothing() throws {
    _ = try order(one, "mine")
    var client = try ClientSession(
      storage: one.database, sealing: one.sealing, schemaVersion: 1)
    guard case .send(let header, let body) = try client.start(now: 0) else { return }
    let (answer, full) = try world.serve(header, body, of: one, pageBytes: nil)
    let whole = try #require(full)
    let before = try one.database.standing()
    func refuses(_ change: (inout AnswerHeader, inout AnswerBody) -> Void) throws {
      var (header, body) = (answer, whole)
      change(&header, &body)
      #expect(throws: SyncStop.self) { try one.database.take(header, body) }
      #expect(try one.database.standing() == before)
      #expect(try one.database.read { try $0.pendingCount() } == 1)
    }
    try refuses { header, _ in header.exchangeNumber += 1 }
    try refuses { header, _ in header.exchangeNumber = 0 }
    try refuses { _, body in body.page.from = 3 }
    try refuses { _, body in body.page.cursors.removeLast() }
    try refuses { _, body in
      body.page.cursors = body.page.cursors.map { ScopeCursor($0.scope, 9) }
    }
    try refuses { _, body in
      body.results = [ResultRun(first: 99, results: [.rejected(Failure(.required))])]
    }
    try refuses { _, body in
      body.page.memberships = [
        PageMembership(entity: Toy.order, record: RecordID(high: 1, low: 1), scopes: [50])
      ]
    }
    _ = try one.database.take(answer, whole)
    #expect(try one.database.read { try $0.pendingCount() } == 0)
    // The same answer once more, and one of another life of the server.
    #expect(throws: SyncStop.self) { try one.database.take(answer, whole) }
    var other = answer
    other.exchangeNumber += 1
    other.incarnation = IncarnationID(high: 9, low: 9)
    var next = whole
    next.page.cursors = try one.database.standing().cursors
    #expect(throws: SyncStop.self) { try one.database.take(other, next) }
  }

  // MARK: Base and pending.

  @Test func whatIsUnsentStaysOnTopOfWhatArrives() throws {
    let id = try order(one, "base")
    try syncBoth()
    try one.edit(Toy.order, id, [23: .integer(7)])
    try two.edit(Toy.order, id, [22: .text("theirs")])
    try world.sync(two)
    // The answer to one's push is lost, so that the pull comes while its edit is still pending.
    try one.edit(Toy.order, id, [28: .integer(5)])
    #expect(try world.sync(one, answers: 0, losesLast: true) == nil)
    let view = try #require(try one.view(Toy.order, id))
    #expect(view[23] == .integer(7) && view[28] == .integer(5) && view[22] == .text("base"))
    try syncBoth()
    let merged = try #require(try one.view(Toy.order, id))
    #expect(merged[22] == .text("theirs") && merged[23] == .integer(7))
    #expect(try two.view(Toy.order, id)?.state == merged.state)
    #expect(try one.database.read { try $0.isPending(Toy.order, id) } == false)
  }

  /// A clock that is a year ahead: the server's time counts as soon as its answer is here, also
  /// while the page that brings the record is still on its way.
  @Test func aTimeThatTheServerChangedCountsAtOnce() throws {
    for index in 0..<3 { _ = try two.create(Toy.notice, [20: .text("n\(index)")]) }
    try world.sync(two)
    one.skew.advance(by: 31_536_000_000)
    let id = try order(one, "ahead")
    #expect(try world.sync(one, pageBytes: 1, answers: 1) == nil)
    #expect(try one.database.read { try $0.isPending(Toy.order, id) })
    let bound = HybridTime(
      milliseconds: world.clock.now + SyncLimits.stampBoundMilliseconds)
    let times = try #require(try one.view(Toy.order, id)).state.versions.map(\.time)
    #expect(times.allSatisfy { $0 == bound })
    #expect(try one.database.check() == [])
    try syncBoth()
    #expect(
      try one.view(Toy.order, id)?.state
        == world.office.read { try $0.record(Toy.order, id) }?.state)
  }

  @Test func aRejectedCommitLeavesAndTheOthersStay() throws {
    let id = try order(one, "base")
    try syncBoth()
    // Written while the rights allowed it; judged when they don't.
    try one.edit(Toy.order, id, [23: .integer(1)])
    let lost = try one.create(Toy.notice, [20: .text("never")])
    let author = world.author(one.user, territories: [0, 1])
    world.setAuthor(
      Author(
        user: author.user, isActive: true, office: false,
        grants: ["order:*", "notice:edit"], scopes: author.scopes))
    try one.edit(Toy.order, id, [22: .text("kept")])
    let intake = try #require(try world.sync(one))
    #expect(intake.rejected == 1 && intake.accepted == 2)
    #expect(try one.view(Toy.notice, lost) == nil)
    let view = try #require(try one.view(Toy.order, id))
    #expect(view[22] == .text("kept") && view[23] == .integer(1))
    let rejected = try one.database.read { try $0.rejected() }
    #expect(rejected.map(\.commit.sequence) == [3])
    #expect(rejected.first?.failure.code == .notGranted)
    try one.database.settleRejected(3, how: .resentAs(9))
    #expect(try one.database.read { try $0.rejected() }.isEmpty)
    let settled = try one.database.read { try $0.rejected(includingSettled: true) }
    #expect(settled.first?.settlement == .resentAs(9))
    #expect(throws: StoreError.self) { try one.database.settleRejected(3, how: .discarded) }
    #expect(try one.database.check() == [])
  }

  @Test func whatBuildsOnARejectionFollowsIt() throws {
    // A territory that the user does not hold: the server rejects, and the line with it.
    let id = try order(two, "elsewhere", territory: 2)
    try two.create(Toy.line, [20: .reference(id), 21: .text("line")])
    try two.edit(Toy.order, id, [23: .integer(3)])
    let intake = try #require(try world.sync(two))
    #expect(intake.rejected >= 2)
    #expect(try two.all(Toy.order).isEmpty)
    #expect(try two.database.check() == [])
  }

  @Test func anEditThatLostIsCounted() throws {
    let id = try order(one, "base")
    try syncBoth()
    try one.edit(Toy.order, id, [22: .text("first")])
    world.clock.advance(by: 1_000)
    try two.edit(Toy.order, id, [22: .text("later"), 27: .text("n2")])
    try one.edit(Toy.order, id, [27: .text("n1")])
    try world.sync(two)
    let intake = try #require(try world.sync(one))
    #expect(intake.lostEdits == 1)
    #expect(intake.conflicts == 1)
    #expect(try one.database.read { try $0.conflicts() }.map(\.group?.name) == ["note"])
    #expect(try world.office.read { try $0.conflicts() }.count == 1)
    let note = try world.office.read { try $0.history(of: Toy.order, id) }.first?.note
    #expect(note?.reason == .hidden && note?.version[22] == .text("first"))
  }

  // MARK: Scopes.

  @Test func aRecordLeavesWithItsPartsAndIsNotDeleted() throws {
    let id = try order(one, "moves")
    let line = try one.create(Toy.line, [20: .reference(id), 21: .text("part")])
    try syncBoth()
    #expect(try two.view(Toy.line, line) != nil)
    try one.edit(Toy.order, id, [21: .reference(World.territories[1])])
    try world.sync(one)
    let intake = try #require(try world.sync(two))
    #expect(intake.left == 2)
    #expect(try two.view(Toy.order, id) == nil && two.view(Toy.line, line) == nil)
    #expect(try two.database.read { try $0.search("moves") }.isEmpty)
    #expect(try one.view(Toy.order, id)?.life == .live)
    #expect(try two.database.check(thorough: true) == [])
  }

  @Test func anUnsentEditKeepsARecordThatLeft() throws {
    let id = try order(one, "moves")
    try syncBoth()
    try one.edit(Toy.order, id, [21: .reference(World.territories[1])])
    try world.sync(one)
    // The page that says so is taken while a commit that was written since waits.
    var client = try ClientSession(
      storage: two.database, sealing: two.sealing, schemaVersion: 1)
    guard case .send(let header, let body) = try client.start(now: 0) else { return }
    let (answer, full) = try world.serve(header, body, of: two, pageBytes: nil)
    try two.edit(Toy.order, id, [23: .integer(9)])
    let intake = try two.database.take(answer, try #require(full))
    #expect(intake.left == 1)
    #expect(try two.view(Toy.order, id)?[23] == .integer(9))
    #expect(try two.database.check() == [])
    let next = try #require(try world.sync(two))
    // It was written on a sync point at which the record was still theirs.
    #expect(next.accepted == 1 && next.divergent == [])
    #expect(try two.view(Toy.order, id) == nil)
    #expect(try one.view(Toy.order, id)?[23] != .integer(9))
    try world.sync(one)
    #expect(try one.view(Toy.order, id)?[23] == .integer(9))
    #expect(try two.database.check() == [])
  }

  @Test func aNewScopeComesWholeAndALostOneGoes() throws {
    let here = try order(one, "here")
    let there = try order(one, "there", territory: 1)
    try syncBoth()
    #expect(try two.all(Toy.order).map(\.id) == [here])
    world.setAuthor(world.author(two.user, territories: [1]))
    let intake = try #require(try world.sync(two, pageBytes: 1))
    #expect(intake.divergent == [])
    #expect(try two.all(Toy.order).map(\.id) == [there])
    let scopes = Set(try two.database.standing().cursors.map(\.scope))
    #expect(scopes == [.everyone, .user(two.user), .territory(World.territories[1])])
    #expect(try two.database.check() == [])
  }

  @Test func aScopeThatIsLostDuringARoundBringsNothing() throws {
    for index in 0..<3 { _ = try order(one, "t\(index)") }
    try world.sync(one)
    #expect(try world.sync(two, pageBytes: 1, answers: 3) == nil)
    #expect(try two.database.standing().stagedPosition > 0)
    world.setAuthor(world.author(two.user, territories: []))
    try world.sync(two, pageBytes: 1)
    #expect(try two.all(Toy.order).isEmpty)
    #expect(try two.database.check() == [])
  }

  // MARK: Echo and digests.

  @Test func ownCommitsAreNotSentBack() throws {
    _ = try one.create(Toy.notice, [20: .text("first")])
    try syncBoth()
    let id = try order(one, "mine")
    try one.edit(Toy.order, id, [23: .integer(2)])
    var client = try ClientSession(
      storage: one.database, sealing: one.sealing, schemaVersion: 1)
    guard case .send(let header, let body) = try client.start(now: 0) else { return }
    let (answer, full) = try world.serve(header, body, of: one, pageBytes: nil)
    let page = try #require(full).page
    #expect(page.records.isEmpty)
    #expect(page.memberships.map(\.record) == [id])
    _ = try client.handle(answer, full, now: 0)
    #expect(
      try one.view(Toy.order, id)?.state
        == world.office.read { try $0.record(Toy.order, id) }?.state)
    // Somebody else writes to it: from then on it is sent.
    try world.sync(two)
    try two.edit(Toy.order, id, [22: .text("theirs")])
    try world.sync(two)
    try one.edit(Toy.order, id, [28: .integer(1)])
    try syncBoth()
    let server = try world.office.read { try $0.record(Toy.order, id) }
    #expect(try one.view(Toy.order, id)?.state == server?.state)
    #expect(try one.database.check() == [])
  }

  @Test func aDifferenceIsReportedAndRepaired() throws {
    let id = try order(one, "whole")
    try syncBoth()
    // A fault: the row shows something else than what was pulled.
    try one.database.store.write { session in
      let layout = try session.layout.require(Toy.order)
      let record = try #require(try session.load(layout, id))
      var state = record.state
      state.apply(
        RecordChange(
          entity: Toy.order, record: id, creates: false,
          writes: [GroupWrite(group: 23, action: .set(GroupValue(FieldValue(23, .integer(-1)))))]),
        of: Commit(
          replica: two.replica, sequence: 50, time: .zero, office: false, basis: 0,
          operation: "fault", changes: []))
      session.digest(
        Toy.order, from: record.state, in: Session.scopes(in: try #require(record.held.integer)),
        to: state, in: Session.scopes(in: try #require(record.held.integer)))
      _ = try session.save(
        RowContent(state: state, pending: []), held: record.held, replacing: record, layout)
    }
    let unsent = try order(one, "unsent")
    let intake = try #require(try world.sync(one))
    #expect(intake.divergent == ["territory:\(World.territories[0])/order"])
    let again = try #require(try world.sync(one))
    #expect(again.divergent == [])
    #expect(try one.view(Toy.order, id)?[23] == .null)
    #expect(try one.view(Toy.order, unsent)?[22] == .text("unsent"))
    #expect(try one.database.check() == [])
  }
}
