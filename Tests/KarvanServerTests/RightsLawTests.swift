// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanDomain
import KarvanStore
import KarvanSync
import TestSupport
import Testing

@testable import KarvanServer

/// Random schedules of accounts, territories and roles that move while work is on its way, against
/// an oracle that remembers every state of the office (invariants 2, 5 and 7).
@Suite struct RightsLawTests {
  @Test func workIsJudgedByTheRightsOfNowOrOfItsSyncPoint() throws {
    try forAllSeeds(8) { generator in
      let world = try RightsWorld(grace: generator.element(of: ["0", "1d", "7d"]))
      for _ in 0..<50 { try world.step(&generator) }
      try world.heal()
    }
  }
}

private final class RightsWorld {
  private struct Snapshot {
    var authors: [RecordID: Author] = [:]
    var scopes: [RecordID: Set<Scope>] = [:]
  }

  private static let hour: Int64 = 3_600_000
  private let office: TestOffice
  private let logins = ["ali", "omid", "sara"]
  private var devices: [TestDevice] = []
  private var territories: [RecordID] = []
  private let grace: Int64
  /// What the office knew at each head that a sync point may have had.
  private var snapshots: [UInt64: Snapshot] = [:]
  /// When a device was last given each sync point.
  private var given: [[UInt64: Int64]] = []
  /// The commits of each device that were looked at.
  private var judged: [UInt64] = []

  init(grace: String) throws {
    office = try TestOffice()
    self.grace = try Period.milliseconds(grace)
    try office.office.change(.rightsGrace, to: grace)
    territories = [
      try office.territoryID("Tehran"), try office.territory("Shiraz"),
      try office.territory("Tabriz"),
    ]
    try office.addRole("reader")
    for (login, place) in zip(logins, ["Tehran", "Shiraz", "Tabriz"]) {
      devices.append(try office.rep(login, territory: place))
      given.append([:])
      judged.append(0)
    }
    try remember()
    for index in devices.indices { try sync(index) }
  }

  private func remember() throws {
    let users = devices.map(\.enrolment.user)
    try office.office.database.read { reader in
      var snapshot = Snapshot()
      for user in users { snapshot.authors[user] = try Authors.author(of: user, reader: reader) }
      for account in try reader.list(RecordQuery(Account.tag, life: .all)) {
        snapshot.scopes[account.id] = try reader.scopes(of: Account.tag, account.id)
      }
      snapshots[try reader.head()] = snapshot
    }
  }

  func step(_ generator: inout SeededGenerator) throws {
    office.now += generator.integer(in: 0...10) * Self.hour
    let index = Int(generator.integer(in: 0...2))
    switch generator.integer(in: 0...11) {
    case 0...4: try work(devices[index], &generator)
    case 5...7: try sync(index)
    case 8, 9:
      let accounts = try office.office.database.read { try $0.list(RecordQuery(Account.tag)) }
      guard !accounts.isEmpty else { return }
      try office.assign(
        generator.element(of: accounts).id, to: generator.element(of: territories))
    case 10:
      let names = ["Tehran", "Shiraz", "Tabriz"]
      let some = names.filter { _ in generator.integer(in: 0...1) == 0 }
      try office.office.changeUser(
        login: logins[index], territories: some.isEmpty ? [names[index]] : some, now: office.now)
    default:
      try office.office.changeUser(
        login: logins[index], role: generator.element(of: ["rep", "rep", "reader"]),
        now: office.now)
    }
    try remember()
  }

  private func work(_ device: TestDevice, _ generator: inout SeededGenerator) throws {
    let accounts = try device.database.read { try $0.list(RecordQuery(Account.tag)) }
    do {
      if accounts.isEmpty || generator.integer(in: 0...3) == 0 {
        _ = try device.addAccount("Shop \(generator.integer(in: 0...999))")
      } else {
        try device.set(
          generator.element(of: accounts).id, Account.shape.note,
          .text("\(generator.integer(in: 0...999_999))"))
      }
    } catch is Failure {
      // Refused where it was written, by the rights that the device knows.
    }
  }

  private func sync(_ index: Int) throws {
    let device = devices[index]
    let head = try office.office.head()
    let before = try #require(snapshots[head])
    let intake = try device.sync()
    try #require(intake.divergent == [])
    try remember()
    for entry in try device.database.read({ try $0.journal(from: judged[index] + 1) }) {
      judged[index] = entry.commit.sequence
      try judge(entry, of: index, before)
    }
    let basis = try device.database.read { try $0.basis() }
    given[index][basis] = office.now
  }

  private func judge(_ entry: JournalEntry, of index: Int, _ now: Snapshot) throws {
    let commit = entry.commit
    let user = devices[index].enrolment.user
    var isAllowed = Self.allows(commit, user, now)
    if let at = given[index][commit.basis], grace > 0, office.now - at <= grace,
      let then = snapshots[commit.basis]
    {
      isAllowed = isAllowed || Self.allows(commit, user, then)
    }
    switch entry.status {
    case .accepted: try #require(isAllowed, "\(commit.dot)")
    case .rejected(let failure) where failure.code == .dependsOnRejected: break
    case .rejected(let failure):
      try #require(!isAllowed, "\(commit.dot) \(failure)")
      try #require([.outOfScope, .notGranted].contains(failure.code))
      let subject = try office.office.database.read { try $0.lostSubject(commit.dot) }
      // Work on what was lost is with a person, and none of it is gone.
      try #require((subject != nil) == (failure.code == .outOfScope))
    case .pending, .waiting: Issue.record("\(commit.dot) has no answer")
    }
  }

  /// A record that was not there yet is one that the author made.
  private static func allows(_ commit: Commit, _ user: RecordID, _ then: Snapshot) -> Bool {
    guard let author = then.authors[user] else { return false }
    return commit.changes.allSatisfy { change in
      guard change.entity == Account.tag else { return true }
      guard author.may(change.creates ? .create : .edit, "account") else { return false }
      if change.creates { return territory(of: change).map(author.scopes.contains) ?? true }
      guard let scopes = then.scopes[change.record] else { return true }
      return !author.scopes.isDisjoint(with: scopes)
    }
  }

  /// A rep may only put a new account into a territory of theirs.
  private static func territory(of change: RecordChange) -> Scope? {
    for write in change.writes {
      guard case .set(let values) = write.action,
        let id = values[Account.shape.territory.tag].reference
      else { continue }
      return .territory(id)
    }
    return nil
  }

  /// When nothing moves any more, every queue drains and everybody agrees.
  func heal() throws {
    for _ in 0..<2 {
      for index in devices.indices { try sync(index) }
    }
    for device in devices {
      try #require(try device.database.read { try $0.pendingCount() } == 0)
      try #require(try device.database.check() == [])
      let held = Set(try device.database.standing().cursors.map(\.scope))
      let here = try device.database.read { try $0.list(RecordQuery(Account.tag, life: .all)) }
      let there = try office.office.database.read { reader in
        try reader.list(RecordQuery(Account.tag, life: .all)).filter {
          try !reader.scopes(of: Account.tag, $0.id).isDisjoint(with: held)
        }
      }
      try #require(here.map(\.id) == there.map(\.id))
      for (mine, theirs) in zip(here, there) {
        try #require(mine.state.sameContent(as: theirs.state))
      }
    }
    try #require(try office.office.check(thorough: true) == [])
    // The office decides about everything that was lost.
    for review in try office.office.lostWork() {
      _ = try office.office.applyReview("\(review.id)", now: office.now)
    }
    try #require(try office.office.lostWork().isEmpty)
  }
}
