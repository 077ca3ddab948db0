// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanSealing
import KarvanSync
import KarvanWire

/// Fetches one snapshot by ranges and reads it; what came before stays and is not asked for again.
struct SnapshotFetch {
  /// The chunks of one request: about a megabyte, so that a cut line costs little.
  static let chunksPerRequest: UInt64 = 16
  /// How often a damaged part is fetched anew.
  static let attempts = 3

  let offer: SnapshotOffer
  private let seal: SnapshotSeal
  private let chunks: UInt64
  private let file: PartFile
  private let path: String

  /// Begins, or goes on with the part that is there.
  ///
  /// - Throws: `snapshotFailed` where no snapshot has the offered size or key.
  init(_ offer: SnapshotOffer, database: String) throws {
    self.offer = offer
    guard let chunks = SnapshotLayout.chunks(in: offer.size) else {
      throw SyncStop.confused("a snapshot of \(offer.size) bytes")
    }
    self.chunks = chunks
    seal = SnapshotSeal(id: Octets16(offer.id), key: try SnapshotKey(exposedBytes: offer.key))
    file = try PartFile(path: PartFile.path(for: database), of: offer.id)
    path = "\(WirePath.snapshots)/\(offer.id)"
  }

  /// Fetches what is missing; false when the server does not have the snapshot any longer.
  ///
  /// Every chunk is opened before it is kept, so that only chunks of this snapshot ever are.
  func fetch(_ link: any Link, _ progress: ProgressReport) async throws -> Bool {
    let sealed = UInt64(SnapshotLayout.sealedBytes)
    let there = try file.size()
    var next = there >= offer.size ? chunks : there / sealed
    try file.truncate(to: min(next * sealed, offer.size))
    while next < chunks {
      let start = next * sealed
      let end = min((next + Self.chunksPerRequest) * sealed, offer.size)
      let bytes: [UInt8]
      do {
        bytes = try await link.get(path, range: start..<end)
      } catch {
        if case .status(let code, _) = error, code == 404 || code == 416 { return false }
        throw error
      }
      guard UInt64(bytes.count) == end - start else { throw LinkFailure.oversized }
      try check(bytes, from: next)
      try file.write(bytes, at: start)
      next = min(next + Self.chunksPerRequest, chunks)
      progress(WorkProgress(.fetching, done: end, of: offer.size, .bytes))
    }
    return true
  }

  private func check(_ bytes: [UInt8], from first: UInt64) throws(SealingError) {
    var index = first
    var start = 0
    while start < bytes.count {
      let end = min(start + SnapshotLayout.sealedBytes, bytes.count)
      _ = try seal.open(bytes[start..<end], index: index, isLast: index == chunks - 1)
      index += 1
      start = end
    }
  }

  /// Whether an error lies in what the snapshot says: to fetch or install it again does not help.
  static func isOfContent(_ error: any Error) -> Bool {
    error is SealingError || error is WireError || error is DecodingFailure || error is SyncStop
  }

  /// Installs the file; a chunk that the disk damaged is cut off with all that follow it.
  ///
  /// - Returns: nil where something has to be fetched again.
  /// - Throws: what the disk and the database refuse; a snapshot whose content is wrong is given up.
  func install(
    into session: inout ClientSession, now: Int64, _ progress: ProgressReport
  ) throws -> ClientSession.Action? {
    var reader = try SnapshotReader(seal, size: offer.size) { [file] in try file.read(at: $0, $1) }
    var records: UInt64 = 0
    do {
      return try session.install(offer, now: now) {
        guard let frame = try reader.next() else { return nil }
        let page = try Wire.snapshotPage(frame)
        records += UInt64(page.records.count)
        progress(WorkProgress(.installing, done: records, of: offer.records, .records))
        return page
      }
    } catch let error as SealingError where error.code == .snapshotFailed {
      try file.truncate(to: reader.index * UInt64(SnapshotLayout.sealedBytes))
      return nil
    } catch  where Self.isOfContent(error) {
      return try session.giveUpSnapshot(now: now)
    }
  }
}
