// SPDX-License-Identifier: Apache-2.0
public import KarvanCore
import KarvanDomain
import KarvanStore

extension Office {
  /// A review item with what it names.
  public struct ReviewLine: Sendable {
    /// The item.
    public let item: RecordView
    /// The kind, in English.
    public let kind: String
    /// `open` or `closed`.
    public let status: String
    /// The title of the record that it is about.
    public let subject: String
    /// The title of the other record; nil where there is none.
    public let other: String?
    /// What was found.
    public let details: String?
    /// The login of the user whose work it concerns.
    public let login: String?
  }

  /// Review items, oldest first; those that are open, or all.
  public func reviews(all: Bool) throws -> [ReviewLine] {
    try database.read { reader in
      let open = FieldCondition(ReviewItem.shape.status.tag, .equals(.text("open")))
      return try reader.list(
        RecordQuery(
          ReviewItem.tag, where: all ? [] : [open], order: [FieldOrder(CreationFields.at.tag)])
      ).map { try line($0, reader) }
    }
  }

  /// The review item whose identifier ends so.
  public func review(_ name: String) throws -> ReviewLine {
    try database.read { try line(try item(name, $0), $0) }
  }

  /// Closes a review item in the office's name.
  public func closeReview(_ name: String, note: String?, now: Int64) throws {
    try operate(now: now) { authoring, writer, author in
      let item = try item(name, writer)
      try settleLostWork(item, writer)
      _ = try authoring.commit(by: author) {
        try ReviewOperations.close(item, note: note, in: $0)
      }
    }
  }

  func item(_ name: String, _ reader: OfficeReader) throws -> RecordView {
    let found = try reader.records(ReviewItem.tag, idSuffix: name)
    guard let item = found.first, found.count == 1 else {
      throw ServerError(
        .notFound,
        found.isEmpty
          ? "there is no review item “\(name)”; list them with: karvan-server review list"
          : "several review items end in “\(name)”; give more of the identifier")
    }
    return item
  }

  private func line(_ item: RecordView, _ reader: OfficeReader) throws -> ReviewLine {
    let shape = ReviewItem.shape
    let entity = item[shape.subjectEntity].text.flatMap { schema[$0] }
    func title(_ field: Field) throws -> String? {
      guard let text = item[field].text, let id = RecordID(text: text), let entity else {
        return item[field].text
      }
      guard let view = try reader.record(entity.tag, id) else { return text }
      return "\(view.title) (\(entity.name) …\(text.suffix(6)))"
    }
    let user = try item[shape.raisedFor].reference.flatMap { try reader.record(User.tag, $0) }
    let kind = item.entity.field(shape.kind.tag).map {
      FieldText.format(item[shape.kind], field: $0, options: FieldTextOptions(language: .english))
    }
    return ReviewLine(
      item: item, kind: kind ?? "", status: item[shape.status].text ?? "",
      subject: try title(shape.subjectRecord) ?? "", other: try title(shape.otherRecord),
      details: ReviewItem.details(of: item, in: .english), login: user?[User.shape.login].text)
  }
}
