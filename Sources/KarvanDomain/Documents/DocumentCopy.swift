// SPDX-License-Identifier: Apache-2.0

import KarvanCore

/// Making one commercial document of another, such as an order of a quote.
///
/// What two entities call by the same name is the same thing: a field that lines get later travels
/// along the whole chain without anybody naming it here.
enum DocumentCopy {
  /// What headers take over; everything else is said of each document alone.
  private static let headerFields = [
    "account", "currency", "discount_percent", "discount_amount", "rounding_scope",
    "rounding_mode", "payable_step", "note",
  ]

  /// The values of a header that a document of another entity takes over.
  static func header(_ source: RecordView, for entity: Entity) -> RecordEdit {
    values(of: source, for: entity) { headerFields.contains($0) }
  }

  /// The values of a line that a line of another document takes over, without its document.
  ///
  /// - Parameter wholes: The names of the fields that say whose line it is.
  static func line(
    _ source: RecordView, for entity: Entity, but wholes: Set<String>
  ) -> RecordEdit {
    let own: Set<String> = ["created_at", "created_by", "external_id"]
    return values(of: source, for: entity) { !own.contains($0) && !wholes.contains($0) }
  }

  /// New lines with everything that the lines of another document have.
  static func lines<Source: CommercialDocument, Target: CommercialDocument>(
    of source: RecordView, _ type: Source.Type, into target: RecordID, _ other: Target.Type,
    in context: OperationContext
  ) throws -> [RecordChange] {
    let entity = try context.entity(Target.Line.tag)
    return try DocumentAmounts<Source>.lines(of: source.id, reader: context.reader).map { line in
      var edit = Self.line(line, for: entity, but: [Source.about.name, Target.about.name])
      edit.values[Target.Line.shape.document.tag] = .reference(target)
      return try context.creation(entity, context.makeID(), edit)
    }
  }

  private static func values(
    of source: RecordView, for entity: Entity, _ isCopied: (String) -> Bool
  ) -> RecordEdit {
    var edit = RecordEdit()
    for field in source.entity.fields where isCopied(field.name) {
      guard let target = entity.field(named: field.name), target.kind == field.kind else {
        continue
      }
      if field.kind == .words {
        let words = source.words(field)
        if !words.isEmpty { edit.adds[target.tag] = words }
      } else if !source[field].isNull {
        edit.values[target.tag] = source[field]
      }
    }
    return edit
  }
}

extension OperationContext {
  /// Today by UTC, for operations that nobody told the local day.
  var today: CivilDate { InstantText.civilDate(milliseconds: now, offsetMinutes: 0) }

  /// A document that has not begun elsewhere: today by UTC and in rial unless the edit says more.
  func documentStart<Document: CommercialDocument>(
    _ type: Document.Type, _ edit: RecordEdit
  ) throws -> RecordChange {
    var edit = edit
    edit.fill(Document.shape.date, .integer(Int64(today.daysSinceEpoch)))
    edit.fill(Document.shape.currency, .text(Currency.irr.code))
    return try creation(try entity(Document.tag), makeID(), edit)
  }
}
