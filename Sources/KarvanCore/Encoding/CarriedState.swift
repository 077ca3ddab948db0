// SPDX-License-Identifier: Apache-2.0

/// A record's state on its way from one database to another: as its bytes lie, or decoded.
public enum CarriedState: Sendable {
  /// A whole state that one commit wrote.
  case plain(PlainState)
  /// Any other, or a part of one.
  case decoded(RecordState)

  /// The entity of the record.
  public var entity: EntityTag {
    switch self {
    case .plain(let plain): plain.entity
    case .decoded(let state): state.entity
    }
  }

  /// The record.
  public var record: RecordID {
    switch self {
    case .plain(let plain): plain.record
    case .decoded(let state): state.id
    }
  }

  /// The state; made anew each time where it is carried as its bytes lie.
  public var state: RecordState {
    switch self {
    case .plain(let plain): plain.decoded
    case .decoded(let state): state
    }
  }

  /// Tells of each time that something in it was written at.
  public func forEachTime(_ body: (HybridTime) -> Void) {
    switch self {
    case .plain(let plain): body(plain.time)
    case .decoded(let state):
      for version in state.versions { body(version.time) }
      for mark in state.life { body(mark.time) }
    }
  }
}

extension CarriedState: Hashable {
  /// Whether both are the same state, however it is carried.
  public static func == (left: CarriedState, right: CarriedState) -> Bool {
    switch (left, right) {
    case (.plain(let one), .plain(let other)): one == other
    default: left.state == right.state
    }
  }

  /// Hashes the record's name.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(entity)
    hasher.combine(record)
  }
}

extension ByteReader {
  /// Reads one state of a run of states; one that a single commit wrote stays as its bytes lie.
  public mutating func carriedState(
    _ table: ReplicaTable
  ) throws(DecodingFailure) -> CarriedState {
    if let plain = try nextPlain(table) { return .plain(plain) }
    return .decoded(try state(table))
  }
}

extension ByteWriter {
  /// One state of a run of states.
  public mutating func state(_ carried: CarriedState, _ table: inout ReplicaTable) {
    switch carried {
    case .plain(let plain): state(plain, &table)
    case .decoded(let whole): state(whole, &table)
    }
  }
}
