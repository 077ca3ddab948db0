// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanDomain
import KarvanStore

/// A record that was deleted in one place and edited in another, where a person has to decide.
struct LifeQuestion {
  /// What stands for the question where a field is named.
  static let name = "life"

  let view: RecordView

  init(view: RecordView) { self.view = view }

  /// The question that `RECORD.life` names, or `RECORD` where it is the only open one; nil for
  /// anything else.
  init?(_ text: String, at desk: Desk, reader: ReplicaReader) throws {
    let entities = try desk.schema().entities
    let suffix = "." + Self.name
    if text.hasSuffix(suffix), text != suffix {
      view = try desk.finder(reader).find(String(text.dropLast(suffix.count)), in: entities)
      return
    }
    guard let found = try? desk.finder(reader).find(text, in: entities), found.life == .asked,
      found.conflicts.isEmpty
    else { return nil }
    view = found
  }

  /// Keeps the record or lets it go.
  func answer(_ keep: String, in context: OperationContext) throws -> OperationDraft {
    let answers = ["record", "delete"]
    guard answers.contains(keep) else {
      throw CLIError(.badChoice, "--keep", keep, answers.joined(separator: ", "))
    }
    return try ConflictOperations.resolve(view, keepsRecord: keep == "record", in: context)
  }

  /// The line of `conflict list`.
  func row(_ cells: RecordCells) -> [Cell] {
    let words = cells.desk.words
    let values = [words(.deletedHere), words(.editedHere)]
    return [
      Cell(.string("\(view.id)"), ShortID.of(view.id)),
      Cell(.string(view.entity.name), view.entity.about.label.text(in: words.language)),
      .text(RecordTitle.text(view, words)), Cell(.string(Self.name), words(.life)),
      Cell(.array([.string("delete"), .string("edit")]), values.joined(separator: " / ")),
      .text("karvan conflict show \(ShortID.of(view.id)).\(Self.name)"),
    ]
  }

  /// The deletes, and what their authors had not seen.
  func report(_ cells: RecordCells) throws -> Report {
    guard view.life == .asked else {
      throw Failure(.nothingToResolve, entity: view.entity.name, record: view.id)
    }
    let words = cells.desk.words
    let versions = try VersionCells(cells: cells, view: view)
    var list = Report([
      Column("what", words(.operation)), Column("field", words(.field)),
      Column("value", words(.value)), Column("by", words(.by)), Column("at", words(.when)),
    ])
    let deletes = view.state.life.filter(\.isDeleted)
    list.rows = deletes.map { mark in
      let named = Version(
        group: FieldGroup.life, dot: mark.dot, time: mark.time, office: false,
        content: .element(""))
      return [
        Cell(.string("delete"), words(.deletedHere)), .empty, .empty, versions.by(named),
        versions.at(mark.time.milliseconds),
      ]
    }
    for group in view.entity.groups {
      let unseen = view.state.versions(of: group.tag).filter { version in
        !deletes.contains { $0.seen.covers(version.dot) }
      }
      list.rows += try unseen.map { version in
        [
          Cell(.string("edit"), words(.editedHere)),
          Cell(.string(group.name), cells.label(group, in: view.entity)),
          try versions.value(version, group), versions.by(version),
          versions.at(version.time.milliseconds),
        ]
      }
    }
    let name = "\(ShortID.of(view.id)).\(Self.name)"
    return .single(
      [
        (
          Column("record", words(.record)),
          Cell(
            .string("\(view.id)"), "\(RecordTitle.text(view, words)) (\(ShortID.of(view.id)))")
        ),
        (
          Column("entity", words(.kindOfRecord)),
          Cell(.string(view.entity.name), view.entity.about.label.text(in: words.language))
        ),
        (Column("conflict", words(.status)), Cell(.bool(true), words(.lifeQuestion))),
      ],
      parts: [Report.Part("versions", words(.versions), list)],
      notes: [words(.lifeAnswers, name)])
  }
}
