// SPDX-License-Identifier: Apache-2.0
import Foundation
import KarvanCore
import KarvanSealing
import KarvanSync

/// What is sealed: frames as they come, and the layers inside, opened by keys that are known here.
extension Decoder {
  static let sealed: [Decoder] = [
    Decoder("preamble", longest: 256, samples: { [try exchange().preambleBytes] }) {
      let preamble = try ExchangePreamble(decoding: $0)
      try Law.hold(
        $0.starts(with: preamble.bytes), "another encoding of the same preamble was read")
    },
    Decoder("request", samples: { [try exchange().request, try exchange(400).request] }) {
      let exchange = try OfficeExchange(request: $0, keys: try Fixture.officeKeys())
      let handshake = try exchange.readMessage()
      let opened = try handshake.openBody(
        signedBy: try Fixture.deviceKeys().signing.verifyKey)
      _ = try Law.must("answer what was opened") { try opened.answer(payload: [1], body: [2]) }
    },
    Decoder("answer", samples: { [try answer()] }) {
      let kept = KeptExchange(try exchange())
      _ = try DeviceExchange(kept, keys: try Fixture.deviceKeys()).open($0)
    },
    Decoder(
      "envelope",
      samples: {
        try [[], [1, 2, 3], [UInt8](repeating: 7, count: 600)].map { try BodyEnvelope.wrap($0) }
      }
    ) { bytes in
      try carry(bytes)
      let body = try BodyEnvelope.unwrap(bytes)
      try Law.hold(
        try Law.must("open an envelope") { try BodyEnvelope.unwrap(try BodyEnvelope.wrap(body)) }
          == body, "an envelope has another body")
    },
    Decoder("zstd", samples: { [frame([UInt8](repeating: 7, count: 600)), frame([1, 2])] }) {
      guard $0.count > 3 else { return }
      let length = $0[..<3].reduce(0) { $0 << 8 | Int($1) }
      let expanded = try Zstd.expand($0[3...], length: length, limit: 1 << 20)
      try Law.hold(expanded.count == length, "another length was expanded")
    },
    Decoder("segment", samples: { [try segment().bytes] }) {
      _ = try Fixture.sealing().open($0)
    },
    Decoder("segment-header", longest: 256, samples: { [Array(try segment().bytes.prefix(116))] }) {
      let header = try SegmentHeader(decoding: $0)
      try Law.hold($0.starts(with: header.bytes), "another encoding of the same header was read")
    },
    Decoder("snapshot", longest: 140_000, samples: { [try snapshot()] }) { bytes in
      try readSnapshot(bytes)
    },
    Decoder("snapshot-frames", longest: 140_000, samples: { [try frames()] }) {
      guard !$0.isEmpty else { return }
      try readSnapshot(try sealedChunks($0))
    },
    Decoder("manifest", samples: { [try manifest().bytes] }) { bytes in
      try Law.isExact(
        bytes,
        read: { try ContentManifest(decoding: $0, address: ContentManifest.address(of: $0)) },
        write: { $0.bytes })
    },
    Decoder("card", longest: 512, samples: { [try Fixture.card().bytes] }) {
      try Law.isExact($0, read: { try OfficeCard($0) }, write: { $0.bytes })
    },
    Decoder("wipe-order", longest: 512, samples: { [try wipeOrder().bytes] }) {
      _ = try WipeOrder($0, to: wipeSubject, identity: try Fixture.keyFile().identity.verifyKey)
    },
    Decoder("backup", samples: { [try backup()] }, laws: readBackup),
  ]

  private static let random = RandomSource { [UInt8](repeating: 17, count: $0) }

  /// The same request each time, so that answers which were sealed for it open in any run.
  private static func exchange(_ envelope: [UInt8]) throws -> DeviceExchange {
    try DeviceExchange(
      to: try Fixture.target(), keys: try Fixture.deviceKeys(), payload: [4, 5],
      envelope: envelope, random: random)
  }

  private static func exchange(_ count: Int = 0) throws -> DeviceExchange {
    try exchange(try BodyEnvelope.wrap([UInt8](repeating: 3, count: count)))
  }

  private static func answer() throws -> [UInt8] {
    let received = try OfficeExchange(
      request: try exchange().request, keys: try Fixture.officeKeys())
    return try received.readMessage().answer(
      payload: [6], envelope: try BodyEnvelope.wrap([7, 8]), random: random)
  }

