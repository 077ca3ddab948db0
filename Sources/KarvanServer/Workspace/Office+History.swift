// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanDomain
import KarvanStore
import KarvanSync

extension Office {
  /// One value of a record's history: numbered within its group, so that it can be put back.
  struct HistoryEntry {
    let group: FieldGroup
    let number: Int
    let version: Version
    /// `shown`, `competing` or `hidden` for what is there; `swept`, `hidden` or `deleted` with the
    /// rule for what was.
    let standing: String
    let value: String
    let author: String
    /// When the merge history took it, in milliseconds since 1970; nil for what is there.
    let notedAt: Int64?
  }

  /// A record with all that is known of its values.
  struct RecordHistory {
    let view: RecordView
    let entries: [HistoryEntry]
  }

  /// What a record holds and what was taken from the screen, group by group.
  func history(of name: String) throws -> RecordHistory {
    try database.read { reader in
      let view = try OfficeRecords(reader: reader).find(name)
      return RecordHistory(view: view, entries: try entries(of: view, reader))
    }
  }

  /// Writes a value of the history again.
  ///
  /// - Parameter number: The number that `history` shows beside the group.
  /// - Returns: the value; nil when it is shown already.
  func putBack(_ number: Int, to groupName: String, of name: String, now: Int64) throws -> String? {
    try operate(now: now) { authoring, writer, author in
      let records = OfficeRecords(reader: writer)
      let view = try records.find(name)
      let group = try records.group(groupName, of: view.entity)
      let entries = try entries(of: view, writer).filter { $0.group.tag == group.tag }
      guard let entry = entries.first(where: { $0.number == number }) else {
        throw ServerError(
          .notFound,
          "\(group.name) has no value \(number), but 1 to \(entries.count); see: karvan-server"
            + " history \(view.id)")
      }
      let commit = try authoring.commit(by: author) { context in
        try ConflictOperations.putBack(entry.version.content, to: group, of: view, in: context)
      }
      return commit.map { _ in entry.value }
    }
  }

  private func entries(of view: RecordView, _ reader: OfficeReader) throws -> [HistoryEntry] {
    let noted = try reader.history(of: view.entity.tag, view.id)
    return try view.entity.groups.flatMap { group -> [HistoryEntry] in
      let shown = view.view(of: group)
      var values: [(Version, String, Int64?)] = shown.shown.enumerated().map { index, version in
        (version, index == 0 || group.rule.isSet ? "shown" : "competing", nil)
      }
      values += shown.hidden.sorted(by: Version.earlier).map { ($0, "hidden", nil) }
      // The newest first; what is still there is named above.
      for line in noted.reversed() where line.note.version.group == group.tag {
        guard !values.contains(where: { $0.0.name == line.note.version.name }) else { continue }
        let standing = "\(line.note.reason.rawValue) by \(line.note.rule)"
        values.append((line.note.version, standing, line.at))
      }
      return try values.enumerated().map { index, value in
        let records = OfficeRecords(reader: reader)
        return HistoryEntry(
          group: group, number: index + 1, version: value.0, standing: value.1,
          value: try records.text(value.0, group, of: view.entity),
          author: try records.author(of: value.0.dot, office: database.identity),
          notedAt: value.2)
      }
    }
  }
}
