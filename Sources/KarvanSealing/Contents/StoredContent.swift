// SPDX-License-Identifier: Apache-2.0

/// The places of a content's sealed parts in its file.
struct ContentPlaces {
  let size: UInt64
  let chunks: Int

  init(_ manifest: ContentManifest) {
    size = manifest.size
    chunks = manifest.hashes.count
  }

  static func manifestBytes(chunks: Int) -> Int {
    ContentManifest.headerBytes + 32 * chunks + AEAD.tagLength
  }

  /// How many chunks a whole file of so many bytes has; nil where no file has that length.
  static func chunks(ofFile bytes: Int) -> Int? {
    let fixed = ContentManifest.headerBytes + AEAD.tagLength
    let each = ContentLayout.chunkBytes + 32 + AEAD.tagLength
    guard bytes > fixed, bytes <= fixed + each * ContentManifest.mostBytes else { return nil }
    return (bytes - fixed + each - 1) / each
  }

  func offset(of chunk: Int) -> Int {
    Self.manifestBytes(chunks: chunks) + chunk * (ContentLayout.chunkBytes + AEAD.tagLength)
  }

  func sealedBytes(of chunk: Int) -> Int {
    ContentLayout.range(of: chunk, in: size).count + AEAD.tagLength
  }

  /// The bytes of the whole file.
  var total: Int { offset(of: chunks - 1) + sealedBytes(of: chunks - 1) }
}

/// A content that is there whole, sealed on a disk.
public struct StoredContent: Sendable {
  /// What it consists of.
  public let manifest: ContentManifest
  /// Its address.
  public let address: Octets32
  private let file: ContentFile
  private let seal: ContentSeal

  /// Opens a file; throws `contentFailed` where it is not that content, or is cut.
  init(_ file: ContentFile, address: Octets32, seal: ContentSeal) throws(SealingError) {
    let bytes = try file.size()
    guard let chunks = ContentPlaces.chunks(ofFile: bytes) else {
      throw SealingError(.contentFailed, "\(file.path): no content has \(bytes) bytes")
    }
    manifest = try seal.manifest(
      try file.read(at: 0, ContentPlaces.manifestBytes(chunks: chunks)))
    guard ContentPlaces(manifest).total == bytes else {
      throw SealingError(.contentFailed, "\(file.path) is cut")
    }
    self.file = file
    self.address = address
    self.seal = seal
  }

  /// The bytes of a chunk; throws `contentFailed` where the disk has other ones.
  public func chunk(_ number: Int) throws(SealingError) -> [UInt8] {
    let places = ContentPlaces(manifest)
    let sealed = try file.read(at: places.offset(of: number), places.sealedBytes(of: number))
    guard let plain = seal.chunk(sealed, number: number) else {
      throw SealingError(.contentFailed, "\(file.path): chunk \(number) was altered")
    }
    return plain
  }

  /// Gives the content piece by piece, in order.
  public func forEachChunk(
    _ body: (Int, [UInt8]) throws -> Void
  ) throws {
    for number in manifest.hashes.indices { try body(number, try chunk(number)) }
  }

  /// What shows for a device and a record that one has this content.
  public func proof(_ proof: ContentProof) throws(SealingError) -> Octets32 {
    for number in manifest.hashes.indices { proof.update(try chunk(number)) }
    return proof.finish()
  }
}

/// A content of which some chunks are there.
public struct PartialContent: Sendable {
  /// What it consists of.
  public let manifest: ContentManifest
  private let file: ContentFile
  private let seal: ContentSeal
  private let places: ContentPlaces

  /// Begins a file.
  init(_ file: ContentFile, _ manifest: ContentManifest, _ seal: ContentSeal) throws(SealingError) {
    self.manifest = manifest
    self.file = file
    self.seal = seal
    places = ContentPlaces(manifest)
    try file.write(seal.seal(manifest), at: 0)
  }

  /// Goes on with a file; throws `contentFailed` where its beginning was not written whole.
  init(_ file: ContentFile, chunks: Int, _ seal: ContentSeal) throws(SealingError) {
    manifest = try seal.manifest(
      try file.read(at: 0, ContentPlaces.manifestBytes(chunks: chunks)))
    self.file = file
    self.seal = seal
    places = ContentPlaces(manifest)
  }

  /// Keeps a chunk; throws `contentFailed` where it is not that of this content.
  public func put(_ chunk: [UInt8], number: Int) throws(SealingError) {
    guard manifest.accepts(chunk, number: number) else {
      throw SealingError(.contentFailed, "chunk \(number) is not of this content")
    }
    try file.write(seal.seal(chunk, number: number), at: places.offset(of: number))
  }

  /// The chunks that are not there, or not as they were written: what opens is there.
  public func missing() throws(SealingError) -> [Int] {
    var missing: [Int] = []
    for number in manifest.hashes.indices {
      let sealed = try file.read(at: places.offset(of: number), places.sealedBytes(of: number))
      if seal.chunk(sealed, number: number) == nil { missing.append(number) }
    }
    return missing
  }

  /// Waits until the disk has what was put.
  public func sync() throws(SealingError) { try file.sync() }

  func move(to path: String) throws(SealingError) { try file.move(to: path) }
}
