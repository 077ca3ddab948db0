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

/// A real office in a temporary folder, with a clock that tests move.
final class TestOffice {
  let folder: OfficeFolder
  var office: Office
  var now: Int64 = 1_750_000_000_000

  init() throws {
    let path = FileManager.default.temporaryDirectory
      .appendingPathComponent("karvan-office-\(UUID().uuidString)").path
    folder = OfficeFolder(path)
    office = try Office.create(
      in: folder,
      WorkspaceSeed.Names(administrator: "Admin", login: "admin", territory: "Tehran"), now: now)
  }

  deinit { try? FileManager.default.removeItem(atPath: folder.path) }

  /// What a restarted process does.
  func restart() throws {
    try office.database.close()
    office = try Office.open(folder)
  }

  /// Adds a rep and enrols a device for them.
  func rep(_ login: String, territory: String = "Tehran") throws -> TestDevice {
    _ = try office.addUser(
      login: login, name: login, role: "rep", territories: [territory], now: now)
    return try device(login)
  }

  /// Enrols a device for a user who is there.
  func device(_ login: String) throws -> TestDevice {
    try TestDevice(self, invite: try office.invite(login: login, now: now))
  }
}

/// A real device: its keys, its database, and the bytes that it sends and is sent.
final class TestDevice {
  let office: TestOffice
  let keys: DeviceKeys
  let enrolment: Enrolment
  /// The pinned identity with the newest exchange key that the device has seen.
  var card: OfficeCard
  var commitKey: CommitKeyGrant
  /// How often the public card had to be fetched again.
  var fetchedCards = 0
  let replica: ReplicaID
  let path: String
  var database: ReplicaDatabase

  init(_ office: TestOffice, invite: Invite, keys: DeviceKeys = .generate()) throws {
    self.office = office
    self.keys = keys
    let card = try OfficeCard(office.office.card())
    self.card = card
    replica = .random()
    enrolment = try Self.enrol(office, card, invite, keys, replica)
    commitKey = CommitKeyGrant(
      epoch: enrolment.commitKeyEpoch, key: enrolment.commitKey)
    path = office.folder.path + "/device-\(enrolment.deviceCode)/karvan.db"
    let identity = ReplicaIdentity(
      workspace: enrolment.workspace, device: enrolment.device,
      deviceCode: enrolment.deviceCode, user: enrolment.user, replica: replica,
      scopes: enrolment.scopes, digestKey: enrolment.digestKey)
    let time = office.now
    database = try ReplicaDatabase.create(
      at: path, schema: try Catalog.schema(), identity: identity, hashing: Office.hashing,
      now: { time })
  }

  static func enrol(
    _ office: TestOffice, _ card: OfficeCard, _ invite: Invite, _ keys: DeviceKeys,
    _ replica: ReplicaID, schemaVersion: UInt32 = 1
  ) throws -> Enrolment {
    let payload = try Wire.encode(
      EnrolRequest(
        verifyKey: keys.signing.verifyKey.bytes, replica: replica, deviceName: "laptop",
        schemaVersion: schemaVersion, deviceTime: office.now))
    let exchange = try DeviceExchange(
      to: ExchangeTarget(
        workspace: card.workspace, office: card.certificate.key, invite: invite),
      keys: keys, payload: payload, body: [])
    let outcome = try office.office.enrol(exchange.request, now: office.now)
    switch try Wire.enrolAnswer(try exchange.open(outcome.bytes).payload) {
    case .enrolled(let enrolment): return enrolment
    case .refused(let refusal): throw refusal
    }
  }

  var sealing: ReplicaSealing {
    get throws {
      ReplicaSealing(
        workspace: enrolment.workspace, device: enrolment.device, replica: replica,
        epoch: commitKey.epoch, schemaVersion: 1,
        key: try CommitKey(exposedBytes: commitKey.key))
    }
  }

  var target: ExchangeTarget {
    ExchangeTarget(workspace: card.workspace, office: card.certificate.key)
  }

  var rights: WritingRights {
    let user = enrolment.user
    let now = office.now
    return WritingRights(
      author: { reader in
        guard let author = try Authors.author(of: user, reader: reader) else {
          throw Failure(.notEnrolled)
        }
        return author
      },
      makeID: { .now(now) })
  }

  /// Makes an exchange without sending it.
  func exchange(_ header: RequestHeader, _ body: RequestBody) throws -> DeviceExchange {
    try DeviceExchange(
      to: target, keys: keys, payload: try Wire.encode(header), body: try Wire.encode(body))
  }

  /// Sends an exchange and reads its answer.
  func send(_ exchange: DeviceExchange) throws -> (AnswerHeader, AnswerBody?) {
    let outcome = try office.office.exchange(exchange.request, now: office.now)
    let content = try exchange.open(outcome.bytes)
    let header = try Wire.answerHeader(content.payload)
    if let newer = try card.following(header.keys.certificates) { card = newer }
    if let grant = header.keys.commitKey, grant.epoch > commitKey.epoch { commitKey = grant }
    return (header, content.body.isEmpty ? nil : try Wire.answerBody(content.body))
  }

  /// One sync, the way the command does it; `intercept` may lose answers or look at requests.
  @discardableResult
  func sync(
    intercept: (DeviceExchange) throws -> Void = { _ in }
  ) throws -> Intake {
    var session = try ClientSession(
      storage: database, sealing: try sealing, schemaVersion: 1, epoch: commitKey.epoch)
    var action = try session.start(now: office.now)
    while true {
      switch action {
      case .finish(let intake): return intake
      case .fetch, .wait: throw SyncStop.confused("snapshot")
      case .send(let header, let body):
        let (answer, answerBody) = try deliver(header, body, intercept)
        action = try session.handle(answer, answerBody, now: office.now)
      }
    }
  }

  /// Sends a request; to an exchange key that is no more, again with the public card's.
  private func deliver(
    _ header: RequestHeader, _ body: RequestBody, _ intercept: (DeviceExchange) throws -> Void
  ) throws -> (AnswerHeader, AnswerBody?) {
    do {
      let first = try exchange(header, body)
      try intercept(first)
      return try send(first)
    } catch let error as SealingError where error.code == .unknownExchangeKey {
      card = try card.renewed(by: office.office.card())
      fetchedCards += 1
      return try send(try exchange(header, body))
    }
  }

  /// Adds an account with a main phone, as a rep does.
  @discardableResult
  func addAccount(_ name: String, phone: String? = nil) throws -> RecordID {
    let commit = try database.commit(rights) { context in
      try AccountOperations.open(
        RecordEdit(values: [Account.shape.name.tag: .text(name)]), phone: phone, in: context)
    }
    return try #require(commit).changes[0].record
  }

  /// Writes one field of an account.
  func set(_ id: RecordID, _ field: Field, _ value: Value) throws {
    _ = try database.commit(rights) { context in
      let view = try #require(try context.reader.record(Account.tag, id))
      return try RecordOperations.edit(
        view, RecordEdit(values: [field.tag: value]), in: context)
    }
  }

  /// The displayed value of a field of an account.
  func value(_ id: RecordID, _ field: Field) throws -> Value? {
    try database.read { try $0.record(Account.tag, id)?[field] }
  }
}
