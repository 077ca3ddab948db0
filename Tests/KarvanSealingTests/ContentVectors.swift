// SPDX-License-Identifier: Apache-2.0
import Foundation

@testable import KarvanSealing

/// `protocol/vectors/contents.json`: manifests, addresses, proofs and sealed files of contents, and
/// what must be refused. Binary values are hexadecimal.
struct ContentVectors: Codable, Equatable {
  struct Content: Codable, Equatable {
    let name: String
    let size: Int
    let seed: Int
    let manifest: String
    let address: String
    let proof: String
    /// BLAKE2b-256 of the sealed file.
    let fileHash: String
    /// The sealed file, of a small content.
    let file: String?
  }
  struct Keys: Codable, Equatable {
    let vault: String
    let workspace: String
    let device: String
    let record: String
  }
  struct RejectedManifest: Codable, Equatable {
    let name: String
    let address: String
    let bytes: String
  }
  struct RejectedFile: Codable, Equatable {
    let name: String
    let address: String
    let bytes: String
  }
  let comment: [String]
  let keys: Keys
  let contents: [Content]
  let rejectedManifests: [RejectedManifest]
  let rejectedFiles: [RejectedFile]
}

extension ContentVectors {
  /// Byte number i of a content is (seed + i + i / 251) modulo 256.
  static func plain(_ size: Int, _ seed: Int) -> [UInt8] {
    (0..<size).map { UInt8(truncatingIfNeeded: seed + $0 + $0 / 251) }
  }

  static func make() throws -> ContentVectors {
    let chunk = ContentLayout.chunkBytes
    let contents = try [
      ("one byte", 1, 7), ("small", 100, 1), ("one whole chunk", chunk, 2),
      ("a chunk and a byte", chunk + 1, 3), ("three chunks", 2 * chunk + 77, 4),
    ].map { try content($0.0, $0.1, $0.2) }
    return ContentVectors(
      comment: [
        "Byte i of a content is (seed + i + i / 251) modulo 256, the division rounding down.",
        "proof is that of keys.device for keys.record; files are sealed under keys.vault.",
        "fileHash is BLAKE2b-256 of the file; file is all of it where it is short.",
        "Each rejected manifest must be refused for its address, each rejected file under its name.",
      ],
      keys: keys, contents: contents, rejectedManifests: try rejectedManifests(),
      rejectedFiles: try rejectedFiles())
  }

  private static let keys = Keys(
    vault: Hexadecimal.text(Fixed.bytes("vault key", 32)),
    workspace: Hexadecimal.text(Fixed.bytes("workspace", 16)),
    device: Hexadecimal.text(Fixed.bytes("device", 16)),
    record: Hexadecimal.text(Fixed.bytes("record", 16)))

  /// What a disk has of a content.
  static func sealed(_ plain: [UInt8], key: VaultKey) throws -> (ContentManifest, [UInt8]) {
    let folder = NSTemporaryDirectory() + "karvan-vectors-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let manifest = try ContentVault(folder: folder, key: key)
      .add(size: UInt64(plain.count)) { Array(plain[$0..<($0 + $1)]) }
    let path = "\(folder)/\(manifest.address)"
    return (manifest, Array(try Data(contentsOf: URL(fileURLWithPath: path))))
  }

  private static func content(_ name: String, _ size: Int, _ seed: Int) throws -> Content {
    let plain = plain(size, seed)
    let (manifest, file) = try sealed(plain, key: try VaultKey(exposedBytes: hex(keys.vault)))
    let proof = ContentProof(
      workspace: try Octets16(hex(keys.workspace)), device: try Octets16(hex(keys.device)),
      record: try Octets16(hex(keys.record)))
    proof.update(plain)
    return Content(
      name: name, size: size, seed: seed, manifest: Hexadecimal.text(manifest.bytes),
      address: "\(manifest.address)", proof: "\(proof.finish())",
      fileHash: "\(blake2b256(file))", file: size <= 100 ? Hexadecimal.text(file) : nil)
  }

  private static func rejectedManifests() throws -> [RejectedManifest] {
    let right = try sealed(plain(100, 1), key: .generate()).0
    let bytes = right.bytes
    func put(_ offset: Int, _ new: [UInt8]) -> [UInt8] {
      StreamVectors.replacing(bytes, at: offset, with: new)
    }
    let size = Int(ContentLayout.mostBytes)
    let many = ContentManifest.mostBytes / 32 + 1
    let cases: [(String, [UInt8])] = [
      ("empty", []), ("cut in the size", Array(bytes[..<12])), ("no hash", Array(bytes[..<16])),
      ("cut in a hash", Array(bytes.dropLast())), ("a byte after the end", bytes + [0]),
      ("a hash too many", bytes + bytes.suffix(32)), ("a later format", put(3, [0x32])),
      ("another length of chunks", put(4, [0, 2, 0, 0])), ("size zero", put(15, [0])),
      ("a size of two chunks", put(8, bigEndian(UInt64(ContentLayout.chunkBytes + 1)))),
      (
        "a byte more than a content may have",
        put(8, bigEndian(UInt64(size + 1)))
          + [UInt8](repeating: 0, count: 32 * many)
      ),
      ("a size beyond 63 bits", put(8, [UInt8](repeating: 0xFF, count: 8))),
    ]
    // The address is right, so that only the form is at fault.
    var rejected = cases.map { name, bytes in
      RejectedManifest(
        name: name, address: address(bytes), bytes: Hexadecimal.text(bytes))
    }
    rejected.append(
      RejectedManifest(
        name: "another content's", address: address(put(16, [bytes[16] ^ 1])),
        bytes: Hexadecimal.text(bytes)))
    return rejected
  }

  private static func address(_ bytes: [UInt8]) -> String {
    "\(blake2b256(Domain.contentAddress.joined(bytes)))"
  }

  private static func bigEndian(_ value: UInt64) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.append(bigEndian: value)
    return bytes
  }

  private static func rejectedFiles() throws -> [RejectedFile] {
    let key = try VaultKey(exposedBytes: hex(keys.vault))
    let (manifest, right) = try sealed(plain(100, 1), key: key)
    let other = try sealed(plain(100, 2), key: key)
    let foreign = try sealed(
      plain(100, 1), key: try VaultKey(exposedBytes: Fixed.bytes("another key", 32))
    ).1
    let sealedManifest = 48 + 16
    let cases: [(String, [UInt8])] = [
      ("empty", []), ("cut in the manifest", Array(right[..<40])),
      ("without its chunk", Array(right[..<sealedManifest])),
      ("cut in the chunk", Array(right.dropLast())), ("a byte after the end", right + [0]),
      ("altered manifest", StreamVectors.replacing(right, at: 20, with: [right[20] ^ 1])),
      (
        "altered tag of the manifest", StreamVectors.replacing(right, at: 60, with: [right[60] ^ 1])
      ),
      ("altered chunk", StreamVectors.replacing(right, at: 70, with: [right[70] ^ 1])),
      ("altered tag of the chunk", StreamVectors.replacing(right, at: 170, with: [right[170] ^ 1])),
      ("another content under this name", other.1),
      ("another content's chunk", Array(right[..<sealedManifest] + other.1[sealedManifest...])),
      ("sealed under another key", foreign),
      ("not sealed", manifest.bytes + [UInt8](repeating: 0, count: 16) + plain(100, 1)),
    ]
    return cases.map { name, bytes in
      RejectedFile(name: name, address: "\(manifest.address)", bytes: Hexadecimal.text(bytes))
    }
  }
}
