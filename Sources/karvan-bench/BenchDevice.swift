// SPDX-License-Identifier: Apache-2.0
import KarvanCLI
import KarvanCore
import KarvanSealing
import KarvanStore
import KarvanSync
import KarvanWire

/// Counts the bytes of bodies both ways.
actor Meter {
  private(set) var bytes = 0
  func add(_ count: Int) { bytes += count }
}

struct CountingLink: Link {
  let link: HTTPLink
  let meter: Meter

  func close() async { await link.close() }

  func get(_ path: String, limit: Int) async throws(LinkFailure) -> [UInt8] {
    try await link.get(path, limit: limit)
  }

  func get(_ path: String, range: Range<UInt64>) async throws(LinkFailure) -> [UInt8] {
    let bytes = try await link.get(path, range: range)
    await meter.add(bytes.count)
    return bytes
  }

  func post(_ path: String, _ body: [UInt8], limit: Int) async throws(LinkFailure) -> [UInt8] {
    let answer = try await link.post(path, body, limit: limit)
    await meter.add(body.count + answer.count)
    return answer
  }
}

/// One enrolled device of the benchmark: the shipped store, session, wire and link.
struct BenchDevice {
  let database: ReplicaDatabase
  let path: String
  let meter = Meter()
  private let link: CountingLink
  private let file: DeviceFile

  static func enrol(
    in folder: String, _ child: BenchServer.Child, invite code: String, schema: Schema? = nil
  ) async throws -> BenchDevice {
    let schema = try schema ?? Bench.schema()
    let link = try HTTPLink(server: child.url)
    let card = try OfficeCard(try await link.get(WirePath.card, limit: 4_096))
    let invite = try Invite(code: code)
    let keys = DeviceKeys.generate()
    let replica = ReplicaID.random()
    let target = ExchangeTarget(
      workspace: card.workspace, office: card.certificate.key, invite: invite)
    let payload = try Wire.encode(
      EnrolRequest(
        verifyKey: keys.signing.verifyKey.bytes, replica: replica, deviceName: "bench",
        schemaVersion: schema.version, deviceTime: 0))
    let exchange = try DeviceExchange(to: target, keys: keys, payload: payload, body: [])
    let bytes = try await link.post(
      WirePath.enrol, exchange.request, limit: ExchangeLimits.answerBytes)
    guard case .enrolled(let given) = try Wire.enrolAnswer(try exchange.open(bytes).payload)
    else { throw BenchError("the enrolment was refused") }
    let file = DeviceFile(
      server: child.url, card: card, keys: keys, replica: replica, invite: invite.id,
      granted: DeviceFile.Granted(
        device: given.device, commitKey: try CommitKey(exposedBytes: given.commitKey),
        commitKeyEpoch: given.commitKeyEpoch,
        digestKey: try DigestKey(exposedBytes: given.digestKey)))
    return try BenchDevice(folder: folder, schema, file: file, given: given, link: link)
  }

  private init(
    folder: String, _ schema: Schema, file: DeviceFile, given: Enrolment, link: HTTPLink
  ) throws {
    path = folder + "/karvan.db"
    database = try ReplicaDatabase.create(
      at: path, schema: schema,
      identity: ReplicaIdentity(
        workspace: given.workspace, device: given.device, deviceCode: given.deviceCode,
        user: given.user, replica: file.replica, scopes: given.scopes,
        digestKey: given.digestKey),
      hashing: { WorkspaceHashing(try DigestKey(exposedBytes: $0)) }, now: { benchClock() })
    self.file = file
    self.link = CountingLink(link: link, meter: meter)
  }

  /// Ends its connection; for a device that is not used any more.
  func close() async { await link.close() }

  /// One whole sync.
  @discardableResult
  func sync() async throws -> Intake {
    var run = SyncRun(
      link: link, database: database, device: file, keysPath: path + ".keys",
      machineClock: { benchClock() }, progress: { _ in })
    return try await run.run()
  }

  /// A sum over the content of all records, the same on replicas that agree.
  func contents(of entity: EntityTag) throws -> DigestSum {
    let hashing = try Self.hashing()
    return try database.read { reader in
      var sum = DigestSum()
      for view in try reader.list(RecordQuery(entity)) { sum.add(hashing.hash(view.state)) }
      return sum
    }
  }

  /// The same of rows, one by one, so that what is measured of memory is the product's.
  func contents(of rows: [Workload.Row]) throws -> DigestSum {
    let hashing = try Self.hashing()
    return try database.read { reader in
      var sum = DigestSum()
      for row in rows {
        guard let view = try reader.record(Customer.tag, row.id) else {
          throw BenchError("no record")
        }
        sum.add(hashing.hash(view.state))
      }
      return sum
    }
  }

  private static func hashing() throws -> WorkspaceHashing {
    WorkspaceHashing(try DigestKey(exposedBytes: [UInt8](repeating: 0, count: 32)))
  }

  private static let rights = WritingRights(
    author: { _ in Bench.author }, makeID: { .random() })

  /// Writes rows, a commit each, in transactions of so many; making the values is not counted.
  @discardableResult
  func write(
    _ rows: some Collection<Workload.Row>, perTransaction: Int
  ) throws -> (seconds: Double, cpu: Double) {
    var spent = (seconds: 0.0, cpu: 0.0)
    var rest = rows[...]
    while !rest.isEmpty {
      // As many values at a time, whatever the size of a transaction.
      let edits = try rest.prefix(1_000).map { ($0.id, try $0.edit()) }
      rest = rest.dropFirst(edits.count)
      let cpu = Measure.ownCPU()
      spent.seconds += try Measure.seconds {
        for start in stride(from: 0, to: edits.count, by: perTransaction) {
          try write(edits[start..<min(start + perTransaction, edits.count)])
        }
      }
      spent.cpu += Measure.ownCPU() - cpu
    }
    return spent
  }

  private func write(_ edits: ArraySlice<(RecordID, RecordEdit)>) throws {
    try database.bulk { writer in
      for (id, edit) in edits {
        _ = try writer.commit(Self.rights) { context in
          guard let entity = context.schema[Customer.tag] else { throw BenchError("schema") }
          return OperationDraft("customer add", [context.drafter.create(entity, id, edit)])
        }
      }
    }
  }

  /// Makes edits, a commit each, in one transaction.
  func edit(_ changes: [Workload.Change], of rows: [Workload.Row]) throws {
    try database.bulk { writer in
      for change in changes {
        _ = try writer.commit(Self.rights) { context in
          guard let view = try context.reader.record(Customer.tag, rows[change.row].id) else {
            throw BenchError("no record")
          }
          let drafted = context.drafter.edit(view, change.edit)
          return OperationDraft("customer edit", drafted.map { [$0] } ?? [])
        }
      }
    }
  }
}
