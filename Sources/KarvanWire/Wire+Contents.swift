// SPDX-License-Identifier: Apache-2.0
public import KarvanCore
public import KarvanSync
import SwiftProtobuf

/// Requests about the contents of attachments (P-091).
extension Wire {
  /// The chunks that a content can have at most.
  private static let mostChunks = 256
  private static let pieceBytes = 262_144
  private static let manifestBytes = 16 + 32 * mostChunks

  /// The payload of message 1.
  public static func contentHeader(replica: ReplicaID) throws(WireError) -> [UInt8] {
    try encode(
      Karvan_V1_ContentHeader.with {
        $0.protocolVersion = ProtocolVersion.current
        $0.replica = data(replica.bytes)
      })
  }

  /// Reads the payload of message 1; nil where it is of another version.
  public static func contentHeader(_ bytes: [UInt8]) throws(WireError) -> ReplicaID? {
    let message = try decode(Karvan_V1_ContentHeader.self, bytes)
    guard message.protocolVersion == ProtocolVersion.current else { return nil }
    return try Parts.identifier(message.replica, "ContentHeader.replica")
  }

  /// The payload of message 2.
  public static func encode(_ verdict: ContentVerdict) throws(WireError) -> [UInt8] {
    var message = Karvan_V1_ContentVerdict()
    switch verdict {
    case .done(let incarnation): message.incarnation = data(incarnation.bytes)
    case .revoked: message.refusal = "revoked"
    case .upgrade: message.refusal = "upgrade"
    }
    return try encode(message)
  }

  /// Reads the payload of message 2; a refusal that is not known asks for an upgrade.
  public static func contentVerdict(_ bytes: [UInt8]) throws(WireError) -> ContentVerdict {
    let message = try decode(Karvan_V1_ContentVerdict.self, bytes)
    switch message.refusal {
    case "":
      return .done(try Parts.identifier(message.incarnation, "ContentVerdict.incarnation"))
    case "revoked": return .revoked
    default: return .upgrade
    }
  }

  /// The body of a request.
  public static func encode(_ request: ContentRequest) throws(WireError) -> [UInt8] {
    try encode(Karvan_V1_ContentRequest(request))
  }

  /// Reads the body of a request.
  public static func contentRequest(_ bytes: [UInt8]) throws(WireError) -> ContentRequest {
    try contentRequest(
      try decode(Karvan_V1_ContentRequest.self, bytes), offers: ContentLimits.offers,
      pieces: ContentLimits.pieces)
  }

  /// Reads what a request says of contents, with so much of it as its way allows.
  static func contentRequest(
    _ message: Karvan_V1_ContentRequest, offers: Int, pieces: Int
  ) throws(WireError) -> ContentRequest {
    try Parts.bounded(message.offers.count, offers, "ContentRequest.offers")
    try Parts.bounded(message.wishes.count, ContentLimits.wishes, "ContentRequest.wishes")
    var request = ContentRequest(
      pieces: try self.pieces(message.pieces, atMost: pieces, "ContentRequest.pieces"))
    for offer in message.offers {
      try Parts.bounded(offer.manifest.count, manifestBytes, "ContentOffer.manifest")
      guard offer.proof.count == ContentLimits.hashBytes else {
        throw WireError(.incomplete, "ContentOffer.proof")
      }
      request.offers.append(
        ContentOffer(
          record: try Parts.identifier(offer.record, "ContentOffer.record"),
          manifest: Array(offer.manifest), proof: Array(offer.proof)))
    }
    for wish in message.wishes {
      guard wish.first < mostChunks, wish.count <= mostChunks else {
        throw WireError(.oversized, "ContentWish")
      }
      request.wishes.append(
        ContentWish(
          record: try Parts.identifier(wish.record, "ContentWish.record"),
          first: Int(wish.first), count: Int(wish.count), wantsManifest: wish.wantsManifest))
    }
    return request
  }

