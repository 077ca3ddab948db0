// SPDX-License-Identifier: Apache-2.0
import KarvanCore
public import KarvanSync

extension ReplicaDatabase {
  /// The most sealed bytes of a snapshot: a terabyte.
  private static let snapshotLimit: UInt64 = 1 << 40

  /// Takes note of a snapshot, so that an interrupted sync goes on with it; another one, or pages,
  /// end what was begun.
  func note(
    _ answer: SnapshotAnswer?, _ standing: ReplicaStanding, _ session: Session
  ) throws {
    switch answer {
    case .wait: return
    case .ready(let offer):
      // An older state than what was shown here before would take the screen back in time.
      let basis = try session.unsignedInfo("basis")
      let isUseful =
        try standing.isFirstSync && offer.sequence >= basis
        && !session.hasSettled(beyond: basis)
        && (1...Self.snapshotLimit).contains(offer.size)
        && Set(offer.scopes).count == offer.scopes.count
      if isUseful { try session.begin(offer) } else { try session.endSnapshot() }
    case nil: try session.endSnapshot()
    }
  }

  /// Installs the snapshot that was taken note of: one transaction, so that readers see the sync
  /// point whole or not at all, and a kill leaves the file to be installed again.
  ///
  /// Memory does not grow with the snapshot; the file does, for as long as the transaction lasts.
  ///
  /// - Parameter next: The next page, nil after the last.
  /// - Throws: ``SyncStop`` `confused` for pages that are not those of the offer.
  public func install(
    _ snapshot: SnapshotOffer, next: () throws -> Page?
  ) throws -> Intake {
    try store.write(isDurable: true) { session in
      let standing = try standing(session)
      guard standing.snapshot == snapshot, standing.isFirstSync else {
        throw SyncStop.confused("a snapshot that was not begun")
      }
      for scope in snapshot.scopes where !standing.cursors.contains(where: { $0.scope == scope }) {
        try session.hold(scope)
      }
      let page = Page(
        scopes: snapshot.scopes, cursors: standing.cursors, from: 0, position: snapshot.sequence,
        isHead: true, records: [], memberships: [], digests: [])
      var installation = Installation(
        session: session, replica: identity.replica, page: page, held: try session.heldScopes(),
        settling: [], intake: Intake())
      let count = try installation.run {
        guard let page = try next() else { return nil }
        guard page.position == snapshot.sequence else {
          throw SyncStop.confused("a page of another snapshot")
        }
        try observe(page, session)
        return page
      }
      guard count == snapshot.records else { throw SyncStop.confused("a snapshot of \(count)") }
      try session.endSnapshot()
      return installation.intake
    }
  }

  /// Forgets the snapshot that was begun.
  public func dropSnapshot() throws { try store.write { try $0.endSnapshot() } }
}

extension Session {
  private static let snapshotInfo = "snapshot"

  /// The snapshot that the device fetches, nil for none.
  func snapshotBegun() throws -> SnapshotOffer? {
    guard case .bytes(let bytes) = try info(Self.snapshotInfo) else { return nil }
    do {
      var reader = ByteReader(bytes)
      let id: SnapshotID = try reader.identifier()
      let key = Array(try reader.blob())
      let (size, sequence, records) = (
        try reader.unsigned(), try reader.unsigned(), try reader.unsigned()
      )
      let scopes = try reader.text().split(separator: "\n").compactMap { Scope(String($0)) }
      try reader.finish()
      return SnapshotOffer(
        id: id, key: key, size: size, sequence: sequence, records: records, scopes: scopes)
    } catch {
      throw StoreError(.damaged, "\(error.expected) expected", place: "karvan_info snapshot")
    }
  }

  func begin(_ offer: SnapshotOffer) throws {
    var writer = ByteWriter()
    writer.identifier(offer.id)
    writer.blob(offer.key)
    writer.unsigned(offer.size)
    writer.unsigned(offer.sequence)
    writer.unsigned(offer.records)
    writer.text(offer.scopes.map(\.description).joined(separator: "\n"))
    try setInfo(Self.snapshotInfo, .bytes(writer.bytes))
  }

  /// Whether own commits are settled that another life of the server accepted after what both
  /// share: a snapshot may lack them, they are not applied again, and the pages after it leave out
  /// what this replica alone changed (P-045).
  fileprivate func hasSettled(beyond sequence: UInt64) throws -> Bool {
    let select = try statement(
      "SELECT 1 FROM karvan_journal WHERE state = \(JournalState.settled)"
        + " AND server_seq > ? LIMIT 1")
    select.bind(1, sequence)
    return try select.first { _ in true } ?? false
  }

  func endSnapshot() throws {
    guard try !info(Self.snapshotInfo).isNull else { return }
    try setInfo(Self.snapshotInfo, .null)
  }
}
