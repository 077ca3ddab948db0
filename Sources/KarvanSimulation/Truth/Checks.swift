// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanDomain
import KarvanServer
import KarvanStore
import KarvanSync

/// What must hold when everything is quiet (`replication.md`, “What must always hold”).
struct Checks {
  let world: World
  let truth: Truth

  init(_ world: World) {
    self.world = world
    truth = world.truth
  }

  func atRest() throws {
    guard let office = world.office.office else {
      throw Violation(.sound, "the office is down")
    }
    try unseen {
      try isSound(office)
      try addsUp(office)
      try matchesReference(office)
      try hasContents(office)
      for device in world.devices where device.isUp {
        _ = try device.look { database in
          try isQuiet(device, database)
          try agrees(device, database, office)
        }
        try keeps(device)
      }
    }
  }

  /// Nobody sees a part of a commit: of those of its records that are here, all have it or none.
  func isWhole(_ device: DeviceHost, _ database: ReplicaDatabase) throws {
    guard !truth.isWaiting else { return }
    try database.read { reader in
      let own = truth.journals[device.machine.name]?.last
      for commit in truth.log.large.suffix(30) {
        // A life that was put back gives numbers again, until the office tells it of the other.
        if let own, own.replica == commit.replica, own.commits.keys.max() ?? 0 >= commit.sequence,
          own.commits[commit.sequence] != commit
        {
          continue
        }
        let here = try commit.changes.compactMap { change in
          // An older program keeps aside what it does not know.
          reader.schema[change.entity] == nil
            ? nil : try reader.record(change.entity, change.record)?.state
        }
        let with = here.count { $0.clock.covers(commit.dot) }
        if with == 0 || with == here.count { continue }
        // What left while own work on it waits stays as it was.
        let held = try here.filter { try !hasLeft($0, reader) }
        let without = held.filter { !$0.clock.covers(commit.dot) }
        guard without.isEmpty || without.count == held.count else {
          let lacking = without.map { "\(reader.schema[$0.entity]?.name ?? "") \($0.id)" }
          throw Violation(
            .atomicity,
            "\(device.machine.name) shows a part of \(commit.operation) \(commit.dot), which"
              + " \(lacking.joined(separator: ", ")) of \(here.count) records lack")
        }
      }
    }
  }

  /// Whether a record is here only because own work on it waits.
  private func hasLeft(_ state: RecordState, _ reader: ReplicaReader) throws -> Bool {
    try reader.isPending(state.entity, state.id)
      && reader.scopes(of: state.entity, state.id).isEmpty
  }

  /// Numbers are given once, and nobody spends more than there is.
  private func addsUp(_ office: Office) throws {
    try office.database.read { reader in
      var numbers: [String: RecordID] = [:]
      for order in try reader.list(RecordQuery(Order.tag, life: .all)) {
        guard let number = order[Order.shape.number].text, !number.isEmpty else { continue }
        if let other = numbers.updateValue(order.id, forKey: number) {
          throw Violation(.integrity, "orders \(other) and \(order.id) are both \(number)")
        }
      }
      for view in try reader.list(RecordQuery(Allocation.tag)) {
        let book = try AllocationBook(view, reader: reader)
        guard book.lots.allSatisfy({ $0.spent <= $0.lot.granted }) else {
          throw Violation(.integrity, "allocation \(view.id) is overspent")
        }
        if let pool = try Escrow.pool(of: view, reader: reader), pool.free < 0 {
          throw Violation(.integrity, "more was granted than there is")
        }
      }
    }
  }

  private func isSound(_ office: Office) throws {
    let findings = try office.database.check(thorough: true)
    guard findings.isEmpty else {
      throw Violation(.sound, "office: \(findings[0].place): \(findings[0].problem)")
    }
  }

  /// The office shows what the accepted commits mean, whatever their order was.
  private func matchesReference(_ office: Office) throws {
    let reference = truth.log.reference
    var seen: Set<Reference.Name> = []
    try office.database.read { reader in
      for entity in reader.schema.entities {
        try reader.forEach(entity.tag) { view in
          let name = Reference.Name(entity: entity.tag, record: view.id)
          seen.insert(name)
          guard let expected = reference.records[name] else {
            throw Violation(.convergence, "nobody wrote \(entity.name) \(view.id)")
          }
          try matches(view.state, expected, "\(entity.name) \(view.id)")
          try keepsHistory(of: view, expected, reader)
        }
      }
    }
    for (name, record) in reference.records where !seen.contains(name) {
      guard world.forgets, record.marks.values.contains(where: \.isDeleted) else {
        throw Violation(.nothingLost, "record \(name.record) is gone from the office")
      }
    }
  }

  private func matches(
    _ state: RecordState, _ expected: Reference.Record, _ place: String
  ) throws {
    let there = Set(state.versions.map { Reference.VersionKey(group: $0.group, name: $0.name) })
    for key in expected.present.keys where !there.contains(key) {
      let instead = state.versions(of: key.group).map { "\($0.dot.replica)/\($0.dot.sequence)" }
      throw Violation(
        .nothingLost,
        "\(place): \(key.name.dot.replica)/\(key.name.dot.sequence) of group \(key.group) is gone,"
          + " there is \(instead)")
    }
    for version in state.versions {
      let key = Reference.VersionKey(group: version.group, name: version.name)
      guard let written = expected.present[key] else {
        throw Violation(.convergence, "\(place): \(key.name) of group \(key.group) came back")
      }
      guard written.content == version.content, written.office == version.office else {
        throw Violation(.convergence, "\(place): \(key.name) has another value")
      }
    }
    let marks = Dictionary(uniqueKeysWithValues: state.life.map { ($0.dot, $0.isDeleted) })
    guard marks == expected.marks.mapValues(\.isDeleted) else {
      throw Violation(.convergence, "\(place): its life is \(marks)")
    }
  }

