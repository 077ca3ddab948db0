// SPDX-License-Identifier: Apache-2.0
import GRDB
import KarvanCore
public import KarvanSync

extension ReplicaDatabase {
  /// Looks for damage: SQLite's own check, then that rows decode and show what they should, that
  /// each record is its base with its pending commits, that the journal has no gap, and that the
  /// digests are those of the records.
  ///
  /// - Parameter thorough: Whether indexes are compared with tables too, which takes longer.
  public func check(
    thorough: Bool = false, progress: ProgressReport = { _ in }
  ) throws -> [CheckFinding] {
    try store.read { session in
      var sums: [DigestName: DigestSum] = [:]
      var findings = try session.check(thorough: thorough, progress: progress) { record, layout in
        let base = try session.base(of: record, layout)
        if let base, session.isSummed(base), let mask = record.held.integer {
          for scope in Session.scopes(in: mask) {
            sums[DigestName(scope: scope, entity: layout.entity.tag), default: DigestSum()]
              .add(session.hasher.hash(base))
          }
        }
        return try pendingProblem(of: record, base, layout, session)
      }
      guard findings.isEmpty else { return findings }
      findings += try journalProblems(session)
      for scope in try session.heldScopes() {
        for entity in schema.entities {
          let name = DigestName(scope: scope.number, entity: entity.tag)
          if try session.digest(name) != sums[name] ?? DigestSum() {
            findings.append(
              CheckFinding(
                place: "karvan_digest \(scope.scope)/\(entity.name)",
                problem: "the sum is not that of the records"))
          }
        }
      }
      return findings
    }
  }

  /// The law that a record is its base with the pending commits applied in order.
  private func pendingProblem(
    of record: StoredRecord, _ base: RecordState?, _ layout: EntityLayout, _ session: Session
  ) throws -> String? {
    guard !record.pending.isEmpty else {
      return (record.held.integer ?? 0) == 0 ? "no scope holds it and nothing of it waits" : nil
    }
    let expected = try session.state(
      base, with: record.pending, of: RecordKey(entity: layout.entity.tag, id: record.state.id),
      replica: identity.replica)
    return expected == record.state ? nil : "it is not its base with the pending commits"
  }

  private func journalProblems(_ session: Session) throws -> [CheckFinding] {
    var findings: [CheckFinding] = []
    var expected: UInt64 = 1
    let floor = try session.unsignedInfo(Session.journalFloor)
    let select = try session.freshStatement(
      "SELECT \(JournalRow.columns) FROM karvan_journal ORDER BY seq")
    defer { select.reset() }
    while try select.step() {
      let row = JournalRow(select)
      // Up to the floor only rejections that wait are kept.
      let next = max(expected, min(row.sequence, floor + 1))
      if row.sequence != next {
        findings.append(
          CheckFinding(place: "karvan_journal", problem: "commit \(next) is missing"))
      }
      do {
        _ = try row.commit(identity.replica)
      } catch let error as StoreError {
        findings.append(CheckFinding(place: error.place, problem: error.message))
      }
      expected = row.sequence + 1
    }
    return findings
  }
}
