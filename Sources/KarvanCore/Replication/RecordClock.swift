// SPDX-License-Identifier: Apache-2.0

/// The name of one write: the commit that carried it.
public struct Dot: Hashable, Comparable, Sendable {
  /// The replica that wrote it.
  public let replica: ReplicaID
  /// The number of the commit, from 1 without gaps.
  public let sequence: UInt64

  /// Names the commit `sequence` of `replica`.
  public init(_ replica: ReplicaID, _ sequence: UInt64) {
    self.replica = replica
    self.sequence = sequence
  }

  /// The order of replicas, then of sequence numbers.
  public static func < (left: Dot, right: Dot) -> Bool {
    left.replica != right.replica
      ? left.replica < right.replica : left.sequence < right.sequence
  }
}

/// The version vector of one record: the greatest commit of each replica that was applied to it.
///
/// Kept sorted, so that equal clocks have equal bytes.
public struct RecordClock: Hashable, Sendable {
  /// One entry a replica, sorted by replica.
  public private(set) var entries: [Dot]

  /// The empty clock.
  public init() { entries = [] }

  /// Takes dots in any order; of several of one replica the greatest counts.
  public init(_ dots: [Dot]) {
    if Self.isInOrder(dots) {
      entries = dots
    } else {
      entries = []
      for dot in dots { advance(to: dot) }
    }
  }

  /// The greatest sequence number applied of `replica`, 0 for none.
  public func sequence(of replica: ReplicaID) -> UInt64 {
    for entry in entries where entry.replica == replica { return entry.sequence }
    return 0
  }

  /// Whether the commit was already applied.
  public func covers(_ dot: Dot) -> Bool { dot.sequence <= sequence(of: dot.replica) }

  /// Whether everything in `other` was already applied.
  public func covers(_ other: RecordClock) -> Bool { other.entries.allSatisfy { covers($0) } }

  /// Takes notice of a commit; an older one changes nothing.
  public mutating func advance(to dot: Dot) {
    guard dot.sequence > 0 else { return }
    for index in entries.indices {
      if entries[index].replica == dot.replica {
        if entries[index].sequence < dot.sequence { entries[index] = dot }
        return
      }
      if dot.replica < entries[index].replica {
        entries.insert(dot, at: index)
        return
      }
    }
    entries.append(dot)
  }

  /// Whether the dots could be the entries as they are, so that long clocks are read in one pass.
  private static func isInOrder(_ dots: [Dot]) -> Bool {
    guard dots.allSatisfy({ $0.sequence > 0 }) else { return false }
    return zip(dots, dots.dropFirst()).allSatisfy { $0.replica < $1.replica }
  }

  /// The least clock that covers both.
  public mutating func formUnion(_ other: RecordClock) {
    if other.entries.isEmpty { return }
    var union: [Dot] = []
    union.reserveCapacity(entries.count + other.entries.count)
    var (left, right) = (entries[...], other.entries[...])
    while let one = left.first, let two = right.first {
      if one.replica == two.replica {
        union.append(max(one, two))
        left.removeFirst()
        right.removeFirst()
      } else if one.replica < two.replica {
        union.append(left.removeFirst())
      } else {
        union.append(right.removeFirst())
      }
    }
    entries = union + left + right
  }
}
