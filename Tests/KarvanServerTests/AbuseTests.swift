// SPDX-License-Identifier: Apache-2.0
import Foundation
import KarvanCore
import KarvanDomain
import KarvanSealing
import KarvanStore
import KarvanSync
import KarvanWire
import Testing

@testable import KarvanServer

/// What a device with a modified program could try; each was possible once.
@Suite struct AbuseTests {
  /// Sends commits of our own making in a sealed segment, past every check of the client.
  private func push(
    _ changes: [[RecordChange]], from device: TestDevice, plaintext: [UInt8]? = nil,
    count: Int? = nil, schemaVersion: UInt32 = 1
  ) throws -> (AnswerHeader, [CommitResult]) {
    let standing = try device.database.standing()
    var run = ByteWriter()
    for (index, changes) in changes.enumerated() {
      var blob = ByteWriter()
      blob.journalled(
        Commit(
          replica: device.replica, sequence: standing.journal.sequence + UInt64(index) + 1,
          time: HybridTime(milliseconds: device.office.now), office: false, basis: 0,
          operation: "forged", changes: changes))
      run.blob(blob.bytes)
    }
    let sealing = ReplicaSealing(
      workspace: device.enrolment.workspace, device: device.enrolment.device,
      replica: device.replica, epoch: device.enrolment.commitKeyEpoch,
      schemaVersion: schemaVersion,
      key: try CommitKey(exposedBytes: device.enrolment.commitKey))
    let segment = try sealing.seal(
      plaintext ?? run.bytes, first: standing.journal.sequence + 1,
      count: count ?? changes.count, after: standing.journal)
    let header = RequestHeader(
      exchangeNumber: standing.exchangeNumber + 1, deviceTime: device.office.now,
      replica: device.replica, schemaVersion: 1,
      journal: JournalHead(sequence: segment.last, segment: segment.number, chain: segment.chain),
      acknowledged: standing.acknowledged, incarnation: standing.incarnation, segmentCount: 1)
    let body = RequestBody(
      segments: [segment.bytes],
      pull: PullRequest(cursors: standing.cursors, position: 0, maximumBytes: 1_000_000))
    let (answer, answerBody) = try device.send(try device.exchange(header, body))
    return (answer, answerBody?.results.flatMap(\.results) ?? [])
  }

  private func failures(_ results: [CommitResult]) -> [Failure.Code?] {
    results.map { if case .rejected(let failure) = $0 { failure.code } else { nil } }
  }

  private func state(_ id: RecordID, _ tag: EntityTag, _ device: TestDevice) throws -> RecordView {
    let view = try device.office.office.database.read { try $0.record(tag, id) }
    return try #require(view)
  }

