// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanDomain
import KarvanServer
import KarvanStore
import KarvanSync

/// What the shipped code computes the same way on both sides, so that no comparison of two sides
/// shows it when it is wrong: judged here by other means.
extension Checks {
  // MARK: After every step

  /// What a device wrote is what it was told that it wrote, and stays on its screen.
  func keepsOwn(_ device: DeviceHost, _ database: ReplicaDatabase) throws {
    let name = device.machine.name
    try database.read { reader in
      for entry in try reader.journal(limit: 1_000_000) {
        let commit = entry.commit
        if let told = device.written[commit.dot], told != commit {
          throw Violation(.nothingLost, "\(name): \(commit.sequence) is not what was written")
        }
        try isTimely(commit, device)
        guard world.plan.copies == 0, world.plan.restores == 0 else { continue }
        guard truth.journals[name]?.count == 1 else {
          throw Violation(.sound, "\(name) went on as another life for no reason")
        }
        if case .rejected = entry.status { continue }
        for change in commit.changes {
          guard let view = try reader.record(change.entity, change.record) else { continue }
          guard view.state.clock.covers(commit.dot) else {
            throw Violation(.atomicity, "\(name) shows the time before its own \(commit.sequence)")
          }
          try showsWhatItContains(view, device)
        }
      }
    }
  }

  /// Of what the commits say that a record contains nothing is lacking, and nothing that one of
  /// them removed is there: at any time, whatever waits.
  private func showsWhatItContains(_ view: RecordView, _ device: DeviceHost) throws {
    let name = Reference.Name(entity: view.entity.tag, record: view.id)
    guard !truth.isWaiting, device.catalog.version == world.editions.new.version,
      let expected = truth.log.reference.records[name]
    else { return }
    let place = "\(device.machine.name): \(view.entity.name) \(view.id)"
    for version in view.state.versions {
      let key = Reference.VersionKey(group: version.group, name: version.name)
      guard let removal = expected.removed[key]?.removal, view.state.clock.covers(removal.by)
      else { continue }
      throw Violation(.convergence, "\(place) shows \(version.dot), which \(removal.by) removed")
    }
  }

  /// The time of a commit follows the clocks of its device and the office, and those of others no
  /// further than the bound.
  private func isTimely(_ commit: Commit, _ device: DeviceHost) throws {
    // A device may put its clock right by what the office said, until it learns better.
    let clock = device.machine.greatestClock + device.machine.behindMost + device.officeAhead
    let bound = clock + HybridClock.observationBoundMilliseconds + 1_000
    guard commit.time.milliseconds > bound else { return }
    let beyond = commit.time.milliseconds - bound
    throw Violation(
      .sound, "\(device.machine.name): \(commit.sequence) is from the future, by \(beyond) ms")
  }

  /// A device that finds its state to be another than the office's has been told something wrong.
  func divergence(_ ran: DeviceHost.Ran, _ device: DeviceHost) -> Violation? {
    // Another life brings what digests alone can show.
    guard !device.hasTwin, world.plan.restores == 0,
      ran.output.contains("Different from the server")
    else { return nil }
    return Violation(.convergence, "\(device.machine.name) differed from the office")
  }

  // MARK: At rest

  func meansWhatWasWritten() throws {
    guard let office = world.office.office else { return }
    try unseen {
      let reference = truth.log.reference
      try office.database.read { reader in
        for entity in reader.schema.entities {
          try reader.forEach(entity.tag) { view in
            let name = Reference.Name(entity: entity.tag, record: view.id)
            if let expected = reference.records[name] { try lives(view, expected) }
            try isDecided(view)
            try isStamped(view)
            try hasParents(view, reader)
          }
        }
        try isSoldOnce(reader)
      }
    }
    try world.devices.forEach(isShutOut)
    try isWrittenOnce()
  }

  /// A record lives as its policy says of all deletes together and what none of them knew.
  func lives(_ view: RecordView, _ expected: Reference.Record) throws {
    let isDeleted = expected.marks.values.contains(where: \.isDeleted)
    let hasNews =
      expected.present.contains { !expected.isKnownToDeletes($0.key.name.dot, at: $0.value.at) }
      || expected.marks.contains {
        !$0.value.isDeleted && !expected.isKnownToDeletes($0.key, at: $0.value.at)
      }
    let life: Life =
      if !isDeleted { .live } else if !hasNews { .deleted } else {
        switch view.entity.about.deletePolicy {
        case .editWins: .revived
        case .deleteWins: .deleted
        case .ask: .asked
        }
      }
    guard view.life != life else { return }
    throw Violation(
      .nothingLost, "\(view.entity.name) \(view.id) is \(view.life) and should be \(life)")
  }

