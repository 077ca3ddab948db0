// SPDX-License-Identifier: Apache-2.0

import KarvanCore

/// What holds of every commercial document and its lines.
enum DocumentLaws<Document: CommercialDocument> {
  /// What left the draft changes only its state and these fields, and is never deleted.
  static func frozen(but free: [Field]) -> Invariant {
    { context in
      guard let state = context.before?[Document.shape.status].text, state != Document.draft
      else { return nil }
      if context.isDeletion { return context.failure(.notDeletable, nil) }
      let entity = context.after.entity
      let open = ([Document.shape.status] + free).compactMap { entity.group(of: $0.tag)?.tag }
      for group in entity.groups where !open.contains(group.tag) && context.touches(group) {
        return context.failure(.frozen, entity.field(group.tag), [state])
      }
      return nil
    }
  }

  /// A document that goes into a state has a line.
  static func hasLines(on state: String) -> Invariant {
    { context in
      let field = Document.shape.status
      let enters = context.written(field).contains { $0[field.tag] == .text(state) }
      guard context.before != nil, enters else { return nil }
      return try DocumentAmounts<Document>.lines(of: context.after.id, reader: context.reader)
        .isEmpty ? context.breaks(.orderHasLines, field) : nil
    }
  }

  /// Lines follow their document: of its creator, and only while it is a draft, but for notes.
  static var line: Invariant {
    { context in
      let field = Document.Line.shape.document
      let named = [context.before?[field], context.after[field]].compactMap { $0?.reference }
      for id in named {
        guard let document = try context.reader.record(Document.tag, id) else { continue }
        if !context.author.office && document.creator != context.author.user {
          return context.failure(.notCreator, field)
        }
        if document[Document.shape.status].text == Document.draft { continue }
        if context.before == nil {
          // A whole document from elsewhere comes in one commit, in whatever state it is.
          if document.state.clock == context.after.state.clock { continue }
          return context.breaks(.orderIsDraft, field)
        }
        if let failure = changeOfFrozen(document, in: context) { return failure }
      }
      return nil
    }
  }

  private static func changeOfFrozen(
    _ document: RecordView, in context: ChangeContext
  ) -> Failure? {
    let state = document[Document.shape.status].text ?? ""
    if context.isDeletion { return context.failure(.frozen, nil, [state]) }
    for group in context.after.entity.groups
    where group.tag != Document.Line.shape.note.tag && context.touches(group) {
      return context.failure(.frozen, context.after.entity.field(group.tag), [state])
    }
    return nil
  }

  /// What every line keeps: its document's state, a positive quantity, a price, one discount.
  static var ofLines: [Invariant] {
    let shape = Document.Line.shape
    return [
      line, Laws.positive(shape.quantity), Laws.notNegative(shape.unitPrice),
      Laws.discount(percent: shape.discountPercent, amount: shape.discountAmount),
    ] + (shape.promotionAmount.map { [Laws.notNegative($0)] } ?? [])
      + ((shape as? any TracedLine).map {
        [TracedFields.agree($0), TracedFields.pricedPer($0.pricePer)]
      } ?? [])
  }
}
