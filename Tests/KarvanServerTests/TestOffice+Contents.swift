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

extension TestOffice {
  /// What a socket would do, for clients of another module.
  func answering() -> @Sendable (_ path: String, _ body: [UInt8]) throws -> [UInt8] {
    let office = self.office
    let now = self.now
    return { path, body in
      switch path {
      case WirePath.card: office.card()
      case WirePath.exchange: try office.exchange(body, now: now).bytes
      case WirePath.enrol: try office.enrol(body, now: now).bytes
      default: try office.contents(body, now: now).bytes
      }
    }
  }
}

extension TestDevice {
  /// The contents that this device has.
  var vault: ContentVault {
    get throws {
      ContentVault(
        folder: (path as NSString).deletingLastPathComponent + "/contents",
        key: try VaultKey(exposedBytes: [UInt8](repeating: 5, count: 32)))
    }
  }

  /// Attaches bytes to an account; nothing is sent.
  func attach(_ bytes: [UInt8], to account: RecordID) throws -> RecordID {
    let manifest = try vault.add(size: UInt64(bytes.count)) { Array(bytes[$0..<($0 + $1)]) }
    return try name(manifest.address, size: bytes.count, for: account)
  }

  /// Writes an attachment that names a content, whoever has it.
  func name(_ address: Octets32, size: Int, for account: RecordID) throws -> RecordID {
    let shape = Attachment.shape
    let commit = try database.commit(rights) { context in
      try RecordOperations.add(
        try #require(context.schema[Attachment.tag]),
        RecordEdit(values: [
          shape.account.tag: .reference(account), shape.name.tag: .text("file"),
          shape.mediaType.tag: .text("text/plain"), shape.size.tag: .integer(Int64(size)),
          shape.content.tag: .text("\(address)"),
        ]), in: context)
    }
    return try #require(commit).changes[0].record
  }

  /// Asks the office about contents; nil where it refuses to speak.
  func ask(_ request: ContentRequest) throws -> ContentAnswer? {
    let exchange = try DeviceExchange(
      to: target.forContents, keys: keys, payload: try Wire.contentHeader(replica: replica),
      body: try Wire.encode(request))
    let outcome = try office.office.contents(exchange.request, now: office.now)
    let content = try exchange.open(outcome.bytes)
    guard case .done = try Wire.contentVerdict(content.payload) else { return nil }
    return try Wire.contentAnswer(content.body)
  }

  func offer(_ record: RecordID, _ address: Octets32) throws -> ContentOffer {
    let stored = try #require(try vault.open(address))
    let proof = try stored.proof(
      ContentProof(
        workspace: Octets16(enrolment.workspace), device: Octets16(enrolment.device),
        record: Octets16(record)))
    return ContentOffer(
      record: record, manifest: stored.manifest.bytes, proof: proof.bytes)
  }

  /// Sends a content whole; the last standing.
  @discardableResult
  func send(_ record: RecordID, _ address: Octets32) throws -> ContentStanding? {
    var standing = try ask(
      ContentRequest(offers: [offer(record, address)]))?.standings.first
    let stored = try #require(try vault.open(address))
    while let missing = standing?.missing, standing?.state == .wanted {
      let pieces = try missing.prefix(ContentLimits.pieces).map {
        ContentPiece(record: record, number: $0, bytes: try stored.chunk($0))
      }
      standing = try ask(ContentRequest(pieces: pieces))?.standings.first
    }
    return standing
  }

  /// Fetches a content; its state, and its bytes where all came.
  func fetch(_ record: RecordID) throws -> (state: ContentStanding.State?, bytes: [UInt8]) {
    var bytes: [UInt8] = []
    var next = 0
    while true {
      let wish = ContentWish(record: record, first: next, count: 16, wantsManifest: true)
      let answer = try ask(ContentRequest(wishes: [wish]))
      let state = answer?.standings.first?.state
      guard let pieces = answer?.pieces, !pieces.isEmpty else { return (state, bytes) }
      for piece in pieces { bytes += piece.bytes }
      next += pieces.count
    }
  }
}

extension TestOffice {
  /// Adds a rep and answers the code of their invite.
  func code(for login: String) throws -> String {
    _ = try office.addUser(
      login: login, name: login.capitalized, role: "rep", territories: ["Tehran"], now: now)
    return try office.invite(login: login, now: now).exposedCode
  }
}