  /// What an envelope's layer does with one that was sealed as it is.
  private static func carry(_ envelope: [UInt8]) throws {
    guard !envelope.isEmpty else { return }
    let request = try exchange(envelope).request
    _ = try OfficeExchange(request: request, keys: try Fixture.officeKeys()).readMessage()
      .openBody(signedBy: try Fixture.deviceKeys().signing.verifyKey)
  }

  private static func frame(_ bytes: [UInt8]) -> [UInt8] {
    [0, UInt8(bytes.count >> 8), UInt8(bytes.count & 255)] + Zstd.compress(bytes)
  }

  private static func segment() throws -> KarvanSync.SealedSegment {
    let sealing = try Fixture.sealing()
    return try sealing.seal(
      [1, 0], first: 1, count: 1,
      after: JournalHead(sequence: 0, segment: 0, chain: sealing.genesis))
  }

  // MARK: Snapshots.

  private static func seal() throws -> SnapshotSeal {
    SnapshotSeal(
      id: Octets16(high: 31, low: 32), key: try SnapshotKey(exposedBytes: Fixture.key(33)))
  }

  private static func snapshot() throws -> [UInt8] {
    var bytes: [UInt8] = []
    var writer = SnapshotWriter(try seal()) { bytes += $0 }
    try writer.append([1, 2, 3])
    try writer.append([UInt8](repeating: 9, count: 70_000))
    try writer.finish()
    return bytes
  }

  /// What is inside: frames one after another.
  private static func frames() throws -> [UInt8] {
    let sealed = try snapshot()
    return try seal().open(sealed[...], index: 0, isLast: true)
  }

  private static func sealedChunks(_ plain: [UInt8]) throws -> [UInt8] {
    let seal = try seal()
    let starts = Array(stride(from: 0, to: plain.count, by: SnapshotLayout.plainBytes))
    return starts.enumerated().flatMap { index, start in
      seal.seal(
        Array(plain[start..<min(start + SnapshotLayout.plainBytes, plain.count)]),
        index: UInt64(index), isLast: index == starts.count - 1)
    }
  }

  private static func readSnapshot(_ bytes: [UInt8]) throws {
    var reader = try SnapshotReader(try seal(), size: UInt64(bytes.count)) { offset, count in
      let start = min(Int(offset), bytes.count)
      return Array(bytes[start..<min(start + count, bytes.count)])
    }
    while try reader.next() != nil {}
  }

  // MARK: Contents, orders, backups.

  private static func manifest() throws -> ContentManifest {
    try ContentManifest(
      size: 262_145,
      hashes: [try Octets32(Fixture.key(1)), try Octets32(Fixture.key(2))])
  }

  private static let wipeSubject = WipeSubject(
    workspace: Fixture.workspace, device: Fixture.device, replica: Fixture.replica,
    request: .zero)

  private static func wipeOrder() throws -> WipeOrder {
    WipeOrder(
      to: wipeSubject, nonce: Octets16(high: 1, low: 1),
      identity: try Fixture.keyFile().identity)
  }

  private static func backupKey() throws -> BackupKey {
    BackupKey(pair: try Fixture.office())
  }

  private static func backup() throws -> [UInt8] {
    var sealed: [UInt8] = []
    var content = ArraySlice([UInt8](repeating: 5, count: 3_000))
    try BackupSeal.seal(
      BackupManifest(
        incarnation: Fixture.replica, head: 9, schemaVersion: 2, size: 3_000, rootCheck: .zero),
      workspace: Fixture.workspace, madeAt: 1, for: try backupKey().publicKey,
      read: { count in
        defer { content = content.dropFirst(count) }
        return Array(content.prefix(count))
      }, write: { sealed += $0 })
    return sealed
  }

  private static func readBackup(_ bytes: [UInt8]) throws {
    var rest = bytes[...]
    var written = 0
    _ = try BackupSeal.open(
      with: try backupKey(),
      read: { count in
        defer { rest = rest.dropFirst(count) }
        return Array(rest.prefix(count))
      }, write: { written += $0.count })
    try Law.hold(written <= bytes.count, "more was written than there is")
  }
}

extension DeviceExchange {
  fileprivate var preambleBytes: [UInt8] { Array(request.prefix(ExchangePreamble.encodedCount)) }
}
