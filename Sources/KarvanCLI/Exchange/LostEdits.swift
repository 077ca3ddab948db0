// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanDomain
import KarvanStore

/// The own values that another's value hides, among the newest commits of this device.
struct LostEdits {
  /// How many commits are looked through.
  static let commits: UInt64 = 200

  /// One hidden value.
  private struct Name: Hashable {
    let entity: EntityTag
    let record: RecordID
    let group: GroupTag
    let version: VersionName
  }

  private var names: [Name] = []

  /// Looks through the newest own commits.
  init(reader: ReplicaReader, own: ReplicaID) throws {
    let last = try Self.lastSequence(reader)
    let first = last > Self.commits ? last - Self.commits + 1 : 1
    var seen: Set<RecordID> = []
    for entry in try reader.journal(from: first, limit: Int(Self.commits)) {
      for change in entry.commit.changes where seen.insert(change.record).inserted {
        guard let view = try reader.record(change.entity, change.record) else { continue }
        for group in view.entity.groups where !group.rule.isSet {
          names += view.view(of: group).hidden.filter { $0.dot.replica == own }.map {
            Name(
              entity: change.entity, record: change.record, group: group.tag, version: $0.name)
          }
        }
      }
    }
  }

  /// The number of the newest own commit; sequences have no gaps.
  private static func lastSequence(_ reader: ReplicaReader) throws -> UInt64 {
    func isThere(_ sequence: UInt64) throws -> Bool {
      try !reader.journal(from: sequence, limit: 1).isEmpty
    }
    var low: UInt64 = 0
    var high: UInt64 = 1
    while try isThere(high) { (low, high) = (high, high * 2) }
    while high - low > 1 {
      let middle = low + (high - low) / 2
      if try isThere(middle) { low = middle } else { high = middle }
    }
    return low
  }

  /// What was not hidden before.
  func since(_ before: LostEdits) -> LostEdits {
    let known = Set(before.names)
    var new = self
    new.names = names.filter { !known.contains($0) }
    return new
  }

  /// Which record, which field, what was lost and what is shown instead.
  func report(_ cells: RecordCells) throws -> Report {
    let words = cells.desk.words
    var report = Report([
      Column("record", words(.shortID)), Column("entity", words(.kindOfRecord)),
      Column("title", words(.title)), Column("field", words(.field)),
      Column("lost", words(.hidden)), Column("shown", words(.displayed)),
      Column("next", words(.nextStep)),
    ])
    for name in names {
      guard let view = try cells.reader.record(name.entity, name.record),
        let group = view.entity.groups.first(where: { $0.tag == name.group })
      else { continue }
      let versions = try VersionCells(cells: cells, view: view)
      let made = view.view(of: group)
      let lost = try made.hidden.first { $0.name == name.version }
        .map { try versions.value($0, group) }
      let shown = try made.shown.first.map { try versions.value($0, group) }
      report.rows.append([
        Cell(.string("\(view.id)"), ShortID.of(view.id)),
        Cell(.string(view.entity.name), view.entity.about.label.text(in: words.language)),
        .text(RecordTitle.text(view, words)),
        Cell(.string(group.name), cells.label(group, in: view.entity)),
        lost ?? .empty, shown ?? .empty,
        .text("karvan why \(ShortID.of(view.id)).\(group.name)"),
      ])
    }
    return report
  }
}
