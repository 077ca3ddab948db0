// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanSealing
import KarvanServer
import KarvanStore
import KarvanSync

/// Everything that was ever acknowledged to anybody, kept beside the system and never by it.
struct Truth {
  /// One life of the database of one device.
  struct Journal {
    let replica: ReplicaID
    /// What the device has said of its commits, by number.
    var commits: [UInt64: Commit] = [:]
    var decided: [UInt64: JournalEntry.Status] = [:]
    /// Where commits went that were written again in the next life.
    var again: [UInt64: Dot] = [:]
    /// Of these, what the office had taken before the next life began.
    var repeated: [UInt64: Dot] = [:]
  }

  /// What the office's log says.
  struct Log {
    var commits: [Dot: Commit] = [:]
    var results: [Dot: CommitResult] = [:]
    var reference = Reference()
    /// Accepted commits of several records.
    var large: [Commit] = []
    /// How far the log of each replica was read.
    var segments: [ReplicaID: UInt64] = [:]
    /// Segments in which something waits for a decision.
    var undecided: [ReplicaID: Set<UInt64>] = [:]
    /// What was accepted since somebody last looked.
    var fresh: [Commit] = []
    /// What an administrator took of what lost devices had pushed.
    var rescued: Set<Dot> = []
    /// The newest exchange of each replica.
    var exchanges: [ReplicaID: UInt64] = [:]
  }

  var journals: [String: [Journal]] = [:]
  var log = Log()
  /// Whether the office was restored: what it had answered since the backup it has forgotten.
  var isOfficeRestored = false
  private let schema: Schema
  private(set) var replicas: [ReplicaID] = []

  init(schema: Schema) { self.schema = schema }

  /// Whether the office has something that it has not decided about.
  var isWaiting: Bool { log.undecided.values.contains { !$0.isEmpty } }

  /// What a device brought on which the office has not decided.
  func undecided(of device: DeviceHost) -> Set<Dot> {
    let replica = journals[device.machine.name]?.last?.replica
    return Set(
      log.results.filter { dot, result in
        guard dot.replica == replica, case .quarantined = result else { return false }
        return true
      }.keys)
  }

  // MARK: Marks in texts

  private static let mark = "kQ7zXv"

  /// A text that nothing else has.
  static func mark(_ world: World) -> String { "\(mark)\(world.nextNumber())" }

  /// Whether bytes say something that somebody wrote.
  static func isTold(in bytes: [UInt8]) -> Bool {
    let mark = Array(mark.utf8)
    guard bytes.count >= mark.count else { return false }
    return bytes.withUnsafeBufferPointer { buffer in
      for start in 0...(buffer.count - mark.count) where buffer[start] == mark[0] {
        var length = 1
        while length < mark.count, buffer[start + length] == mark[length] { length += 1 }
        if length == mark.count { return true }
      }
      return false
    }
  }

  // MARK: What devices say

  /// Notes what a command that has ended wrote, while others still run.
  mutating func acknowledge(_ commits: some Sequence<Commit>, of name: String) {
    guard var life = journals[name]?.popLast() else { return }
    for commit in commits where commit.replica == life.replica {
      life.commits[commit.sequence] = commit
    }
    journals[name]?.append(life)
  }

  /// Reads what is new in a device's journal.
  mutating func observe(_ database: ReplicaDatabase, of device: DeviceHost) throws {
    let name = device.machine.name
    let replica = database.identity.replica
    if !replicas.contains(replica) { replicas.append(replica) }
    var lives = journals[name] ?? []
    let entries = try database.read { try $0.journal(limit: 1_000_000) }
    if lives.last?.replica != replica {
      carryOver(&lives, to: entries, device)
      lives.append(Journal(replica: replica))
    }
    try lives[lives.count - 1].take(entries, name, mayForget: isOfficeRestored)
    journals[name] = lives
  }

  /// What waited in the former life was written again, in the same order, after what a restored
  /// office had lost of those before.
  private func carryOver(
    _ lives: inout [Journal], to entries: [JournalEntry], _ device: DeviceHost
  ) {
    var next = 0
    for life in lives.indices {
      for sequence in lives[life].commits.keys.sorted() {
        guard next < entries.count, lives[life].again[sequence] == nil,
          let commit = lives[life].commits[sequence],
          life + 1 == lives.count || log.commits[commit.dot] != commit
        else { continue }
        if isSameWork(entries[next].commit, commit) {
          let dot = entries[next].commit.dot
          lives[life].again[sequence] = dot
          next += 1
          let former = Dot(lives[life].replica, sequence)
          if case .accepted? = device.resultsBefore[former], log.commits[former] == commit {
            lives[life].repeated[sequence] = dot
          }
        }
      }
    }
  }

