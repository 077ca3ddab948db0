// SPDX-License-Identifier: Apache-2.0

import Foundation
import KarvanCore
import KarvanSync
import Synchronization
import TestSupport

@testable import KarvanStore

/// An office and devices on real files, with exchanges that can be cut anywhere.
final class World {
  static let territories = (1...3).map { RecordID(high: 0xAA, low: $0) }

  let place: Place
  let clock = ToyClock()
  let ids = ToyIDs()
  /// How many lives were ever allotted, by whatever life of the office.
  let allotted = ToyClock(0)
  /// The schema of the office.
  private(set) var schema: Schema
  private(set) var office: OfficeDatabase
  var devices: [Device] = []
  /// How many records were served by their groups.
  private(set) var partial = 0
  private let authors = Authors()
  /// Where first syncs come from as snapshots; nil for pages.
  var shelf: ToyShelf?

  init(schema: Schema? = nil) throws {
    place = try Place()
    self.schema = try schema ?? Toy.schema()
    office = try OfficeDatabase.create(
      at: place.file("office.db"), schema: self.schema,
      identity: OfficeIdentity(
        workspace: WorkspaceID(high: 1, low: 1), incarnation: IncarnationID(high: 2, low: 2),
        replica: ReplicaID(high: 0xFFFF, low: 1), digestKey: [1, 2, 3]),
      hashing: { _ in ToyHasher() })
  }

  /// The rights of users, which a test may change.
  final class Authors: Sendable {
    private let all = Mutex<[RecordID: Author]>([:])
    subscript(user: RecordID) -> Author? { all.withLock { $0[user] } }
    func set(_ author: Author) { all.withLock { $0[author.user] = author } }
  }

  final class Device {
    let number: Int
    let user: RecordID
    var id: DeviceID
    var replica: ReplicaID
    var database: ReplicaDatabase
    /// The schema of its program.
    var schema: Schema { database.schema }
    let rights: WritingRights
    /// How far its clock is off, in milliseconds.
    let skew: ToyClock
    /// Whether it is sent whole states where others are sent groups, to compare with them.
    var takesWhole = false
    /// How often it has gone on as another device.
    var lives = 0

    init(
      number: Int, user: RecordID, id: DeviceID, replica: ReplicaID, database: ReplicaDatabase,
      rights: WritingRights, skew: ToyClock = ToyClock(0)
    ) {
      self.number = number
      self.user = user
      self.id = id
      self.replica = replica
      self.database = database
      self.rights = rights
      self.skew = skew
    }

    var sealing: ToySealing {
      ToySealing(replica: replica, schemaVersion: schema.version)
    }
  }

  func author(_ user: RecordID, territories: [Int], office: Bool = false) -> Author {
    Author(
      user: user, isActive: true, office: office, grants: ["*"],
      scopes: Set(
        [office ? .office : .everyone, .everyone, .user(user)]
          + territories.map { .territory(Self.territories[$0]) }))
  }

  func setAuthor(_ author: Author) { authors.set(author) }

  func knowledge() -> OfficeKnowledge {
    OfficeKnowledge(author: { [authors] user, _ in authors[user] }, review: { _, _ in nil })
  }

