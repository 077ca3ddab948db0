// SPDX-License-Identifier: Apache-2.0

import KarvanCore

extension ChangeContext {
  /// The versions that this change writes to the group of a field.
  ///
  /// Laws judge what is written, shown or not: what a rule hides today may be shown tomorrow.
  func written(_ field: Field) -> [Version] {
    guard let group = after.entity.group(of: field.tag) else { return [] }
    return written(group)
  }

  /// The versions that this change writes to a group.
  func written(_ group: FieldGroup) -> [Version] {
    let present = before?.state.versions(of: group.tag) ?? []
    return after.state.versions(of: group.tag).filter { version in
      !present.contains { $0.name == version.name }
    }
  }

  /// Whether a version that was there before had this value of a field.
  func had(_ value: Value, in field: Field) -> Bool {
    guard let before, let group = after.entity.group(of: field.tag) else { return false }
    return before.state.versions(of: group.tag).contains { $0[field.tag] == value }
  }

  /// Whether a group is written, or a version of it removed.
  func touches(_ group: FieldGroup) -> Bool {
    (before?.state.versions(of: group.tag) ?? []) != after.state.versions(of: group.tag)
  }

  /// Whether this deletes the record.
  var isDeletion: Bool { after.life == .deleted && before?.life != .deleted }

  /// A failure about a field of the record.
  func failure(_ code: Failure.Code, _ field: Field?, _ arguments: [String] = []) -> Failure {
    let name = field.flatMap { after.entity.field($0.tag)?.name }
    return Failure(
      code, entity: after.entity.name, record: after.id, field: name, arguments)
  }

  /// A failure that says which law does not hold.
  func breaks(_ law: DomainLaw, _ field: Field? = nil, _ arguments: [String] = []) -> Failure {
    failure(.invariant, field, [law.rawValue] + arguments)
  }

  /// A failure of rights unless the author's role has the grant.
  func requiring(_ group: String, _ field: Field) -> Failure? {
    author.may(.edit, after.entity.name, group: group)
      ? nil : failure(.notGranted, field, ["\(after.entity.name).\(group):edit"])
  }

  /// A failure unless a text is in the form that its normalisation gives it.
  func canonical(
    _ field: Field, _ normalize: (String) throws(DomainError) -> String
  ) -> Failure? {
    for text in written(field).compactMap({ $0[field.tag].text }) where !text.isEmpty {
      do throws(DomainError) {
        let normal = try normalize(text)
        if !normal.utf8.elementsEqual(text.utf8) { return failure(.malformed, field) }
      } catch {
        return failure(.malformed, field, [error.code.rawValue, error.message])
      }
    }
    return nil
  }
}

/// Laws that several entities share.
enum Laws {
  /// What holds for every entity; `Catalog.schema()` puts these before an entity's own.
  static let everywhere: [Invariant] = [living, creator, references]

  /// What was deleted, and stays so, is not edited.
  static let living: Invariant = { context in
    guard let before = context.before, before.life == .deleted, context.after.life == .deleted,
      before.state.life == context.after.state.life
    else { return nil }
    return context.failure(.deletedRecord, nil)
  }

  /// Whoever writes a record is the one whom it names as its creator; the office may import.
  static let creator: Invariant = { context in
    let by = CreationFields.by
    guard context.after.entity.about.recordsCreation, !context.author.office else { return nil }
    if context.before == nil {
      return context.after.creator == context.author.user
        ? nil : context.failure(.notCreator, by)
    }
    // Who derives identifiers from what a record is about may start one on two devices; types and
    // limits see to it that both say the same of its creation.
    let isSame = context.written(by).allSatisfy {
      $0[by.tag].reference == context.author.user && context.had($0[by.tag], in: by)
    }
    return isSame ? nil : context.failure(.alreadySet, by)
  }

  /// What a record newly refers to exists, is of the right entity, and lives.
  static let references: Invariant = { context in
    for field in context.after.entity.fields {
      guard case .reference(let entity) = field.kind else { continue }
      for version in context.written(field) {
        // Fields of a group are written together: what was referred to before may be gone by now.
        guard let id = version[field.tag].reference, !context.had(version[field.tag], in: field),
          let failure = try reference(field, to: entity, id, in: context)
        else { continue }
        return failure
      }
    }
    return nil
  }

  private static func reference(
    _ field: Field, to entity: EntityTag, _ id: RecordID, in context: ChangeContext
  ) throws -> Failure? {
    // The author was authenticated, and may create the record that names them in this commit.
    if entity == SchemaTags.user && id == context.author.user { return nil }
    // A declared field says nothing of who is part of whom.
    let part =
      field.tag < DeclaredField.firstTag
      ? Catalog.parts(of: context.after.entity.tag).first { $0.entity == entity } : nil
    guard let target = try context.reader.record(entity, id) else {
      // A whole may be created with its main part, which follows in the same commit.
      if part != nil && context.before == nil { return nil }
      return context.failure(.missingRecord, field, ["\(id)"])
    }
    if target.entity.tag != entity {
      return context.failure(.wrongEntity, field, ["\(id)", target.entity.name])
    }
    if target.life == .deleted,
      !(sales.contains(context.after.entity.tag) && goods.contains(entity))
    {
      return context.failure(.deletedRecord, field, ["\(id)", "\(id)"])
    }
    if let part, target[part.field].reference != context.after.id {
      return context.breaks(.partOfRecord, field)
    }
    return nil
  }

