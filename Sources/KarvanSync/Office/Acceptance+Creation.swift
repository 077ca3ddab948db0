// SPDX-License-Identifier: Apache-2.0
import KarvanCore

/// Commits that only start one record, as most of a busy day's are, taken as their bytes lie.
///
/// Nothing is judged less: what could be refused, or could need a person, is left to the general
/// way, which says why.
extension Acceptance {
  /// Takes a commit that certainly can be accepted and has no consequences but its record.
  ///
  /// - Returns: the result; nil, with nothing changed, where the general way has to look at it.
  func take(
    _ packed: PackedCreation, _ dot: Dot, by author: Author
  ) throws -> CommitResult? {
    let bound = HybridTime(milliseconds: now + SyncLimits.stampBoundMilliseconds)
    guard packed.time <= bound, packed.count <= CommitLimits.weighedVersions,
      !Self.mayChangeMore(packed.entity), !knowledge.mayFollowUp(packed.entity),
      let entity = schema[packed.entity], entity.about.claims.isEmpty,
      entity.about.invariants.isEmpty, packed.isAllowed(by: entity),
      packed.isGranted(to: author, in: entity), hasOwnNumber(packed, entity, author),
      try !transaction.wasPruned(packed.record),
      let scopes = try scopes(of: packed, entity, author), !author.scopes.isDisjoint(with: scopes)
    else { return nil }
    let sequence = try transaction.head() + 1
    let publication = Publication(sequence: sequence, scopes: scopes, echo: dot.replica)
    guard try transaction.publish(packed, dot, publication) else { return nil }
    guard try transaction.nextSequence() == sequence else { throw Refused() }
    try transaction.observe(packed.time, now: now)
    return .accepted(serverSequence: sequence, stamp: nil)
  }

  /// Records from which rights, rules or fields follow.
  private static func mayChangeMore(_ entity: EntityTag) -> Bool {
    switch entity {
    case SchemaTags.user, SchemaTags.role, SchemaTags.territory, SchemaTags.ruleOverride,
      SchemaTags.declaredField:
      true
    default: false
    }
  }

  private func hasOwnNumber(
    _ packed: PackedCreation, _ entity: Entity, _ author: Author
  ) -> Bool {
    guard let field = entity.about.number, let deviceCode, !author.office else { return true }
    let prefix = Array((deviceCode + "-").utf8)
    return packed.value(of: field) { value in
      guard case .text(let text) = value else { return false }
      return text.starts(with: prefix)
    } ?? false
  }

  /// The scopes that hold the record; nil where its author may not hang it where it hangs.
  private func scopes(
    of packed: PackedCreation, _ entity: Entity, _ author: Author
  ) throws -> Set<Scope>? {
    var scopes: Set<Scope> = [.office]
    for source in entity.about.scopes {
      switch source {
      case .everyone: scopes.insert(.everyone)
      case .territory(let field):
        if let id = packed.reference(in: field) { scopes.insert(.territory(id)) }
      case .user(let field):
        if let id = packed.reference(in: field) { scopes.insert(.user(id)) }
      // A set is written element by element, which is no plain creation.
      case .users: continue
      case .parent(let field):
        guard case .reference(let above)? = entity.field(field)?.kind,
          let parent = packed.reference(in: field)
        else { continue }
        // A parent that is not here has no scopes.
        let held = try transaction.scopes(of: above, parent)
        guard !author.scopes.isDisjoint(with: held) else { return nil }
        scopes.formUnion(held)
      case .itself: scopes.insert(.user(packed.record))
      }
    }
    return scopes
  }
}
