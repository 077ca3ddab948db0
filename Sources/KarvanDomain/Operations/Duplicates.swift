// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// Several records that turned out to be one: all stay, and all but the one with the smallest
/// identifier redirect to it.
///
/// A redirect goes to a smaller identifier only, so that redirects never form a circle and the
/// order in which people merge doesn't matter. Parts, documents and history stay with the record
/// that they were written for; whoever looks at one of them is shown those of all.
public enum Duplicates {
  /// The record that stands for this one.
  public static func survivor(of view: RecordView, reader: any RecordReader) throws -> RecordView {
    guard let field = Catalog.redirect(of: view.entity.tag) else { return view }
    var found = view
    // Each step goes to a smaller identifier.
    while let next = found[field].reference, next < found.id,
      let target = try reader.record(view.entity.tag, next), target.life != .deleted
    {
      found = target
    }
    return found
  }

  /// The living records that redirect to this one, directly or by way of others, by identifier.
  public static func merged(into view: RecordView, reader: any RecordReader) throws -> [RecordView]
  {
    guard let field = Catalog.redirect(of: view.entity.tag) else { return [] }
    var found: [RecordView] = []
    var waiting = [view.id]
    while let id = waiting.popLast() {
      for record in try reader.records(view.entity.tag, where: field.tag, is: .reference(id))
      where record.id > id {
        found.append(record)
        waiting.append(record.id)
      }
    }
    return found.sorted { $0.id < $1.id }
  }

  /// Merges two records; the draft is empty when they are one already.
  ///
  /// What the survivor lacks it gets from the other, and where both say something, `kept` has the
  /// last word as far as the author may write it. Open findings about the two are closed.
  /// - Throws: `differentIdentity` where both have an identity number that nobody shares.
  public static func merge(
    _ kept: RecordView, _ other: RecordView, in context: OperationContext
  ) throws -> OperationDraft {
    let name = "\(kept.entity.name) merge"
    guard let field = Catalog.redirect(of: kept.entity.tag), kept.entity.tag == other.entity.tag
    else { throw Failure(.wrongEntity, entity: kept.entity.name, record: other.id) }
    let one = try survivor(of: kept, reader: context.reader)
    let two = try survivor(of: other, reader: context.reader)
    guard one.id != two.id else { return OperationDraft(name, []) }
    if let field = try difference(one, two, reader: context.reader) {
      throw Failure(
        .invariant, entity: one.entity.name, record: two.id, field: field.name,
        [DomainLaw.differentIdentity.rawValue])
    }
    let (winner, loser) = one.id < two.id ? (one, two) : (two, one)
    let redirect = try context.change(
      loser, RecordEdit(values: [field.tag: .reference(winner.id)]))
    let filling = try context.change(
      winner, completing(winner, from: loser, prefers: loser.id == one.id, field, context.author))
    let closed = try findings(about: one.id, two.id, in: context)
    return OperationDraft(name, [redirect, filling].compactMap { $0 } + closed)
  }

  /// Takes a record out of a merger; it and those that redirect to it stand for themselves again.
  public static func unmerge(
    _ view: RecordView, in context: OperationContext
  ) throws -> OperationDraft {
    let name = "\(view.entity.name) unmerge"
    guard let field = Catalog.redirect(of: view.entity.tag), !view[field].isNull else {
      return OperationDraft(name, [])
    }
    let change = try context.change(view, RecordEdit(values: [field.tag: .null]))
    return OperationDraft(name, change.map { [$0] } ?? [])
  }

  /// Redirects to one another what one record was merged into in several places at once, so that
  /// nobody's merger is lost; the draft is empty where there is nothing to join. Those that have
  /// different identity numbers stay apart, and a finding says so.
  ///
  /// This needs other records, so it is the office's to write.
  public static func joinRivals(
    of entity: EntityTag, _ record: RecordID, in context: OperationContext
  ) throws -> OperationDraft? {
    guard let field = Catalog.redirect(of: entity),
      let view = try context.reader.record(entity, record)
    else { return nil }
    let targets = view.state.versions(of: field.tag).compactMap { $0[field.tag].reference }
    var survivors: [RecordView] = []
    for id in targets {
      guard let target = try context.reader.record(entity, id), target.life != .deleted else {
        continue
      }
      let survivor = try survivor(of: target, reader: context.reader)
      if !survivors.contains(where: { $0.id == survivor.id }) { survivors.append(survivor) }
    }
    var joined: [RecordView] = []
    var changes: [RecordChange] = []
    for survivor in survivors.sorted(by: { $0.id < $1.id }) {
      if let other = try stranger(to: survivor, among: joined, context.reader) {
        changes += try doubt(about: survivor, and: other, mergedBy: view, in: context)
        continue
      }
      if let first = joined.first {
        let redirect = RecordEdit(values: [field.tag: .reference(first.id)])
        changes += try context.change(survivor, redirect).map { [$0] } ?? []
      }
      joined.append(survivor)
    }
    if survivors.count == 1 {
      changes += try strangers(in: survivors[0], with: view, context)
    }
    return OperationDraft("\(view.entity.name) merge", changes)
  }

  /// Says that what was merged into a record has another identity than the rest of it: a record
  /// without a number joins anybody to anybody, where two people merge into it at a time.
  private static func strangers(
    in survivor: RecordView, with view: RecordView, _ context: OperationContext
  ) throws -> [RecordChange] {
    let all = try [survivor] + merged(into: survivor, reader: context.reader)
    let own = Set(try [view.id] + merged(into: view, reader: context.reader).map(\.id))
    for other in all where !own.contains(other.id) {
      for mine in all where own.contains(mine.id) && differing(mine, other) != nil {
        return try doubt(about: mine, and: other, mergedBy: view, in: context)
      }
    }
    return []
  }

