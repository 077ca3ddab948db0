// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanDomain
import KarvanSealing
import KarvanStore
import KarvanSync

/// Allots lives to copies of devices, and begins one of the workspace's own database.
struct LifeKeeper: Sendable {
  let root: RootKey
  let workspace: WorkspaceID
  let schema: Schema
  let knowledge: OfficeKnowledge

  /// The most lives that may come from one enrolled device within a day, copies of copies
  /// included; a thief would make more.
  static let livesPerDay = 16
  private static let day: Int64 = 86_400_000

  var lives: OfficeLives {
    OfficeLives(
      allot: { try allot($0, to: $1, Self.writer($2), now: $3) },
      renew: { transaction, now in
        let writer = try Self.writer(transaction)
        // Nobody knows what the lost part of the former life said to whom.
        try writer.beginLife(.random(), replica: .random(), common: 0, at: now)
        try publishOffice(writer, now: now)
      })
  }

  private static func writer(_ transaction: any OfficeTransaction) throws -> OfficeWriter {
    guard let writer = transaction as? OfficeWriter else {
      throw ServerError(.system, "lives need the embedded store")
    }
    return writer
  }

  /// A device of its own for a copy of another: its keys, its code, its replica. The same keys
  /// again are the retry of a request whose answer was lost.
  func allot(
    _ proposal: NewLife, to former: DeviceAccount, _ writer: OfficeWriter, now: Int64
  ) throws -> LifeGrant? {
    let lives = try writer.lives()
    if let device = try writer.device(exchangeKey: proposal.exchangeKey) {
      guard device.revokedAt == nil,
        let life = lives.first(where: { $0.device == device.id && $0.former == former.id })
      else { return nil }
      return try grant(device, life.replica, writer)
    }
    let recent = LifeFamily(lives).count(like: former.id, since: now - Self.day)
    guard recent < Self.livesPerDay else { return nil }
    let device = DeviceAccount(
      id: .now(now), user: former.user, code: DeviceCode.text(try writer.nextNumber("device")),
      name: former.name, exchangeKey: proposal.exchangeKey, verifyKey: proposal.verifyKey,
      enrolledAt: now)
    let replica = ReplicaID.random()
    try writer.save(device)
    let key = commitKey(of: device.id, Office.firstEpoch)
    try writer.issueEpoch(
      Office.firstEpoch, of: device.id, commitment: key.commitment.bytes, at: now)
    let genesis = SegmentChain.genesis(
      device: Octets16(device.id), replica: Octets16(replica), commitment: key.commitment)
    try writer.save(
      ReplicaAccount(
        replica: replica, device: device.id, exchangeNumber: 0,
        journal: JournalHead(sequence: 0, segment: 0, chain: genesis.bytes)))
    try writer.save(
      LifeAccount(
        device: device.id, former: former.id, replica: replica, isMoved: proposal.isMoved, at: now))
    try publish([device], writer, now: now)
    try Office.report(
      .copied(
        device: device.id, former: former.id, codes: "\(former.code) → \(device.code)",
        user: former.user),
      writer, try sealing(writer), knowledge, now: now)
    return try grant(device, replica, writer)
  }

  private func grant(
    _ device: DeviceAccount, _ replica: ReplicaID, _ reader: OfficeReader
  ) throws -> LifeGrant {
    let epoch = try Office.epoch(of: device.id, reader)
    return LifeGrant(
      replica: replica, device: device.id, deviceCode: device.code,
      commitKey: commitKey(of: device.id, epoch).exposedBytes, commitKeyEpoch: epoch)
  }

  private func commitKey(of device: DeviceID, _ epoch: UInt32) -> CommitKey {
    root.commitKey(workspace: Octets16(workspace), device: Octets16(device), epoch: epoch)
  }

  private func sealing(_ writer: OfficeWriter) throws -> ReplicaSealing {
    try Office.officeSealing(root, writer.identity, schema, writer)
  }

  // MARK: What everybody may know of devices.

  /// An office may serve another schema than the product's.
  private var hasDevices: Bool { schema[Device.tag] != nil }

  /// Tells everybody whose devices these are, where they don't know it yet.
  func publish(_ devices: [DeviceAccount], _ writer: OfficeWriter, now: Int64) throws {
    guard hasDevices else { return }
    let former = Dictionary(
      try writer.lives().map { ($0.device, $0.former) }, uniquingKeysWith: { first, _ in first })
    try write(
      devices.map { device in
        DeviceOperations.Facts(
          id: device.id.record, user: device.user, code: device.code, name: device.name,
          state: try state(of: device.id, writer),
          replicas: try writer.replicas(of: device.id), former: former[device.id]?.record)
      }, writer, now: now)
  }

  private func state(of device: DeviceID, _ reader: OfficeReader) throws -> String {
    switch try reader.custody(of: device) {
    case .welcome: "enrolled"
    case .lost: "lost"
    case .retired, .shutOut: "retired"
    }
  }

  /// The office is a device too: its replicas write reviews and imports.
  func publishOffice(_ writer: OfficeWriter, now: Int64) throws {
    guard hasDevices else { return }
    let office = try Office.officeAuthor(writer)
    try write(
      [
        DeviceOperations.Facts(
          id: RecordID(high: workspace.high, low: workspace.low), user: office.user, code: "HQ",
          name: "Karvan", state: "enrolled", replicas: [writer.identity.replica])
      ], writer, now: now)
  }

  private func write(
    _ facts: [DeviceOperations.Facts], _ writer: OfficeWriter, now: Int64
  ) throws {
    let author = try Office.officeAuthor(writer)
    let authoring = Office.authoring(
      writer, try sealing(writer), knowledge, now: now)
    for facts in facts {
      _ = try authoring.commit(by: author) { try DeviceOperations.publish(facts, in: $0) }
    }
    try authoring.finish()
  }
}

extension DeviceID {
  /// The record of the device.
  var record: RecordID { RecordID(high: high, low: low) }
}

extension Office {
  /// Tells everybody of the devices that they have not heard of: before the first exchange, so that
  /// a workspace made of an export is equal to it until then.
  func publishDevices(now: Int64) throws {
    guard schema[Device.tag] != nil else { return }
    let isMissing = try database.read { reader in
      try reader.devices().contains { try reader.record(Device.tag, $0.id.record) == nil }
        || reader.record(Device.tag, RecordID(high: workspace.high, low: workspace.low)) == nil
    }
    guard isMissing else { return }
    try database.transaction { writer in
      try keeper.publishOffice(writer, now: now)
      try keeper.publish(try writer.devices(), writer, now: now)
    }
  }
}
