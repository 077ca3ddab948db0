// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanDomain
import KarvanStore

/// Fills the demonstration company, one commit an operation.
struct Filling {
  let writer: ReplicaWriter
  let rights: WritingRights
  let source: DemoSource
  let desk: Desk

  /// Carries out one operation; answers its first record.
  @discardableResult
  private func commit(
    _ make: (OperationContext) throws -> OperationDraft
  ) throws -> RecordID {
    guard let commit = try writer.commit(rights, make), let first = commit.changes.first else {
      throw CLIError(.internalFailure, "demo")
    }
    return first.record
  }

  private func add(_ entity: EntityTag, _ edit: RecordEdit) throws -> RecordID {
    let entity = try desk.entity(entity)
    return try commit { try RecordOperations.add(entity, edit, in: $0) }
  }

  func territories() throws -> [RecordID] {
    let shape = Territory.shape
    let first = try writer.reader.records(
      Territory.tag, where: shape.name.tag, is: .text(DemoNames.territories[0]))
    let second = try add(
      Territory.tag,
      RecordEdit(
        values: [shape.name.tag: .text(DemoNames.territories[1])],
        adds: [shape.countries.tag: ["Iran"]]))
    return first.map(\.id) + [second]
  }

  /// Who sells.
  func company() throws {
    let isPersian = desk.words.language == .persian
    _ = try add(Company.tag, RecordEdit(values: DemoWords.company(isPersian: isPersian)))
  }

  func people(_ territories: [RecordID]) throws {
    let shape = User.shape
    let role = try writer.reader.records(
      Role.tag, where: Role.shape.code.tag, is: .text(DefaultRoles.rep.code)
    ).first
    for (index, (name, login)) in DemoNames.people.enumerated() {
      _ = try add(
        User.tag,
        RecordEdit(
          values: [
            shape.name.tag: .text(name), shape.login.tag: .text(login),
            shape.role.tag: role.map { .reference($0.id) } ?? .null,
          ],
          adds: [shape.territories.tag: ["\(territories[index % territories.count])"]]))
    }
  }

  func products() throws -> [RecordID] {
    let shape = Product.shape
    return try DemoNames.products.map { sku, name, unit, price, vat in
      try add(
        Product.tag,
        RecordEdit(values: [
          shape.sku.tag: .text(sku), shape.name.tag: .text(name), shape.unit.tag: .text(unit),
          shape.listPrice.tag: .integer(price), shape.currency.tag: .text("IRR"),
          shape.vatClass.tag: .text(vat),
        ]))
    }
  }

  func accounts(_ territories: [RecordID]) throws -> [RecordID] {
    let shape = Account.shape
    var accounts: [RecordID] = []
    for (index, (name, kind, city)) in DemoNames.accounts.enumerated() {
      let territory = territories[index < 10 ? 0 : territories.count - 1]
      let edit = RecordEdit(
        values: [
          shape.name.tag: .text(name), shape.kind.tag: .text(kind),
          shape.priority.tag: .text(source.pick(["A", "B", "C"])),
          shape.territory.tag: .reference(territory),
          shape.paymentTerms.tag: .text(source.pick(["cash", "net_15", "net_30"])),
        ],
        adds: [shape.tags.tag: [source.pick(DemoNames.tags)]])
      let phone = "0912" + "\(source.number(1_000_000...9_999_999))"
      let account = try commit { try AccountOperations.open(edit, phone: phone, in: $0) }
      try place(account, city: city)
      if index % 3 == 0 { try contact(account) }
      accounts.append(account)
    }
    return accounts
  }

  private func place(_ account: RecordID, city: String) throws {
    let shape = Address.shape
    let line = "\(source.pick(DemoNames.streets)) \(source.number(1...240))"
    _ = try add(
      Address.tag,
      RecordEdit(values: [
        shape.account.tag: .reference(account), shape.line.tag: .text(line),
        shape.city.tag: .text(city),
      ]))
  }

  private func contact(_ account: RecordID) throws {
    let shape = Contact.shape
    _ = try add(
      Contact.tag,
      RecordEdit(values: [
        shape.account.tag: .reference(account),
        shape.name.tag: .text(source.pick(DemoNames.contacts)),
        shape.part.tag: .text(source.pick(["decides", "orders", "pays"])),
      ]))
  }

  /// Two visits that are planned for today, one for tomorrow, and one that was just made.
  func visits(_ accounts: [RecordID]) throws {
    let shape = Visit.shape
    let now = desk.now()
    for (index, hours) in [1, 3, 26].enumerated() {
      _ = try add(
        Visit.tag,
        RecordEdit(
          values: [
            shape.account.tag: .reference(accounts[index]),
            shape.plannedAt.tag: .integer(now + Int64(hours) * 3_600_000),
          ],
          adds: [shape.purposes.tag: [source.pick(["سفارش", "collection", "معرفی"])]]))
    }
    _ = try commit { try VisitOperations.start(account: accounts[4], in: $0) }
    _ = try commit {
      try VisitOperations.end(
        report: .init(outcome: "order", note: "از چای تازه راضی بودند."), in: $0)
    }
  }

  /// Four orders in different states.
  func orders(_ accounts: [RecordID], _ products: [RecordID]) throws {
    for (index, state) in ["draft", "submitted", "approved", "draft"].enumerated() {
      let order = try commit {
        try OrderOperations.start(account: accounts[index * 4], in: $0)
      }
      let first = Int(source.number(0...Int64(products.count - 4)))
      for offset in 0...Int(source.number(1...2)) {
        let quantity = try Quantity(whole: source.number(1...24))
        let share = try PercentBasisPoints(offset == 1 ? 500 : 0)
        _ = try commit {
          try OrderOperations.addLine(
            order: order, product: products[first + offset], quantity: quantity,
            discount: offset == 1 ? .percent(share) : .none, in: $0)
        }
      }
      if state != "draft" { _ = try commit { try OrderOperations.submit(order, in: $0) } }
      if state == "approved" { _ = try commit { try OrderOperations.approve(order, in: $0) } }
    }
  }
}