  @discardableResult
  func addDevice(
    territories: [Int], office isOffice: Bool = false, schema: Schema? = nil
  ) throws -> Device {
    let number = devices.count + 1
    let user = RecordID(high: 0xBB, low: UInt64(number))
    let id = DeviceID(high: 0xCC, low: UInt64(number))
    let replica = ReplicaID(high: 0xDD, low: UInt64(number) &* 0x9E37_79B9)
    authors.set(author(user, territories: territories, office: isOffice))
    let scopes = authors[user].map { Array($0.scopes) } ?? []
    let skew = ToyClock(0)
    let database = try ReplicaDatabase.create(
      at: place.file("device\(number).db"), schema: schema ?? self.schema,
      identity: ReplicaIdentity(
        workspace: WorkspaceID(high: 1, low: 1), device: id, deviceCode: "D\(number)", user: user,
        replica: replica, scopes: number % 2 == 0 ? [] : scopes, digestKey: [1, 2, 3]),
      hashing: { _ in ToyHasher() }, now: { [clock] in clock.now + skew.now })
    let rights = WritingRights(
      author: { [authors] _ in
        guard let author = authors[user] else { throw Failure(.notEnrolled) }
        return author
      }, makeID: { [ids] in ids.make() })
    try office.transaction { writer in
      try writer.save(
        DeviceAccount(
          id: id, user: user, code: "D\(number)", name: "device \(number)",
          exchangeKey: id.bytes, verifyKey: id.bytes, enrolledAt: clock.now))
      try writer.save(
        ReplicaAccount(
          replica: replica, device: id, exchangeNumber: 0,
          journal: JournalHead(
            sequence: 0, segment: 0, chain: ToySealing(replica: replica).genesis)))
    }
    let device = Device(
      number: number, user: user, id: id, replica: replica, database: database, rights: rights,
      skew: skew)
    devices.append(device)
    return device
  }

  /// What a killed process finds when it starts again.
  func reopen(_ device: Device, schema: Schema? = nil) throws {
    try device.database.close()
    try reopenClosed(device, schema: schema)
  }

  func reopenClosed(_ device: Device, schema: Schema? = nil) throws {
    device.database = try open(
      device.number, skew: device.skew, schema: schema ?? device.schema)
  }

  func open(_ number: Int, skew: ToyClock, schema: Schema) throws -> ReplicaDatabase {
    try ReplicaDatabase.open(
      at: place.file("device\(number).db"), schema: schema, hashing: { _ in ToyHasher() },
      now: { [clock] in clock.now + skew.now })
  }

  func openOffice() throws {
    office = try OfficeDatabase.open(
      at: place.file("office.db"), schema: schema, hashing: { _ in ToyHasher() })
  }

  /// Opens the office anew; every statement that it runs from now on is told.
  func traceOffice(_ trace: @escaping @Sendable (String) -> Void) throws {
    try office.close()
    office = try OfficeDatabase.open(
      at: place.file("office.db"), schema: schema, hashing: { _ in ToyHasher() }, trace: trace)
  }

  static func copy(_ path: String, _ other: String) throws {
    let manager = FileManager.default
    for suffix in ["", "-wal", "-shm"] {
      try? manager.removeItem(atPath: other + suffix)
    }
    try manager.copyItem(atPath: path, toPath: other)
  }

  /// Upgrades the office and takes what had to wait for that.
  @discardableResult
  func upgradeOffice(to schema: Schema) throws -> LiftReport {
    try office.close()
    self.schema = schema
    try openOffice()
    return try session.lift(now: clock.now)
  }

  // MARK: Exchanges.

  var session: ServerSession {
    ServerSession(
      schema: schema, knowledge: knowledge(), storage: office, tokens: ToyTokens(),
      lives: lives, snapshots: shelf, report: { _, _, _ in })
  }

  func serve(
    _ header: RequestHeader, _ body: RequestBody, of device: Device, pageBytes: Int?
  ) throws -> (AnswerHeader, AnswerBody?) {
    let pull = PullRequest(
      cursors: body.pull.cursors, position: body.pull.position,
      maximumBytes: pageBytes ?? body.pull.maximumBytes, snapshot: body.pull.snapshot)
    guard let account = try office.read({ try $0.device(device.id) }) else {
      throw Failure(.notEnrolled)
    }
    let (answer, served) = try session.serve(
      header, of: account, segments: body.segments, pull: pull,
      waiting: body.waiting, marks: body.marks, now: clock.now,
      open: ToySealing.open)
    var answerBody = served
    partial += answerBody?.page.records.filter { $0.groups != nil }.count ?? 0
    if device.takesWhole, let records = answerBody?.page.records {
      answerBody?.page.records = try records.map(whole)
    }
    return (answer, answerBody)
  }

