// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanDomain
import KarvanServer
import KarvanStore
import KarvanSync

/// What the office took since somebody last looked: some of it can only be judged at once, since
/// all is well again later.
extension Checks {
  func arrived(at office: Office) throws {
    try neverGoesBack(office)
    if world.plan.restores == 0, world.plan.updates == 0, truth.isWaiting {
      throw Violation(.liveness, "the office waits for something, and nothing was lost")
    }
    let fresh = truth.log.fresh
    guard !fresh.isEmpty else { return }
    for commit in fresh {
      try hangsBelowSomething(commit, office.schema)
      try waitsItsTurn(commit)
    }
    try isWithinReach(fresh, office)
    try livesAsItShould(fresh, office)
  }

  /// Somebody may decide otherwise about a life a moment later.
  private func livesAsItShould(_ fresh: [Commit], _ office: Office) throws {
    try office.database.read { reader in
      for change in fresh.flatMap(\.changes) where reader.schema[change.entity] != nil {
        let name = Reference.Name(entity: change.entity, record: change.record)
        // What is deleted may have been forgotten since.
        guard let expected = truth.log.reference.records[name], !expected.marks.isEmpty,
          let view = try reader.record(change.entity, change.record)
        else { continue }
        try lives(view, expected)
      }
    }
  }

  /// A replica's exchanges are numbered, and an old one is not taken again; but from a device that
  /// went back itself.
  private func neverGoesBack(_ office: Office) throws {
    guard world.plan.copies == 0, world.plan.restores == 0, !world.plan.powerCuts else { return }
    try office.database.read { reader in
      for replica in truth.replicas {
        let number = try reader.account(of: replica)?.exchangeNumber ?? 0
        guard number >= truth.log.exchanges[replica] ?? 0 else {
          throw Violation(.once, "exchange \(number) of \(replica) was taken after a later one")
        }
        world.truth.log.exchanges[replica] = number
      }
    }
  }

  /// What a record is put below has been there.
  private func hangsBelowSomething(_ commit: Commit, _ schema: Schema) throws {
    for change in commit.changes {
      guard let entity = schema[change.entity] else { continue }
      for case .parent(let field) in entity.about.scopes {
        guard case .reference(let above)? = entity.field(field)?.kind,
          let parent = change.written(field)?.reference,
          truth.log.reference.records[Reference.Name(entity: above, record: parent)] == nil
        else { continue }
        throw Violation(.integrity, "\(entity.name) \(change.record) came before its parent")
      }
    }
  }

  /// Work on a record is taken after what its author had done to it before.
  private func waitsItsTurn(_ commit: Commit) throws {
    let records = Set(commit.changes.map(\.record))
    for (dot, result) in truth.log.results where dot.replica == commit.replica {
      guard case .quarantined = result, dot.sequence < commit.sequence,
        let earlier = truth.log.commits[dot],
        earlier.changes.contains(where: { records.contains($0.record) })
      else { continue }
      throw Violation(
        .nothingLost, "\(commit.sequence) of \(commit.replica) overtook \(dot.sequence)")
    }
  }

  /// Where rights end at once, nobody writes what they don't hold; judged where nothing else moved
  /// records or people meanwhile. What an administrator took from a lost device is theirs to judge.
  private func isWithinReach(_ fresh: [Commit], _ office: Office) throws {
    guard world.plan.grace == 0 else { return }
    let moves = fresh.contains { commit in
      commit.changes.contains { change in
        guard let entity = office.schema[change.entity] else { return true }
        return [User.tag, Role.tag, Territory.tag].contains(change.entity)
          || entity.about.scopeFields.contains { change.written($0) != nil }
      }
    }
    guard !moves else { return }
    try office.database.read { reader in
      for commit in fresh where !commit.office {
        guard !truth.log.rescued.contains(Dot(commit.replica, commit.sequence)),
          let device = try reader.account(of: commit.replica)?.device,
          let user = try reader.device(device)?.user,
          let author = try Authors.author(of: user, reader: reader)
        else { continue }
        for change in commit.changes {
          let held = try reader.scopes(of: change.entity, change.record)
          guard !held.isEmpty, author.scopes.isDisjoint(with: held) else { continue }
          throw Violation(.scope, "\(commit.sequence) of \(commit.replica) is beyond its reach")
        }
      }
    }
  }
}

extension EntityAbout {
  /// The fields that say who holds a record.
  fileprivate var scopeFields: [FieldTag] {
    scopes.compactMap { source in
      switch source {
      case .territory(let field), .user(let field), .users(let field), .parent(let field): field
      case .everyone, .itself: nil
      }
    }
  }
}

extension RecordChange {
  /// What is written to a field; nil for nothing.
  fileprivate func written(_ field: FieldTag) -> Value? {
    for write in writes {
      switch write.action {
      case .set(let values):
        if let value = values.all.first(where: { $0.field == field })?.value { return value }
      case .add, .remove: if write.group == field { return .null }
      }
    }
    return nil
  }
}
