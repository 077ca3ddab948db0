// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanDomain
import KarvanSealing
import KarvanStore
import KarvanSync

/// How much a new stand-alone workspace has in it.
enum DemoSize: String, CaseIterable {
  /// Nothing but its founder.
  case empty
  /// Twenty customers: enough to look at.
  case small
  /// A company with its year: five hundred customers.
  case full
}

/// Makes a stand-alone workspace, empty or filled with a company, by the operations that people use.
struct DemoCompany {
  let desk: Desk
  let source: DemoSource
  /// The clock of the company's past; nil where it has none.
  var clock: DemoClock?
  /// How long that past is, in days.
  var days: Int32 = 0

  /// Makes the workspace; answers how many records of each entity there are.
  func make(
    owner: String, login: String, size: DemoSize,
    identifiers: @escaping @Sendable () -> RecordID
  ) throws -> [(Entity, Int)] {
    let administrator = identifiers()
    let identity = ReplicaIdentity(
      workspace: WorkspaceID(high: source.next(), low: source.next()),
      device: DeviceID(high: source.next(), low: source.next()), deviceCode: "D1",
      user: administrator, replica: ReplicaID(high: source.next(), low: source.next()),
      scopes: [], digestKey: DigestKey.generate().exposedBytes)
    try desk.create(identity, now: clock?.now) { database in
      try database.set(.standAlone, 1)
      try database.bulk { writer in
        let rights = try found(
          writer, database, administrator, owner: owner, login: login, identifiers)
        switch size {
        case .empty: break
        case .small:
          try fill(Filling(writer: writer, rights: rights, source: source, desk: desk))
        case .full: try live(writer, administrator)
        }
      }
    }
    return try desk.replica().read { reader in
      try desk.schema().entities.map { ($0, try reader.count(RecordQuery($0.tag))) }
    }
  }

  /// The first commit: roles, the administrator, a territory.
  private func found(
    _ writer: ReplicaWriter, _ database: ReplicaDatabase, _ administrator: RecordID,
    owner: String, login: String, _ identifiers: @escaping @Sendable () -> RecordID
  ) throws -> WritingRights {
    var first: RecordID? = administrator
    let seed = try WorkspaceSeed.make(
      .init(
        administrator: owner, login: login, territory: territory,
        language: desk.words.language),
      schema: try desk.schema(), drafter: Drafter(replica: database.identity.replica),
      now: clock?.now() ?? desk.now(),
      makeID: {
        defer { first = nil }
        return first ?? identifiers()
      })
    let founder = WritingRights(
      office: true, author: { _ in seed.author }, makeID: identifiers)
    _ = try writer.commit(founder) { _ in seed.draft }
    return WritingRights(
      office: true,
      author: { reader in
        guard let author = try Authors.author(of: administrator, reader: reader) else {
          throw CLIError(.notSynced)
        }
        return author
      }, makeID: identifiers)
  }

  private var isPersian: Bool { desk.words.language == .persian }

  private var territory: String {
    clock == nil ? DemoNames.territories[0] : DemoFounding.areas[0].text(isPersian)
  }

  /// Tells the year of a whole company, day after day until this morning.
  private func live(_ writer: ReplicaWriter, _ administrator: RecordID) throws {
    guard let clock else { return }
    let now = desk.now()
    let end = desk.today()
    let start = CivilDate(daysSinceEpoch: end.daysSinceEpoch - days)
    let scribe = DemoScribe(
      writer: writer, source: source, clock: clock, schema: try desk.schema(),
      isPersian: isPersian, offset: desk.surroundings.offsetMinutes(now))
    let firm = try DemoFounding(
      scribe: scribe, owner: administrator, start: start, end: end
    ).firm()
    let customers = try DemoCustomers(scribe: scribe, firm: firm, start: start).all()
    let year = try DemoYear(scribe: scribe, firm: firm, customers: customers, end: end)
    let meter = ProgressLine(desk: desk)
    defer { meter.clear() }
    for number in start.daysSinceEpoch..<end.daysSinceEpoch {
      let day = CivilDate(daysSinceEpoch: number)
      if DemoCalendar.isWorkday(day) { DemoMarket(year: year, day: day).begin() }
      try year.live(day)
      meter.show(WorkProgress(.importing, done: UInt64(scribe.operations), of: nil, .records))
    }
    try DemoMorning(
      scribe: scribe, firm: firm, customers: customers, today: end, now: now
    ).prepare()
  }

  private func fill(_ filling: Filling) throws {
    let territories = try filling.territories()
    try filling.people(territories)
    let products = try filling.products()
    let accounts = try filling.accounts(territories)
    try filling.visits(accounts)
    try filling.orders(accounts, products)
    try filling.company()
  }
}
