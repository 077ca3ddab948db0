// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// Writes records as lines of JSON from which the very same records can be made again.
///
/// The first line says what the file is, the last how many records there are and what the digests
/// of each entity are, so that a file that was cut or altered is known. Each line between is one
/// record: what people see in `values`, in the exact forms of CSV export, and everything that is
/// known of it, siblings and deletions among it, packed in `state` (P-014, after a table of its
/// replicas, in hexadecimal).
public struct RecordLines: Sendable {
  /// The name that the first line carries.
  public static let format = "karvan-records"
  /// The version of the form.
  public static let version: Int64 = 1

  private let schema: Schema

  /// Writes records of a schema.
  public init(schema: Schema) { self.schema = schema }

  /// The first line.
  ///
  /// - Parameter isWhole: Whether every record of the workspace follows.
  public func header(at milliseconds: Int64, isWhole: Bool) -> String {
    JSONNode.object([
      ("format", .string(Self.format)), ("version", .number(Self.version)),
      ("schema", .number(Int64(schema.version))),
      ("exported_at", .string(InstantText.format(milliseconds: milliseconds))),
      ("whole", .truth(isWhole)),
    ]).line
  }

  /// The line of one record.
  public func line(_ view: RecordView) -> String {
    let planner = ExportPlanner(entity: view.entity)
    let values = zip(planner.header, planner.row(view)).dropFirst().filter { !$1.isEmpty }
    var members: [(String, JSONNode)] = [
      ("entity", .string(view.entity.name)), ("id", .string("\(view.id)")),
    ]
    if view.life == .deleted { members.append(("deleted", .truth(true))) }
    members.append(("values", .object(values.map { ($0, .string($1)) })))
    members.append(("state", .string(Hexadecimal.text(of: view.state.packedAlone))))
    return JSONNode.object(members).line
  }

  /// The last line.
  public func trailer(records: Int, digests: [(entity: String, digest: String)]) -> String {
    JSONNode.object([
      ("records", .number(Int64(records))),
      ("digests", .object(digests.map { ($0.entity, .string($0.digest)) })),
    ]).line
  }
}

extension RecordState {
  /// The state after a table of its own replicas.
  public var packedAlone: [UInt8] {
    var table = ReplicaTable()
    var states = ByteWriter(reserving: 512)
    states.state(self, &table)
    var writer = ByteWriter(reserving: states.bytes.count + 32)
    writer.table(table)
    writer.raw(states.bytes)
    return writer.bytes
  }

  /// Reads what ``packedAlone`` wrote.
  public init(packedAlone bytes: [UInt8]) throws(DecodingFailure) {
    var reader = ByteReader(bytes)
    let table = try reader.table()
    self = try reader.state(table)
    try reader.finish()
  }
}
