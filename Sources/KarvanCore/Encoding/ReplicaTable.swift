// SPDX-License-Identifier: Apache-2.0

/// Gives the replicas in a run of encoded states small numbers, so that 16 bytes are written once.
///
/// A commit's table begins with its author; otherwise they come in the order in which what follows
/// names them, so that a thing has one form (P-012).
public struct ReplicaTable: Hashable, Sendable {
  /// The replicas, in order of their numbers.
  public private(set) var replicas: [ReplicaID]
  /// Only where there are so many that looking through them would take longer.
  private var numbers: [ReplicaID: Int] = [:]
  private static let listed = 8

  /// Starts with the given replicas, numbered from 0; later repetitions are ignored.
  public init(_ replicas: [ReplicaID] = []) {
    self.replicas = []
    for replica in replicas { _ = number(of: replica) }
  }

  /// Starts with one replica, number 0.
  public init(_ replica: ReplicaID) { replicas = [replica] }

  /// The number of a replica, given when it is first asked for.
  public mutating func number(of replica: ReplicaID) -> UInt64 {
    if let number = known(replica) { return UInt64(number) }
    replicas.append(replica)
    if replicas.count > Self.listed {
      for number in (numbers.isEmpty ? 0 : replicas.count - 1)..<replicas.count {
        numbers[replicas[number]] = number
      }
    }
    return UInt64(replicas.count - 1)
  }

  private func known(_ replica: ReplicaID) -> Int? {
    replicas.count > Self.listed ? numbers[replica] : replicas.firstIndex(of: replica)
  }

  /// The replica with a number, nil when there is none.
  public func replica(_ number: UInt64) -> ReplicaID? {
    number < UInt64(replicas.count) ? replicas[Int(number)] : nil
  }

  /// The most replicas that a decoded table may have.
  public static let limit = 65_536
}

extension ByteWriter {
  /// The table itself: a count and 16 bytes each.
  public mutating func table(_ table: ReplicaTable) {
    unsigned(UInt64(table.replicas.count))
    for replica in table.replicas { identifier(replica) }
  }

  mutating func dot(_ dot: Dot, _ table: inout ReplicaTable) {
    unsigned(table.number(of: dot.replica))
    unsigned(dot.sequence)
  }

  /// A clock: a count and its dots in order.
  public mutating func clock(_ clock: RecordClock, _ table: inout ReplicaTable) {
    unsigned(UInt64(clock.entries.count))
    for entry in clock.entries { dot(entry, &table) }
  }
}

extension ByteReader {
  /// Reads a table without repetitions.
  public mutating func table() throws(DecodingFailure) -> ReplicaTable {
    let count = try count(limit: ReplicaTable.limit, bytesEach: 16)
    var replicas: [ReplicaID] = []
    for _ in 0..<count { replicas.append(try identifier()) }
    let table = ReplicaTable(replicas)
    guard table.replicas.count == count else { throw failure("each replica once") }
    naming = (listed: count, named: 0)
    return table
  }

  /// Notes that a replica was named: a number follows those that were named before.
  mutating func named(_ number: UInt64) throws(DecodingFailure) {
    guard number <= UInt64(naming.named) else {
      throw failure("replicas in the order in which they are named")
    }
    if number == UInt64(naming.named) { naming.named += 1 }
  }

  mutating func dot(_ table: ReplicaTable) throws(DecodingFailure) -> Dot {
    let number = try unsigned()
    guard let replica = table.replica(number) else { throw failure("a known replica") }
    try named(number)
    let sequence = try unsigned()
    guard sequence > 0 else { throw failure("a sequence number from 1") }
    return Dot(replica, sequence)
  }

  /// Reads a clock whose entries are in order.
  public mutating func clock(_ table: ReplicaTable) throws(DecodingFailure) -> RecordClock {
    let count = try count(limit: ReplicaTable.limit, bytesEach: 2)
    var dots: [Dot] = []
    dots.reserveCapacity(count)
    for _ in 0..<count {
      let dot = try dot(table)
      if let last = dots.last, !(last.replica < dot.replica) { throw failure("dots in order") }
      dots.append(dot)
    }
    return RecordClock(dots)
  }
}
