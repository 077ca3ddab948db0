// SPDX-License-Identifier: Apache-2.0
public import KarvanCore

/// What bounds requests about contents (P-091); a request may always have less.
public enum ContentLimits {
  /// The most chunks of one request or answer: 4 MiB.
  public static let pieces = 16
  /// The most records that one request offers: each may cost the server the reading of a content.
  public static let offers = 16
  /// The most records that one request wants something of.
  public static let wishes = 16
  /// The most chunks of a request that travels as a file: 40 MiB (P-105).
  public static let filePieces = 160
  /// The most records that such a request offers.
  public static let fileOffers = 64
  /// The most chunks of an answer that travels as a file: 16 MiB, beside a page of 40.
  public static let fileAnswerPieces = 64
  /// The bytes of an address, a hash or a proof.
  public static let hashBytes = 32
}

/// What a device says of the contents of attachments, and asks for.
public struct ContentRequest: Hashable, Sendable {
  /// The contents that it has.
  public var offers: [ContentOffer]
  /// Chunks of them.
  public var pieces: [ContentPiece]
  /// What it wants.
  public var wishes: [ContentWish]

  /// Gathers a request.
  public init(
    offers: [ContentOffer] = [], pieces: [ContentPiece] = [], wishes: [ContentWish] = []
  ) {
    self.offers = offers
    self.pieces = pieces
    self.wishes = wishes
  }
}

/// That a device has the content of a record.
public struct ContentOffer: Hashable, Sendable {
  /// The attachment.
  public let record: RecordID
  /// What the content consists of, as its address names it.
  public let manifest: [UInt8]
  /// What nobody can make who lacks the content.
  public let proof: [UInt8]

  /// Makes an offer.
  public init(record: RecordID, manifest: [UInt8], proof: [UInt8]) {
    self.record = record
    self.manifest = manifest
    self.proof = proof
  }
}

/// One chunk of the content of a record.
public struct ContentPiece: Hashable, Sendable {
  /// The attachment.
  public let record: RecordID
  /// Which chunk, from 0.
  public let number: Int
  /// Its bytes.
  public let bytes: [UInt8]

  /// Cuts a piece.
  public init(record: RecordID, number: Int, bytes: [UInt8]) {
    self.record = record
    self.number = number
    self.bytes = bytes
  }
}

/// Which chunks of the content of a record a device wants.
public struct ContentWish: Hashable, Sendable {
  /// The attachment.
  public let record: RecordID
  /// The first chunk.
  public let first: Int
  /// How many.
  public let count: Int
  /// Whether the manifest, too.
  public let wantsManifest: Bool

  /// Makes a wish.
  public init(record: RecordID, first: Int, count: Int, wantsManifest: Bool) {
    self.record = record
    self.first = first
    self.count = count
    self.wantsManifest = wantsManifest
  }
}

/// How the content of a record stands with the server.
public struct ContentStanding: Hashable, Sendable {
  /// The states; their names are those of the protocol.
  public enum State: String, Hashable, Sendable, CaseIterable {
    /// All of it is there, durably.
    case held
    /// Chunks are missing, and will be taken.
    case wanted
    /// There is no such attachment for this device.
    case unknown
    /// It is larger than the server takes.
    case tooLarge
    /// The user's share of the server's room is used up.
    case noShare
    /// The server's room is used up.
    case noRoom
    /// A chunk was not that of the content.
    case altered
    /// Its author has not sent it yet.
    case absent
    /// The server's disk has lost it.
    case damaged
    /// A state that this version does not know.
    case other
  }

  /// The attachment.
  public let record: RecordID
  /// The state.
  public let state: State
  /// Of a wanted one: the numbers of the chunks that are missing.
  public let missing: [Int]
  /// Of one that is not taken: the bytes that are allowed.
  public let limit: UInt64
  /// What the content consists of, for whoever wanted to know it.
  public let manifest: [UInt8]

  /// Describes a standing.
  public init(
    _ record: RecordID, _ state: State, missing: [Int] = [], limit: UInt64 = 0,
    manifest: [UInt8] = []
  ) {
    self.record = record
    self.state = state
    self.missing = missing
    self.limit = limit
    self.manifest = manifest
  }
}

/// What the server answers.
public struct ContentAnswer: Hashable, Sendable {
  /// One a record that was spoken of.
  public var standings: [ContentStanding]
  /// The chunks that were wanted.
  public var pieces: [ContentPiece]

  /// Gathers an answer.
  public init(standings: [ContentStanding] = [], pieces: [ContentPiece] = []) {
    self.standings = standings
    self.pieces = pieces
  }
}

/// Whether the server speaks of contents with a device at all.
public enum ContentVerdict: Hashable, Sendable {
  /// It does, in this life of its database.
  case done(IncarnationID)
  /// The device is shut out.
  case revoked
  /// The server is older than the device, or newer.
  case upgrade
}