  /// What says that something was sold, moved or promised. It happened, whatever the office withdrew
  /// from sale before it heard of it: the record is taken, and the office told of an order's.
  ///
  /// The operations see to it that nobody sells what they know to be withdrawn.
  private static let sales: Set<EntityTag> = [
    Order.tag, OrderLine.tag, Quote.tag, QuoteLine.tag, Invoice.tag, InvoiceLine.tag, Delivery.tag,
    DeliveryLine.tag, StockMove.tag, StockCountLine.tag, OpportunityLine.tag, AllocationEntry.tag,
  ]
  /// What the office sells, and at which prices.
  private static let goods: Set<EntityTag> = [
    Product.tag, ProductUnit.tag, PriceList.tag, PriceRule.tag, Promotion.tag, PromotionTier.tag,
  ]

  /// Newly named elements of a set are identifiers of living records of an entity.
  static func names(_ entity: EntityTag, in field: Field) -> Invariant {
    { context in
      let known = context.before?.words(field) ?? []
      for word in context.after.words(field) where !known.contains(word) {
        guard let id = RecordID(text: word), id.description == word else {
          return context.breaks(.namesRecord, field, [word])
        }
        if entity == SchemaTags.user && id == context.author.user { continue }
        guard let target = try context.reader.record(entity, id) else {
          return context.failure(.missingRecord, field, [word])
        }
        // It does not come any more, so that nobody may be made to wait for it.
        if target.life == .deleted { return context.failure(.deletedRecord, field, [word, word]) }
      }
      return nil
    }
  }

  /// A new record of somebody outside of the office starts in one of these states.
  static func starts(in states: Set<String>, _ field: Field) -> Invariant {
    { context in
      guard context.before == nil, !context.author.office, let state = context.after[field].text,
        !states.contains(state)
      else { return nil }
      return context.breaks(.startingState, field, [state])
    }
  }

  /// A record stays as it was first written; a correction is a record of its own.
  static let appendOnly: Invariant = { context in
    context.before == nil ? nil : context.failure(.appendOnly, nil)
  }

  /// Parts of what is only ever added come with it in one commit: nothing is hung onto what
  /// happened.
  static func together(with whole: EntityTag, _ field: Field) -> Invariant {
    { context in
      guard let id = context.after[field].reference,
        let record = try context.reader.record(whole, id)
      else { return nil }
      return record.state.clock == context.after.state.clock
        ? nil : context.failure(.appendOnly, field)
    }
  }

  /// A period does not end before it begins; both are fields of one group.
  static func period(from start: Field, to end: Field) -> Invariant {
    { context in
      context.written(start).contains { version in
        guard let first = version[start.tag].integer, let last = version[end.tag].integer else {
          return false
        }
        return last < first
      } ? context.breaks(.periodOrder, end) : nil
    }
  }

  /// A discount is one of percentage and amount, and the amount is not negative.
  static func discount(percent: Field, amount: Field) -> Invariant {
    { context in
      let both = context.written(amount).contains {
        !$0[percent.tag].isNull && !$0[amount.tag].isNull
      }
      return both ? context.breaks(.oneDiscount, amount) : notNegative(amount, in: context)
    }
  }

  /// A quantity is there, and more than zero.
  static func positive(_ field: Field) -> Invariant {
    { context in
      context.written(field).allSatisfy { ($0[field.tag].integer ?? 0) > 0 }
        ? nil : context.breaks(.quantityPositive, field)
    }
  }

  /// An amount is not negative.
  static func notNegative(_ field: Field) -> Invariant {
    { context in notNegative(field, in: context) }
  }

  private static func notNegative(_ field: Field, in context: ChangeContext) -> Failure? {
    context.written(field).contains { ($0[field.tag].integer ?? 0) < 0 }
      ? context.breaks(.amountNotNegative, field) : nil
  }

  /// The groups of these fields stay as they were written with the record, for everybody.
  static func fixed(_ fields: [Field]) -> Invariant {
    { context in
      guard context.before != nil else { return nil }
      for field in fields {
        guard let group = context.after.entity.group(of: field.tag), context.touches(group) else {
          continue
        }
        return context.failure(.alreadySet, field)
      }
      return nil
    }
  }

  /// A position has both of its coordinates or none.
  static func position(_ latitude: Field, _ longitude: Field) -> Invariant {
    { context in
      context.written(latitude).contains {
        $0[latitude.tag].isNull != $0[longitude.tag].isNull
      } ? context.breaks(.wholePosition, latitude) : nil
    }
  }
}
