// SPDX-License-Identifier: Apache-2.0

/// A folder of sealed contents, each once, under its address; the same on devices and at the office.
///
/// A content gets its name when all of it is on the disk: whatever is interrupted leaves a part
/// (`NAME.part`, to go on with) or a left-over (`NAME.new`, which ``sweep()`` removes), never a
/// content that is not whole. No plaintext is ever written.
public struct ContentVault: Sendable {
  /// The folder; it is made with the first content.
  public let folder: String
  private let key: VaultKey

  /// Names a folder and what it is sealed under.
  public init(folder: String, key: VaultKey) {
    self.folder = folder
    self.key = key
  }

  private func path(_ address: Octets32) -> String { "\(folder)/\(address)" }
  private func path(part name: String) -> String { "\(folder)/\(name).part" }
  private func seal(_ address: Octets32) -> ContentSeal {
    ContentSeal(address: address, vault: key)
  }

  /// Whether a content is there whole; its bytes are looked at when they are read.
  public func has(_ address: Octets32) -> Bool { ContentFile.writtenAt(path(address)) != nil }

  /// When a content came, in milliseconds since 1970; nil where it is not there.
  public func arrivedAt(_ address: Octets32) -> Int64? {
    ContentFile.writtenAt(path(address))
  }

  /// Opens a content; nil where it is not there; throws `contentFailed` where it was altered.
  public func open(_ address: Octets32) throws(SealingError) -> StoredContent? {
    guard let file = try ContentFile(path: path(address)) else { return nil }
    return try StoredContent(file, address: address, seal: seal(address))
  }

  /// Copies a content in, durably.
  ///
  /// - Parameter read: Gives bytes at a place of the source; it is read twice.
  /// - Throws: `contentFailed` where the source changes meanwhile.
  public func add(
    size: UInt64, read: (_ offset: Int, _ count: Int) throws -> [UInt8]
  ) throws -> ContentManifest {
    guard let chunks = ContentLayout.chunks(in: size) else {
      throw SealingError(.oversized, "\(size) bytes are more than \(ContentLayout.mostBytes)")
    }
    func chunk(_ number: Int) throws -> [UInt8] {
      let range = ContentLayout.range(of: number, in: size)
      return try read(range.lowerBound, range.count)
    }
    let manifest = try ContentManifest(
      size: size,
      hashes: (0..<chunks).map { ContentManifest.hash(of: try chunk($0), number: $0) })
    if try isWhole(manifest.address) { return manifest }
    try ContentFile.makeFolder(folder)
    let draft = "\(folder)/\(Octets16.random()).new"
    do {
      let part = try PartialContent(
        ContentFile(creating: draft), manifest, seal(manifest.address))
      for number in 0..<chunks { try part.put(try chunk(number), number: number) }
      try part.sync()
      try part.move(to: path(manifest.address))
    } catch {
      try? ContentFile.remove(draft)
      throw error
    }
    return manifest
  }

  /// Whether a content is there and every chunk of it opens.
  private func isWhole(_ address: Octets32) throws(SealingError) -> Bool {
    do {
      return try fault(of: address) == nil && has(address)
    } catch {
      return false
    }
  }

  /// What is wrong with a content; nil where every byte is as it was, or it is not there.
  public func fault(of address: Octets32) throws(SealingError) -> SealingError? {
    do throws(SealingError) {
      guard let content = try open(address) else { return nil }
      for number in content.manifest.hashes.indices { _ = try content.chunk(number) }
      return nil
    } catch {
      guard error.code == .contentFailed else { throw error }
      return error
    }
  }

  // MARK: Parts.

  /// The part of a content that came so far; nil where nothing is there, or nothing of use.
  ///
  /// - Parameter name: What the part is kept under: of one address there can be several.
  public func part(
    of address: Octets32, size: UInt64, name: String
  ) throws(SealingError) -> PartialContent? {
    guard let chunks = ContentLayout.chunks(in: size),
      let file = try ContentFile(path: path(part: name), forWriting: true)
    else { return nil }
    do throws(SealingError) {
      return try PartialContent(file, chunks: chunks, seal(address))
    } catch {
      guard error.code == .contentFailed else { throw error }
      return nil
    }
  }

  /// Begins a part; what was there under its name goes.
  public func begin(
    _ manifest: ContentManifest, name: String
  ) throws(SealingError) -> PartialContent {
    try ContentFile.makeFolder(folder)
    try removePart(name)
    return try PartialContent(
      ContentFile(creating: path(part: name)), manifest, seal(manifest.address))
  }

  /// Makes a part a content, durably; it must be whole and synced. A part keeps its name where the
  /// content is there already, and goes.
  public func install(_ part: PartialContent, name: String) throws(SealingError) {
    let address = part.manifest.address
    if try isWhole(address) { return try removePart(name) }
    try part.move(to: path(address))
  }

  /// Removes a part.
  public func removePart(_ name: String) throws(SealingError) {
    try ContentFile.remove(path(part: name))
  }

  // MARK: Cleaning.

  /// Removes a content.
  public func remove(_ address: Octets32) throws(SealingError) {
    try ContentFile.remove(path(address))
    try setStray(address, since: nil)
  }

