// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanDomain
import KarvanStore

extension Desk {
  /// The records that look like one that is being added; with `strict` nothing is added then.
  ///
  /// - Throws: `looksLike`.
  func matches(
    _ profile: LikenessProfile, strict: Bool, in context: OperationContext
  ) throws -> [LikenessSearch.Match] {
    let matches = try LikenessSearch(try reader(of: context)).matches(profile)
    if strict, let first = matches.first { throw CLIError(.looksLike, say(first)) }
    return matches
  }

  /// Which record it looks like, how sure that is, and why.
  private func say(_ match: LikenessSearch.Match) -> String {
    words(
      LikenessMessage.looksLike, match.view.entity.about.label.text(in: words.language),
      RecordTitle.text(match.view, words), ShortID.of(match.view.id),
      words.percent(match.likeness.percent), words(match.likeness))
  }

  /// Says what was added, beside it what it looks like.
  func showAddition(_ commit: Commit?, _ entity: EntityTag, like matches: [LikenessSearch.Match])
    throws
  {
    for match in matches {
      note(say(match))
      guard match.view.entity.tag == entity, let id = commit?.changes.first?.record else {
        continue
      }
      note(
        "  "
          + words(
            LikenessMessage.mergeHint, match.view.entity.name, ShortID.of(match.view.id),
            ShortID.of(id)))
    }
    guard !matches.isEmpty, let id = commit?.changes.first?.record else {
      return try showChange(commit, entity, saying: .added)
    }
    try replica().read { reader in
      guard let view = try reader.record(entity, id) else { return }
      let cells = RecordCells(desk: self, reader: reader)
      let name = "\(RecordTitle.text(view, words)) (\(ShortID.of(id)))"
      let part = Report.Part(
        "duplicates", words(LikenessMessage.likenessFound), likenesses(matches))
      let label = view.entity.about.label.text(in: words.language)
      show(
        try cells.single(view, parts: try cells.parts(of: view) + [part]),
        saying: words(.added, label, name))
    }
  }

  private func likenesses(_ matches: [LikenessSearch.Match]) -> Report {
    Report(
      [
        Column("id", words(.identifier)), Column("entity", words(.kindOfRecord)),
        Column("title", words(.title)),
      ] + Self.likenessColumns(words),
      matches.map { match in
        [
          .text("\(match.view.id)"), .text(match.view.entity.name),
          .text(RecordTitle.text(match.view, words)),
        ] + cells(match.likeness)
      })
  }

  static func likenessColumns(_ words: Words) -> [Column] {
    [
      Column("percent", words(LikenessMessage.likenessDegree), isNumber: true),
      Column("reasons", words(LikenessMessage.likenessReasons)),
    ]
  }

  func cells(_ likeness: Likeness) -> [Cell] {
    [
      Cell(.count(likeness.percent), words.percent(likeness.percent)),
      Cell(
        .array(
          likeness.reasons.map {
            .object([
              JSON.Member("evidence", .string($0.evidence.rawValue)),
              JSON.Member("weight", .count($0.weight)),
            ])
          }), words(likeness)),
    ]
  }
}
