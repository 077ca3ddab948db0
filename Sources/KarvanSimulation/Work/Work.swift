// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanDomain
import KarvanStore
import TestSupport

/// What a rep does on a device: real operations of the domain, and any edit that the schema allows.
struct Work {
  private let world: World
  private let device: DeviceHost

  init(_ world: World, _ device: DeviceHost) {
    self.world = world
    self.device = device
  }

  /// One process that writes one to four commits.
  func write() throws {
    let before = world.truth.journals[device.machine.name]
    do {
      let done = try device.work { database, rights in
        var names: [String] = []
        for _ in 0..<world.draw(1...4) {
          do {
            let commit = try database.commit(rights) { try operation(in: $0) }
            if let commit { device.written[commit.dot] = commit }
            names.append(commit.map { "\($0.operation) \($0.sequence)" } ?? "nothing")
          } catch let failure as Failure {
            // Refused where it was written; the promises hold all the same.
            names.append("\(failure.code)")
          }
        }
        // Another process may have written what it has not told anybody yet.
        if device.running == 1, !device.machine.isDead { try world.observe(device, database) }
        return names
      }
      if done == nil {
        // The command has not ended, and told nobody of what it wrote.
        world.truth.journals[device.machine.name] = before
      } else {
        world.truth.acknowledge(device.written.values, of: device.machine.name)
      }
      world.note("\(device.machine.name) wrote \(done?.joined(separator: ", ") ?? "and died")")
    } catch let error as StoreError where device.machine.isFull && error.isOfDisk {
      world.note("\(device.machine.name) has a full disk")
    }
  }

  /// The first of a few tries that comes to something.
  private func operation(in context: OperationContext) throws -> OperationDraft {
    var failure: Failure?
    for _ in 0..<6 {
      do {
        let draft = try attempt(in: context)
        guard !draft.changes.isEmpty else { continue }
        try Shown.check(draft, in: context)
        return draft
      } catch let refused as Failure {
        failure = refused
      }
    }
    if let failure { throw failure }
    return nothing
  }

  private func attempt(in context: OperationContext) throws -> OperationDraft {
    if world.happens(world.plan.deletes) { return try deleteOrBringBack(in: context) }
    if world.plan.isQuarrelsome, world.plan.isForgetful, world.draw(0...3) == 0 {
      return try build(in: context)
    }
    if world.plan.isHot, world.draw(0...2) > 0 {
      return try Contention(world).attempt(in: context, text: text(maximum: 60))
    }
    switch world.draw(0...20) {
    case 0: return try openAccount(in: context)
    case 1...3: return try order(in: context)
    case 4: return try visit(in: context)
    case 5: return try merge(in: context)
    case 6, 7: return try resolve(in: context)
    case 8, 9: return try deleteOrBringBack(in: context)
    case 10: return try add(in: context)
    case 11: return try move(in: context)
    default: return try edit(in: context)
    }
  }

  // MARK: Operations of the domain

  private func openAccount(in context: OperationContext) throws -> OperationDraft {
    // Few accounts, so that many edit the same; few numbers, so that several claim the same.
    if try records(Account.tag, context).count > 6, world.draw(0...3) > 0 { return nothing }
    let phone = world.draw(0...1) == 0 ? "0912000000\(world.draw(0...9))" : nil
    return try AccountOperations.open(
      RecordEdit(values: [Account.shape.name.tag: .text(text(maximum: 60))]), phone: phone,
      in: context)
  }

  private func order(in context: OperationContext) throws -> OperationDraft {
    let drafts = try records(Order.tag, context).filter { $0[Order.shape.status].text == "draft" }
    guard let order = any(drafts), world.draw(0...2) > 0 else {
      guard let account = any(try records(Account.tag, context)) else { return nothing }
      return try OrderOperations.start(account: account.id, in: context)
    }
    if world.draw(0...2) == 0 { return try OrderOperations.submit(order.id, in: context) }
    guard let product = any(try records(Product.tag, context)) else {
      return try OrderOperations.cancel(order.id, in: context)
    }
    return try OrderOperations.addLine(
      order: order.id, product: product.id,
      quantity: Quantity(thousandths: 1_000 * world.draw(1...3)),
      in: context)
  }