  /// The contents that are there whole.
  public func addresses() -> [Octets32] {
    FolderNames.all(in: folder).compactMap { name in
      Hexadecimal.bytes(name.utf8).flatMap { try? Octets32($0) }
    }
  }

  /// The names of the parts, each with when it last grew.
  public func parts() -> [(name: String, at: Int64)] {
    FolderNames.all(in: folder).compactMap { name in
      guard name.hasSuffix(".part") else { return nil }
      return (String(name.dropLast(5)), ContentFile.writtenAt("\(folder)/\(name)") ?? 0)
    }
  }

  /// How old a left-over is before it goes, in milliseconds: nobody copies for so long.
  private static let leftOverAge: Int64 = 3_600_000

  /// Removes what a copying that was cut off left behind.
  ///
  /// - Returns: How many there were.
  @discardableResult
  public func sweep(now: Int64) throws(SealingError) -> Int {
    var count = 0
    for name in FolderNames.all(in: folder) where name.hasSuffix(".new") {
      let path = "\(folder)/\(name)"
      guard let at = ContentFile.writtenAt(path), now - at > Self.leftOverAge else { continue }
      try ContentFile.remove(path)
      count += 1
    }
    return count
  }
}

/// Since when nothing names a content that is kept, noted beside it.
///
///     ADDRESS.stray:  milliseconds since 1970 i64
extension ContentVault {
  private func path(stray address: Octets32) -> String { "\(folder)/\(address).stray" }

  /// Since when a content is noted as one that nothing names, in milliseconds since 1970; nil for
  /// one that isn't, and for a note that can't be read.
  public func strayedAt(_ address: Octets32) -> Int64? {
    guard let file = try? ContentFile(path: path(stray: address)),
      let bytes = try? file.read(at: 0, 9), bytes.count == 8
    else { return nil }
    return Int64(bitPattern: bytes.reduce(0) { $0 << 8 | UInt64($1) })
  }

  /// Notes since when nothing names a content, durably; nil where something does.
  public func setStray(_ address: Octets32, since moment: Int64?) throws(SealingError) {
    guard let moment else { return try ContentFile.remove(path(stray: address)) }
    let value = UInt64(bitPattern: moment)
    let bytes = (0..<8).map { UInt8(truncatingIfNeeded: value >> (56 - 8 * $0)) }
    let draft = "\(folder)/\(Octets16.random()).new"
    do throws(SealingError) {
      let file = try ContentFile(creating: draft)
      try file.write(bytes, at: 0)
      try file.sync()
      try file.move(to: path(stray: address))
    } catch {
      try? ContentFile.remove(draft)
      throw error
    }
  }

  /// The contents that are noted as ones that nothing names.
  public func strayNotes() -> [Octets32] {
    FolderNames.all(in: folder).filter { $0.hasSuffix(".stray") }.compactMap {
      Octets32(hexadecimal: String($0.dropLast(6)))
    }
  }
}

/// Who has shown that they have which content, noted beside the contents: a database that was put
/// back from an older copy learns from it what it once knew.
///
///     RECORD.held:  address 32 ‖ BLAKE2b-256(key: vault key, "karvan/1 note of content" ‖ record ‖ address)
extension ContentVault {
  private func path(note record: Octets16) -> String { "\(folder)/\(record).held" }

  private func mac(_ record: Octets16, _ address: Octets32) -> Octets32 {
    Blake2b.hash(Domain.contentNote.joined(record.bytes, address.bytes), key: key.secret)
  }

  /// Notes that a record's content is here, durably.
  public func note(_ record: Octets16, _ address: Octets32) throws(SealingError) {
    if noted(record) == address { return }
    let draft = "\(folder)/\(Octets16.random()).new"
    do throws(SealingError) {
      let file = try ContentFile(creating: draft)
      try file.write(address.bytes + mac(record, address).bytes, at: 0)
      try file.sync()
      try file.move(to: path(note: record))
    } catch {
      try? ContentFile.remove(draft)
      throw error
    }
  }

  /// The content that was noted for a record; nil for none, and for a note that is not ours.
  public func noted(_ record: Octets16) -> Octets32? {
    guard let file = try? ContentFile(path: path(note: record)),
      let bytes = try? file.read(at: 0, 65), bytes.count == 64,
      let address = try? Octets32(bytes[..<32]), mac(record, address).bytes == Array(bytes[32...])
    else { return nil }
    return address
  }

  /// The records that contents are noted for, each with when it was.
  public func notes() -> [(record: Octets16, at: Int64)] {
    FolderNames.all(in: folder).compactMap { name in
      guard name.hasSuffix(".held"),
        let record = Hexadecimal.bytes(name.dropLast(5).utf8).flatMap({ try? Octets16($0) })
      else { return nil }
      return (record, ContentFile.writtenAt("\(folder)/\(name)") ?? 0)
    }
  }

  /// Removes the note of a record.
  public func removeNote(_ record: Octets16) throws(SealingError) {
    try ContentFile.remove(path(note: record))
  }
}

extension Octets32 {
  /// Reads 64 hexadecimal digits; nil for anything else.
  public init?(hexadecimal text: String) {
    guard let bytes = Hexadecimal.bytes(text.utf8), let value = try? Octets32(bytes) else {
      return nil
    }
    self = value
  }
}