  /// The body of an answer.
  public static func encode(_ answer: ContentAnswer) throws(WireError) -> [UInt8] {
    try encode(Karvan_V1_ContentAnswer(answer))
  }

  /// Reads the body of an answer.
  public static func contentAnswer(_ bytes: [UInt8]) throws(WireError) -> ContentAnswer {
    try contentAnswer(
      try decode(Karvan_V1_ContentAnswer.self, bytes), offers: ContentLimits.offers,
      pieces: ContentLimits.pieces)
  }

  /// Reads what an answer says of contents, after a request of its way.
  static func contentAnswer(
    _ message: Karvan_V1_ContentAnswer, offers: Int, pieces: Int
  ) throws(WireError) -> ContentAnswer {
    let most = offers + ContentLimits.pieces + ContentLimits.wishes
    try Parts.bounded(message.standings.count, most, "ContentAnswer.standings")
    var answer = ContentAnswer(
      pieces: try self.pieces(message.pieces, atMost: pieces, "ContentAnswer.pieces"))
    for standing in message.standings {
      try Parts.bounded(standing.missing.count, mostChunks, "ContentStanding.missing")
      try Parts.bounded(standing.manifest.count, manifestBytes, "ContentStanding.manifest")
      guard standing.missing.allSatisfy({ $0 < mostChunks }) else {
        throw WireError(.oversized, "ContentStanding.missing")
      }
      answer.standings.append(
        ContentStanding(
          try Parts.identifier(standing.record, "ContentStanding.record"),
          ContentStanding.State(rawValue: standing.state) ?? .other,
          missing: standing.missing.map { Int($0) }, limit: standing.limit,
          manifest: Array(standing.manifest)))
    }
    return answer
  }

  private static func pieces(
    _ messages: [Karvan_V1_ContentPiece], atMost most: Int, _ place: String
  ) throws(WireError) -> [ContentPiece] {
    try Parts.bounded(messages.count, most, place)
    var pieces: [ContentPiece] = []
    for message in messages {
      try Parts.bounded(message.bytes.count, pieceBytes, "ContentPiece.bytes")
      guard message.number < mostChunks else { throw WireError(.oversized, "ContentPiece.number") }
      pieces.append(
        ContentPiece(
          record: try Parts.identifier(message.record, "ContentPiece.record"),
          number: Int(message.number), bytes: Array(message.bytes)))
    }
    return pieces
  }
}

extension Karvan_V1_ContentRequest {
  init(_ request: ContentRequest) {
    self.init()
    offers = request.offers.map { offer in
      .with {
        $0.record = Wire.data(offer.record.bytes)
        $0.manifest = Wire.data(offer.manifest)
        $0.proof = Wire.data(offer.proof)
      }
    }
    pieces = request.pieces.map { Karvan_V1_ContentPiece($0) }
    wishes = request.wishes.map { wish in
      .with {
        $0.record = Wire.data(wish.record.bytes)
        $0.first = UInt32(wish.first)
        $0.count = UInt32(wish.count)
        $0.wantsManifest = wish.wantsManifest
      }
    }
  }
}

extension Karvan_V1_ContentAnswer {
  init(_ answer: ContentAnswer) {
    self.init()
    pieces = answer.pieces.map { Karvan_V1_ContentPiece($0) }
    standings = answer.standings.map { standing in
      .with {
        $0.record = Wire.data(standing.record.bytes)
        $0.state = standing.state.rawValue
        $0.missing = standing.missing.map { UInt32($0) }
        $0.limit = standing.limit
        $0.manifest = Wire.data(standing.manifest)
      }
    }
  }
}

extension Karvan_V1_ContentPiece {
  init(_ piece: ContentPiece) {
    self.init()
    record = Wire.data(piece.record.bytes)
    number = UInt32(piece.number)
    bytes = Wire.data(piece.bytes)
  }
}
