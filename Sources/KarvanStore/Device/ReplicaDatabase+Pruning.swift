// SPDX-License-Identifier: Apache-2.0
public import KarvanCore

extension ReplicaDatabase {
  /// How many own commits one transaction drops, so that nobody waits for long.
  public static let commitsPerStep = 1_000

  /// Drops own commits that are settled and that the office has kept safely for long enough, in
  /// small steps; what waits, what was rejected and nobody has settled, and the head of the chain
  /// stay. Room on the disk is given back bit by bit.
  ///
  /// - Parameters:
  ///   - steps: The most steps.
  ///   - progress: Told after each step how many are gone.
  /// - Returns: how many commits are gone.
  public func pruneJournal(
    steps: Int = .max, progress: (Int) -> Void = { _ in }
  ) throws -> Int {
    var dropped = 0
    for _ in 0..<steps {
      let count = try store.write { session in
        let count = try session.dropCommits(Self.commitsPerStep, now: now())
        if count > 0 { try session.giveBack() }
        return count
      }
      dropped += count
      progress(dropped)
      if count < Self.commitsPerStep { break }
    }
    return dropped
  }

  /// How many own commits could be dropped now.
  public func droppableCommits() throws -> Int {
    try store.read { try $0.droppable(now: now()) }
  }
}

extension ReplicaReader {
  /// When the last own commit was written that was dropped here; nil where the journal is whole.
  public func journalDropped() throws -> HybridTime? {
    let time = try session.unsignedInfo(Session.journalFloorTime)
    return time == 0 ? nil : HybridTime(raw: time)
  }

  /// How many own commits the journal has.
  public func journalCount() throws -> Int {
    try session.statement("SELECT COUNT(*) FROM karvan_journal").first { Int($0.integer(0)) } ?? 0
  }
}
