// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanDomain
import KarvanStore
import TestSupport

/// People who fight over the same few values of the same few records, so that what is rare elsewhere
/// happens all the time: edits at once, deletes at once, deletes against edits, decisions.
struct Contention {
  private let world: World

  init(_ world: World) { self.world = world }

  func attempt(in context: OperationContext, text: String) throws -> OperationDraft {
    guard let reader = context.reader as? StoreReader else { return OperationDraft("nothing", []) }
    let tag = world.random.element(of: [
      Account.tag, Account.tag, Contact.tag, ContactPoint.tag, ContactPoint.tag,
    ])
    // The oldest are the same for everybody.
    let views = try reader.list(RecordQuery(tag, limit: 40, life: .all)).sorted { $0.id < $1.id }
    guard let view = views.prefix(2).randomElement(using: &world.random) else {
      return OperationDraft("nothing", [])
    }
    if view.life == .deleted {
      if world.plan.isQuarrelsome, world.draw(0...2) > 0 { return OperationDraft("nothing", []) }
      return try RecordOperations.undelete(view, in: context)
    }
    if view.life == .asked {
      return try ConflictOperations.resolve(view, keepsRecord: world.draw(0...2) > 0, in: context)
    }
    if world.plan.isQuarrelsome, let group = view.conflicts.first, world.draw(0...1) == 0 {
      return try RecordOperations.edit(view, edit(of: view.entity, text, in: group), in: context)
    }
    if tag != Account.tag, world.draw(0...2) == 0 {
      return try RecordOperations.delete(view, in: context)
    }
    return try RecordOperations.edit(view, edit(of: view.entity, text), in: context)
  }

  /// A value of one of the fields that everybody writes.
  private func edit(
    of entity: Entity, _ text: String, in group: FieldGroup? = nil
  ) -> RecordEdit {
    let account = Account.shape
    let values: [(FieldTag, Value)] =
      switch entity.tag {
      case Account.tag:
        [
          (account.name.tag, .text(text)), (account.note.tag, .text(text)),
          (account.economicCode.tag, .text("4111111\(world.draw(10_000...99_999))")),
          (account.nextStep.tag, .text(text)), (account.industry.tag, .text(text)),
        ]
      case Contact.tag:
        [(Contact.shape.name.tag, .text(text)), (Contact.shape.note.tag, .text(text))]
      default: [(ContactPoint.shape.label.tag, .text(text))]
      }
    let known = values.filter { value in
      entity.field(value.0) != nil && group?.fields.contains(value.0) ?? true
    }
    let word = "w\(world.draw(0...3))"
    if group == nil, entity.field(account.tags.tag) != nil, entity.tag == Account.tag,
      world.draw(0...4) == 0
    {
      let adds = world.draw(0...1) == 0
      return RecordEdit(
        adds: adds ? [account.tags.tag: [word]] : [:],
        removes: adds ? [:] : [account.tags.tag: [word]])
    }
    guard let (field, value) = known.randomElement(using: &world.random) else {
      return RecordEdit()
    }
    return RecordEdit(values: [field: value])
  }
}