  /// A rule shows what it says, and keeps all that it does not show.
  private func isDecided(_ view: RecordView) throws {
    for group in view.entity.groups where !group.rule.isSet {
      let versions = Array(view.state.versions(of: group.tag))
      guard versions.count > 1 else { continue }
      let made = view.view(of: group)
      guard Set((made.shown + made.hidden).map(\.dot)) == Set(versions.map(\.dot)) else {
        throw Violation(.nothingLost, "\(group.rule.name) drops versions of \(view.id)")
      }
      func isLater(_ one: Version, _ other: Version) -> Bool {
        if one.time != other.time { return one.time > other.time }
        return one.dot > other.dot
      }
      let last: Version? = versions.sorted(by: isLater).first
      let expected: Version? =
        switch group.rule.name {
        case "lastWriter": last
        case "authority": versions.filter(\.office).sorted(by: isLater).first ?? last
        case "firstWriter", "manual": versions.sorted(by: isLater).last
        default: made.shown.first
        }
      guard made.shown.first?.dot == expected?.dot else {
        throw Violation(.convergence, "\(group.rule.name) of \(view.id) shows another version")
      }
    }
  }

  /// A device decides by the rules that are in force at the office.
  func decidesAlike(
    _ device: DeviceHost, _ database: ReplicaDatabase, _ office: Office
  ) throws {
    func rules(_ schema: Schema) -> [String] {
      schema.entities.flatMap { entity in
        entity.groups.map { "\(entity.name) \($0.tag) by \($0.rule.name)" }
      }
    }
    let there = try office.database.read { rules($0.schema) }
    let here = try database.read { rules($0.schema) }
    guard let different = zip(here, there).first(where: { $0 != $1 }) else { return }
    throw Violation(
      .convergence, "\(device.machine.name) has \(different.0), the office \(different.1)")
  }

  /// Times are their authors', but for what the office bounded once for everybody.
  private func isStamped(_ view: RecordView) throws {
    let bound = world.office.machine.greatestClock + SyncLimits.stampBoundMilliseconds
    for version in view.state.versions {
      guard let commit = truth.log.commits[version.dot],
        case .accepted(_, let stamp)? = truth.log.results[version.dot]
      else { continue }
      guard version.time == stamp ?? commit.time else {
        throw Violation(.convergence, "\(view.id): \(version.dot) has another time")
      }
      guard version.time.milliseconds <= bound else {
        throw Violation(.sound, "\(view.id): \(version.dot) is from the future")
      }
    }
  }

  /// What hangs below a record hangs below one that is there.
  private func hasParents(_ view: RecordView, _ reader: OfficeReader) throws {
    guard !world.forgets else { return }
    for case .parent(let field) in view.entity.about.scopes {
      guard case .reference(let entity)? = view.entity.field(field)?.kind,
        let parent = view[field].reference, try reader.record(entity, parent) == nil
      else { continue }
      throw Violation(.integrity, "\(view.entity.name) \(view.id) has no parent")
    }
  }

  /// Nothing is taken back from a holder that may still sell it.
  private func isSoldOnce(_ reader: OfficeReader) throws {
    guard world.plan.restores == 0 else { return }
    for entry in try reader.list(RecordQuery(AllocationEntry.tag))
    where entry[AllocationEntry.shape.kind].text == "reclaim" {
      guard let id = entry[AllocationEntry.shape.allocation].reference,
        let allocation = try reader.record(Allocation.tag, id),
        let text = allocation[Allocation.shape.holder].text, let holder = ReplicaID(text: text),
        try reader.standing(of: holder)?.isShutOut != true
      else { continue }
      throw Violation(.integrity, "\(allocation.id) was taken back from one who sells it")
    }
  }

  /// Nothing of a lost device takes effect after the report.
  private func isShutOut(_ device: DeviceHost) throws {
    guard let lostAt = device.lostAt, world.plan.restores == 0,
      let replica = truth.journals[device.machine.name]?.last?.replica
    else { return }
    for (dot, result) in truth.log.results where dot.replica == replica {
      guard case .accepted(let sequence, _) = result, sequence > lostAt,
        !truth.log.rescued.contains(dot), !device.undecidedWhenLost.contains(dot)
      else { continue }
      throw Violation(.scope, "\(device.machine.name) is lost and \(dot.sequence) was accepted")
    }
  }

  /// What a former life had sent is not written a second time by the next.
  private func isWrittenOnce() throws {
    // An office can't compare with a log that it has forgotten: what waits is then written again
    // rather than lost (P-060).
    guard world.plan.restores == 0, !world.forgets else { return }
    for (name, journals) in truth.journals.sorted(by: { $0.key < $1.key }) {
      for journal in journals {
        for (sequence, dot) in journal.repeated.sorted(by: { $0.key < $1.key }) {
          guard case .accepted? = truth.log.results[dot] else { continue }
          throw Violation(.once, "\(name): \(sequence) was taken again as \(dot)")
        }
      }
    }
  }
}
