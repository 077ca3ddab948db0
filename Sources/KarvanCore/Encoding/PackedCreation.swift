// SPDX-License-Identifier: Apache-2.0

/// A record of which one commit wrote everything, read in place: from the commit that started it, or
/// from its state.
///
/// Most records of a busy day are of this kind. What has to be known of one (a row, a hash) follows
/// from the bytes, so that none of its values is ever made into a Swift value. Whatever is not of
/// this kind, or is not as a writer writes it, is left to the decoder.
public struct PackedCreation {
  /// When it was written, by its author's hybrid clock.
  public let time: HybridTime
  /// Whether its author claims office authority.
  public let office: Bool
  /// The sync point that the commit was written on; 0 where a state was read.
  public let basis: UInt64
  /// The entity of the record.
  public let entity: EntityTag
  /// The record.
  public let record: RecordID
  /// How many groups are written; at least one.
  public let count: Int
  private let writes: RawReader
  /// Whether this is a state; its versions begin otherwise than a commit's writes.
  private let isState: Bool

  /// Reads a commit in its journal form; nil where it is not of this kind, or not as a writer writes
  /// it.
  ///
  /// The bytes must stay where they are for as long as this is used.
  public init?(journalled bytes: UnsafeRawBufferPointer) {
    var reader = RawReader(bytes)
    guard reader.byte() == 0 else { return nil }
    time = HybridTime(raw: reader.fixed())
    let flags = reader.byte()
    guard flags <= CommitCodec.office else { return nil }
    office = flags == CommitCodec.office
    basis = reader.unsigned()
    guard reader.text().count <= CommitLimits.operationBytes else { return nil }
    guard reader.unsigned() == 1, let entity = EntityTag(exactly: reader.unsigned()) else {
      return nil
    }
    self.entity = entity
    record = reader.identifier()
    guard reader.byte() == CommitCodec.creates, !reader.isBroken else { return nil }
    let writes = reader.unsigned()
    guard writes > 0, writes <= UInt64(CommitLimits.writesPerRecord) else { return nil }
    count = Int(writes)
    self.writes = reader
    isState = false
    guard passWrites(&reader), reader.isAtEnd else { return nil }
  }

  /// Reads a whole state after its table, with the commit that wrote it; nil where the record is not
  /// of this kind.
  ///
  /// The bytes must stay where they are for as long as this is used.
  public static func inState(
    _ bytes: UnsafeRawBufferPointer
  ) -> (creation: PackedCreation, dot: Dot)? {
    var reader = RawReader(bytes)
    guard reader.unsigned() == 1 else { return nil }
    let table = ReplicaTable(reader.identifier())
    guard let (creation, dot) = PackedCreation.next(in: &reader, table), reader.isAtEnd else {
      return nil
    }
    return (creation, dot)
  }

  /// Reads the state that comes next in a run of them; nil where the record is not of this kind, and
  /// then the reader is anywhere.
  static func next(
    in reader: inout RawReader, _ table: ReplicaTable
  ) -> (creation: PackedCreation, dot: Dot)? {
    guard let entity = EntityTag(exactly: reader.unsigned()) else { return nil }
    let record: RecordID = reader.identifier()
    guard reader.unsigned() == 1 else { return nil }
    let number = reader.unsigned()
    guard let replica = table.replica(number) else { return nil }
    let dot = Dot(replica, reader.unsigned())
    guard dot.sequence > 0,
      let creation = PackedCreation(entity, record, versions: &reader, dot.sequence, number)
    else { return nil }
    return (creation, dot)
  }

  private init?(
    _ entity: EntityTag, _ record: RecordID, versions reader: inout RawReader,
    _ sequence: UInt64, _ replica: UInt64
  ) {
    let versions = reader.unsigned()
    guard versions > 0, versions <= UInt64(ByteReader.versionLimit) else { return nil }
    count = Int(versions)
    writes = reader
    isState = true
    var first = reader
    _ = first.unsigned()
    let flags = first.byte()
    guard flags <= StateCodec.office, first.unsigned() == replica, first.unsigned() == sequence
    else { return nil }
    office = flags == StateCodec.office
    time = HybridTime(raw: first.fixed())
    basis = 0
    self.entity = entity
    self.record = record
    guard passWrites(&reader) else { return nil }
  }

  /// Goes past what is written; false unless each group is a register that was set once, groups come
  /// in order, all is as a writer writes it, and nothing is said of the record's life.
  private func passWrites(_ reader: inout RawReader) -> Bool {
    var last: UInt64 = 0
    for index in 0..<count {
      let (group, mark) = self.group(&reader, index)
      guard group > last, group <= UInt64(GroupTag.max), mark == self.mark(index),
        reader.skipValues(of: group)
      else { return false }
      last = group
    }
    if isState && reader.unsigned() != 0 { return false }
    return !reader.isBroken
  }

