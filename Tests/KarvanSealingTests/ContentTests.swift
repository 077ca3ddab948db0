// SPDX-License-Identifier: Apache-2.0
import Foundation
import KarvanCore
import Testing

@testable import KarvanSealing

/// A folder of contents that goes with the test.
private final class Folder {
  let path = NSTemporaryDirectory() + "karvan-contents-" + UUID().uuidString
  let key = VaultKey.generate()
  var vault: ContentVault { ContentVault(folder: path, key: key) }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func files() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path).sorted().map { path + "/" + $0 }
  }
}

/// Bytes that a seed says, of a length near the edges of chunks.
private func bytes(_ random: inout Numbers) -> [UInt8] {
  let chunk = ContentLayout.chunkBytes
  let sizes = [1, 2, chunk - 1, chunk, chunk + 1, 2 * chunk, 3 * chunk + 7]
  let size = sizes[Int(random.next() % UInt64(sizes.count))]
  var state = random.next() | 1
  return (0..<size).map { _ in
    state = state &* 6_364_136_223_846_793_005 &+ 1
    return UInt8(truncatingIfNeeded: state >> 56)
  }
}

/// A small generator: what a failing seed did can be done again.
private struct Numbers: RandomNumberGenerator {
  var state: UInt64
  init(_ seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1 }
  mutating func next() -> UInt64 {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return state
  }
}

@Suite struct ContentTests {
  private func add(_ bytes: [UInt8], to vault: ContentVault) throws -> ContentManifest {
    try vault.add(size: UInt64(bytes.count)) { Array(bytes[$0..<($0 + $1)]) }
  }

  private func content(_ vault: ContentVault, _ address: Octets32) throws -> [UInt8] {
    var found: [UInt8] = []
    try #require(try vault.open(address)).forEachChunk { found += $1 }
    return found
  }

