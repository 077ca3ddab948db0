// SPDX-License-Identifier: Apache-2.0
import Foundation
import KarvanCore
import KarvanDomain
import KarvanSealing
import KarvanStore
import KarvanSync
import KarvanWire
import Synchronization

@testable import KarvanCLI

/// An office in the process: real keys, store and session, without HTTP.
final class TestOffice: Link {
  private let keyFile: Mutex<KeyFile>
  let database: OfficeDatabase
  let schema: Schema
  let clock: TestClock
  private let folder: String
  private let session: ServerSession
  /// What the next request gets instead of an answer.
  private let trouble = Mutex<Trouble?>(nil)
  let posts = Mutex(0)
  /// The receipts that came.
  let receipts = Mutex<[[UInt8]]>([])
  /// Whether receipts are lost.
  let silent = Mutex(false)

  /// What can go wrong on the way.
  enum Trouble: Sendable {
    /// The request arrives, its answer does not.
    case lostAnswer
    /// Somebody else answers.
    case page(String)
    case failure(LinkFailure)
    case verdict(Verdict)
    /// The device is refused with an order that this makes.
    case order(@Sendable (WipeSubject, KeyFile) -> [UInt8])
    /// Its push is the last.
    case retirement
  }

  private static let knowledge = OfficeKnowledge(
    author: { try Authors.author(of: $0, reader: $1) }, review: { _, _ in nil })

  /// An office whose clock is ahead of the device's by `ahead` milliseconds.
  init(clock: TestClock) throws {
    self.clock = clock
    let keys = KeyFile.generate(notAfter: 4_000_000_000_000)
    keyFile = Mutex(keys)
    folder = NSTemporaryDirectory() + "karvan-office-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    schema = try Catalog.schema()
    let workspace = WorkspaceID.random()
    let identity = OfficeIdentity(
      workspace: workspace, incarnation: .random(), replica: .random(),
      digestKey: keys.root.digestKey(workspace: Octets16(workspace)).exposedBytes)
    database = try OfficeDatabase.create(
      at: folder + "/office.db", schema: schema, identity: identity,
      hashing: { WorkspaceHashing(try DigestKey(exposedBytes: $0)) })
    session = ServerSession(
      schema: schema, knowledge: Self.knowledge, storage: database,
      tokens: TestTokens(keys: keys, identity: identity),
      lives: TestLives(keys: keys, identity: identity, schema: schema).lives,
      report: { _, _, _ in })
    try seed()
  }

  /// The office of a backup, with the same keys, in another life of its database.
  init(restoredFrom backup: String, of lost: TestOffice) throws {
    clock = lost.clock
    schema = lost.schema
    let keys = lost.keys
    keyFile = Mutex(keys)
    folder = NSTemporaryDirectory() + "karvan-office-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try FileManager.default.copyItem(atPath: backup, toPath: folder + "/office.db")
    database = try OfficeDatabase.open(
      at: folder + "/office.db", schema: schema,
      hashing: { WorkspaceHashing(try DigestKey(exposedBytes: $0)) })
    let now = clock.now()
    try database.transaction {
      try $0.beginLife(.random(), replica: .random(), common: 0, at: now)
    }
    let identity = database.identity
    session = ServerSession(
      schema: schema, knowledge: Self.knowledge, storage: database,
      tokens: TestTokens(keys: keys, identity: identity),
      lives: TestLives(keys: keys, identity: identity, schema: schema).lives,
      report: { _, _, _ in })
  }

