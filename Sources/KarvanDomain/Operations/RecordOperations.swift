// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// Adding, editing and deleting records of any entity.
public enum RecordOperations {
  /// Starts a record.
  ///
  /// Creation, document number, starting state and what the entity prepares (normalised phone,
  /// owner and territory of a rep's account) are filled where nothing was entered.
  /// - Throws: A `Failure` that names the field; what the reader throws.
  public static func add(
    _ entity: Entity, id: RecordID? = nil, _ edit: RecordEdit, in context: OperationContext
  ) throws -> OperationDraft {
    let change = try context.creation(entity, id ?? context.makeID(), edit)
    return OperationDraft("\(entity.name) add", [change])
  }

  /// Edits a record as it is shown; the draft is empty when nothing would change.
  public static func edit(
    _ shown: RecordView, _ edit: RecordEdit, in context: OperationContext
  ) throws -> OperationDraft {
    guard shown.life != .deleted else {
      throw Failure(
        .deletedRecord, entity: shown.entity.name, record: shown.id,
        ["\(shown.id)", shown.title])
    }
    let change = try context.change(shown, edit)
    return OperationDraft("\(shown.entity.name) edit", change.map { [$0] } ?? [])
  }

  /// Deletes a record with its parts; the draft is empty when it is deleted already.
  ///
  /// - Throws: `tooLarge` when there are more parts than a commit may touch.
  public static func delete(
    _ shown: RecordView, in context: OperationContext
  ) throws -> OperationDraft {
    let name = "\(shown.entity.name) delete"
    guard shown.life != .deleted else { return OperationDraft(name, []) }
    let records = try [shown] + parts(of: shown, reader: context.reader)
    guard records.count <= CommitLimits.records else {
      throw Failure(
        .tooLarge, entity: shown.entity.name, record: shown.id, ["\(CommitLimits.records)"])
    }
    return OperationDraft(name, records.map { context.drafter.delete($0) })
  }

  /// Brings a deleted record back, or keeps one that is asked about; its parts are brought back one
  /// by one.
  public static func undelete(
    _ shown: RecordView, in context: OperationContext
  ) throws -> OperationDraft {
    let name = "\(shown.entity.name) undelete"
    guard shown.life == .deleted || shown.life == .asked else { return OperationDraft(name, []) }
    return OperationDraft(name, context.drafter.undelete(shown).map { [$0] } ?? [])
  }

  /// The living parts of a record, and theirs.
  static func parts(of whole: RecordView, reader: any RecordReader) throws -> [RecordView] {
    var found: [RecordView] = []
    for part in Catalog.parts(of: whole.entity.tag) {
      let records = try reader.records(
        part.entity, where: part.field, is: .reference(whole.id))
      for record in records {
        found.append(record)
        found += try parts(of: record, reader: reader)
      }
    }
    return found
  }
}
