// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanDomain
import KarvanStore

/// Says of new rows of an import which records they look like; none is held back.
struct ImportLikeness {
  /// The most rows that are told one by one.
  private static let told = 20

  /// How many rows look like a record.
  private(set) var count = 0

  /// Compares what a row will bring in with what is there, also from the rows before it.
  mutating func compare(
    _ planned: PlannedRow, _ desk: Desk, in context: OperationContext
  ) throws {
    guard planned.outcome == .created, let changes = planned.draft?.changes,
      let profile = LikenessProfile(new: changes, schema: context.schema)
    else { return }
    let matches = try LikenessSearch(try desk.reader(of: context)).matches(profile)
    guard let first = matches.first else { return }
    count += 1
    guard count <= Self.told else { return }
    let words = desk.words
    desk.note(
      words(
        LikenessMessage.lineLooksLike, words.number(planned.row.line),
        RecordTitle.text(first.view, words), ShortID.of(first.view.id),
        words.percent(first.likeness.percent), words(first.likeness)))
  }

  /// Says how many more there were.
  func end(_ desk: Desk) {
    guard count > Self.told else { return }
    desk.note(desk.words(LikenessMessage.moreLookAlike, desk.words.number(count - Self.told)))
  }
}
