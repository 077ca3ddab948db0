// SPDX-License-Identifier: Apache-2.0
import KarvanCore

/// What the accepted commits mean, by the plainest means: every version that ever was, and what
/// removed it. Written from the definition of applying a commit alone, and not from the code that
/// it checks.
///
/// Commits may be read in any order. What counts is the order in which the office took them, which
/// their server sequences say: of several that remove a version the first did it, and none that was
/// taken before the version came.
struct Reference {
  struct Name: Hashable {
    let entity: EntityTag
    let record: RecordID
  }

  struct Written {
    let group: GroupTag
    let name: VersionName
    let content: Version.Content
    let office: Bool
    /// The server sequence of its commit.
    let at: UInt64
  }

  struct Mark {
    let isDeleted: Bool
    let seen: RecordClock
    /// The server sequence of its commit.
    let at: UInt64
  }

  /// Why a version is not there any more.
  struct Removal {
    let by: Dot
    /// The server sequence of that commit.
    let at: UInt64
    /// Whether the author had not been shown it.
    let isSwept: Bool
  }

  struct Record {
    var present: [VersionKey: Written] = [:]
    var removed: [VersionKey: (written: Written, removal: Removal)] = [:]
    var marks: [Dot: Mark] = [:]
    /// When marks were last replaced, also such as have not been read yet.
    var ended: [Dot: UInt64] = [:]

    /// Whether a version or a mark that was taken then was known to one of the deletes: what came
    /// after a delete no delete can have seen, whatever it says.
    func isKnownToDeletes(_ dot: Dot, at: UInt64) -> Bool {
      marks.values.contains { $0.isDeleted && $0.at > at && $0.seen.covers(dot) }
    }
  }

  /// An element of one set may be written by one commit into two groups.
  struct VersionKey: Hashable {
    let group: GroupTag
    let name: VersionName
  }

  private(set) var records: [Name: Record] = [:]
  private(set) var applied: Set<Dot> = []
  /// Removals that were read before what they remove.
  private var early: [Name: [VersionKey: [Removal]]] = [:]

  /// Applies one accepted commit.
  ///
  /// - Parameter sequence: Its server sequence.
  mutating func apply(_ commit: Commit, at sequence: UInt64) throws {
    guard applied.insert(commit.dot).inserted else {
      throw Violation(.once, "\(commit.dot) was accepted twice")
    }
    for change in commit.changes {
      let name = Name(entity: change.entity, record: change.record)
      var record = records[name] ?? Record()
      for write in change.writes { apply(write, of: commit, at: sequence, to: &record, name) }
      if let life = change.life {
        for dot in life.replaces {
          record.ended[dot] = max(record.ended[dot] ?? 0, sequence)
          if let mark = record.marks[dot], mark.at < sequence { record.marks[dot] = nil }
        }
        if record.ended[commit.dot] ?? 0 <= sequence {
          record.marks[commit.dot] = Mark(
            isDeleted: life.isDeleted, seen: life.seen, at: sequence)
        }
      }
      records[name] = record
    }
  }

  private mutating func apply(
    _ write: GroupWrite, of commit: Commit, at sequence: UInt64, to record: inout Record,
    _ name: Name
  ) {
    for (names, isSwept) in [(write.replaces, false), (write.sweeps, true)] {
      for version in names {
        let key = VersionKey(group: write.group, name: version)
        let removal = Removal(by: commit.dot, at: sequence, isSwept: isSwept)
        if let written = record.present[key] ?? record.removed[key]?.written {
          record.note([removal], of: written, key)
        } else {
          early[name, default: [:]][key, default: []].append(removal)
        }
      }
    }
    let content: Version.Content
    let element: String?
    switch write.action {
    case .set(let values): (content, element) = (.register(values), nil)
    case .add(let word): (content, element) = (.element(word), word)
    case .remove: return
    }
    let key = VersionKey(group: write.group, name: VersionName(commit.dot, element: element))
    let written = Written(
      group: write.group, name: key.name, content: content, office: commit.office, at: sequence)
    record.present[key] = written
    record.note(early[name]?.removeValue(forKey: key) ?? [], of: written, key)
  }
}

extension Reference.Record {
  /// Notes what removes a version, if it came after it: the first of all that did.
  fileprivate mutating func note(
    _ removals: [Reference.Removal], of written: Reference.Written, _ key: Reference.VersionKey
  ) {
    // What one commit both replaces and sweeps it replaces, which it says first.
    let all = [removed[key]?.removal].compactMap { $0 } + removals
    guard let first = all.filter({ $0.at > written.at }).min(by: { $0.at < $1.at }) else {
      return
    }
    present[key] = nil
    removed[key] = (written, first)
  }
}
