// SPDX-License-Identifier: Apache-2.0
import GRDB
import KarvanCore
public import KarvanSync

extension OfficeDatabase {
  /// Looks for damage: SQLite's own check, then that rows decode and show what they should, that
  /// the feed has what the memberships say, that segments have no gap, and that the digests are
  /// those of the records.
  ///
  /// - Parameter thorough: Whether indexes are compared with tables too, which takes longer.
  public func check(
    thorough: Bool = false, progress: ProgressReport = { _ in }
  ) throws -> [CheckFinding] {
    try store.read { session in
      var sums: [DigestName: DigestSum] = [:]
      var entries = 0
      var findings = try session.check(thorough: thorough, progress: progress) { record, layout in
        let holdings = try session.holdings(record)
        entries += holdings.all.count
        guard session.isSummed(record.state) else { return nil }
        let hash = session.hasher.hash(record.state)
        for scope in holdings.here {
          sums[DigestName(scope: scope, entity: layout.entity.tag), default: DigestSum()].add(hash)
        }
        return nil
      }
      guard findings.isEmpty else { return findings }
      let fed = try Int.fetchOne(session.db, sql: "SELECT COUNT(*) FROM karvan_feed") ?? 0
      if fed != entries {
        findings.append(
          CheckFinding(place: "karvan_feed", problem: "\(fed) entries, not \(entries)"))
      }
      findings += try Self.digestProblems(session, sums)
      findings += try Self.logProblems(session)
      return findings
    }
  }

  private static func digestProblems(
    _ session: Session, _ expected: [DigestName: DigestSum]
  ) throws -> [CheckFinding] {
    let scopes = try session.statement("SELECT number FROM karvan_scope ORDER BY number").all {
      $0.unsigned(0)
    }
    var findings: [CheckFinding] = []
    for scope in scopes {
      for layout in session.layout.entities {
        let name = DigestName(scope: scope, entity: layout.entity.tag)
        guard try session.digest(name) != expected[name] ?? DigestSum() else { continue }
        findings.append(
          CheckFinding(
            place: "karvan_digest \(try session.scope(scope))/\(layout.entity.name)",
            problem: "the sum is not that of the records"))
      }
    }
    return findings
  }

  private static func logProblems(_ session: Session) throws -> [CheckFinding] {
    let select = try session.freshStatement(
      "SELECT replica, number, first, count FROM karvan_segment ORDER BY replica, number")
    var findings: [CheckFinding] = []
    var next: (replica: UInt64, number: UInt64, first: UInt64)?
    for (replica, number, first, count) in try select.all({
      ($0.unsigned(0), $0.unsigned(1), $0.unsigned(2), $0.unsigned(3))
    }) {
      // Those that everybody has may be gone; from the first that is left on there is no gap.
      if next?.replica != replica { next = (replica, number, first) }
      if let next, next.number != number || next.first != first {
        findings.append(
          CheckFinding(
            place: "karvan_segment \(replica)", problem: "segment \(next.number) is missing"))
      }
      next = (replica, number + 1, first + count)
    }
    return findings
  }
}