  /// The first of several whom the state knows as somebody else, by their own numbers or by those
  /// of whoever was merged into them.
  private static func stranger(
    to one: RecordView, among others: [RecordView], _ reader: any RecordReader
  ) throws -> RecordView? {
    try others.first { try difference(one, $0, reader: reader) != nil }
  }

  /// Says once that a record was merged into two which can't be one; people decide.
  private static func doubt(
    about one: RecordView, and other: RecordView, mergedBy view: RecordView,
    in context: OperationContext
  ) throws -> [RecordChange] {
    let shape = ReviewItem.shape
    let isOne = one.id == view.id || other.id == view.id
    let details =
      isOne
      ? "\(view.entity.name)s \(one.id) and \(other.id) were merged; their numbers differ"
      : "\(view.entity.name) \(view.id) was merged into both; their numbers differ"
    let known = try [(one, other), (other, one)].contains { subject, rival in
      try context.reader.records(
        ReviewItem.tag, where: shape.subjectRecord.tag, is: .text("\(subject.id)")
      ).contains {
        $0[shape.otherRecord] == .text("\(rival.id)") && $0[shape.details] == .text(details)
      }
    }
    guard !known else { return [] }
    return try ReviewOperations.raise(
      ReviewOperations.Finding(
        kind: "duplicate", entity: one.entity.name, record: one.id, other: other.id,
        details: details, raisedFor: view.creator),
      in: context
    ).changes
  }

  /// A number by which the state knows two as different ones, theirs or of whoever was merged into them.
  private static func difference(
    _ one: RecordView, _ other: RecordView, reader: any RecordReader
  ) throws -> Field? {
    let own = try [one] + merged(into: one, reader: reader)
    let theirs = try [other] + merged(into: other, reader: reader)
    return own.lazy.compactMap { mine in
      theirs.lazy.compactMap { differing(mine, $0) }.first
    }.first
  }

  /// A number by which the state knows somebody, and that differs: two different ones are two.
  private static func differing(_ one: RecordView, _ two: RecordView) -> Field? {
    one.entity.fields.first { field in
      field.tag < DeclaredField.firstTag
        && one.entity.group(of: field.tag)?.rule.leavesConflicts == true
        && !one[field].isNull && !two[field].isNull && one[field] != two[field]
    }
  }

  private static func completing(
    _ winner: RecordView, from loser: RecordView, prefers: Bool, _ redirect: Field,
    _ author: Author
  ) -> RecordEdit {
    var edit = RecordEdit()
    let entity = winner.entity
    let own = [redirect.tag] + (entity.about.recordsCreation ? [CreationFields.at.tag] : [])
    for group in entity.groups where !own.contains(where: group.fields.contains) {
      guard !group.isGuarded || author.may(.edit, entity.name, group: group.name) else { continue }
      let fields = group.fields.compactMap { entity.field($0) }
      // Parts stay with their own record.
      guard !fields.contains(where: { refersToPart($0, of: entity.tag) }) else { continue }
      if group.rule.isSet {
        let missing = fields.flatMap { field in
          loser.words(field).filter { !winner.words(field).contains($0) }
        }
        if !missing.isEmpty { edit.adds[group.tag] = missing }
        continue
      }
      // A group goes over whole: half of an address or of a price would be nobody's.
      let isEmpty = winner.state.versions(of: group.tag).allSatisfy { $0.values?.isNull != false }
      let hasValue = loser.state.versions(of: group.tag).contains { $0.values?.isNull == false }
      guard hasValue, isEmpty || prefers, !group.rule.isWriteOnce,
        Self.isOpen(group, entity, author)
      else { continue }
      for field in fields { edit.values[field.tag] = loser[field] }
    }
    return edit
  }

  private static func refersToPart(_ field: Field, of whole: EntityTag) -> Bool {
    guard case .reference(let entity) = field.kind else { return false }
    return Catalog.parts(of: whole).contains { $0.entity == entity }
  }

  /// Whether everybody may write the group: who answers for a record is moved on its own.
  private static func isOpen(_ group: FieldGroup, _ entity: Entity, _ author: Author) -> Bool {
    let moves = entity.about.scopes.contains { source in
      switch source {
      case .territory(let field), .user(let field), .parent(let field):
        group.fields.contains(field)
      case .users, .everyone, .itself: false
      }
    }
    return !moves && group.rule.ranking == nil
  }

  /// Open findings that the two are duplicates, closed if the author may.
  private static func findings(
    about one: RecordID, _ two: RecordID, in context: OperationContext
  ) throws -> [RecordChange] {
    let shape = ReviewItem.shape
    guard context.author.may(.edit, ReviewItem.about.name) else { return [] }
    let pairs = [(one, two), (two, one)]
    return try pairs.flatMap { subject, other in
      try context.reader.records(
        ReviewItem.tag, where: shape.subjectRecord.tag, is: .text("\(subject)")
      )
      .filter { item in
        item[shape.otherRecord] == .text("\(other)") && item[shape.kind] == .text("duplicate")
      }
      .flatMap { try ReviewOperations.close($0, note: "merged", in: context).changes }
    }
  }
}

extension Catalog {
  /// The field by which records of an entity redirect to the one that stands for them; nil where
  /// duplicates are not merged.
  public static func redirect(of entity: EntityTag) -> Field? {
    (type(of: entity) as? any MergeableEntity.Type)?.redirect
  }
}

extension Laws {
  /// A redirect goes to a record of a smaller identifier, so that there are no circles.
  static func redirect(_ field: Field) -> Invariant {
    { context in
      context.written(field).contains { version in
        version[field.tag].reference.map { $0 >= context.after.id } == true
      } ? context.breaks(.redirectOrder, field) : nil
    }
  }
}
