// SPDX-License-Identifier: Apache-2.0

/// What a commit found in one of the records that it changed: as much as it takes to show it again.
///
/// Creations have none, since nothing was there; elements of text sets stand in the commit itself.
public struct RecordBefore: Hashable, Sendable {
  /// A register as it was displayed.
  public struct Register: Hashable, Sendable {
    /// The group.
    public let group: GroupTag
    /// The values; nil where nothing had been written.
    public let values: GroupValue?
    /// Whether a person had to decide between several versions.
    public let wasOpen: Bool

    /// Describes a register.
    public init(group: GroupTag, values: GroupValue?, wasOpen: Bool) {
      self.group = group
      self.values = values
      self.wasOpen = wasOpen
    }
  }

  /// The place of the change in its commit, from 0.
  public let change: Int
  /// The registers that the change wrote, in order.
  public let registers: [Register]
  /// Where the change speaks of the record's life: what those who had deleted it had seen; nil where
  /// nobody had.
  public let deleted: RecordClock?

  /// Gathers what was found.
  public init(change: Int, registers: [Register], deleted: RecordClock?) {
    self.change = change
    self.registers = registers
    self.deleted = deleted
  }

  /// Reads what a change is about to replace; nil where it needs no memory.
  public init?(_ change: RecordChange, at place: Int, in before: RecordView) {
    registers = change.writes.compactMap { write in
      guard case .set = write.action, let group = before.entity.group(write.group),
        !group.rule.isSet
      else { return nil }
      let view = before.view(of: group)
      return Register(
        group: group.tag, values: view.shown.first?.values, wasOpen: group.rule.isConflict(view))
    }
    var seen: RecordClock?
    for mark in before.state.life where mark.isDeleted && change.life != nil {
      seen = seen ?? RecordClock()
      seen?.formUnion(mark.seen)
    }
    deleted = seen
    self.change = place
    if registers.isEmpty && deleted == nil { return nil }
  }
}

/// The form in which a device keeps what its commits found; it never leaves the device.
extension ByteWriter {
  private static let hasValues: UInt8 = 1
  private static let wasOpen: UInt8 = 2

  /// All that one commit found, readable by itself.
  public mutating func found(_ all: [RecordBefore]) {
    var table = ReplicaTable()
    var body = ByteWriter()
    body.unsigned(UInt64(all.count))
    for before in all {
      body.unsigned(UInt64(before.change))
      body.unsigned(UInt64(before.registers.count))
      for register in before.registers {
        body.unsigned(UInt64(register.group))
        body.byte(
          (register.values == nil ? 0 : Self.hasValues) | (register.wasOpen ? Self.wasOpen : 0))
        if let values = register.values { body.values(values, of: register.group) }
      }
      body.byte(before.deleted == nil ? 0 : 1)
      if let clock = before.deleted { body.clock(clock, &table) }
    }
    self.table(table)
    raw(body.bytes)
  }
}

extension ByteReader {
  /// All that one commit found.
  public mutating func found() throws(DecodingFailure) -> [RecordBefore] {
    let table = try table()
    let count = try count(limit: CommitLimits.records, bytesEach: 3)
    var all: [RecordBefore] = []
    for _ in 0..<count {
      let place = Int(clamping: try unsigned())
      var registers: [RecordBefore.Register] = []
      for _ in 0..<(try self.count(limit: CommitLimits.writesPerRecord, bytesEach: 2)) {
        let group = try tag()
        let flags = try byte()
        guard flags < 4 else { throw failure("flags of a register") }
        registers.append(
          RecordBefore.Register(
            group: group, values: flags & 1 == 0 ? nil : try values(of: group),
            wasOpen: flags & 2 != 0))
      }
      let hasClock = try byte()
      guard hasClock < 2 else { throw failure("a flag") }
      all.append(
        RecordBefore(
          change: place, registers: registers, deleted: hasClock == 1 ? try clock(table) : nil))
    }
    try finish()
    return all
  }
}