  /// An account goes to another territory, perhaps one that its mover does not hold.
  private func move(in context: OperationContext) throws -> OperationDraft {
    guard let account = any(try records(Account.tag, context)),
      let place = any(try records(Territory.tag, context))
    else { return nothing }
    let values = [Account.shape.territory.tag: Value.reference(place.id)]
    return try RecordOperations.edit(account, RecordEdit(values: values), in: context)
  }

  private func visit(in context: OperationContext) throws -> OperationDraft {
    if let open = try VisitOperations.current(of: context.author.user, reader: context.reader) {
      return try VisitOperations.end(
        visit: open.id, report: .init(note: text(maximum: 80)), in: context)
    }
    guard let account = any(try records(Account.tag, context)) else { return nothing }
    return try VisitOperations.start(account: account.id, in: context)
  }

  private func merge(in context: OperationContext) throws -> OperationDraft {
    let accounts = try records(Account.tag, context)
    guard let one = any(accounts), let other = any(accounts), one.id != other.id else {
      return nothing
    }
    return try Duplicates.merge(one, other, in: context)
  }

  private func resolve(in context: OperationContext) throws -> OperationDraft {
    for entity in entities(context) {
      for view in try records(entity.tag, context, life: .all) {
        if view.life == .asked {
          return try ConflictOperations.resolve(
            view, keepsRecord: world.draw(0...1) == 0, in: context)
        }
        guard let group = view.conflicts.first, let version = any(view.view(of: group).shown)
        else { continue }
        return try ConflictOperations.resolve(
          view, group: group, keep: .version(version.name), in: context)
      }
    }
    return nothing
  }

  // MARK: Whatever the schema allows

  private func deleteOrBringBack(in context: OperationContext) throws -> OperationDraft {
    guard let view = any(try everything(context)) else { return nothing }
    if view.life == .deleted { return try RecordOperations.undelete(view, in: context) }
    return try RecordOperations.delete(view, in: context)
  }

  private func add(in context: OperationContext) throws -> OperationDraft {
    let parts = context.schema.entities.filter {
      [Contact.tag, ContactPoint.tag, Address.tag, SavedFilter.tag].contains($0.tag)
    }
    guard let entity = any(world.draw(0...5) == 0 ? entities(context) : parts) else {
      return nothing
    }
    var generator = world.random
    var edit = SchemaGenerator(entity).edit(using: &generator)
    world.random = generator
    guard try complete(&edit, of: entity, isNew: true, context) else { return nothing }
    return try RecordOperations.add(entity, edit, in: context)
  }

  /// Starts an account, or hangs something below the newest: an office that lost its disk may be
  /// told of the one before the other.
  private func build(in context: OperationContext) throws -> OperationDraft {
    let newest = try records(Account.tag, context).max { $0.id < $1.id }
    guard let newest, world.draw(0...1) == 0, let contact = context.schema[Contact.tag] else {
      return try AccountOperations.open(
        RecordEdit(values: [Account.shape.name.tag: .text(text(maximum: 60))]), in: context)
    }
    return try RecordOperations.add(
      contact,
      RecordEdit(values: [
        Contact.shape.account.tag: .reference(newest.id),
        Contact.shape.name.tag: .text(text(maximum: 60)),
      ]), in: context)
  }