  private func whole(_ record: PageRecord) throws -> PageRecord {
    guard record.groups != nil,
      let view = try office.read({ try $0.record(record.state.entity, record.state.id) })
    else { return record }
    return PageRecord(state: view.state, scopes: record.scopes)
  }

  /// Syncs a device; after so many answers the line is cut, or the last answer is lost.
  ///
  /// - Parameter fetches: Whether a snapshot comes through; otherwise the line is cut before.
  /// - Returns: the summary; nil when the line was cut.
  @discardableResult
  func sync(
    _ device: Device, pageBytes: Int? = nil, answers: Int = .max, losesLast: Bool = false,
    takesSnapshots: Bool = false, fetches: Bool = true
  ) throws -> Intake? {
    var client = try ClientSession(
      storage: device.database, sealing: device.sealing,
      schemaVersion: device.schema.version, takesSnapshots: takesSnapshots)
    var action = try client.start(now: clock.now)
    var taken = 0
    while true {
      if case .fetch(let offer) = action {
        guard fetches else { return nil }
        var pages = shelf?.pages(of: offer.id)[...] ?? []
        action =
          pages.isEmpty
          ? try client.snapshotIsGone(now: clock.now)
          : try client.install(offer, now: clock.now) { pages.popFirst() }
      }
      guard case .send(let header, let body) = action else { break }
      if taken == answers && !losesLast { return nil }
      let (answerHeader, answerBody) = try serve(header, body, of: device, pageBytes: pageBytes)
      if taken == answers { return nil }
      taken += 1
      action = try client.handle(answerHeader, answerBody, now: clock.now)
    }
    guard case .finish(let intake) = action else { return nil }
    return intake
  }
}

extension World {
  /// How many lives of databases were begun, of devices and of the office.
  var lifeCount: Int64 { allotted.now }

  /// Lives as the office allots them: a device and a replica for each pair of keys.
  var lives: OfficeLives {
    let allotted = allotted
    return OfficeLives(
      allot: { proposal, former, transaction, now in
        guard let writer = transaction as? OfficeWriter else { return nil }
        if let device = try writer.device(exchangeKey: proposal.exchangeKey) {
          return Self.grant(device, try writer.replicas(of: device.id)[0])
        }
        allotted.advance(by: 1)
        let number = UInt64(allotted.now)
        let device = DeviceAccount(
          id: DeviceID(high: 0xCD, low: number), user: former.user, code: "L\(number)",
          name: former.name, exchangeKey: proposal.exchangeKey, verifyKey: proposal.verifyKey,
          enrolledAt: now)
        let replica = ReplicaID(high: 0xDE, low: number &* 0x9E37_79B9)
        try writer.save(device)
        try writer.save(
          ReplicaAccount(
            replica: replica, device: device.id, exchangeNumber: 0,
            journal: JournalHead(
              sequence: 0, segment: 0, chain: ToySealing(replica: replica).genesis)))
        return Self.grant(device, replica)
      },
      renew: { transaction, now in
        guard let writer = transaction as? OfficeWriter else { return }
        // A life that was lost gave none that is given again.
        allotted.advance(by: 1)
        let number = 1_000 + UInt64(allotted.now)
        try writer.beginLife(
          IncarnationID(high: 2, low: number), replica: ReplicaID(high: 0xFFFF, low: number),
          common: 0, at: now)
      })
  }

  private static func grant(_ device: DeviceAccount, _ replica: ReplicaID) -> LifeGrant {
    LifeGrant(
      replica: replica, device: device.id, deviceCode: device.code,
      commitKey: [UInt8](repeating: 1, count: 32), commitKeyEpoch: 1)
  }

