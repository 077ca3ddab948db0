// SPDX-License-Identifier: Apache-2.0

import KarvanCore
import KarvanDomain

/// A workspace in memory: judges and applies drafts as a replica and the server do.
final class World {
  /// The records as one transaction sees them.
  struct Records: RecordReader {
    struct Key: Hashable {
      let entity: EntityTag
      let id: RecordID
    }

    let schema: Schema
    var states: [Key: RecordState] = [:]

    func record(_ entity: EntityTag, _ id: RecordID) -> RecordView? {
      guard let entity = schema[entity], let state = states[Key(entity: entity.tag, id: id)]
      else { return nil }
      return RecordView(entity: entity, state: state)
    }

    func records(
      _ entity: EntityTag, where field: FieldTag, is value: Value
    ) -> [RecordView] {
      states.keys.filter { $0.entity == entity }.sorted { $0.id < $1.id }
        .compactMap { record(entity, $0.id) }
        .filter { $0.life != .deleted && $0[field] == value }
    }
  }

  static let phone = ReplicaID(high: 1, low: 1)
  static let laptop = ReplicaID(high: 2, low: 2)

  let schema: Schema
  private(set) var records: Records
  private(set) var seed: WorkspaceSeed
  private(set) var rep = RecordID(high: 0, low: 0)
  private(set) var manager = RecordID(high: 0, low: 0)
  var now: Int64 = 1_735_689_600_000  // 2025-01-01
  private var ids: UInt64 = 0
  private var numbers = 0
  private var sequences: [ReplicaID: UInt64] = [:]

  init() throws {
    let schema = try Catalog.schema()
    var ids: UInt64 = 0
    self.schema = schema
    records = Records(schema: schema)
    seed = try WorkspaceSeed.make(
      .init(administrator: "Sara", login: "sara", territory: "Home"), schema: schema,
      drafter: Drafter(replica: Self.laptop), now: now
    ) {
      ids += 1
      return RecordID(high: 0x0190, low: ids)
    }
    self.ids = ids
    try commit(seed.draft, by: seed.author, replica: Self.laptop)
    rep = try addRep("Reza", "reza")
    manager = try addUser("Mina", "mina", role: "manager")
  }

  var administrator: RecordID { seed.administrator }

  func makeID() -> RecordID {
    ids += 1
    return RecordID(high: 0x0190, low: ids)
  }

  func entity(_ type: (some EntityType).Type) throws -> Entity {
    guard let entity = schema[type.tag] else { throw Failure(.unknownEntity) }
    return entity
  }

  func view(_ type: (some EntityType).Type, _ id: RecordID) throws -> RecordView {
    guard let view = records.record(type.tag, id) else { throw Failure(.missingRecord) }
    return view
  }

  func author(_ user: RecordID) throws -> Author {
    guard let author = try Authors.author(of: user, reader: records) else {
      throw Failure(.notEnrolled)
    }
    return author
  }

  func context(_ user: RecordID, _ replica: ReplicaID = World.phone) throws -> OperationContext {
    OperationContext(
      schema: schema, reader: records, drafter: Drafter(replica: replica),
      author: try author(user), now: now, makeID: { self.makeID() },
      makeNumber: {
        self.numbers += 1
        return "D1-\(self.numbers)"
      })
  }

  /// Judges and applies a draft whole, or throws the first failure and changes nothing.
  @discardableResult
  func commit(
    _ draft: OperationDraft, by author: Author, replica: ReplicaID = World.phone
  ) throws -> RecordID {
    let commit = makeCommit(draft, replica, office: author.office)
    var after = records
    for change in commit.changes {
      try judge(change, of: commit, by: author, on: &after)
    }
    records = after
    sequences[replica] = commit.sequence
    now += 1_000
    return commit.changes.first?.record ?? RecordID(high: 0, low: 0)
  }

  /// A draft as a commit that was not applied, such as one that the server rejected.
  func makeCommit(_ draft: OperationDraft, _ replica: ReplicaID, office: Bool) -> Commit {
    Commit(
      replica: replica, sequence: (sequences[replica] ?? 0) + 1,
      time: HybridTime(milliseconds: now), office: office, basis: 0,
      operation: draft.operation, changes: draft.changes)
  }

