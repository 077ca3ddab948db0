// SPDX-License-Identifier: Apache-2.0
import KarvanCLI
import KarvanCore
import KarvanDomain
import KarvanSealing
import KarvanStore
import KarvanSync
import TestSupport

/// A replica of a large company, made through the same door as an office's pages: what `karvan`
/// needs on it is measured by `tools/bench --interactive`.
struct LargeReplica {
  let accounts: Int
  /// Visits and order lines together, half each.
  let parts: Int

  private static let recordsPerPage = 4_000
  private static let linesPerOrder = 5

  private let now = benchClock()
  private let schema: Schema
  private let office = ReplicaID(high: 0x0FF1CE, low: 1)
  private let other = ReplicaID(high: 0x0FF1CE, low: 2)
  private let incarnation = IncarnationID(high: 3, low: 3)
  private var random = SeededGenerator(seed: 0x6C61_7267_65)
  private var sequence: UInt64 = 0
  private var position: UInt64 = 1
  private var records: [PageRecord] = []
  private var scopes: [Scope] = []

  init(accounts: Int, parts: Int) throws {
    self.accounts = accounts
    self.parts = parts
    schema = try Catalog.schema()
  }

  /// Makes it in a folder that becomes a home of `karvan`.
  mutating func make(in home: String) throws {
    let seed = try WorkspaceSeed.make(
      WorkspaceSeed.Names(administrator: "مدیر", login: "boss", territory: "تهران"),
      schema: schema, drafter: Drafter(replica: office), now: now,
      makeID: { random.identifier(now) })
    let user = random.identifier(now)
    scopes = [.everyone, .territory(seed.territory), .user(user)]
    let database = try ReplicaDatabase.create(
      at: home + "/karvan.db", schema: schema,
      identity: ReplicaIdentity(
        workspace: WorkspaceID(high: 1, low: 1), device: DeviceID(high: 1, low: 1),
        deviceCode: "A1", user: user, replica: ReplicaID(high: 0xDE, low: 1), scopes: scopes,
        digestKey: [UInt8](repeating: 0, count: 32)),
      hashing: { WorkspaceHashing(try DigestKey(exposedBytes: $0)) }, now: { benchClock() })
    // Nobody is asked for keys: it is read and written as a workspace that stands alone.
    try database.set("stand_alone", Array("1".utf8))
    for change in seed.draft.changes { try publish([change], database) }
    try people(user, seed, database)
    let products = try products(database)
    try customers(user, seed.territory, products, database)
    try flush(database)
    // As a sync does before it ends.
    _ = try database.indexEnds()
    try database.close()
  }

  private mutating func people(
    _ user: RecordID, _ seed: WorkspaceSeed, _ database: ReplicaDatabase
  ) throws {
    let shape = User.shape
    try create(
      User.tag, user, by: user,
      RecordEdit(
        values: [
          shape.name.tag: .text("رضا کاظمی"), shape.login.tag: .text("reza"),
          shape.role.tag: seed.roles[DefaultRoles.rep.code].map { .reference($0) } ?? .null,
        ], adds: [shape.territories.tag: ["\(seed.territory)"]]), database)
  }

  private mutating func products(_ database: ReplicaDatabase) throws -> [RecordID] {
    let shape = Product.shape
    return try (0..<500).map { number in
      let id = random.identifier(now)
      try create(
        Product.tag, id, by: id,
        RecordEdit(values: [
          shape.sku.tag: .text("SKU-\(number)"),
          shape.name.tag: .text("\(random.pick(Self.words)) \(number)"),
          shape.unit.tag: .text("piece"), shape.listPrice.tag: .integer(950_000),
          shape.currency.tag: .text("IRR"), shape.vatClass.tag: .text("standard"),
        ]), database)
      return id
    }
  }

  // MARK: Customers, their visits and orders.