  /// The group at a place, with the byte after it; what comes next are its values.
  private func group(_ reader: inout RawReader, _ index: Int) -> (tag: UInt64, mark: UInt8) {
    let tag = reader.unsigned()
    let mark = reader.byte()
    if isState && index == 0 {
      _ = reader.unsigned()
      _ = reader.unsigned()
      _ = reader.fixed()
    }
    return (tag, mark)
  }

  /// What that byte has to be.
  private func mark(_ index: Int) -> UInt8 {
    guard isState else { return CommitCodec.set }
    return (office ? StateCodec.office : 0) | (index == 0 ? 0 : StateCodec.sameWrite)
  }

  /// One value in place: texts and bytes stay where they are.
  public enum Value {
    /// Nothing.
    case null
    /// A number.
    case integer(Int64)
    /// Well-formed UTF-8.
    case text(UnsafeRawBufferPointer)
    /// Bytes.
    case bytes(UnsafeRawBufferPointer)
  }

  /// Calls a body with the value of each field, in the order of groups, then of fields, until it
  /// answers false.
  ///
  /// - Returns: whether it never did.
  public func forEachField(_ body: (GroupTag, FieldTag, Value) -> Bool) -> Bool {
    var reader = writes
    for index in 0..<count {
      let group = GroupTag(truncatingIfNeeded: self.group(&reader, index).tag)
      let code = reader.byte()
      guard code == ValueCode.fields else {
        guard body(group, group, reader.value(code)) else { return false }
        continue
      }
      for _ in 0..<reader.unsigned() {
        let field = FieldTag(truncatingIfNeeded: reader.unsigned())
        guard body(group, field, reader.value(reader.byte())) else { return false }
      }
    }
    return true
  }

  /// Gives the value of a field, in place; nil where it was not written.
  public func value<T>(of field: FieldTag, _ body: (Value) -> T) -> T? {
    var found: T?
    _ = forEachField { _, tag, value in
      guard tag == field else { return true }
      found = body(value)
      return false
    }
    return found
  }

  /// The record that a field is set to refer to.
  public func reference(in field: FieldTag) -> RecordID? {
    value(of: field) { value in
      guard case .bytes(let bytes) = value, bytes.count == 16 else { return nil }
      var reader = RawReader(bytes)
      return reader.identifier()
    } ?? nil
  }

  /// Whether the types and limits of an entity certainly allow what is written. What this says no
  /// to, `Schema.failure(of:before:)` judges and explains.
  public func isAllowed(by entity: Entity) -> Bool {
    var required = entity.required.count
    let isAllowed = forEachField { group, field, value in
      guard let place = entity.place(of: field, inRegister: group) else { return false }
      switch value {
      case .null: return false
      case .integer(let number):
        guard entity.allows(.integer(number), at: place) else { return false }
      case .bytes(let bytes):
        guard entity.allows(.bytes(Array(bytes)), at: place) else { return false }
      case .text(let text):
        guard entity.allows(text: text, at: place) else { return false }
      }
      if entity.isRequired(at: place) { required -= 1 }
      return true
    }
    return isAllowed && required == 0
  }

  /// Writes what a digest is taken of (P-047), of the record as this commit made it.
  public func digestible(_ dot: Dot, to writer: inout ByteWriter) {
    writer.unsigned(UInt64(entity))
    writer.identifier(record)
    writer.unsigned(UInt64(count))
    var reader = writes
    var name = ByteWriter(reserving: 40)
    name.identifier(dot.replica)
    name.unsigned(dot.sequence)
    name.fixed(time.raw)
    name.byte(office ? 1 : 0)
    for index in 0..<count {
      writer.unsigned(group(&reader, index).tag)
      writer.bytes.append(contentsOf: name.bytes)
      let start = reader.position
      reader.passValues()
      writer.raw(reader.run(from: start))
    }
    writer.unsigned(0)
  }
}

extension Entity {
  fileprivate func allows(_ value: Value, at place: Int) -> Bool {
    fields[place].failure(of: value) == nil
  }

  /// Free text is measured where it lies; a code has to be compared.
  fileprivate func allows(text: UnsafeRawBufferPointer, at place: Int) -> Bool {
    guard case .text(let maximum) = fields[place].kind, !text.isEmpty else {
      return allows(.text(String(decoding: text, as: UTF8.self)), at: place)
    }
    return text.count <= maximum
  }
}