  /// The merge history has what was taken from people unseen, of all records.
  func keepsHistory() throws {
    guard let office = world.office.office else { return }
    try unseen {
      try office.database.read { reader in
        for entity in reader.schema.entities {
          try reader.forEach(entity.tag) { view in
            let name = Reference.Name(entity: entity.tag, record: view.id)
            guard let expected = truth.log.reference.records[name] else { return }
            try keepsHistory(of: view, expected, reader)
          }
        }
      }
    }
  }

  /// What was taken from people unseen is in the merge history.
  private func keepsHistory(
    of view: RecordView, _ expected: Reference.Record, _ reader: OfficeReader
  ) throws {
    guard !world.forgets else { return }
    let swept = expected.removed.filter { $0.value.removal.isSwept }
    guard !swept.isEmpty else { return }
    let noted = Set(
      try reader.history(of: view.entity.tag, view.id).map {
        Reference.VersionKey(group: $0.note.version.group, name: $0.note.version.name)
      })
    for key in swept.keys where !noted.contains(key) {
      throw Violation(
        .nothingLost, "\(view.entity.name) \(view.id): \(key.name) was swept without a trace")
    }
  }

  private func isQuiet(_ device: DeviceHost, _ database: ReplicaDatabase) throws {
    let name = device.machine.name
    let pending = try database.read { try $0.pendingCount() }
    guard pending == 0 else {
      throw Violation(.liveness, "\(name): \(pending) commits wait still")
    }
    let findings = try database.check()
    let waiting = try database.read { try $0.waitingCount() }
    guard waiting == 0 else {
      throw Violation(.liveness, "\(name): \(waiting) commits wait for a decision still")
    }
    guard findings.isEmpty else {
      throw Violation(.sound, "\(name): \(findings[0].place): \(findings[0].problem)")
    }
  }

  /// A device holds what its scopes hold at the office, no more, no less, nothing else.
  private func agrees(
    _ device: DeviceHost, _ database: ReplicaDatabase, _ office: Office
  ) throws {
    let name = device.machine.name
    let scopes = Set(try database.standing().cursors.map(\.scope))
    try decidesAlike(device, database, office)
    for entity in office.schema.entities {
      let there = try office.database.read { reader in
        try reader.list(RecordQuery(entity.tag, life: .all)).filter {
          try !reader.scopes(of: entity.tag, $0.id).isDisjoint(with: scopes)
        }
      }
      let here = try database.read { try $0.list(RecordQuery(entity.tag, life: .all)) }
      let office = Dictionary(uniqueKeysWithValues: there.map { ($0.id, $0.state) })
      for view in here {
        guard let state = office[view.id] else {
          // What is deleted is forgotten on each side in its own time.
          if world.forgets, view.life == .deleted { continue }
          throw Violation(.scope, "\(name) holds \(view.life) \(entity.name) \(view.id)")
        }
        guard view.state.sameContent(as: state) else {
          throw Violation(
            .convergence,
            "\(name) shows another \(entity.name) \(view.id): \(difference(view.state, state))")
        }
      }
      let held = Set(here.map(\.id))
      for (id, state) in office where !held.contains(id) {
        if world.forgets, state.life(under: entity.about.deletePolicy) == .deleted {
          continue
        }
        throw Violation(.convergence, "\(name) lacks \(entity.name) \(id)")
      }
    }
  }

  /// What only one of two states has, with what became of the commits that wrote it.
  private func difference(_ here: RecordState, _ there: RecordState) -> String {
    func names(_ one: RecordState, _ other: RecordState) -> String {
      let dots =
        one.versions.filter { !other.versions.contains($0) }.map(\.dot)
        + one.life.filter { !other.life.contains($0) }.map(\.dot)
      return Set(dots).sorted().map { dot in
        "\(dot.replica)/\(dot.sequence) (\(truth.log.results[dot].map { "\($0)" } ?? "unknown"))"
      }.joined(separator: " ")
    }
    return "here \(names(here, there)), at the office \(names(there, here))"
  }

  /// Each commit that a device ever acknowledged has an end that somebody can name.
  private func keeps(_ device: DeviceHost) throws {
    let name = device.machine.name
    let journals = truth.journals[name] ?? []
    for journal in journals {
      for (sequence, commit) in journal.commits.sorted(by: { $0.key < $1.key }) {
        if journal.again[sequence] != nil { continue }
        let dot = Dot(journal.replica, sequence)
        guard let result = truth.log.results[dot] else {
          throw Violation(.nothingLost, "\(name): \(commit.operation) \(sequence) has no end")
        }
        guard truth.log.commits[dot] == commit else {
          throw Violation(
            .nothingLost, "\(name): \(sequence) is another commit at the office")
        }
        // What a former life was answered is in the answer that began the next.
        guard journal.replica == journals.last?.replica else { continue }
        switch (result, journal.decided[sequence]) {
        case (.accepted, .accepted), (.rejected, .rejected), (.quarantined, .waiting): continue
        case (_, let said):
          throw Violation(
            .liveness, "\(name): \(sequence) is \(result), but its device says \(said as Any)")
        }
      }
    }
  }
}
