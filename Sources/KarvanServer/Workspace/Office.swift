// SPDX-License-Identifier: Apache-2.0
import Foundation
public import KarvanCore
import KarvanDomain
public import KarvanSealing
public import KarvanStore
public import KarvanSync

/// An opened workspace: its keys, its store, and the session that answers devices.
public final class Office: Sendable {
  /// The schema that drives store, validation and wire, with the declared fields.
  public var schema: Schema { database.schema }
  /// The workspace's store.
  public let database: OfficeDatabase
  let knowledge: OfficeKnowledge
  let ring: KeyRing
  let keeper: LifeKeeper
  let session: ServerSession
  /// First syncs as files.
  public let snapshots: SnapshotShelf
  /// The contents of attachments.
  let contents: ContentKeeper
  let deviceGate = DeviceGate()
  /// The most bytes of states in one page, whatever a device asks for.
  let pageBytes: Int

  /// The office's own replica lives on no enrolled device.
  package static let officeDevice = DeviceID(high: 0, low: 0)

  var workspace: WorkspaceID { database.identity.workspace }

  /// What the domain knows and the engine does not.
  public static let domainKnowledge = OfficeKnowledge(
    author: { try Authors.author(of: $0, reader: $1) },
    review: { try Reviews.draft($0, $1) },
    followUps: { Reviews.followUps(of: $0) },
    rightsFollow: { try Absences.rightsFollow($0, reader: $1) })

  /// Puts an office together whose keys live in memory only.
  public convenience init(
    schema: Schema, keys: KeyFile, database: OfficeDatabase,
    knowledge: OfficeKnowledge = domainKnowledge,
    snapshotRecords: Int = SnapshotShelf.standardRecords
  ) {
    self.init(
      schema: schema, ring: KeyRing(keys), database: database, knowledge: knowledge,
      snapshotRecords: snapshotRecords)
  }

  init(
    schema: Schema, ring: KeyRing, database: OfficeDatabase,
    knowledge: OfficeKnowledge = domainKnowledge,
    snapshotRecords: Int = SnapshotShelf.standardRecords, pageBytes: Int = .max,
    launch: SnapshotShelf.Launch? = nil
  ) {
    self.knowledge = knowledge
    self.pageBytes = pageBytes
    self.ring = ring
    self.database = database
    let identity = database.identity
    let root = ring.root
    let folder = URL(fileURLWithPath: database.path).deletingLastPathComponent().path
    snapshots = SnapshotShelf(
      database: database, root: ring.root, folder: folder + "/snapshots",
      leastRecords: snapshotRecords, launch: launch)
    keeper = LifeKeeper(
      root: root, workspace: identity.workspace, schema: schema, knowledge: knowledge)
    contents = ContentKeeper(
      vault: ContentVault(
        folder: folder + "/contents",
        key: root.vaultKey(workspace: Octets16(identity.workspace))),
      database: database, knowledge: knowledge)
    session = ServerSession(
      schema: schema, knowledge: knowledge, storage: database,
      tokens: OfficeTokens(root: root, workspace: identity.workspace), lives: keeper.lives,
      snapshots: snapshots,
      report: { finding, transaction, now in
        guard let writer = transaction as? OfficeWriter else {
          throw ServerError(.system, "findings need the embedded store")
        }
        let sealing = try Self.officeSealing(root, writer.identity, schema, writer)
        try Self.report(finding, writer, sealing, knowledge, now: now)
      })
  }

  /// Opens the workspace in a folder.
  ///
  /// - Parameters:
  ///   - snapshotRecords: How many records a first sync must have to be a snapshot.
  ///   - pageBytes: The most bytes of states in one page, whatever a device asks for.
  ///   - catalog: What the program knows of, if it is not the catalog that it was built with.
  ///   - launch: Runs the making of a snapshot; beside everything else, where nobody says how.
  public static func open(
    _ folder: OfficeFolder, snapshotRecords: Int = SnapshotShelf.standardRecords,
    pageBytes: Int = .max, catalog: Schema? = nil, launch: SnapshotShelf.Launch? = nil
  ) throws -> Office {
    guard folder.isTaken else {
      throw ServerError(
        .missing, "there is no workspace in \(folder.path); make one with: karvan-server init")
    }
    let schema = try catalog ?? Catalog.schema()
    let ring = try KeyRing(path: folder.keys)
    let database = try OfficeDatabase.open(
      at: folder.database, schema: schema, hashing: Self.hashing)
    return Office(
      schema: schema, ring: ring, database: database, snapshotRecords: snapshotRecords,
      pageBytes: pageBytes, launch: launch)
  }

  /// Hashes records under a workspace's digest key.
  @Sendable
  public static func hashing(_ key: [UInt8]) throws -> any RecordHashing {
    WorkspaceHashing(try DigestKey(exposedBytes: key))
  }

  /// What seals the office's own commits, under the newest key of its replica.
  static func officeSealing(
    _ root: RootKey, _ identity: OfficeIdentity, _ schema: Schema, _ reader: OfficeReader
  ) throws -> ReplicaSealing {
    let epoch = try epoch(of: officeDevice, reader)
    return ReplicaSealing(
      workspace: identity.workspace, device: officeDevice, replica: identity.replica,
      epoch: epoch, schemaVersion: schema.version,
      key: root.commitKey(
        workspace: Octets16(identity.workspace), device: Octets16(officeDevice), epoch: epoch))
  }

  func officeSealing(_ writer: OfficeWriter) throws -> ReplicaSealing {
    try Self.officeSealing(ring.root, writer.identity, schema, writer)
  }
}

extension Office {
  /// The public card of the office (P-036).
  package func card() -> [UInt8] { ring.file.card(workspace: Octets16(workspace)).bytes }

  /// The greatest server sequence.
  func head() throws -> UInt64 { try database.read { try $0.head() } }

  /// What `/metrics` says of the store.
  func gauges() throws -> [Gauge] {
    let metrics = try database.read { try $0.metrics() }
    return [
      Gauge("karvan_head_sequence", "The greatest server sequence.", Int(metrics.head)),
      Gauge("karvan_records", "Records, deleted ones included.", Int(metrics.records)),
      Gauge("karvan_devices", "Enrolled devices.", Int(metrics.devices)),
      Gauge(
        "karvan_devices_copied", "Devices that began as copies of others.",
        Int(metrics.copiedDevices)),
      Gauge("karvan_devices_revoked", "Revoked devices.", Int(metrics.revokedDevices)),
      Gauge("karvan_conflicts_open", "Conflicts that wait.", Int(metrics.openConflicts)),
      Gauge(
        "karvan_quarantined", "Commits that wait in quarantine.", Int(metrics.quarantined)),
      Gauge("karvan_rejections", "Commits that were rejected.", Int(metrics.rejections)),
    ]
  }
}
