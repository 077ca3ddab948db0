// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanDomain
import KarvanStore
import KarvanSync

extension Office {
  /// The setting that says what a default role was given, a grant a line.
  private static func givenName(_ code: String) -> String { "role_grants.\(code)" }

  /// Notes what the default roles of a new workspace allow.
  static func noteGivenRoles(_ writer: OfficeWriter) throws {
    for role in DefaultRoles.all { try note(role.grants, givenTo: role.code, writer) }
  }

  private static func note(
    _ grants: [String], givenTo code: String, _ writer: OfficeWriter
  ) throws {
    try writer.set(givenName(code), Array(grants.joined(separator: "\n").utf8))
  }

  private static func given(_ code: String, _ reader: StoreReader) throws -> Set<String>? {
    try reader.setting(givenName(code)).map { bytes in
      Set(String(decoding: bytes, as: UTF8.self).split(separator: "\n").map { String($0) })
    }
  }

  /// Gives the default roles what they lack, where nobody changed them, and a workspace without a
  /// pipeline its first.
  ///
  /// - Returns: what became of each role, and whether there was no pipeline.
  func upgradeRoles(
    dryRun: Bool, language: TextLanguage, now: Int64
  ) throws -> (upgrades: [RoleUpgrade], addsPipeline: Bool) {
    try operate(now: now) { authoring, writer, author in
      var found: (upgrades: [RoleUpgrade], addsPipeline: Bool) = ([], false)
      _ = try authoring.commit(by: author) { context in
        let plan = try RoleUpgrade.plan(
          given: { try Self.given($0, writer) }, language: language, in: context)
        found = (plan.upgrades, plan.addsPipeline)
        return dryRun ? OperationDraft(plan.draft.operation, []) : plan.draft
      }
      guard !dryRun else { return found }
      for upgrade in found.upgrades where upgrade.outcome == .upgraded {
        guard let role = DefaultRoles.all.first(where: { $0.code == upgrade.code }) else {
          continue
        }
        try Self.note(role.grants, givenTo: role.code, writer)
      }
      return found
    }
  }

  /// What an administrator can do about roles that know nothing of what came since they were made; nil
  /// where there are none, also where somebody decided what they may do.
  func rolesBehind(now: Int64) throws -> String? {
    let found = try upgradeRoles(dryRun: true, language: .english, now: now)
    let behind = found.upgrades.filter { $0.outcome == .upgraded }.map(\.code)
    guard !behind.isEmpty else { return nil }
    return "roles that lack what is new: \(behind.joined(separator: ", "));"
      + " see karvan-server role upgrade --dry-run"
  }
}
