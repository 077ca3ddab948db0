// SPDX-License-Identifier: Apache-2.0
package import KarvanCore
import KarvanDomain
import KarvanStore
import KarvanSync

extension Office {
  /// An open review item that holds somebody's work on a record which they lost.
  package struct LostWork {
    package let id: RecordID
    let login: String
    /// The entity and title of the record that it is about.
    let subject: String
    let details: String
    /// Commits that applying it would write.
    let commits: Int
  }

  /// The lost work that nobody has decided about, oldest first.
  package func lostWork() throws -> [LostWork] {
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

  /// What applying an item would write, commit by commit; empty for an item that holds no work.
  func lostWork(in name: String) throws -> [RescuedCommit] {
    try database.read { reader in
      try lostWork(try item(name, reader), reader).map {
        rescued($0.commit.sequence, $0.commit, reader)
      }
    }
  }

  /// What became of a user's lost work.
  package struct AppliedWork {
    /// How many commits were written; what is as they say already is not written again.
    package var written = 0
    /// Commits that the rights of their author never allowed, or that are no longer possible.
    package var refused: [(sequence: UInt64, failure: Failure)] = []
  }

  /// Writes a user's lost work in its order, each commit for itself, and closes the item.
  ///
  /// It remains the work of that user, by the rights of their own role: the office says only that
  /// the records were theirs to work on. Who decides may not have read every word of it.
  package func applyReview(_ name: String, now: Int64) throws -> AppliedWork {
    try operate(now: now) { authoring, writer, author in
      let item = try item(name, writer)
      let work = try lostWork(item, writer)
      guard let user = item[ReviewItem.shape.raisedFor].reference, !work.isEmpty else {
        throw ServerError(.refused, "the review item holds no work that could be applied")
      }
      var applied = AppliedWork()
      for rejection in work {
        var findings: [KarvanSync.Finding] = []
        do {
          let worker = try worker(user, reaching: author.scopes, writer)
          let written = try authoring.write(by: worker, office: rejection.commit.office) {
            try Amendments.amend(rejection.commit, in: $0)
          }
          guard let (commit, found) = written else { continue }
          applied.written += 1
          findings = found + knowledge.followUps(commit)
        } catch let failure as Failure {
          applied.refused.append((rejection.commit.sequence, failure))
        }
        try authoring.report(findings, by: author)
      }
      try settleLostWork(item, writer)
      let refused = applied.refused.isEmpty ? "" : ", \(applied.refused.count) refused"
      _ = try authoring.commit(by: author) {
        try ReviewOperations.close(item, note: "applied\(refused)", in: $0)
      }
      return applied
    }
  }

  /// A user as one who holds what they had lost, with no right that their role does not give.
  private func worker(
    _ user: RecordID, reaching scopes: Set<Scope>, _ reader: OfficeReader
  ) throws -> Author {
    let known = try knowledge.author(user, reader)
    return Author(
      user: user, isActive: true, office: known?.office ?? false, grants: known?.grants ?? [],
      scopes: scopes.union(known?.scopes ?? []))
  }
}
