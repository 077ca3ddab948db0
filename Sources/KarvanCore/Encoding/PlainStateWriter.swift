// SPDX-License-Identifier: Apache-2.0

/// Packs a state of which one commit wrote everything from values where they lie.
///
/// Groups come in their order, and in a group fields in theirs.
package struct PlainStateWriter {
  private var writer: ByteWriter
  private let summary: PlainState.Summary
  private let dot: Dot
  private let flags: UInt8
  private var isFirst = true
  private var isBroken = false

  /// Begins a state of so many groups.
  package init(
    _ entity: EntityTag, _ record: RecordID, _ dot: Dot, _ time: HybridTime, office: Bool,
    groups: Int, reserving capacity: Int
  ) {
    summary = PlainState.Summary(entity: entity, record: record, time: time)
    self.dot = dot
    flags = office ? StateCodec.office : 0
    writer = ByteWriter(reserving: capacity + 64)
    writer.byte(1)
    writer.identifier(dot.replica)
    writer.unsigned(UInt64(entity))
    writer.identifier(record)
    writer.byte(1)
    writer.byte(0)
    writer.unsigned(dot.sequence)
    writer.unsigned(UInt64(groups))
  }

  /// Begins a group of so many values; where it is not its own field alone, each follows its tag.
  package mutating func group(_ tag: GroupTag, values: Int, isLone: Bool) {
    writer.unsigned(UInt64(tag))
    writer.byte(flags | (isFirst ? 0 : StateCodec.sameWrite))
    if isFirst {
      writer.byte(0)
      writer.unsigned(dot.sequence)
      writer.fixed(summary.time.raw)
      isFirst = false
    }
    guard !isLone else { return }
    writer.byte(ValueCode.fields)
    writer.unsigned(UInt64(values))
  }

  /// The tag of the value that follows.
  package mutating func field(_ tag: FieldTag) { writer.unsigned(UInt64(tag)) }

  package mutating func integer(_ number: Int64) {
    writer.byte(ValueCode.integer)
    writer.signed(number)
  }

  package mutating func text(_ text: UnsafeRawBufferPointer) {
    if !WellFormed.isText(text) { isBroken = true }
    writer.byte(ValueCode.text)
    writer.unsigned(UInt64(text.count))
    writer.raw(text)
  }

  package mutating func bytes(_ bytes: UnsafeRawBufferPointer) {
    writer.byte(ValueCode.bytes)
    writer.unsigned(UInt64(bytes.count))
    writer.raw(bytes)
  }

  /// The state; nil where a text was none, or where nothing was written.
  package mutating func finish() -> PlainState? {
    guard !isBroken, !isFirst, dot.sequence > 0 else { return nil }
    writer.byte(0)
    return PlainState(writer.bytes, summary, dot)
  }
}