  private mutating func customers(
    _ user: RecordID, _ territory: RecordID, _ products: [RecordID], _ database: ReplicaDatabase
  ) throws {
    var (visits, lines) = (0, 0)
    for index in 0..<accounts {
      let at = now - Int64(accounts - index) * 300_000
      let account = random.identifier(at)
      try customer(account, index, territory, user, at, database)
      while visits * accounts < (index + 1) * (parts / 2) {
        try visit(of: account, visits, user, at, database)
        visits += 1
      }
      while lines * accounts < (index + 1) * (parts - parts / 2) {
        try order(of: account, lines / Self.linesPerOrder, user, products, at, database)
        lines += Self.linesPerOrder
      }
    }
  }

  private mutating func customer(
    _ id: RecordID, _ index: Int, _ territory: RecordID, _ user: RecordID, _ at: Int64,
    _ database: ReplicaDatabase
  ) throws {
    let shape = Account.shape
    let name = "\(random.pick(Self.kinds)) \(random.pick(Self.words)) \(random.pick(Self.words))"
    let edit = RecordEdit(
      values: [
        shape.name.tag: .text("\(name) \(index)"), shape.kind.tag: .text("outlet"),
        shape.priority.tag: .text(random.pick(["A", "B", "C"])),
        shape.territory.tag: .reference(territory), shape.owner.tag: .reference(user),
        shape.externalId.tag: .text("C-\(index)"),
      ], adds: [shape.tags.tag: [random.pick(["VIP", "نقدی", "عمده"])]])
    let rivals: [FieldTag: Value]? =
      index % 2_500 == 7 ? [shape.nationalId.tag: .text("0012345679")] : nil
    try create(Account.tag, id, by: user, at: at, edit, rivals: rivals, database)
    let point = ContactPoint.shape
    let phone = "+98912\(1_000_000 + index)"
    try create(
      ContactPoint.tag, random.identifier(at), by: user, at: at,
      RecordEdit(values: [
        point.account.tag: .reference(id), point.kind.tag: .text("phone"),
        point.value.tag: .text(phone), point.normalized.tag: .text(phone),
      ]), database)
  }

  private mutating func visit(
    of account: RecordID, _ number: Int, _ user: RecordID, _ at: Int64,
    _ database: ReplicaDatabase
  ) throws {
    let shape = Visit.shape
    let isPlanned = number % 1_000 == 0
    let begin = isPlanned ? now + Int64(number % 7) * 3_600_000 : at
    var values: [FieldTag: Value] = [
      shape.account.tag: .reference(account), shape.rep.tag: .reference(user),
      shape.plannedAt.tag: .integer(begin),
      shape.status.tag: .text(isPlanned ? "planned" : "done"),
    ]
    if !isPlanned {
      values[shape.checkInAt.tag] = .integer(begin)
      values[shape.checkOutAt.tag] = .integer(begin + 1_500_000)
      values[shape.outcome.tag] = .text("order")
      values[shape.note.tag] = .text(
        (0..<4).map { _ in random.pick(Self.words) }.joined(separator: " "))
    }
    try create(
      Visit.tag, random.identifier(at), by: user, at: at, RecordEdit(values: values), database)
  }

  private mutating func order(
    of account: RecordID, _ number: Int, _ user: RecordID, _ products: [RecordID], _ at: Int64,
    _ database: ReplicaDatabase
  ) throws {
    let shape = Order.shape
    let id = random.identifier(at)
    try create(
      Order.tag, id, by: user, at: at,
      RecordEdit(values: [
        shape.number.tag: .text("A1-\(number + 1_000_000)"), shape.account.tag: .reference(account),
        shape.status.tag: .text(number % 5_000 == 3 ? "draft" : "closed"),
        shape.orderDate.tag: .integer(at / 86_400_000), shape.currency.tag: .text("IRR"),
      ]), database)
    let line = OrderLine.shape
    for place in 1...Self.linesPerOrder {
      try create(
        OrderLine.tag, random.identifier(at), by: user, at: at,
        RecordEdit(values: [
          line.order.tag: .reference(id), line.product.tag: .reference(random.pick(products)),
          line.position.tag: .integer(Int64(place)),
          line.quantity.tag: .integer(Int64(place) * 1_000), line.unit.tag: .text("piece"),
          line.unitPrice.tag: .integer(950_000), line.vatClass.tag: .text("standard"),
          line.vatRate.tag: .integer(1_000),
        ]), database)
    }
  }

