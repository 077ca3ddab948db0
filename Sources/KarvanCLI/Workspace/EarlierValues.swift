// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanStore

/// The values of a record that this device wrote and that are there no more, from its journal.
struct EarlierValues {
  let view: RecordView
  private var versions: [Version] = []

  /// Reads the journal; what was rejected was never there.
  init(of view: RecordView, _ reader: ReplicaReader) throws {
    self.view = view
    for entry in try reader.journal(of: view.entity.tag, view.id) {
      if case .rejected = entry.status { continue }
      for change in entry.commit.changes where change.record == view.id {
        versions += change.writes.compactMap { Self.version($0, of: entry.commit) }
      }
    }
  }

  private static func version(_ write: GroupWrite, of commit: Commit) -> Version? {
    let content: Version.Content
    switch write.action {
    case .set(let values): content = .register(values)
    case .add(let element): content = .element(element)
    case .remove: return nil
    }
    return Version(
      group: write.group, dot: commit.dot, time: commit.time, office: commit.office,
      content: content)
  }

  /// The values of a group that are not present, the newest first, with the numbers that follow
  /// those of the present ones; a value that came again is named once.
  func numbered(_ group: FieldGroup) -> [(number: Int, version: Version)] {
    let present = VersionCells.numbered(view, group).map(\.1)
    var kept: [Version] = []
    for version in versions.reversed() where version.group == group.tag {
      let isKnown = (present + kept).contains { $0.content == version.content }
      if !isKnown { kept.append(version) }
    }
    return kept.enumerated().map { (present.count + $0.offset + 1, $0.element) }
  }

  /// Everything of a group that can be put back, in the order of its numbers.
  func all(_ group: FieldGroup) -> [Version] {
    VersionCells.numbered(view, group).map(\.1) + numbered(group).map(\.version)
  }
}