  private func judge(
    _ change: RecordChange, of commit: Commit, by author: Author, on records: inout Records
  ) throws {
    let before = records.record(change.entity, change.record)
    if let failure = schema.failure(of: change, before: before) { throw failure }
    guard let entity = schema[change.entity] else { throw Failure(.unknownEntity) }
    if let failure = entity.denial(
      of: change, by: author, office: commit.office, before: before)
    {
      throw failure
    }
    let key = Records.Key(entity: entity.tag, id: change.record)
    var state = records.states[key] ?? RecordState(entity: entity.tag, id: change.record)
    state.apply(change, of: commit)
    let context = ChangeContext(
      before: before, after: RecordView(entity: entity, state: state), author: author,
      office: commit.office, reader: records)
    for invariant in entity.about.invariants {
      if let failure = try invariant(context) { throw failure }
    }
    records.states[key] = state
  }

  /// Writes what no law would let in, as an older or another program may have done.
  func force(
    _ id: RecordID, _ type: (some EntityType).Type, _ values: [FieldTag: Value]
  ) throws {
    let drafter = Drafter(replica: World.laptop)
    let shown = try view(type, id)
    guard let change = drafter.edit(shown, RecordEdit(values: values)) else { return }
    let commit = makeCommit(OperationDraft("force", [change]), World.laptop, office: true)
    var state = shown.state
    state.apply(change, of: commit)
    records.states[Records.Key(entity: type.tag, id: id)] = state
    sequences[World.laptop] = commit.sequence
  }

  /// Runs an operation as a user and commits what it drafts.
  @discardableResult
  func run(
    _ user: RecordID, _ replica: ReplicaID = World.phone,
    _ operation: (OperationContext) throws -> OperationDraft
  ) throws -> RecordID {
    let context = try context(user, replica)
    return try commit(try operation(context), by: context.author, replica: replica)
  }

  /// A rep of the home territory.
  func addRep(_ name: String, _ login: String) throws -> RecordID {
    try addUser(name, login, role: "rep")
  }

  private func addUser(_ name: String, _ login: String, role: String) throws -> RecordID {
    let shape = User.shape
    let edit = RecordEdit(
      values: [
        shape.name.tag: .text(name), shape.login.tag: .text(login),
        shape.role.tag: seed.roles[role].map { .reference($0) } ?? .null,
      ],
      adds: [shape.territories.tag: ["\(seed.territory)"]])
    return try run(administrator, Self.laptop) {
      try RecordOperations.add(try entity(User.self), edit, in: $0)
    }
  }
}

extension World {
  /// An account of the rep.
  func openAccount(_ name: String = "Shop", phone: String? = nil) throws -> RecordID {
    let edit = RecordEdit(values: [Account.shape.name.tag: .text(name)])
    return try run(rep) { try AccountOperations.open(edit, phone: phone, in: $0) }
  }

  /// A product with a price in rial.
  func addProduct(_ sku: String, _ price: Int64, vatClass: String = "standard") throws -> RecordID {
    let shape = Product.shape
    let edit = RecordEdit(values: [
      shape.sku.tag: .text(sku), shape.name.tag: .text("Product \(sku)"),
      shape.listPrice.tag: .integer(price), shape.vatClass.tag: .text(vatClass),
    ])
    return try run(manager, Self.laptop) {
      try RecordOperations.add(try entity(Product.self), edit, in: $0)
    }
  }

  /// A submitted order of the rep with one line.
  func submittedOrder() throws -> RecordID {
    let account = try openAccount()
    let product = try addProduct("P\(now)", 1_000)
    let order = try run(rep) { try OrderOperations.start(account: account, in: $0) }
    try run(rep) {
      try OrderOperations.addLine(
        order: order, product: product, quantity: Quantity(whole: 2), in: $0)
    }
    try run(rep) { try OrderOperations.submit(order, in: $0) }
    return order
  }
}

/// The failure that a body throws; nil when it throws none.
func failure(_ body: () throws -> some Any) -> Failure? {
  do {
    _ = try body()
    return nil
  } catch {
    return error as? Failure
  }
}
