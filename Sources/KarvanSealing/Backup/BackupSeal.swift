// SPDX-License-Identifier: Apache-2.0

/// What a backup says in clear.
///
/// Binary, 120 bytes: `KRVB`, version u32, workspace 16, made at u64 ms, recipient 32, ephemeral
/// key 32, stream header 24. All of it goes into the key.
public struct BackupHeader: Sendable, Hashable {
  static let encodedCount = 120
  private static let magic: [UInt8] = Array("KRVB".utf8)
  private static let version: UInt32 = 1

  /// Whose data it is.
  public let workspace: Octets16
  /// When it was made, in milliseconds since 1970.
  public let madeAt: UInt64
  /// Who can open it.
  public let recipient: DHPublicKey
  let ephemeral: DHPublicKey
  let stream: [UInt8]

  init(
    workspace: Octets16, madeAt: UInt64, recipient: DHPublicKey, ephemeral: DHPublicKey,
    stream: [UInt8]
  ) {
    self.workspace = workspace
    self.madeAt = madeAt
    self.recipient = recipient
    self.ephemeral = ephemeral
    self.stream = stream
  }

  /// Reads the first 120 bytes: `truncated`, `notKarvan`, `badPreamble`.
  init(_ bytes: [UInt8]) throws(SealingError) {
    var reader = ByteReader(bytes)
    let range = try reader.take(4)
    guard Array(bytes[range]) == Self.magic else {
      throw SealingError(.notKarvan, "the file is no backup of Karvan")
    }
    let version: UInt32 = try reader.number()
    guard version == Self.version else {
      throw SealingError(.badPreamble, "a backup of version \(version)")
    }
    workspace = try reader.octets()
    madeAt = try reader.number()
    recipient = DHPublicKey(try reader.octets())
    ephemeral = DHPublicKey(try reader.octets())
    stream = Array(bytes[try reader.take(SecretStream.headerLength)])
    try reader.end()
  }

  var bytes: [UInt8] {
    var bytes = Self.magic
    bytes.append(bigEndian: Self.version)
    bytes.append(workspace)
    bytes.append(bigEndian: madeAt)
    bytes.append(recipient.octets)
    bytes.append(ephemeral.octets)
    return bytes + stream
  }
}

/// What a backup says of its content, under its seal.
///
/// Binary, 76 bytes: incarnation 16, head u64, schema version u32, size u64, root check 32, zeros 8.
public struct BackupManifest: Sendable, Hashable {
  static let encodedCount = 76

  /// The life of the database that it was made of.
  public let incarnation: Octets16
  /// The greatest server sequence in it.
  public let head: UInt64
  /// The version of the schema that it was made under.
  public let schemaVersion: UInt32
  /// The bytes of the database.
  public let size: UInt64
  /// What knows the key file that belongs to it.
  public let rootCheck: Octets32

  /// Describes a content.
  public init(
    incarnation: Octets16, head: UInt64, schemaVersion: UInt32, size: UInt64, rootCheck: Octets32
  ) {
    self.incarnation = incarnation
    self.head = head
    self.schemaVersion = schemaVersion
    self.size = size
    self.rootCheck = rootCheck
  }

  init(_ bytes: [UInt8]) throws(SealingError) {
    var reader = ByteReader(bytes)
    incarnation = try reader.octets()
    head = try reader.number()
    schemaVersion = try reader.number()
    size = try reader.number()
    rootCheck = try reader.octets()
    _ = try reader.take(8)
    try reader.end()
  }

  var bytes: [UInt8] {
    var bytes = incarnation.bytes
    bytes.append(bigEndian: head)
    bytes.append(bigEndian: schemaVersion)
    bytes.append(bigEndian: size)
    bytes.append(rootCheck)
    return bytes + [UInt8](repeating: 0, count: 8)
  }
}

