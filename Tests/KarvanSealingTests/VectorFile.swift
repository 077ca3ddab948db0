// SPDX-License-Identifier: Apache-2.0
import Foundation

/// The files under `protocol/vectors`.
enum VectorFile {
  static func url(_ name: String) -> URL {
    URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "protocol/vectors/\(name)")
  }

  static func read<Value: Decodable>(_ name: String, as type: Value.Type) throws -> Value {
    try JSONDecoder().decode(type, from: try Data(contentsOf: url(name)))
  }

  /// Set to write the files anew; review the difference before committing it.
  static var isWriting: Bool { ProcessInfo.processInfo.environment["KARVAN_WRITE_VECTORS"] == "1" }

  static func write(_ value: some Encodable, to name: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    try (encoder.encode(value) + Data("\n".utf8)).write(to: url(name))
  }
}