  /// Whatever order chunks come in, however often the program is killed, a write torn or the disk
  /// wrong: in the end the content is equal, and until then there is none.
  @Test(arguments: 0..<24 as Range<UInt64>)
  func anyOrderAndAnyCutEndsWithEqualContent(_ seed: UInt64) throws {
    var random = Numbers(seed)
    let plain = bytes(&random)
    let source = Folder()
    let manifest = try add(plain, to: source.vault)
    let stored = try #require(try source.vault.open(manifest.address))
    let target = Folder()
    let decoded = try ContentManifest(decoding: manifest.bytes, address: manifest.address)
    var part = try target.vault.begin(decoded, name: "p")
    for _ in 0..<200 {
      let missing = try part.missing()
      guard !missing.isEmpty else { break }
      let number = missing[Int(random.next() % UInt64(missing.count))]
      try part.put(try stored.chunk(number), number: number)
      #expect(throws: SealingError.self, "seed \(seed)") {
        try part.put([1, 2, 3], number: number)
      }
      #expect(!target.vault.has(manifest.address), "seed \(seed)")
      guard random.next() % 2 == 0 else { continue }
      try harm(target.path + "/p.part", &random)
      let again = try target.vault.part(
        of: manifest.address, size: manifest.size, name: "p")
      part = try again ?? target.vault.begin(decoded, name: "p")
    }
    // The last rounds may have harmed it again.
    for number in try part.missing() { try part.put(try stored.chunk(number), number: number) }
    try part.sync()
    try target.vault.install(part, name: "p")
    #expect(try content(target.vault, manifest.address) == plain, "seed \(seed)")
    #expect(try target.files().count == 1, "seed \(seed)")
  }

  /// A crash cuts a file or loses a page of it; a disk flips a bit.
  private func harm(_ path: String, _ random: inout Numbers) throws {
    let url = URL(fileURLWithPath: path)
    var data = try Data(contentsOf: url)
    let place = Int(random.next() % UInt64(max(data.count, 1)))
    switch random.next() % 4 {
    case 0: data = data.prefix(place)
    case 1: data[place] ^= 1 << UInt8(random.next() % 8)
    case 2:
      let end = min(place + 4_096, data.count)
      data.replaceSubrange(place..<end, with: Data(count: end - place))
    default: return
    }
    try data.write(to: url)
  }

  @Test func whatIsStoredIsSealedAndStoredOnce() throws {
    let folder = Folder()
    let plain = Array(String(repeating: "a signed document ", count: 20_000).utf8)
    let first = try add(plain, to: folder.vault)
    #expect(try add(plain, to: folder.vault) == first)
    let files = try folder.files()
    #expect(files.map { ($0 as NSString).lastPathComponent } == ["\(first.address)"])
    let data = try Data(contentsOf: URL(fileURLWithPath: files[0]))
    #expect(data.range(of: Data("a signed document".utf8)) == nil)
    let mode = try FileManager.default.attributesOfItem(atPath: files[0])[.posixPermissions]
    #expect(mode as? Int == 0o600)
    // Another folder's key opens none of it.
    let other = ContentVault(folder: folder.path, key: .generate())
    #expect(throws: SealingError.self) { try other.open(first.address) }
  }

  @Test func everyFlippedBitIsNoticedAndNamed() throws {
    let folder = Folder()
    let plain = [UInt8](repeating: 7, count: ContentLayout.chunkBytes + 100)
    let manifest = try add(plain, to: folder.vault)
    let path = try folder.files()[0]
    let whole = try Data(contentsOf: URL(fileURLWithPath: path))
    #expect(try folder.vault.fault(of: manifest.address) == nil)
    for place in stride(from: 0, to: whole.count, by: 9_973) + [whole.count - 1] {
      var data = whole
      data[place] ^= 0x10
      try data.write(to: URL(fileURLWithPath: path))
      let fault = try folder.vault.fault(of: manifest.address)
      #expect(fault?.code == .contentFailed, "byte \(place)")
    }
    for length in [0, 1, 31, 40, whole.count - 1] {
      try whole.prefix(length).write(to: URL(fileURLWithPath: path))
      #expect(try folder.vault.fault(of: manifest.address)?.code == .contentFailed, "\(length)")
    }
    // Attached again, it is whole again.
    #expect(try add(plain, to: folder.vault) == manifest)
    #expect(try content(folder.vault, manifest.address) == plain)
  }

  @Test func aSourceThatChangesIsNotTaken() throws {
    let folder = Folder()
    var reads = 0
    #expect(throws: SealingError.self) {
      try folder.vault.add(size: 10) { _, count in
        reads += 1
        return [UInt8](repeating: reads == 1 ? 1 : 2, count: count)
      }
    }
    #expect(try folder.files().isEmpty)
  }

  @Test func manifestsAreStrict() throws {
    let manifest = try ContentManifest(
      size: 262_145,
      hashes: [
        ContentManifest.hash(of: [UInt8](repeating: 1, count: 262_144), number: 0),
        ContentManifest.hash(of: [9], number: 1),
      ])
    #expect(manifest.accepts([9], number: 1))
    #expect(!manifest.accepts([9, 9], number: 1))
    #expect(!manifest.accepts([9], number: 0))
    #expect(!manifest.accepts([9], number: 2))
    let address = manifest.address
    #expect(try ContentManifest(decoding: manifest.bytes, address: address) == manifest)
    for index in manifest.bytes.indices {
      var bytes = manifest.bytes
      bytes[index] ^= 1
      #expect(throws: SealingError.self) { try ContentManifest(decoding: bytes, address: address) }
    }
    #expect(throws: SealingError.self) {
      try ContentManifest(size: 262_144, hashes: manifest.hashes)
    }
    #expect(throws: SealingError.self) { try ContentManifest(size: 0, hashes: []) }
    #expect(ContentLayout.chunks(in: ContentLayout.mostBytes) == 256)
    #expect(ContentLayout.chunks(in: ContentLayout.mostBytes + 1) == nil)
  }

  /// The published constructions, so that a client in another language can check its own.
  @Test func addressAndProofAreAsPublished() throws {
    let chunk = Array("karvan".utf8)
    let piece: Octets32 = blake2b256(
      Array("karvan/1 content piece".utf8) + [0, 0, 0, 0] + chunk)
    let manifest = try ContentManifest(size: 6, hashes: [piece])
    #expect(ContentManifest.hash(of: chunk, number: 0) == piece)
    #expect(
      manifest.bytes == Array("KCM1".utf8) + [0, 4, 0, 0] + [0, 0, 0, 0, 0, 0, 0, 6] + piece.bytes)
    #expect(
      manifest.address == blake2b256(Array("karvan/1 content address".utf8) + manifest.bytes))
  }

  @Test func aProofServesOneDeviceAndRecord() throws {
    let folder = Folder()
    let manifest = try add([1, 2, 3], to: folder.vault)
    let stored = try #require(try folder.vault.open(manifest.address))
    func proof(_ workspace: UInt64, _ device: UInt64, _ record: UInt64) throws -> Octets32 {
      try stored.proof(
        ContentProof(
          workspace: Octets16(high: 0, low: workspace), device: Octets16(high: 0, low: device),
          record: Octets16(high: 0, low: record)))
    }
    let one = try proof(1, 2, 3)
    #expect(try proof(1, 2, 3) == one)
    for (workspace, device, record) in [(9, 2, 3), (1, 9, 3), (1, 2, 9)]
      as [(UInt64, UInt64, UInt64)]
    {
      #expect(try proof(workspace, device, record) != one)
    }
  }

  @Test func leftOversGoAndWorkOfOthersStays() throws {
    let folder = Folder()
    _ = try add([1], to: folder.vault)
    let old = folder.path + "/\(Octets16.random()).new"
    let fresh = folder.path + "/\(Octets16.random()).new"
    for path in [old, fresh] {
      #expect(FileManager.default.createFile(atPath: path, contents: Data([1])))
    }
    let past = Date(timeIntervalSinceNow: -7_200)
    try FileManager.default.setAttributes([.modificationDate: past], ofItemAtPath: old)
    let now = Int64(Date().timeIntervalSince1970 * 1_000)
    #expect(try folder.vault.sweep(now: now) == 1)
    #expect(try folder.files().count == 2)
    #expect(folder.vault.addresses().count == 1)
  }
}
