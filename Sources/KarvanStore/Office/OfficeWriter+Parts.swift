// SPDX-License-Identifier: Apache-2.0
public import KarvanCore

extension OfficeWriter {
  /// All records of an entity that refer to another by this field, deleted ones too.
  public func parts(
    _ entity: EntityTag, where field: FieldTag, is parent: RecordID
  ) throws -> [RecordView] {
    try list(
      RecordQuery(
        entity, where: [FieldCondition(field, .equals(.reference(parent)))], life: .all))
  }
}