  /// Copies the database; where the copy is.
  func backUp() throws -> String {
    let path = folder + "/backup-\(UUID().uuidString).db"
    _ = try database.copy(to: path)
    return path
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  var keys: KeyFile { keyFile.withLock { $0 } }

  /// Gives the office a new exchange key, certified by the same identity; the old one is gone.
  func rotate() throws {
    let old = keys
    let serial = (old.exchangeKeys.last?.serial ?? 0) + 1
    let key = KeyFile.ExchangeKey(
      serial: serial, notAfter: 4_000_000_000_000, pair: .generate())
    let new = try KeyFile(root: old.root, identity: old.identity, exchangeKeys: [key])
    keyFile.withLock { $0 = new }
  }

  private func seed() throws {
    let clock = self.clock
    let seed = try WorkspaceSeed.make(
      .init(administrator: "Dara Office", login: "dara", territory: "North"), schema: schema,
      drafter: Drafter(replica: database.identity.replica), now: clock.now(),
      makeID: { .now(clock.now()) })
    try database.transaction { writer in
      let authoring = authoring(writer)
      _ = try authoring.commit(by: seed.author) { _ in seed.draft }
      try authoring.finish()
    }
  }

  private func authoring(_ writer: OfficeWriter) -> OfficeAuthoring {
    let clock = self.clock
    return OfficeAuthoring(
      writer, knowledge: Self.knowledge,
      sealing: sealing(DeviceID(high: 0, low: 0), database.identity.replica),
      now: clock.now(), makeID: { .now(clock.now()) })
  }

  /// Runs an operation in the administrator's name.
  func operate(_ make: (OperationContext) throws -> OperationDraft) throws {
    try database.transaction { writer in
      guard let user = try Authors.user(login: "dara", reader: writer),
        let author = try Authors.author(of: user.id, reader: writer)
      else { throw TestFailure(text: "no administrator") }
      let authoring = authoring(writer)
      _ = try authoring.commit(by: author, make)
      try authoring.finish()
    }
  }

  func user(_ login: String) throws -> RecordID {
    guard let user = try database.read({ try Authors.user(login: login, reader: $0) }) else {
      throw TestFailure(text: "no \(login)")
    }
    return user.id
  }

  /// Adds a rep who works in every territory.
  func addRep(_ login: String, id: RecordID? = nil) throws {
    let entity = try entity(User.tag)
    try operate { context in
      let role = try context.reader.records(
        Role.tag, where: Role.shape.code.tag, is: .text("rep"))[0]
      let territories = try context.reader.records(
        Territory.tag, where: Territory.shape.name.tag, is: .text("North"))
      return try RecordOperations.add(
        entity, id: id,
        RecordEdit(
          values: [
            User.shape.name.tag: .text(login.capitalized), User.shape.login.tag: .text(login),
            User.shape.role.tag: .reference(role.id),
          ], adds: [User.shape.territories.tag: territories.map { "\($0.id)" }]), in: context)
    }
  }

  func entity(_ tag: EntityTag) throws -> Entity {
    guard let entity = schema[tag] else { throw TestFailure(text: "no entity \(tag)") }
    return entity
  }

  /// An invite for a user.
  func invite(_ login: String) throws -> Invite {
    let invite = Invite.generate()
    let user = try user(login)
    try database.transaction { writer in
      try writer.create(
        InviteAccount(
          id: Self.bytes(invite.id),
          secret: invite.key(workspace: Octets16(database.identity.workspace)).exposedBytes,
          user: user, createdAt: clock.now(), expiresAt: clock.now() + 86_400_000))
    }
    return invite
  }

  private static func bytes(_ id: UInt64) -> [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: id >> UInt64(56 - 8 * $0)) }
  }

  func next(_ trouble: Trouble) { self.trouble.withLock { $0 = trouble } }

  private func sealing(_ device: DeviceID, _ replica: ReplicaID) -> ReplicaSealing {
    let workspace = database.identity.workspace
    return ReplicaSealing(
      workspace: workspace, device: device, replica: replica, epoch: 1,
      schemaVersion: schema.version,
      key: keys.root.commitKey(
        workspace: Octets16(workspace), device: Octets16(device), epoch: 1))
  }
}

extension TestOffice {
  func get(_ path: String, limit: Int) async throws(LinkFailure) -> [UInt8] {
    switch trouble.withLock({ $0 }) {
    case .page(let text): return Array(text.utf8)
    case .failure(let failure): throw failure
    default: return keys.card(workspace: Octets16(database.identity.workspace)).bytes
    }
  }

  func post(_ path: String, _ body: [UInt8], limit: Int) async throws(LinkFailure) -> [UInt8] {
    posts.withLock { $0 += 1 }
    let trouble = self.trouble.withLock { trouble in
      defer { trouble = nil }
      return trouble
    }
    if case .page(let text) = trouble { return Array(text.utf8) }
    if case .failure(let failure) = trouble { throw failure }
    let answer: [UInt8]
    do {
      answer = try path == "/karvan/v1/enrol" ? enrol(body) : exchange(body, trouble)
    } catch {
      throw .status(code: 400, line: "\(error)")
    }
    if case .lostAnswer = trouble { throw .unreachable(reason: "readTimeout") }
    return answer
  }

  private var officeKeys: OfficeKeys {
    keys.officeKeys(workspace: Octets16(database.identity.workspace))
  }

