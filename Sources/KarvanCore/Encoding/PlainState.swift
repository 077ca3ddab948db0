// SPDX-License-Identifier: Apache-2.0

/// A whole state of which one commit wrote everything, packed after a table of its author alone
/// (P-012, P-014): what most records of a page are.
///
/// It travels as its bytes lie, from the row that it is read from to the row that it is written to,
/// and no value in it becomes a Swift value. What is of another kind travels as a `RecordState`.
public struct PlainState: Hashable, Sendable {
  /// The bytes, in the one form that a writer writes.
  public let bytes: [UInt8]
  /// The entity of the record.
  public let entity: EntityTag
  /// The record.
  public let record: RecordID
  /// The commit that wrote it.
  public let dot: Dot
  /// When it was written.
  public let time: HybridTime

  /// Where the identifier of the record ends.
  private var headEnd: Int { 1 + 16 + (entity < 0x80 ? 1 : entity < 0x4000 ? 2 : 3) + 16 }

  /// Takes bytes that are such a state, or answers nil.
  public init?(_ bytes: [UInt8]) {
    guard
      let (creation, dot) = bytes.withUnsafeBytes({ raw in
        PackedCreation.inState(raw).map { ($0.creation.summary, $0.dot) }
      })
    else { return nil }
    self.init(bytes, creation, dot)
  }

  /// What is known of it without looking again.
  struct Summary {
    let entity: EntityTag
    let record: RecordID
    let time: HybridTime
  }

  /// Takes bytes that were looked at.
  init(_ bytes: [UInt8], _ summary: Summary, _ dot: Dot) {
    self.bytes = bytes
    entity = summary.entity
    record = summary.record
    time = summary.time
    self.dot = dot
  }

  /// Gives the record as it can be read in place.
  public func withCreation<T>(_ body: (PackedCreation) throws -> T) rethrows -> T? {
    try bytes.withUnsafeBytes { raw in
      guard let (creation, _) = PackedCreation.inState(raw) else { return nil }
      return try body(creation)
    }
  }

  /// The state with values of its own.
  public var decoded: RecordState {
    var reader = ByteReader(bytes)
    do throws(DecodingFailure) {
      let table = try reader.table()
      return try reader.state(table)
    } catch {
      preconditionFailure("bytes that were looked at: \(error.expected)")
    }
  }

  /// Reads the state that begins at a place of a run of states, with its author's number, and moves
  /// the place behind it; nil, with the place where it was, where it is of another kind.
  static func next(
    in raw: UnsafeRawBufferPointer, at place: inout Int, _ table: ReplicaTable
  ) -> (state: PlainState, author: UInt64)? {
    var reader = RawReader(raw, at: place)
    let start = place
    guard let (creation, dot) = PackedCreation.next(in: &reader, table) else { return nil }
    var head = RawReader(raw, at: start)
    _ = head.unsigned()
    _ = head.identifier() as RecordID
    var writer = ByteWriter(reserving: reader.position - start + 17)
    writer.byte(1)
    writer.identifier(dot.replica)
    writer.raw(head.run(from: start))
    writer.byte(1)
    writer.byte(0)
    writer.unsigned(dot.sequence)
    // The count of the clock's dots, the author, and their sequence number.
    _ = head.unsigned()
    let author = head.unsigned()
    _ = head.unsigned()
    let versions = head.position
    _ = (head.unsigned(), head.unsigned(), head.byte())
    writer.raw(head.run(from: versions))
    writer.byte(0)
    _ = head.unsigned()
    let rest = head.position
    writer.raw(UnsafeRawBufferPointer(rebasing: raw[rest..<reader.position]))
    place = reader.position
    return (PlainState(writer.bytes, creation.summary, dot), author)
  }

  /// Writes it as a part of a run of states with a table in common.
  func write(to writer: inout ByteWriter, _ table: inout ReplicaTable) {
    let number = table.number(of: dot.replica)
    bytes.withUnsafeBytes { raw in
      writer.raw(UnsafeRawBufferPointer(rebasing: raw[17..<headEnd]))
      writer.byte(1)
      writer.unsigned(number)
      var reader = RawReader(raw, at: headEnd + 2)
      let clock = reader.position
      // The sequence, the count of versions, and the first of them up to its author's number.
      _ = (reader.unsigned(), reader.unsigned(), reader.unsigned(), reader.byte())
      writer.raw(reader.run(from: clock))
      writer.unsigned(number)
      let rest = reader.position + 1
      writer.raw(UnsafeRawBufferPointer(rebasing: raw[rest...]))
    }
  }
}

extension PackedCreation {
  fileprivate var summary: PlainState.Summary {
    PlainState.Summary(entity: entity, record: record, time: time)
  }
}

extension ByteWriter {
  /// One state of a run of states.
  public mutating func state(_ state: PlainState, _ table: inout ReplicaTable) {
    state.write(to: &self, &table)
  }
}
