// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@testable import KarvanSealing

/// Checks our own vector files against this implementation; `KARVAN_WRITE_VECTORS=1` writes them.
@Suite("Own vectors", .serialized)
struct OwnVectorTests {
  @Test("streams.json is what this implementation makes")
  func streamsAreCurrent() throws {
    let made = try StreamVectors.make()
    if VectorFile.isWriting { try VectorFile.write(made, to: "streams.json") }
    #expect(try VectorFile.read("streams.json", as: StreamVectors.self) == made)
  }

  @Test("segments.json is what this implementation makes")
  func segmentsAreCurrent() throws {
    let made = try SegmentVectors.make()
    if VectorFile.isWriting { try VectorFile.write(made, to: "segments.json") }
    #expect(try VectorFile.read("segments.json", as: SegmentVectors.self) == made)
  }

  @Test("contents.json is what this implementation makes")
  func contentsAreCurrent() throws {
    let made = try ContentVectors.make()
    if VectorFile.isWriting { try VectorFile.write(made, to: "contents.json") }
    #expect(try VectorFile.read("contents.json", as: ContentVectors.self) == made)
  }

  @Test("the contents of contents.json open, and what must be refused is")
  func contentsOpen() throws {
    let file = try VectorFile.read("contents.json", as: ContentVectors.self)
    let folder = NSTemporaryDirectory() + "karvan-vectors-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let vault = ContentVault(
      folder: folder, key: try VaultKey(exposedBytes: hex(file.keys.vault)))
    func read(_ address: String, _ bytes: [UInt8]) throws -> [UInt8] {
      try Data(bytes).write(to: URL(fileURLWithPath: "\(folder)/\(address)"))
      var found: [UInt8] = []
      try vault.open(try Octets32(hex(address)))?.forEachChunk { found += $1 }
      return found
    }
    for vector in file.contents {
      let address = try Octets32(hex(vector.address))
      let manifest = try ContentManifest(decoding: hex(vector.manifest), address: address)
      #expect(manifest.size == vector.size, "\(vector.name)")
      guard let sealed = vector.file else { continue }
      let plain = ContentVectors.plain(vector.size, vector.seed)
      #expect(try read(vector.address, hex(sealed)) == plain, "\(vector.name)")
      #expect(manifest.accepts(plain, number: 0), "\(vector.name)")
    }
    for rejected in file.rejectedManifests {
      refuses(.contentFailed, "\(rejected.name)") {
        try ContentManifest(
          decoding: hex(rejected.bytes), address: try Octets32(hex(rejected.address)))
      }
    }
    for rejected in file.rejectedFiles {
      refuses(.contentFailed, "\(rejected.name)") {
        try read(rejected.address, hex(rejected.bytes))
      }
    }
  }

  @Test("the exchanges of streams.json are read by both sides")
  func streamsOpen() throws {
    for vector in try VectorFile.read("streams.json", as: StreamVectors.self).exchanges {
      let keys = OfficeKeys(
        workspace: try Octets16(hex(vector.workspace)),
        exchangeKeys: [try DHKeyPair(exposedBytes: hex(vector.officeSecret))])
      let inviteKey = try vector.inviteKey.map { try InviteKey(exposedBytes: hex($0)) }
      let handshake = try OfficeExchange(request: hex(vector.request.bytes), keys: keys)
        .readMessage(inviteKey: inviteKey)
      let signing = try SigningKeyPair(exposedBytes: hex(vector.deviceSigningSeed))
      let request = try handshake.openBody(signedBy: signing.verifyKey)
      #expect(handshake.payload == hex(vector.request.payload), "\(vector.name)")
      #expect(request.body == hex(vector.request.body), "\(vector.name)")
      let content = try device(vector).open(hex(vector.answer.bytes))
      #expect(content.payload == hex(vector.answer.payload), "\(vector.name)")
      #expect(content.body == hex(vector.answer.body), "\(vector.name)")
    }
  }

  @Test("the accepted requests of streams.json are read")
  func streamsAccepted() throws {
    for accepted in try VectorFile.read("streams.json", as: StreamVectors.self).accepted {
      let pair = try Pair(label: accepted.exchange)
      #expect(try pair.receive(hex(accepted.bytes)).body == hex(accepted.body))
    }
  }

  @Test("what streams.json must be refused is refused for its reason")
  func streamsRefused() throws {
    let file = try VectorFile.read("streams.json", as: StreamVectors.self)
    for rejected in file.rejected {
      let vector = try #require(file.exchanges.first { $0.name == rejected.exchange })
      let code = try #require(SealingError.Code(rawValue: rejected.code))
      let pair = try Pair(label: vector.name)
      refuses(code, "\(rejected.side): \(rejected.name)") {
        if rejected.side == "request" {
          _ = try pair.receive(hex(rejected.bytes))
        } else {
          _ = try device(vector).open(hex(rejected.bytes))
        }
      }
    }
  }

  @Test("the segments of segments.json open, and what must be refused is")
  func segmentsOpen() throws {
    let file = try VectorFile.read("segments.json", as: SegmentVectors.self)
    let seal = SegmentSeal(try CommitKey(exposedBytes: hex(file.keys.commitKey)))
    var chain = try Octets32(hex(file.keys.genesis))
    for vector in file.segments {
      let segment = try SealedSegment(hex(vector.bytes))
      #expect(try seal.open(segment) == hex(vector.plaintext))
      #expect(segment.header.previousChain == chain)
      chain = segment.chain
    }
    for rejected in file.rejected {
      let code = try #require(SealingError.Code(rawValue: rejected.code))
      refuses(code, "\(rejected.name)") { try seal.open(try SealedSegment(hex(rejected.bytes))) }
    }
  }

  /// The device of a vector, having sent its request again.
  private func device(_ vector: StreamVectors.Exchange) throws -> DeviceExchange {
    let exchange = try DeviceExchange(
      to: ExchangeTarget(
        workspace: try Octets16(hex(vector.workspace)),
        office: try DHKeyPair(exposedBytes: hex(vector.officeSecret)).publicKey,
        invite: try vector.invite.map { try Invite(code: $0) }),
      keys: DeviceKeys(
        exchange: try DHKeyPair(exposedBytes: hex(vector.deviceSecret)),
        signing: try SigningKeyPair(exposedBytes: hex(vector.deviceSigningSeed))),
      payload: hex(vector.request.payload), envelope: hex(vector.request.envelope),
      random: FixedRandom([
        hex(vector.request.ephemeralSecret), hex(vector.request.streamSeed),
        hex(vector.request.streamHeader),
      ]).source)
    #expect(exchange.request == hex(vector.request.bytes), "\(vector.name)")
    return exchange
  }
}