  private func exchange(_ body: [UInt8], _ trouble: Trouble?) throws -> [UInt8] {
    let handshake = try OfficeExchange(request: body, keys: officeKeys).readMessage()
    guard let device = try database.device(exchangeKey: handshake.deviceKey.bytes) else {
      throw TestFailure(text: "unknownDevice")
    }
    let header = try Wire.requestHeader(handshake.payload)
    if let receipt = header.keys.wipeReceipt {
      guard !silent.withLock({ $0 }) else { throw TestFailure(text: "silent") }
      receipts.withLock { $0.append(receipt) }
      return try refuse(handshake, header, .revoked)
    }
    if case .order(let make) = trouble {
      let subject = WipeSubject(
        workspace: Octets16(database.identity.workspace), device: Octets16(device.id),
        replica: Octets16(header.replica), request: handshake.requestHash)
      return try refuse(
        handshake, header, .revoked, KeyNews(wipeOrder: make(subject, keys)))
    }
    if case .verdict(let verdict) = trouble {
      let answer = AnswerHeader(
        verdict: verdict, exchangeNumber: header.exchangeNumber,
        incarnation: database.identity.incarnation, serverTime: clock.now(), acknowledged: nil)
      return try handshake.refuse(payload: try Wire.encode(answer))
    }
    let opened = try handshake.openBody(signedBy: try VerifyKey(device.verifyKey))
    let content = try Wire.requestBody(opened.body)
    let sealing = sealing(device.id, header.replica)
    let (served, answerBody) = try session.serve(
      header, of: device, segments: content.segments, pull: content.pull, now: clock.now(),
      open: { try sealing.open($0).opened })
    var answer = served
    if case .retirement = trouble { answer.verdict = .retired }
    let payload = try Wire.encode(answer)
    guard let answerBody else { return try handshake.refuse(payload: payload) }
    return try opened.answer(payload: payload, body: try Wire.encode(answerBody))
  }

  private func refuse(
    _ handshake: OfficeExchange.Handshake, _ header: RequestHeader, _ verdict: Verdict,
    _ keys: KeyNews = KeyNews()
  ) throws -> [UInt8] {
    try handshake.refuse(
      payload: try Wire.encode(
        AnswerHeader(
          verdict: verdict, exchangeNumber: header.exchangeNumber,
          incarnation: database.identity.incarnation, serverTime: clock.now(),
          acknowledged: nil, keys: keys)))
  }

  private func enrol(_ body: [UInt8]) throws -> [UInt8] {
    let exchange = try OfficeExchange(request: body, keys: officeKeys)
    let id = Self.bytes(exchange.preamble.inviteID)
    guard let invite = try database.read({ try $0.invite(id) }) else {
      throw TestFailure(text: "unknownInvite")
    }
    let handshake = try exchange.readMessage(inviteKey: try InviteKey(exposedBytes: invite.secret))
    let request = try Wire.enrolRequest(handshake.payload)
    let key = handshake.deviceKey.bytes
    let use = try database.transaction { writer in
      try writer.useInvite(id, by: key, at: clock.now()) { account in
        try Wire.encode(.enrolled(try enrol(request, account.user, key, writer)))
      }
    }
    switch use {
    case .granted(let bytes): return try handshake.refuse(payload: bytes)
    case .refused(.expired):
      return try handshake.refuse(payload: try Wire.encode(.refused(.expired)))
    case .refused: return try handshake.refuse(payload: try Wire.encode(.refused(.used)))
    }
  }

  private func enrol(
    _ request: EnrolRequest, _ user: RecordID, _ key: [UInt8], _ writer: OfficeWriter
  ) throws -> Enrolment {
    let now = clock.now()
    let device = DeviceAccount(
      id: .now(now), user: user, code: "A\(try writer.nextNumber("device"))",
      name: request.deviceName, exchangeKey: key, verifyKey: request.verifyKey, enrolledAt: now)
    try writer.save(device)
    let sealing = sealing(device.id, request.replica)
    try writer.save(
      ReplicaAccount(
        replica: request.replica, device: device.id, exchangeNumber: 0,
        journal: JournalHead(sequence: 0, segment: 0, chain: sealing.genesis)))
    let workspace = database.identity.workspace
    let scopes = try Authors.author(of: user, reader: writer)?.scopes ?? []
    return Enrolment(
      workspace: workspace, device: device.id, deviceCode: device.code, user: user,
      commitKey: keys.root.commitKey(
        workspace: Octets16(workspace), device: Octets16(device.id), epoch: 1
      ).exposedBytes, commitKeyEpoch: 1, digestKey: database.identity.digestKey,
      scopes: scopes.sorted { $0.description < $1.description },
      incarnation: database.identity.incarnation, serverTime: now)
  }
}

