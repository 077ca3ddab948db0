// SPDX-License-Identifier: Apache-2.0
import KarvanCore

extension Acceptance {
  /// Writes what a change took from the screen to the merge history.
  func noteLosers(
    _ swept: [RecordState.Swept], _ after: RecordView, _ change: RecordChange, by dot: Dot
  ) throws {
    let entity = after.entity
    for loser in swept {
      try note(loser.version, .swept, after, by: dot)
    }
    for group in change.writes.map(\.group) {
      let versions = after.state.versions(of: group)
      guard versions.count > 1, let rule = entity.group(group)?.rule else { continue }
      for version in rule.view(versions).hidden {
        try note(version, .hidden, after, by: dot)
      }
    }
    guard after.life == .deleted else { return }
    for version in after.state.versions
    where !after.state.life.contains(where: { $0.isDeleted && $0.seen.covers(version.dot) }) {
      try note(version, .deleted, after, by: dot)
    }
  }

  func note(
    _ version: Version, _ reason: MergeNote.Reason, _ view: RecordView, by dot: Dot
  ) throws {
    let rule = view.entity.group(version.group)?.rule.name ?? ""
    try transaction.note(
      MergeNote(
        entity: view.entity.tag, record: view.id, version: version, reason: reason, by: dot,
        rule: rule),
      at: now)
  }

  /// The most findings that one commit reports; more would bury whoever has to look at them.
  static let findingsPerCommit = 50

  /// Compares what the touched records newly claim with what others claimed before.
  func claims(
    of commit: Commit, by author: Author, before: [RecordView?]
  ) throws -> [Finding] {
    var findings: [Finding] = []
    for (change, before) in zip(commit.changes, before) {
      guard let entity = schema[change.entity], !entity.about.claims.isEmpty,
        let view = try transaction.record(change.entity, change.record)
      else { continue }
      findings += try claims(
        of: view, before: before, by: author, limit: Self.findingsPerCommit - findings.count)
    }
    return findings.reduce(into: []) { unique, finding in
      if !unique.contains(finding) { unique.append(finding) }
    }
  }

  /// Compares what one record newly claims; notes its claims also where nobody is told of them.
  func claims(
    of view: RecordView, before: RecordView?, by author: Author, limit: Int
  ) throws -> [Finding] {
    var findings: [Finding] = []
    for claim in view.entity.about.claims {
      let key = view.life == .deleted ? nil : claim.key(view)
      // What was claimed before was reported then.
      let old = before.flatMap { $0.life == .deleted ? nil : claim.key($0) }
      if key == old { continue }
      let others = try transaction.claim(
        claim.name, key: key, entity: view.entity.tag, record: view.id)
      guard findings.count < limit else { continue }
      if let key { findings += try duplicates(claim, key, view, others, by: author) }
      if let old, let before { findings += try freed(claim, old, before, by: author) }
    }
    return findings
  }

  /// Compares a record with the first of the others that claims a key too: of many that share one,
  /// each is told of once, not each pair.
  private func duplicates(
    _ claim: Claim, _ key: String, _ view: RecordView, _ others: [RecordID], by author: Author
  ) throws -> [Finding] {
    guard let subject = claimed(claim, by: view) else { return [] }
    for id in others {
      guard let other = try transaction.record(view.entity.tag, id), other.life != .deleted,
        let rival = claimed(claim, by: other), rival.record != subject.record
      else { continue }
      return [
        .duplicate(
          claim: claim.name, key: key, entity: subject.entity, record: subject.record,
          other: rival.record, author: author.user)
      ]
    }
    return []
  }

  /// Whoever else claims a key that a record gave up: nobody stands in their way any more, unless
  /// they stand in one another's.
  private func freed(
    _ claim: Claim, _ key: String, _ before: RecordView, by author: Author
  ) throws -> [Finding] {
    guard let subject = claimed(claim, by: before) else { return [] }
    let claimants = try transaction.claimants(claim.name, key: key, entity: before.entity.tag)
    let views = try claimants.compactMap { try transaction.record(before.entity.tag, $0) }
      .filter { $0.life != .deleted }
    let rivals = views.compactMap { claimed(claim, by: $0)?.record }
    // Another part of the same record may claim it still.
    guard !rivals.contains(subject.record) else { return [] }
    var findings = rivals.map { rival in
      Finding.freed(
        claim: claim.name, key: key, entity: subject.entity, record: rival, by: subject.record)
    }
    for view in views.dropFirst() {
      findings += try duplicates(claim, key, view, [views[0].id], by: author)
    }
    return findings
  }

  /// What a claim is about: the record itself, or the parent that a field refers to.
  private func claimed(
    _ claim: Claim, by view: RecordView
  ) -> (entity: EntityTag, record: RecordID)? {
    guard let tag = claim.subject else { return (view.entity.tag, view.id) }
    guard case .reference(let entity)? = view.entity.field(tag)?.kind,
      let parent = view[tag].reference
    else { return nil }
    return (entity, parent)
  }
}