  private func edit(in context: OperationContext) throws -> OperationDraft {
    guard let view = any(try everything(context)), view.life != .deleted else { return nothing }
    var generator = world.random
    var edit = SchemaGenerator(view.entity).edit(using: &generator)
    world.random = generator
    let kept = Int(world.draw(1...2))
    let fields = edit.values.keys.sorted().shuffled(using: &world.random).prefix(kept)
    edit.values = edit.values.filter { fields.contains($0.key) }
    for (field, words) in edit.adds.sorted(by: { $0.key < $1.key }) where world.draw(0...2) == 0 {
      edit.adds[field] = []
      edit.removes[field] = words
    }
    guard try complete(&edit, of: view.entity, isNew: false, context) else { return nothing }
    if world.draw(0...5) == 0 { empty(&edit, of: view.entity) }
    return try RecordOperations.edit(view, edit, in: context)
  }

  /// Somebody takes a text away: no text, and an empty one.
  private func empty(_ edit: inout RecordEdit, of entity: Entity) {
    for field in entity.fields where edit.values[field.tag]?.text != nil && !field.isRequired {
      guard case .text = field.kind else { continue }
      edit.values[field.tag] = world.draw(0...1) == 0 ? .text("") : .null
    }
  }

  /// Makes references name what is there, and texts tell whose they are.
  ///
  /// - Returns: false where something that is needed is not there.
  private func complete(
    _ edit: inout RecordEdit, of entity: Entity, isNew: Bool, _ context: OperationContext
  ) throws -> Bool {
    for field in entity.fields {
      guard edit.values[field.tag] != nil else { continue }
      switch field.kind {
      case .reference(let tag):
        guard let target = any(try records(tag, context)) else {
          edit.values[field.tag] = nil
          if isNew && field.isRequired { return false }
          continue
        }
        edit.values[field.tag] = .reference(target.id)
      case .text(let maximum) where !field.isNumeral && maximum >= 40:
        edit.values[field.tag] = .text(text(maximum: maximum))
      default: continue
      }
    }
    for field in [CreationFields.at.tag, CreationFields.by.tag] where isNew {
      edit.values[field] = nil
    }
    if let number = entity.about.number { edit.values[number] = nil }
    return true
  }

  private var nothing: OperationDraft { OperationDraft("nothing", []) }

  /// A text that nobody else wrote.
  private func text(maximum: Int) -> String {
    let phrases = ["", " فروشگاه", " a\"b\\", " ي‌ك", " =1+1", "\u{1F642}"]
    let short = Truth.mark(world) + world.random.element(of: phrases)
    guard maximum >= 1_000, world.draw(0...4) == 0 else { return short }
    return short + String(repeating: "x", count: maximum - short.utf8.count)
  }

  private func any<Element>(_ elements: [Element]) -> Element? {
    elements.isEmpty ? nil : world.random.element(of: elements)
  }

  private func records(
    _ entity: EntityTag, _ context: OperationContext, life: LifeFilter = .living
  ) throws -> [RecordView] {
    guard let reader = context.reader as? StoreReader else { return [] }
    return try reader.list(RecordQuery(entity, limit: 40, life: life))
  }

  /// Records of an entity that reps work with, deleted ones too; now and then of any.
  private func everything(_ context: OperationContext) throws -> [RecordView] {
    let common = [
      Account.tag, Account.tag, Account.tag, Order.tag, OrderLine.tag, ContactPoint.tag,
      Visit.tag, Contact.tag, Address.tag,
    ]
    guard world.draw(0...9) == 0, let entity = any(entities(context)) else {
      return try records(world.random.element(of: common), context, life: .all)
    }
    return try records(entity.tag, context, life: .all)
  }

  /// What the office alone writes is refused to reps, as it must be.
  private func entities(_ context: OperationContext) -> [Entity] {
    context.schema.entities
  }
}

extension StoreError {
  /// Whether it is what a full disk is told as: of the files beside the database SQLite itself only
  /// says that it can't open one or make it longer, and the disk below it, which is asked then, has
  /// room.
  var isOfDisk: Bool {
    [.diskFull, .readOnly].contains(code) || message.contains("disk I/O error")
  }
}
