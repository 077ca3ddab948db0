// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanDomain
import KarvanSealing
import KarvanStore

/// Makes a stand-alone workspace, empty or filled with a small company, by the operations that
/// people use.
struct DemoCompany {
  let desk: Desk
  let source: DemoSource

  /// Makes the workspace; answers how many records of each entity there are.
  func make(
    owner: String, login: String, isFilled: Bool,
    identifiers: @escaping @Sendable () -> RecordID
  ) throws -> [(Entity, Int)] {
    let administrator = identifiers()
    let identity = ReplicaIdentity(
      workspace: WorkspaceID(high: source.next(), low: source.next()),
      device: DeviceID(high: source.next(), low: source.next()), deviceCode: "D1",
      user: administrator, replica: ReplicaID(high: source.next(), low: source.next()),
      scopes: [], digestKey: DigestKey.generate().exposedBytes)
    try desk.create(identity) { database in
      try database.set(.standAlone, 1)
      try database.bulk { writer in
        let rights = try found(
          writer, database, administrator, owner: owner, login: login, identifiers)
        let filling = Filling(writer: writer, rights: rights, source: source, desk: desk)
        if isFilled { try fill(filling) }
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
        administrator: owner, login: login, territory: DemoNames.territories[0],
        language: desk.words.language),
      schema: try desk.schema(), drafter: Drafter(replica: database.identity.replica),
      now: desk.now(),
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

  private func fill(_ filling: Filling) throws {
    let territories = try filling.territories()
    try filling.people(territories)
    let products = try filling.products()
    let accounts = try filling.accounts(territories)
    try filling.visits(accounts)
    try filling.orders(accounts, products)
  }
}