  /// Whether two commits say the same of the same records at the same time, which no device writes
  /// twice; document numbers belong to devices.
  func isSameWork(_ one: Commit, _ other: Commit) -> Bool {
    guard one.operation == other.operation, one.time == other.time,
      one.changes.count == other.changes.count
    else { return false }
    return zip(one.changes, other.changes).allSatisfy { one, other in
      let number = schema[one.entity]?.about.number
      func actions(_ change: RecordChange) -> [GroupWrite.Action] {
        change.writes.filter { $0.group != number }.map(\.action)
      }
      return one.record == other.record && one.entity == other.entity
        && one.life?.isDeleted == other.life?.isDeleted && actions(one) == actions(other)
    }
  }

  // MARK: What the office says

  /// Reads what is new in the office's log.
  mutating func observe(_ office: Office) throws {
    let own = office.database.identity.replica
    if !replicas.contains(own) { replicas.append(own) }
    // A life that began a moment ago may have sent something that its device has not shown yet.
    let there = try office.database.read { reader in
      try reader.devices().flatMap { try reader.replicas(of: $0.id) }
    }
    for replica in there where !replicas.contains(replica) { replicas.append(replica) }
    for replica in replicas {
      try office.database.read { reader in
        let device = try reader.account(of: replica)?.device ?? Office.officeDevice
        let opening = try office.opening(device, replica, reader)
        for number in (log.undecided[replica] ?? []).sorted() {
          guard let stored = try reader.segment(of: replica, number: number) else { continue }
          if try take(stored.segment, stored.results.results, opening) {
            log.undecided[replica]?.insert(number)
          } else {
            log.undecided[replica]?.remove(number)
          }
        }
        while let stored = try reader.segment(
          of: replica, number: (log.segments[replica] ?? 0) + 1)
        {
          log.segments[replica] = stored.segment.number
          if try take(stored.segment, stored.results.results, opening) {
            log.undecided[replica, default: []].insert(stored.segment.number)
          }
        }
        // What a lost device pushed is beside the log until all of its segment is decided.
        for held in try reader.heldSegments(of: device)
        where held.replica == replica && !held.results.isEmpty {
          _ = try take(held.segment, held.results, opening)
        }
      }
    }
  }

  /// What the office said that it took it still has when it starts again.
  func checkKept(by office: Office) throws {
    try office.database.read { reader in
      for (replica, number) in log.segments.sorted(by: { $0.key < $1.key }) {
        let there = try reader.account(of: replica)?.journal.segment ?? 0
        guard there < number else { continue }
        throw Violation(
          .nothingLost, "the office took segment \(number) of \(replica) and has \(there)")
      }
    }
  }

  /// Takes the results of a segment; answers whether one of its commits still waits.
  private mutating func take(
    _ segment: KarvanSync.SealedSegment, _ results: [CommitResult], _ opening: ReplicaOpening
  ) throws -> Bool {
    let commits = try opening.open(segment.bytes).opened.commits()
    var waits = false
    for (commit, result) in zip(commits, results) {
      let commit = try commit.get()
      if let before = log.results[commit.dot] {
        if case .quarantined = before {
        } else if before != result {
          throw Violation(.once, "\(commit.dot) was \(before) and is \(result)")
        }
      }
      if case .quarantined = result { waits = true }
      let isNew =
        if case .accepted = log.results[commit.dot] { false } else { true }
      log.commits[commit.dot] = commit
      log.results[commit.dot] = result
      if isNew, case .accepted(let sequence, _) = result {
        try log.reference.apply(commit, at: sequence)
        log.fresh.append(commit)
        if commit.changes.count > 1 { log.large.append(commit) }
      }
    }
    return waits
  }
}

extension Truth.Journal {
  /// Takes what a journal holds; nothing that it held may be gone or be another thing.
  fileprivate mutating func take(
    _ entries: [JournalEntry], _ name: String, mayForget: Bool
  ) throws {
    let first = entries.first?.commit.sequence ?? .max
    for entry in entries {
      let sequence = entry.commit.sequence
      if let before = commits[sequence], before != entry.commit {
        throw Violation(.nothingLost, "\(name): \(sequence) is another commit than it was")
      }
      commits[sequence] = entry.commit
      if case .pending = entry.status {
        if let before = decided[sequence], !before.waits, !mayForget {
          throw Violation(.liveness, "\(name): \(sequence) was answered and waits again")
        }
        decided[sequence] = nil
      } else {
        decided[sequence] = entry.status
      }
    }
    let there = Set(entries.map(\.commit.sequence))
    for sequence in commits.keys where sequence >= first || decided[sequence] == nil {
      guard there.contains(sequence) else {
        throw Violation(.nothingLost, "\(name): commit \(sequence) is gone from the journal")
      }
    }
  }
}

extension JournalEntry.Status {
  /// Whether the office has it and has not said yet.
  var waits: Bool {
    if case .waiting = self { true } else { false }
  }
}
