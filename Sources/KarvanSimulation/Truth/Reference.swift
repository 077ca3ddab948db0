// SPDX-License-Identifier: Apache-2.0
import KarvanCore

/// What the accepted commits mean, by the plainest means: every version that ever was, and what
/// removed it, in whatever order they are read. Written from the definition of applying a commit
/// alone, and not from the code that it checks.
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
  }

  struct Mark {
    let isDeleted: Bool
    let seen: RecordClock
  }

  /// Why a version is not there any more.
  struct Removal {
    let by: Dot
    /// Whether the author had not been shown it.
    let isSwept: Bool
  }

  struct Record {
    var present: [VersionKey: Written] = [:]
    var removed: [VersionKey: (written: Written, removal: Removal)] = [:]
    var marks: [Dot: Mark] = [:]
    /// Marks that others replaced, also such as have not come yet.
    var ended: Set<Dot> = []
  }

  /// An element of one set may be written by one commit into two groups.
  struct VersionKey: Hashable {
    let group: GroupTag
    let name: VersionName
  }

  private(set) var records: [Name: Record] = [:]
  private(set) var applied: Set<Dot> = []
  /// Removals that were read before what they remove.
  private var early: [Name: [VersionKey: Removal]] = [:]

  /// Applies one accepted commit.
  mutating func apply(_ commit: Commit) throws {
    guard applied.insert(commit.dot).inserted else {
      throw Violation(.once, "\(commit.dot) was accepted twice")
    }
    for change in commit.changes {
      let name = Name(entity: change.entity, record: change.record)
      var record = records[name] ?? Record()
      for write in change.writes { apply(write, of: commit, to: &record, name) }
      if let life = change.life {
        for dot in life.replaces {
          record.marks[dot] = nil
          record.ended.insert(dot)
        }
        if !record.ended.contains(commit.dot) {
          record.marks[commit.dot] = Mark(isDeleted: life.isDeleted, seen: life.seen)
        }
      }
      records[name] = record
    }
  }

  private mutating func apply(
    _ write: GroupWrite, of commit: Commit, to record: inout Record, _ name: Name
  ) {
    for (names, isSwept) in [(write.replaces, false), (write.sweeps, true)] {
      for version in names {
        let key = VersionKey(group: write.group, name: version)
        let removal = Removal(by: commit.dot, isSwept: isSwept)
        if let there = record.present.removeValue(forKey: key) {
          record.removed[key] = (there, removal)
        } else if record.removed[key] == nil {
          early[name, default: [:]][key] = removal
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
      group: write.group, name: key.name, content: content, office: commit.office)
    if let removal = early[name]?.removeValue(forKey: key) {
      record.removed[key] = (written, removal)
    } else {
      record.present[key] = written
    }
  }
}
