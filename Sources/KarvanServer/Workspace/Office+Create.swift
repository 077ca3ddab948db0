// SPDX-License-Identifier: Apache-2.0
import Foundation
public import KarvanCore
public import KarvanDomain
import KarvanSealing
package import KarvanStore
import KarvanSync

extension Office {
  /// The setting that names the user in whose name the office itself writes.
  static let officeUser = "office.user"

  /// Makes a workspace with its keys, default roles, a first territory and an administrator.
  ///
  /// Everything is made in a folder beside it and put in place by one rename, so that a killed
  /// `init` leaves nothing that looks like a workspace and can simply be repeated. A folder that is a
  /// disk of its own can't be replaced: there the files are moved in, the database last.
  ///
  /// - Parameter catalog: What the program knows of, if not the catalog that it was built with.
  public static func create(
    in folder: OfficeFolder, _ names: WorkspaceSeed.Names, catalog: Schema? = nil, now: Int64
  ) throws -> Office {
    try create(in: folder, catalog: catalog, now: now) { try $0.seed(names, now: now) }
  }

  static func create(
    in folder: OfficeFolder, catalog: Schema? = nil, now: Int64,
    filling: (Office) throws -> Void
  ) throws -> Office {
    guard !folder.isTaken else {
      throw ServerError(.exists, "\(folder.path) already holds a workspace")
    }
    let draft = try folder.draft()
    if FileManager.default.fileExists(atPath: draft.path) {
      try FileManager.default.removeItem(atPath: draft.path)
    }
    try draft.make()
    let schema = try catalog ?? Catalog.schema()
    let keys = KeyFile.generate(notAfter: UInt64(clamping: now) + KeyRotation.lifetime)
    try keys.save(to: draft.keys)
    let workspace = WorkspaceID.random()
    let identity = OfficeDatabase.Identity(
      workspace: workspace, incarnation: .random(), replica: .random(),
      digestKey: keys.root.digestKey(workspace: Octets16(workspace)).exposedBytes)
    let database = try OfficeDatabase.create(
      at: draft.database, schema: schema, identity: identity, hashing: Self.hashing)
    try filling(Office(schema: schema, keys: keys, database: database))
    try database.close()
    try folder.take(draft)
    return try open(folder, catalog: catalog)
  }

  private func seed(_ names: WorkspaceSeed.Names, now: Int64) throws {
    let seed = try WorkspaceSeed.make(
      names, schema: schema, drafter: Drafter(replica: database.identity.replica), now: now,
      makeID: { .now(now) })
    try database.transaction { writer in
      try writer.set(Self.officeUser, seed.administrator.bytes)
      try Self.noteGivenRoles(writer)
      let authoring = try authoring(writer, now: now)
      _ = try authoring.commit(by: seed.author) { _ in seed.draft }
      try authoring.finish()
    }
  }

  func authoring(_ writer: OfficeWriter, now: Int64) throws -> OfficeAuthoring {
    Self.authoring(writer, try officeSealing(writer), knowledge, now: now)
  }

  static func authoring(
    _ writer: OfficeWriter, _ sealing: ReplicaSealing, _ knowledge: OfficeKnowledge, now: Int64
  ) -> OfficeAuthoring {
    OfficeAuthoring(
      writer, knowledge: knowledge, sealing: sealing, now: now, makeID: { .now(now) })
  }

  /// Who the office itself is: it writes in the name of the first administrator, but whoever can
  /// run its commands on its own machine may do everything, whatever that user's record says now.
  static func officeAuthor(_ reader: OfficeReader) throws -> Author {
    guard let bytes = try reader.setting(officeUser), let user = RecordID(bytes: bytes) else {
      throw ServerError(.system, "the workspace has no office user")
    }
    return Author(
      user: user, isActive: true, office: true, grants: ["*"], scopes: [.everyone, .office])
  }

  /// Writes the review item of a finding in the transaction that found it.
  static func report(
    _ finding: KarvanSync.Finding, _ writer: OfficeWriter, _ sealing: ReplicaSealing,
    _ knowledge: OfficeKnowledge, now: Int64
  ) throws {
    let authoring = authoring(writer, sealing, knowledge, now: now)
    try authoring.report([finding], by: try officeAuthor(writer))
    try authoring.finish()
  }

  /// Runs operations in the office's name, each a commit, all in one transaction.
  package func operate<T>(
    now: Int64, _ body: (OfficeAuthoring, OfficeWriter, Author) throws -> T
  ) throws -> T {
    try database.transaction { writer in
      let authoring = try authoring(writer, now: now)
      let result = try body(authoring, writer, try Self.officeAuthor(writer))
      try authoring.finish()
      return result
    }
  }
}
