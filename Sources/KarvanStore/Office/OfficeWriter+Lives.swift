// SPDX-License-Identifier: Apache-2.0
public import KarvanCore

/// A device that began as a copy of another.
public struct LifeAccount: Hashable, Sendable {
  /// The device.
  public let device: DeviceID
  /// The device that it was a copy of, or was restored from.
  public let former: DeviceID
  /// The replica that was allotted to it.
  public let replica: ReplicaID
  /// Whether it was found on another machine.
  public let isMoved: Bool
  /// When it began, in milliseconds since 1970.
  public let at: Int64

  /// Describes a life.
  public init(device: DeviceID, former: DeviceID, replica: ReplicaID, isMoved: Bool, at: Int64) {
    self.device = device
    self.former = former
    self.replica = replica
    self.isMoved = isMoved
    self.at = at
  }
}

extension OfficeReader {
  /// This life of the database.
  public func incarnation() throws -> IncarnationID { try session.idInfo("incarnation") }

  /// The greatest server sequence that an earlier life has in common with this one.
  public func commonSequence(with incarnation: IncarnationID) throws -> UInt64 {
    if try self.incarnation() == incarnation { return try head() }
    let select = try session.statement(
      "SELECT MIN(common) FROM karvan_incarnation"
        + " WHERE number >= (SELECT MAX(number) FROM karvan_incarnation WHERE id = ?)")
    select.bind(1, incarnation)
    return try select.first { $0.isNull(0) ? 0 : $0.unsigned(0) } ?? 0
  }

  /// The lives of this database that are known, oldest first; the last one is the present.
  public func incarnations() throws -> [IncarnationID] {
    try session.statement("SELECT id FROM karvan_incarnation ORDER BY number").all {
      try $0.identifier(0)
    } + [try incarnation()]
  }

  /// Whether there was a life of this database before this one, which may have had more.
  public func isRestored() throws -> Bool {
    try session.statement("SELECT 1 FROM karvan_incarnation LIMIT 1").first { _ in true } ?? false
  }

  /// The greatest commit of a replica that a backup has; 0 for none.
  public func durableSequence(of replica: ReplicaID) throws -> UInt64 {
    guard let number = try session.knownNumber(of: replica) else { return 0 }
    let select = try session.statement("SELECT seq FROM karvan_durable WHERE replica = ?")
    select.bind(1, number)
    return try select.first { $0.unsigned(0) } ?? 0
  }

  /// The devices that began as copies, in the order in which they did.
  public func lives() throws -> [LifeAccount] {
    try session.statement(
      "SELECT device, former, replica, moved, at FROM karvan_life ORDER BY at, device"
    ).all { row in
      LifeAccount(
        device: try row.identifier(0), former: try row.identifier(1),
        replica: try row.identifier(2), isMoved: row.integer(3) != 0, at: row.integer(4))
    }
  }

  /// The replicas that live or lived on a device, in the order in which they came.
  public func replicas(of device: DeviceID) throws -> [ReplicaID] {
    let select = try session.statement(
      "SELECT replica FROM karvan_account WHERE device = ? ORDER BY replica")
    select.bind(1, device)
    return try select.all { $0.unsigned(0) }.map { try session.replica($0) }
  }
}

extension OfficeWriter {
  /// Notes that a device began as a copy of another.
  public func save(_ life: LifeAccount) throws {
    let insert = try session.statement(
      "INSERT INTO karvan_life (device, former, replica, moved, at) VALUES (?, ?, ?, ?, ?)")
    insert.bind(1, life.device)
    insert.bind(2, life.former)
    insert.bind(3, life.replica)
    insert.bind(4, life.isMoved ? 1 as Int64 : 0)
    insert.bind(5, life.at)
    try insert.run()
  }

  /// How far counters jump when a life begins: more device codes and document numbers than an
  /// office gives between two backups.
  static let numbersPerLife: UInt64 = 1_000
  /// Which of so many stretches a life goes on in says its identifier, so that two lives which begin
  /// with the same backup hardly ever give the same numbers.
  static let stretches: UInt64 = 64
  private static let firstNumberKey = "first_number"

  /// The number that counters of this life begin after. Lives that began under an earlier version
  /// jumped by one stretch each.
  func firstNumber() throws -> UInt64 {
    let lives = try session.statement("SELECT COUNT(*) FROM karvan_incarnation").first {
      $0.unsigned(0)
    }
    return max(try session.unsignedInfo(Self.firstNumberKey), Self.numbersPerLife * (lives ?? 0))
  }

  /// Begins a new life of this database (P-062): what the office writes from now on is another
  /// replica's, since the former one may have written more than this file knows.
  ///
  /// - Parameters:
  ///   - common: The greatest server sequence that both lives share; 0 where nobody knows it.
  ///   - milliseconds: The server's wall clock, in milliseconds since 1970.
  public func beginLife(
    _ incarnation: IncarnationID, replica: ReplicaID, common: UInt64, at milliseconds: Int64
  ) throws {
    let first = try firstNumber()
    let insert = try session.statement(
      "INSERT INTO karvan_incarnation (id, common, at) VALUES (?, ?, ?)")
    insert.bind(1, identity.incarnation)
    insert.bind(2, common)
    insert.bind(3, milliseconds)
    try insert.run()
    // What waits here may be decided already: its authors are asked before it is judged again.
    try session.statement(
      "INSERT OR IGNORE INTO karvan_unheard SELECT DISTINCT replica FROM karvan_quarantine"
    ).run()
    // The former life may have given numbers that this file does not know: none is given again.
    let stretch = Self.numbersPerLife * (1 + incarnation.low % Self.stretches)
    let jump = try session.statement("UPDATE karvan_counter SET value = value + ?")
    jump.bind(1, stretch)
    try jump.run()
    try session.setUnsignedInfo(Self.firstNumberKey, first + stretch)
    // Whoever used an invitation after this file was left behind used it up.
    let end = try session.statement(
      "UPDATE karvan_invite SET expires_at = MIN(expires_at, ?) WHERE used_by IS NULL")
    end.bind(1, milliseconds)
    try end.run()
    try session.setInfo("incarnation", .bytes(incarnation.bytes))
    try session.setInfo("replica", .bytes(replica.bytes))
    _ = try session.number(of: replica)
    identity.incarnation = incarnation
    identity.replica = replica
  }

  /// For how many days devices keep commits that a backup has; 0 for ever.
  public func journalDays() throws -> UInt32 {
    UInt32(clamping: try Retention.read(session).journalDays)
  }

  /// Notes what a backup has: devices need not keep it any longer (P-064).
  public func noteDurable(_ commits: [ReplicaID: UInt64]) throws {
    let insert = try session.statement(
      "INSERT INTO karvan_durable (replica, seq) VALUES (?1, ?2)"
        + " ON CONFLICT (replica) DO UPDATE SET seq = MAX(seq, ?2)")
    for (replica, sequence) in commits.sorted(by: { $0.key < $1.key }) {
      insert.bind(1, try session.number(of: replica))
      insert.bind(2, sequence)
      try insert.run()
    }
  }
}
