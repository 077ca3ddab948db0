// SPDX-License-Identifier: Apache-2.0

/// The form of contents (P-090): chunks of one size, and how many there may be.
public enum ContentLayout {
  /// The plain bytes of every chunk but the last, which has 1 to so many.
  public static let chunkBytes = 262_144
  /// The most bytes of a content, in any workspace.
  public static let mostBytes: UInt64 = 64 << 20

  /// How many chunks a content of a size has; nil where no content has that size.
  public static func chunks(in size: UInt64) -> Int? {
    guard size > 0, size <= mostBytes else { return nil }
    return (Int(size) + chunkBytes - 1) / chunkBytes
  }

  /// The places of a chunk's bytes in a content of a size.
  public static func range(of chunk: Int, in size: UInt64) -> Range<Int> {
    chunk * chunkBytes..<min((chunk + 1) * chunkBytes, Int(size))
  }
}

/// What a content consists of: its size, and the hash of each chunk, so that each can be checked by
/// itself. The content's address is the hash of this.
///
///     0  magic "KCM1"     4  bytes of a chunk u32     8  size u64     16  hashes, 32 each
public struct ContentManifest: Sendable, Hashable {
  static let magic = Array("KCM1".utf8)
  static let headerBytes = 16
  /// The longest binary form.
  public static let mostBytes =
    headerBytes + 32 * ((Int(ContentLayout.mostBytes) - 1) / ContentLayout.chunkBytes + 1)

  /// How many bytes the content has.
  public let size: UInt64
  /// The hash of each chunk, in order.
  public let hashes: [Octets32]

  /// Gathers the hashes of a content's chunks.
  ///
  /// - Throws: `contentFailed` where a content of that size has another number of chunks.
  public init(size: UInt64, hashes: [Octets32]) throws(SealingError) {
    guard let chunks = ContentLayout.chunks(in: size), chunks == hashes.count else {
      throw SealingError(.contentFailed, "\(size) bytes are not \(hashes.count) chunks")
    }
    self.size = size
    self.hashes = hashes
  }

  /// Decodes strictly, and only what has this address: `contentFailed`.
  public init(decoding bytes: [UInt8], address: Octets32) throws(SealingError) {
    guard bytes.count <= Self.mostBytes, Self.address(of: bytes) == address else {
      throw SealingError(.contentFailed, "the manifest is of another content")
    }
    do throws(SealingError) {
      var reader = ByteReader(bytes)
      guard try reader.slice(4) == Self.magic[...],
        try reader.number() as UInt32 == UInt32(ContentLayout.chunkBytes)
      else { throw SealingError(.contentFailed, "a manifest of another form") }
      let size: UInt64 = try reader.number()
      var hashes: [Octets32] = []
      while reader.remaining > 0 { hashes.append(try reader.octets()) }
      try self.init(size: size, hashes: hashes)
    } catch {
      throw SealingError(.contentFailed, error.message)
    }
  }

  /// The binary form.
  public var bytes: [UInt8] {
    var bytes = Self.magic
    bytes.append(bigEndian: UInt32(ContentLayout.chunkBytes))
    bytes.append(bigEndian: size)
    for hash in hashes { bytes.append(hash) }
    return bytes
  }

  /// BLAKE2b-256("karvan/1 content address" ‖ manifest).
  public var address: Octets32 { Self.address(of: bytes) }

  /// The address of a manifest's bytes.
  package static func address(of bytes: [UInt8]) -> Octets32 {
    Blake2b.hash(Domain.contentAddress.joined(bytes))
  }

  /// BLAKE2b-256("karvan/1 content piece" ‖ number of the chunk u32 ‖ its bytes).
  public static func hash(of chunk: [UInt8], number: Int) -> Octets32 {
    let hash = Blake2b(length: Octets32.count)
    var head = Domain.contentPiece.joined()
    head.append(bigEndian: UInt32(number))
    hash.update(head)
    hash.update(chunk)
    return hash.finish()
  }

  /// Whether bytes are those of a chunk.
  public func accepts(_ chunk: [UInt8], number: Int) -> Bool {
    hashes.indices.contains(number)
      && chunk.count == ContentLayout.range(of: number, in: size).count
      && Self.hash(of: chunk, number: number) == hashes[number]
  }
}

/// What shows that somebody has a content, and does not only know its address (P-091).
///
/// BLAKE2b-256(key: BLAKE2b-256("karvan/1 content proof" ‖ workspace ‖ device ‖ record), content).
/// Nobody who lacks a single byte can make it, and it serves no other device or record.
public struct ContentProof {
  private let hash: Blake2b

  /// Begins a proof.
  public init(workspace: Octets16, device: Octets16, record: Octets16) {
    let input = Domain.contentProof.joined(workspace.bytes, device.bytes, record.bytes)
    let key: Octets32 = Blake2b.hash(input)
    hash = Blake2b(length: Octets32.count, key: SecretBytes(copying: key.bytes))
  }

  /// Takes the next bytes of the content.
  public func update(_ bytes: [UInt8]) { hash.update(bytes) }

  /// The proof; nothing can be added after it.
  public func finish() -> Octets32 { hash.finish() }
}