struct TestTokens: ServerTokens {
  let keys: KeyFile
  let identity: OfficeIdentity

  func challenge(_ replica: ReplicaID, now: Int64) throws -> [UInt8] {
    ChallengeToken(
      replica: Octets16(replica), now: UInt64(now),
      key: keys.root.challengeKey(workspace: Octets16(identity.workspace))
    ).bytes
  }

  func accepts(_ echo: [UInt8], of replica: ReplicaID, now: Int64) -> Bool {
    let key = keys.root.challengeKey(workspace: Octets16(identity.workspace))
    let verified: Void? = try? ChallengeToken.verify(
      echo, replica: Octets16(replica), now: UInt64(now), key: key)
    return verified != nil
  }

  func acknowledge(_ replica: ReplicaID, _ receipt: Receipt) throws -> [UInt8] {
    AcknowledgementToken(
      replica: Octets16(replica), sequence: receipt.sequence, head: receipt.head,
      incarnation: Octets16(receipt.incarnation),
      key: keys.root.acknowledgementKey(workspace: Octets16(identity.workspace))
    ).bytes
  }

  func receipt(_ acknowledgement: [UInt8], of replica: ReplicaID) -> Receipt? {
    let key = keys.root.acknowledgementKey(workspace: Octets16(identity.workspace))
    guard let token = try? AcknowledgementToken(acknowledgement, key: key) else { return nil }
    return Receipt(
      sequence: token.sequence, head: token.head, incarnation: IncarnationID(token.incarnation))
  }

  func mark(
    _ device: DeviceID, in incarnation: IncarnationID, position: UInt64, at milliseconds: Int64
  ) throws -> SyncMark {
    SyncMark(
      position: position, at: milliseconds, mac: mac(device, incarnation, position, milliseconds))
  }

  func knows(_ mark: SyncMark, of device: DeviceID, in incarnation: IncarnationID) -> Bool {
    mark.mac == mac(device, incarnation, mark.position, mark.at)
  }

  private func mac(
    _ device: DeviceID, _ incarnation: IncarnationID, _ position: UInt64, _ milliseconds: Int64
  ) -> [UInt8] {
    SyncMarkToken.mac(
      device: Octets16(device), incarnation: Octets16(incarnation), position: position,
      milliseconds: UInt64(milliseconds),
      key: keys.root.acknowledgementKey(workspace: Octets16(identity.workspace)))
  }
}

/// Lives as the real office allots them, without the records of devices.
struct TestLives {
  let keys: KeyFile
  let identity: OfficeIdentity
  let schema: Schema

  var lives: OfficeLives {
    OfficeLives(
      allot: { try allot($0, $1, $2, now: $3) },
      renew: { _, _ in throw TestFailure(text: "a new life of the office") })
  }

  private func allot(
    _ proposal: NewLife, _ former: DeviceAccount, _ transaction: any OfficeTransaction, now: Int64
  ) throws -> LifeGrant? {
    guard let writer = transaction as? OfficeWriter else { return nil }
    if let device = try writer.device(exchangeKey: proposal.exchangeKey) {
      return grant(device, try writer.replicas(of: device.id)[0])
    }
    let device = DeviceAccount(
      id: .now(now), user: former.user, code: "A\(try writer.nextNumber("device"))",
      name: former.name, exchangeKey: proposal.exchangeKey, verifyKey: proposal.verifyKey,
      enrolledAt: now)
    let replica = ReplicaID.random()
    let sealing = ReplicaSealing(
      workspace: identity.workspace, device: device.id, replica: replica, epoch: 1,
      schemaVersion: schema.version, key: key(device.id))
    try writer.save(device)
    try writer.save(
      ReplicaAccount(
        replica: replica, device: device.id, exchangeNumber: 0,
        journal: JournalHead(sequence: 0, segment: 0, chain: sealing.genesis)))
    return grant(device, replica)
  }

  private func key(_ device: DeviceID) -> CommitKey {
    keys.root.commitKey(
      workspace: Octets16(identity.workspace), device: Octets16(device), epoch: 1)
  }

  private func grant(_ device: DeviceAccount, _ replica: ReplicaID) -> LifeGrant {
    LifeGrant(
      replica: replica, device: device.id, deviceCode: device.code,
      commitKey: key(device.id).exposedBytes, commitKeyEpoch: 1)
  }
}