  /// Keeps a device's file as it is now.
  func keep(_ device: Device, as name: String) throws {
    try reopen(device)
    try device.database.close()
    try Self.copy(place.file("device\(device.number).db"), place.file(name))
    try reopenClosed(device)
  }

  /// Puts a kept file in the place of a device's, as a restore from a backup does.
  func restore(_ device: Device, from name: String) throws {
    try device.database.close()
    try Self.copy(place.file(name), place.file("device\(device.number).db"))
    try reopenClosed(device)
  }

  /// A second machine with a copy of a device's file.
  func copyDevice(_ device: Device) throws -> Device {
    let number = devices.count + 1
    try keep(device, as: "device\(number).db")
    let copy = Device(
      number: number, user: device.user, id: device.id, replica: device.replica,
      database: try open(number, skew: device.skew, schema: device.schema), rights: device.rights,
      skew: device.skew)
    devices.append(copy)
    return copy
  }

  /// Keeps the office's file as it is now.
  func keepOffice(as name: String = "office.kept") throws {
    try office.close()
    try Self.copy(place.file("office.db"), place.file(name))
    try openOffice()
  }

  /// Restores the office to a kept file, without telling it.
  func restoreOffice(schema: Schema? = nil, from name: String = "office.kept") throws {
    try office.close()
    self.schema = schema ?? self.schema
    try Self.copy(place.file(name), place.file("office.db"))
    try openOffice()
  }

  /// Goes on as a device of its own.
  ///
  /// - Parameter losesAnswer: Whether the first answer with a grant is lost.
  @discardableResult
  func renew(_ device: Device, losesAnswer: Bool = false) throws -> Rebirth {
    let key = [UInt8](repeating: UInt8(device.number), count: 31) + [UInt8(device.lives)]
    let proposal = NewLife(exchangeKey: key, verifyKey: key, isMoved: false)
    var isLost = losesAnswer
    while true {
      var session = try LifeSession(
        storage: device.database, proposal: proposal, schemaVersion: schema.version)
      var action = try session.start(now: clock.now)
      while case .send(let header, let body) = action {
        let (answer, content) = try serve(header, body, of: device, pageBytes: nil)
        if case .newLife = answer.verdict, isLost {
          isLost = false
          break
        }
        action = try session.handle(answer, content, now: clock.now)
      }
      guard case .granted(let grant, let known, let lacks) = action else { continue }
      let rebirth = try device.database.begin(grant, known: known, lacks: lacks)
      device.id = grant.device
      device.replica = grant.replica
      device.lives += 1
      try reopen(device)
      return rebirth
    }
  }
}

extension World {
  /// Goes on as a device that is enrolled anew, since the office does not know this one.
  @discardableResult
  func carry(_ device: Device) throws -> Rebirth {
    let lives = try device.database.read { try $0.formerLives() }
    let (grant, former) = try office.transaction { writer in
      let number = try writer.nextNumber("carried")
      let replica = ReplicaID(high: 0xDF, low: ids.make().low)
      let account = DeviceAccount(
        id: DeviceID(high: 0xCF, low: replica.low), user: device.user, code: "C\(number)",
        name: "carried", exchangeKey: replica.bytes, verifyKey: replica.bytes,
        enrolledAt: clock.now)
      try writer.save(account)
      try writer.save(
        ReplicaAccount(
          replica: replica, device: account.id, exchangeNumber: 0,
          journal: JournalHead(
            sequence: 0, segment: 0, chain: ToySealing(replica: replica).genesis)))
      let former = try lives.map { life in
        try writer.account(of: life).map {
          try writer.formerLife($0, runs: EnrolRequest.untakenRuns)
        } ?? FormerLife(replica: life, sequence: 0)
      }
      return (Self.grant(account, replica), former)
    }
    let rebirth = try device.database.begin(
      grant, forgottenIn: office.identity.incarnation, former: former)
    device.id = grant.device
    device.replica = grant.replica
    try reopen(device)
    return rebirth
  }
}