  @Test("An enrolment takes over no replica that is known, the office's own included")
  func takeover() throws {
    let office = try TestOffice()
    let ali = try office.rep("ali")
    try ali.sync()
    _ = try office.office.addUser(
      login: "mallory", name: "M", role: "rep", territories: ["Tehran"], now: office.now)
    let card = try OfficeCard(office.office.card())
    let known = [
      ali.replica, office.office.database.identity.replica, ReplicaID(high: 0, low: 0),
    ]
    for replica in known {
      let invite = try office.office.invite(login: "mallory", now: office.now)
      #expect(throws: EnrolRefusal.self) {
        try TestDevice.enrol(office, card, invite, .generate(), replica)
      }
    }
    try ali.addAccount("Shop")
    #expect(try ali.sync().accepted == 1)
  }

  @Test("A device of a newer program is enrolled, as it is served")
  func newerProgram() throws {
    let office = try TestOffice()
    _ = try office.office.addUser(
      login: "ali", name: "Ali", role: "rep", territories: ["Tehran"], now: office.now)
    let card = try OfficeCard(office.office.card())
    let invite = try office.office.invite(login: "ali", now: office.now)
    let enrolment = try TestDevice.enrol(
      office, card, invite, .generate(), .random(), schemaVersion: Catalog.version + 1)
    #expect(!enrolment.scopes.isEmpty)
  }

  @Test("A copy that only asked does not shut out the original, which still syncs its work")
  func pullingCopy() throws {
    let office = try TestOffice()
    let ali = try office.rep("ali")
    try ali.sync()
    try ali.database.close()
    let copy = ali.path + ".copy"
    try FileManager.default.copyItem(atPath: ali.path, toPath: copy)
    let schema = try Catalog.schema()
    let time = office.now
    func open(_ path: String) throws {
      ali.database = try .open(at: path, schema: schema, hashing: Office.hashing, now: { time })
    }
    try open(copy)
    for _ in 0..<3 { try ali.sync() }
    try ali.database.close()
    try open(ali.path)
    try ali.addAccount("Shop")
    #expect(try ali.sync().accepted == 1)
  }

  @Test("What is swept is judged like what is replaced: no way round a state machine")
  func sweeping() throws {
    let office = try TestOffice()
    let ali = try office.rep("ali")
    try ali.sync()
    let shop = try ali.addAccount("Shop")
    let started = try ali.database.commit(ali.rights) {
      try OrderOperations.start(account: shop, in: $0)
    }
    let order = try #require(started).changes[0].record
    _ = try ali.database.commit(ali.rights) {
      try OrderOperations.cancel(order, reason: nil, in: $0)
    }
    try ali.sync()
    let shape = Order.shape
    let view = try state(order, Order.tag, ali)
    let group = try #require(view.entity.group(of: shape.status.tag))
    let shown = view.state.versions(of: group.tag).map(\.name)
    let back = RecordChange(
      entity: Order.tag, record: order, creates: false,
      writes: [
        GroupWrite(
          group: group.tag,
          action: .set(GroupValue(FieldValue(shape.status.tag, .text("draft")))),
          sweeps: shown)
      ])
    let (_, results) = try push([[back]], from: ali)
    #expect(failures(results) == [.moveNotAllowed])
    #expect(try state(order, Order.tag, ali)[shape.status] == .text("cancelled"))
  }

  @Test("A delete cannot claim to have seen what its author cannot know")
  func seeingTooMuch() throws {
    let office = try TestOffice()
    let ali = try office.rep("ali")
    try ali.sync()
    let shop = try ali.addAccount("Shop", phone: "09121234567")
    try ali.sync()
    let points = try office.office.database.read {
      try $0.records(ContactPoint.tag, where: ContactPoint.shape.account.tag, is: .reference(shop))
    }
    let point = try #require(points.first)
    let other = try office.device("ali")
    try other.sync()
    // Neither of nobody's work nor of what another device has not written yet.
    let deletes = [ReplicaID(high: 9, low: 9), other.replica].map { replica in
      [
        RecordChange(
          entity: ContactPoint.tag, record: point.id, creates: false, writes: [],
          life: LifeWrite(
            isDeleted: true, replaces: [], seen: RecordClock([Dot(replica, 1_000)])))
      ]
    }
    #expect(failures(try push(deletes, from: ali).1) == [.malformed, .malformed])
  }

  @Test("A record cannot be made to grow until nobody can be sent it")
  func growth() throws {
    let office = try TestOffice()
    let ali = try office.rep("ali")
    try ali.sync()
    let shop = try ali.addAccount("Shop")
    try ali.sync()
    let commits = (0..<8).map { commit in
      [
        RecordChange(
          entity: Account.tag, record: shop, creates: false,
          writes: (0..<500).map {
            GroupWrite(group: Account.shape.tags.tag, action: .add("tag \(commit) \($0)"))
          })
      ]
    }
    let codes = failures(try push(commits, from: ali).1)
    #expect(codes.contains(.tooLarge))
    #expect(codes.first == .some(nil))
    let count = try state(shop, Account.tag, ali).state.versions.count
    #expect(count <= CommitLimits.versionsPerRecord)
  }

  @Test("A run that breaks off is answered commit by commit, so that the journal goes on")
  func brokenRun() throws {
    let office = try TestOffice()
    let ali = try office.rep("ali")
    try ali.sync()
    let (answer, results) = try push([], from: ali, plaintext: [9, 1, 2], count: 3)
    #expect(answer.verdict == .done)
    #expect(failures(results) == [.undecodable, .undecodable, .undecodable])
  }

  @Test("A record is not hung below a parent that its author does not hold")
  func reparenting() throws {
    let office = try TestOffice()
    let ali = try office.rep("ali")
    let other = try office.territory("Shiraz")
    _ = try office.office.addUser(
      login: "omid", name: "Omid", role: "rep", territories: ["Shiraz"], now: office.now)
    let omid = try office.device("omid")
    try ali.sync()
    try omid.sync()
    let mine = try ali.addAccount("Mine")
    let theirs = try omid.addAccount("Theirs")
    let started = try ali.database.commit(ali.rights) {
      try VisitOperations.start(account: mine, in: $0)
    }
    let visit = try #require(started).changes[0].record
    try ali.sync()
    try omid.sync()
    #expect(try state(theirs, Account.tag, ali)[Account.shape.territory] == .reference(other))
    let shape = Visit.shape
    let shown = try state(visit, Visit.tag, ali).state.versions(of: shape.account.tag)
    let moved = RecordChange(
      entity: Visit.tag, record: visit, creates: false,
      writes: [
        GroupWrite(
          group: shape.account.tag,
          action: .set(GroupValue(FieldValue(shape.account.tag, .reference(theirs)))),
          replaces: shown.map(\.name))
      ])
    #expect(failures(try push([[moved]], from: ali).1) == [.outOfScope])
  }

  @Test("Nobody makes the office merge customers of others by pointing an own one at them")
  func mergingOthers() throws {
    let office = try TestOffice()
    let ali = try office.rep("ali")
    _ = try office.territory("Shiraz")
    _ = try office.office.addUser(
      login: "omid", name: "Omid", role: "rep", territories: ["Shiraz"], now: office.now)
    let omid = try office.device("omid")
    try omid.sync()
    let theirs = try omid.addAccount("Theirs")
    try omid.sync()
    try ali.sync()
    office.now += 1
    let held = try ali.addAccount("Held")
    office.now += 1
    let mine = try ali.addAccount("Mine")
    try ali.sync()
    let merged = Account.shape.mergedInto.tag
    func into(_ target: RecordID) -> RecordChange {
      RecordChange(
        entity: Account.tag, record: mine, creates: false,
        writes: [
          GroupWrite(
            group: merged, action: .set(GroupValue(FieldValue(merged, .reference(target)))))
        ])
    }
    // The second names none of the versions that it would replace, so that both are there.
    let codes = failures(try push([[into(held)], [into(theirs)]], from: ali).1)
    #expect(codes == [nil, .outOfScope])
    #expect(try state(held, Account.tag, ali)[Account.shape.mergedInto].isNull)
  }

  @Test("A tombstone moves with its parent: the old territory cannot write to it any more")
  func tombstones() throws {
    let office = try TestOffice()
    let ali = try office.rep("ali")
    let shiraz = try office.territory("Shiraz")
    try ali.sync()
    let shop = try ali.addAccount("Shop", phone: "09121234567")
    try ali.sync()
    let added = try ali.database.commit(ali.rights) { context in
      let entity = try #require(context.schema[ContactPoint.tag])
      let shape = ContactPoint.shape
      return try RecordOperations.add(
        entity,
        RecordEdit(values: [
          shape.account.tag: .reference(shop), shape.kind.tag: .text("email"),
          shape.value.tag: .text("a@example.com"),
        ]), in: context)
    }
    let contact = try #require(added).changes[0].record
    _ = try ali.database.commit(ali.rights) { context in
      let view = try context.reader.record(ContactPoint.tag, contact)
      return try RecordOperations.delete(try #require(view), in: context)
    }
    try ali.sync()
    try office.move(shop, to: shiraz)
    let scopes = try office.office.database.read { try $0.scopes(of: ContactPoint.tag, contact) }
    #expect(Set(scopes).contains(.territory(shiraz)))
    #expect(Set(scopes).filter { if case .territory = $0 { true } else { false } }.count == 1)
  }

  @Test("A device gives numbers of its own series only")
  func numbers() throws {
    let office = try TestOffice()
    let ali = try office.rep("ali")
    try ali.sync()
    let shop = try ali.addAccount("Shop")
    try ali.sync()
    let started = try ali.database.commit(ali.rights) {
      try OrderOperations.start(account: shop, in: $0)
    }
    let numbered = try #require(started).changes[0].writes.map { write in
      write.group == Order.shape.number.tag
        ? GroupWrite(
          group: write.group,
          action: .set(GroupValue(FieldValue(Order.shape.number.tag, .text("Z9-1")))))
        : write
    }
    let forged = RecordChange(
      entity: Order.tag, record: .random(), creates: true, writes: numbered)
    #expect(failures(try push([[forged]], from: ali).1) == [.malformed])
  }

  @Test("A finding that cannot be reported does not hold up the commit that it is about")
  func officeUserLeft() throws {
    let office = try TestOffice()
    let ali = try office.rep("ali")
    try ali.sync()
    _ = try office.office.addUser(
      login: "boss", name: "Boss", role: "administrator", territories: ["Tehran"],
      now: office.now)
    try office.office.changeUser(login: "admin", isActive: false, now: office.now)
    try ali.addAccount("One", phone: "09121234567")
    try ali.addAccount("Two", phone: "09121234567")
    #expect(try ali.sync().accepted == 2)
    try office.office.changeUser(login: "admin", isActive: true, now: office.now)
    let items = try office.office.database.read { try $0.list(RecordQuery(ReviewItem.tag)) }
    #expect(items.count == 1)
  }

  @Test("A closed finding is not raised again by a later edit of the same record")
  func closedStaysClosed() throws {
    let office = try TestOffice()
    let ali = try office.rep("ali")
    try ali.sync()
    let one = try ali.addAccount("One", phone: "09121234567")
    try ali.addAccount("Two", phone: "09121234567")
    try ali.sync()
    try office.closeReviews()
    try ali.set(one, Account.shape.note, .text("later"))
    try ali.sync()
    let items = try office.office.database.read { try $0.list(RecordQuery(ReviewItem.tag)) }
    #expect(items.count == 1)
  }

  @Test("A server that holds less than it acknowledged begins a new life and gets it back")
  func restoredOffice() throws {
    let office = try TestOffice()
    let ali = try office.rep("ali")
    try ali.sync()
    try office.office.database.close()
    let backup = office.folder.database + ".backup"
    try FileManager.default.copyItem(atPath: office.folder.database, toPath: backup)
    try office.reopen()
    try ali.addAccount("Shop")
    try ali.sync()
    try office.office.database.close()
    let log = FileManager.default.contents(atPath: office.folder.database + "-wal")
    #expect(log?.isEmpty != false)
    try FileManager.default.removeItem(atPath: office.folder.database)
    try FileManager.default.moveItem(atPath: backup, toPath: office.folder.database)
    try office.reopen()
    let before = office.office.database.identity.incarnation
    #expect(try ali.sync().accepted == 1)
    #expect(office.office.database.identity.incarnation != before)
    #expect(try ali.database.read { try $0.count(RecordQuery(Account.tag)) } == 1)
  }
}

