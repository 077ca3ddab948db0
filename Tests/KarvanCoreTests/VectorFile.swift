// SPDX-License-Identifier: Apache-2.0
import Foundation
import KarvanCore
import Testing

/// Reads the files in `protocol/vectors`.
enum VectorFile {
  static var folder: URL {
    URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
      .appending(path: "../../protocol/vectors").standardizedFileURL
  }

  static func object(_ name: String) throws -> [String: Any] {
    let data = try Data(contentsOf: folder.appending(path: name))
    return try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
  }

  static func write(_ object: [String: Any], to name: String) throws {
    let options: JSONSerialization.WritingOptions = [
      .prettyPrinted, .sortedKeys, .withoutEscapingSlashes,
    ]
    var data = try JSONSerialization.data(withJSONObject: object, options: options)
    data.append(UInt8(ascii: "\n"))
    try data.write(to: folder.appending(path: name))
  }

  /// Whether the vectors that Swift makes are to be written anew.
  static var isWriting: Bool { ProcessInfo.processInfo.environment["KARVAN_WRITE_VECTORS"] == "1" }

  /// The replica that vectors call by a small number: that number in 16 bytes.
  static func replica(_ number: Int) -> ReplicaID { ReplicaID(high: 0, low: UInt64(number)) }

  static func dot(_ pair: Any?) throws -> Dot { try name(pair).dot }

  static func dots(_ pairs: Any?) throws -> [Dot] {
    try #require(pairs as? [Any]).map { try dot($0) }
  }

  static func names(_ list: Any?) throws -> [VersionName] {
    try #require(list as? [Any]).map { try name($0) }
  }

  static func name(_ entry: Any?) throws -> VersionName {
    let parts = try #require(entry as? [Any])
    let replica = try #require(parts.first as? Int)
    let sequence = try #require(parts.dropFirst().first as? Int)
    return VersionName(Dot(Self.replica(replica), UInt64(sequence)), element: parts.last as? String)
  }

  static func swept(_ example: [String: Any]) throws -> [[String]] {
    try #require(example["swept"] as? [[Any]]).map { entry in
      let group = try #require(entry.first as? Int)
      return text(of: try name(Array(entry.dropFirst())), in: GroupTag(group))
    }
  }

  static func text(of version: Version) -> [String] { text(of: version.name, in: version.group) }

  private static func text(of name: VersionName, in group: GroupTag) -> [String] {
    ["\(group)", "\(name.dot.replica)", "\(name.dot.sequence)", name.element ?? ""]
  }
}