/// Seals a database file for an offline key, piece by piece (see protocol/decisions/004-backup.md).
///
///     header 120 ‖ secretstream of { manifest ‖ database }
public enum BackupSeal {
  /// Seals what `read` gives until it gives nothing; `read` is asked for at most so many bytes.
  ///
  /// - Throws: what `read` and `write` throw; `badBody` where the content is not as long as the
  ///   manifest says.
  public static func seal(
    _ manifest: BackupManifest, workspace: Octets16, madeAt: UInt64, for recipient: DHPublicKey,
    read: (Int) throws -> [UInt8], write: ([UInt8]) throws -> Void
  ) throws {
    let ephemeral = DHKeyPair.generate()
    let header = BackupHeader(
      workspace: workspace, madeAt: madeAt, recipient: recipient, ephemeral: ephemeral.publicKey,
      stream: RandomSource.system.bytes(SecretStream.headerLength))
    let stream = SecretStream(
      key: key(header, try ephemeral.sharedSecret(with: recipient)), header: header.stream)
    try write(header.bytes)
    var piece = manifest.bytes
    var count: UInt64 = 0
    while true {
      let next = try read(ExchangeLimits.chunkBytes)
      count += UInt64(next.count)
      var sealed: [UInt8] = []
      stream.seal(piece, last: next.isEmpty, to: &sealed)
      try write(sealed)
      if next.isEmpty { break }
      piece = next
    }
    guard count == manifest.size else {
      throw SealingError(.badBody, "\(count) bytes were read, not \(manifest.size)")
    }
  }

  /// Opens a backup; `read` gives exactly as many bytes as it is asked for, fewer only at the end.
  ///
  /// Nothing that was written is to be trusted before this returns.
  /// - Throws: ``SealingError`` for another key (`handshakeFailed`), for what was altered, cut off
  ///   or continued; what `read` and `write` throw.
  public static func open(
    with key: BackupKey, read: (Int) throws -> [UInt8], write: ([UInt8]) throws -> Void
  ) throws -> (BackupHeader, BackupManifest) {
    let header = try BackupHeader(try read(BackupHeader.encodedCount))
    guard header.recipient == key.publicKey else {
      throw SealingError(.handshakeFailed, "the backup is sealed for another key")
    }
    let stream = SecretStream(
      key: self.key(header, try key.pair.sharedSecret(with: header.ephemeral)),
      header: header.stream)
    var manifest: BackupManifest?
    var count: UInt64 = 0
    var isFinal = false
    while !isFinal {
      let piece: [UInt8]
      (piece, isFinal) = try open(stream, read)
      if manifest == nil {
        manifest = try BackupManifest(piece)
      } else {
        count += UInt64(piece.count)
        try write(piece)
      }
    }
    guard try read(1).isEmpty else {
      throw SealingError(.trailingBytes, "the backup goes on after its end")
    }
    guard let manifest, manifest.size == count else {
      throw SealingError(.badBody, "the backup has another length than it says")
    }
    return (header, manifest)
  }

  private static func open(
    _ stream: SecretStream, _ read: (Int) throws -> [UInt8]
  ) throws -> ([UInt8], Bool) {
    let prefix = try read(SecretStream.prefixLength)
    guard prefix.count == SecretStream.prefixLength else {
      throw SealingError(.truncated, "the backup is cut off")
    }
    let length = prefix.reduce(0) { $0 << 8 | Int($1) }
    guard length <= ExchangeLimits.chunkBytes + SecretStream.chunkOverhead else {
      throw SealingError(.oversized, "a chunk of \(length) bytes exceeds the limit")
    }
    let bytes = prefix + (try read(length))
    var reader = ByteReader(bytes)
    var isFinal = false
    var failure: SealingError?
    let piece = [UInt8](unsafeUninitializedCapacity: length + 1) { buffer, filled in
      guard let base = buffer.baseAddress else { return }
      do throws(SealingError) {
        let chunk = try stream.open(&reader, of: bytes, into: base)
        filled = chunk.count
        isFinal = chunk.final
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return (piece, isFinal)
  }

  /// BLAKE2b-256(key: X25519(ephemeral, recipient), "karvan/1 backup stream" ‖ header).
  private static func key(_ header: BackupHeader, _ shared: SecretBytes) -> SecretBytes {
    Blake2b.derive(from: shared, Domain.backup.joined(header.bytes))
  }
}
