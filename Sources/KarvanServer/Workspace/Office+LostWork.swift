// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanDomain
import KarvanStore
import KarvanSync

extension Office {
  /// An open review item that holds somebody's work on a record which they lost.
  struct LostWork {
    let id: RecordID
    let login: String
    /// The entity and title of the record that it is about.
    let subject: String
    let details: String
    /// Commits that applying it would write.
    let commits: Int
  }

  /// The lost work that nobody has decided about, oldest first.
  func lostWork() throws -> [LostWork] {
    try database.read { reader in
      let shape = ReviewItem.shape
      let open = [
        FieldCondition(shape.status.tag, .equals(.text("open"))),
        FieldCondition(shape.kind.tag, .equals(.text("lost_scope"))),
      ]
      let items = try reader.list(
        RecordQuery(ReviewItem.tag, where: open, order: [FieldOrder(CreationFields.at.tag)]))
      return try items.map { item in
        let user = try item[shape.raisedFor].reference.flatMap { try reader.record(User.tag, $0) }
        let subject = try subject(of: item).flatMap { try reader.record($0.entity, $0.record) }
        return LostWork(
          id: item.id, login: user?[User.shape.login].text ?? "",
          subject: subject.map { "\($0.entity.name) \($0.title)" } ?? "",
          details: item[shape.details].text ?? "", commits: try lostWork(item, reader).count)
      }
    }
  }

  private func subject(of item: RecordView) -> LostSubject? {
    let shape = ReviewItem.shape
    guard item[shape.kind] == .text("lost_scope"),
      let entity = item[shape.subjectEntity].text.flatMap({ schema[$0] }),
      let record = item[shape.subjectRecord].text.flatMap({ RecordID(text: $0) })
    else { return nil }
    return LostSubject(entity: entity.tag, record: record)
  }

  private func lostWork(_ item: RecordView, _ reader: OfficeReader) throws -> [OfficeRejection] {
    guard let subject = subject(of: item), let user = item[ReviewItem.shape.raisedFor].reference
    else { return [] }
    return try reader.lostWork(on: subject, of: user)
  }

  /// Notes that a person decided about the work that an item holds, if it holds any.
  func settleLostWork(_ item: RecordView, _ writer: OfficeWriter) throws {
    guard let subject = subject(of: item), let user = item[ReviewItem.shape.raisedFor].reference
    else { return }
    try writer.settleLost(on: subject, of: user)
  }

  /// Writes a user's lost work with the office's rights, in its order, and closes the item; all or
  /// nothing. It remains the work of that user: only who was there can say that they were.
  ///
  /// - Returns: how many commits were written; what is as they say already is not written again.
  func applyReview(_ name: String, now: Int64) throws -> Int {
    try operate(now: now) { authoring, writer, author in
      let item = try item(name, writer)
      let work = try lostWork(item, writer)
      guard let user = item[ReviewItem.shape.raisedFor].reference, !work.isEmpty else {
        throw ServerError(.refused, "the review item holds no work that could be applied")
      }
      let worker = Author(
        user: user, isActive: true, office: true, grants: author.grants, scopes: author.scopes)
      var count = 0
      for rejection in work {
        let commit = try authoring.commit(by: worker) {
          try Amendments.amend(rejection.commit, in: $0)
        }
        if commit != nil { count += 1 }
      }
      try settleLostWork(item, writer)
      _ = try authoring.commit(by: author) {
        try ReviewOperations.close(item, note: "applied", in: $0)
      }
      return count
    }
  }
}
