// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanSealing
import KarvanStore

/// How many rows of a file went in, for a run that is repeated after it was cut off.
struct ImportMemory {
  private let name: String

  /// The same files, read in the same way, are the same import.
  init(_ command: ImportCSV, file: [UInt8], lines: [UInt8]?) {
    self.init(
      file: file, lines: lines, mapping: command.mapping.flatMap { PlainFile.bytes(at: $0) },
      entity: command.entity, duplicates: command.duplicates)
  }

  init(
    file: [UInt8], lines: [UInt8]? = nil, mapping: [UInt8]? = nil, entity: String?,
    duplicates: String? = nil
  ) {
    var content: [UInt8] = []
    for part in [
      file, lines ?? [], mapping ?? [], Array((entity ?? "").utf8),
      Array((duplicates ?? "").utf8),
    ] { content += blake2b256(part).bytes }
    name = "import_" + KarvanCore.Hexadecimal.text(of: Array(blake2b256(content).bytes.prefix(16)))
  }

  /// The rows that an earlier run committed, and the name of its command if it wrote anything.
  func place(in database: ReplicaDatabase) throws -> (rows: Int, command: UInt64?) {
    let text = try database.setting(name).map { String(decoding: $0, as: UTF8.self) } ?? ""
    let parts = text.split(separator: " ")
    return (parts.first.flatMap { Int($0) } ?? 0, parts.dropFirst().first.flatMap { UInt64($0) })
  }

  /// Keeps how many rows are in, in the transaction that brings them in.
  func keep(_ rows: Int, command: UInt64?, in writer: ReplicaWriter) throws {
    try writer.set(name, Array("\(rows)\(command.map { " \($0)" } ?? "")".utf8))
  }

  /// The whole file is in.
  func forget(in database: ReplicaDatabase) throws { try database.set(name, nil) }
}