extension TestOffice {
  /// Opens the workspace again after its files were changed.
  func reopen() throws { office = try Office.open(folder) }

  /// Adds a territory.
  func territory(_ name: String) throws -> RecordID {
    let commit = try office.operate(now: now) { authoring, writer, author in
      try authoring.commit(by: author) { context in
        let entity = try #require(writer.schema[Territory.tag])
        return try RecordOperations.add(
          entity, RecordEdit(values: [Territory.shape.name.tag: .text(name)]), in: context)
      }
    }
    return try #require(commit).changes[0].record
  }

  /// Moves an account to a territory, as the office does.
  func move(_ account: RecordID, to territory: RecordID) throws {
    try office.operate(now: now) { authoring, writer, author in
      _ = try authoring.commit(by: author) { context in
        let view = try writer.record(Account.tag, account)
        return try RecordOperations.edit(
          try #require(view),
          RecordEdit(values: [Account.shape.territory.tag: .reference(territory)]), in: context)
      }
    }
  }

  /// Closes every open review item.
  func closeReviews() throws {
    try office.operate(now: now) { authoring, writer, author in
      for item in try writer.list(RecordQuery(ReviewItem.tag)) {
        _ = try authoring.commit(by: author) { try ReviewOperations.close(item, in: $0) }
      }
    }
  }
}