  private static let kinds = ["فروشگاه", "سوپرمارکت", "رستوران", "Café", "Hotel", "پخش"]
  private static let words = [
    "بهار", "نیلوفر", "البرز", "کاسپین", "آفتاب", "پارسه", "یاس", "نقش جهان", "سپید", "مهر",
    "Alborz", "Caspian", "Sunrise", "Desert", "Silk", "Nomad", "Harbour", "Garden", "River", "Star",
    "قهوه", "چای", "زعفران", "برنج", "پسته", "عسل", "گلاب", "نبات", "خرما", "ادویه",
  ]

  // MARK: Publishing.

  private mutating func create(
    _ entity: EntityTag, _ id: RecordID, by user: RecordID, at: Int64? = nil, _ edit: RecordEdit,
    rivals: [FieldTag: Value]? = nil, _ database: ReplicaDatabase
  ) throws {
    guard let entity = schema[entity] else { throw BenchError("no entity \(entity)") }
    var edit = edit
    if entity.about.recordsCreation {
      edit.values[CreationFields.at.tag] = .integer(at ?? now)
      edit.values[CreationFields.by.tag] = .reference(user)
    }
    let drafter = Drafter(replica: office)
    var state = try state(drafter.create(entity, id, edit), office, on: nil)
    if let rivals {
      // Two people fill in the same manual field without knowing of one another: a conflict.
      let shown = RecordView(entity: entity, state: state)
      for (replica, text) in [(office, "0499370899"), (other, "0012345679")] {
        let values = rivals.mapValues { _ in Value.text(text) }
        guard
          let change = Drafter(replica: replica).edit(shown, RecordEdit(values: values))
        else { continue }
        state = try self.state(change, replica, on: state)
      }
    }
    try add(state, database)
  }

  private mutating func publish(_ changes: [RecordChange], _ database: ReplicaDatabase) throws {
    for change in changes { try add(try state(change, office, on: nil), database) }
  }

  private mutating func state(
    _ change: RecordChange, _ replica: ReplicaID, on before: RecordState?
  ) throws -> RecordState {
    sequence += 1
    let commit = Commit(
      replica: replica, sequence: sequence, time: HybridTime(milliseconds: now), office: true,
      basis: 0, operation: "bench", changes: [change])
    var state = before ?? RecordState(entity: change.entity, id: change.record)
    state.apply(change, of: commit)
    return state
  }

  private mutating func add(_ state: RecordState, _ database: ReplicaDatabase) throws {
    records.append(PageRecord(state: state, scopes: [1]))
    if records.count == Self.recordsPerPage { try flush(database) }
  }

  private mutating func flush(_ database: ReplicaDatabase) throws {
    let standing = try database.standing()
    position += 1
    let page = Page(
      scopes: scopes, cursors: standing.cursors, from: 0, position: position, isHead: true,
      records: records, memberships: [], digests: [])
    let header = AnswerHeader(
      verdict: .done, exchangeNumber: standing.exchangeNumber + 1, incarnation: incarnation,
      serverTime: now, acknowledged: nil)
    _ = try database.take(header, AnswerBody(results: [], page: page))
    records.removeAll(keepingCapacity: true)
  }
}

extension SeededGenerator {
  fileprivate mutating func pick<Element>(_ elements: [Element]) -> Element {
    elements[Int(next() % UInt64(elements.count))]
  }

  fileprivate mutating func identifier(_ milliseconds: Int64) -> RecordID {
    .version7(milliseconds: milliseconds, random: (next(), next()))
  }
}
