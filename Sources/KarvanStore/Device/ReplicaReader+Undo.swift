// SPDX-License-Identifier: Apache-2.0
public import KarvanCore

/// What one command of this device wrote: one commit, or the many of an import.
public struct OwnCommand: Hashable, Sendable {
  /// Its name: the number of its first commit.
  public let name: UInt64
  /// Its commits, in order.
  public let runs: [ClosedRange<UInt64>]

  /// A command of one commit.
  public init(only commit: UInt64) { self.init(name: commit, runs: [commit...commit]) }

  init(name: UInt64, runs: [ClosedRange<UInt64>]) {
    self.name = name
    self.runs = runs
  }

  /// How many commits it has.
  public var count: UInt64 { runs.reduce(0) { $0 + UInt64($1.count) } }
  /// The first of its commits.
  public var first: UInt64 { runs.first?.lowerBound ?? name }
  /// The last of its commits.
  public var last: UInt64 { runs.last?.upperBound ?? name }
}

extension ReplicaReader {
  /// An own commit with the server's answer; nil where there is none of this number, or none any
  /// more.
  public func entry(_ sequence: UInt64) throws -> JournalEntry? {
    try journal(from: sequence, limit: 1).first { $0.commit.sequence == sequence }
  }

  /// The replica that writes here.
  public var replica: ReplicaID { identity.replica }

  /// The newest own commits, the newest first.
  public func lastEntries(_ limit: Int) throws -> [JournalEntry] {
    let last = try session.journalEnd().sequence
    let first = last > UInt64(limit) ? last - UInt64(limit) + 1 : 1
    return try journal(from: first, limit: limit).reversed()
  }

  /// The newest commands, the newest first.
  public func lastCommands(_ limit: Int) throws -> [OwnCommand] {
    var found: [OwnCommand] = []
    var next = try session.journalEnd().sequence
    while next > 0, found.count < limit, try session.journalRow(next) != nil {
      let command = try command(of: next)
      if !found.contains(where: { $0.name == command.name }) { found.append(command) }
      let run = command.runs.first { $0.contains(next) }
      next = (run?.lowerBound ?? next) - 1
    }
    return found
  }

  /// The command that a commit belongs to.
  public func command(of sequence: UInt64) throws -> OwnCommand {
    let name = try session.command(of: sequence)
    return OwnCommand(name: name, runs: try session.runs(ofCommand: name))
  }

  /// The commit that took a commit back and stands; nil where the commit itself stands.
  public func takenBack(_ sequence: UInt64) throws -> UInt64? {
    try session.standingUndo(of: sequence)
  }

  /// Prepares to take an own commit back.
  public func takingBack(_ commit: Commit, _ drafter: Drafter) throws -> TakingBack {
    TakingBack(
      commit, found: try session.found(by: commit.sequence), schema: schema, reader: self,
      drafter: drafter,
      undone: { [self] sequence in
        guard let taken = try session.taken(back: sequence) else { return nil }
        return try session.journalRow(taken)?.commit(identity.replica)
      })
  }
}
