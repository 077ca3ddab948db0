// SPDX-License-Identifier: Apache-2.0
package import KarvanCore
package import KarvanDomain
import KarvanStore

extension Office {
  /// A declared field, and how many records show a value of it.
  package struct FieldLine {
    package let field: DeclaredField
    let rule: String
    let values: Int
    /// How many living records show none.
    let without: Int
  }

  /// The fields that were declared, in the order of entities and of their numbers.
  package func fields(of entityName: String?) throws -> [FieldLine] {
    try database.read { reader in
      let records = OfficeRecords(reader: reader)
      let entities = try entityName.map { [try records.entity($0)] } ?? reader.schema.entities
      let declared = try reader.list(RecordQuery(CustomField.tag)).compactMap { DeclaredField($0) }
      return try entities.flatMap { entity in
        try declared.filter { $0.entity == entity.name }.sorted { $0.tag < $1.tag }.map { field in
          let values = try reader.count(
            RecordQuery(
              entity.tag, where: [FieldCondition(field.tag, .differs(from: .null))]))
          let all = try reader.count(RecordQuery(entity.tag))
          return FieldLine(
            field: field, rule: entity.group(field.tag)?.rule.name ?? field.rule, values: values,
            without: all - values)
        }
      }
    }
  }

  /// Declares a field of an entity.
  ///
  /// - Throws: ``Failure`` that says what of the declaration can't be.
  package func declare(
    _ declaration: FieldOperations.Declaration, for entityName: String, now: Int64
  ) throws {
    try operate(now: now) { authoring, writer, author in
      let entity = try OfficeRecords(reader: writer).entity(entityName)
      let lives = try writer.incarnations()
      _ = try authoring.commit(by: author) { context in
        try FieldOperations.declare(
          declaration, for: entity.name, lives: lives, in: context)
      }
    }
  }

  /// Changes a declared field; false when it is so already.
  package func change(
    _ key: String, of entityName: String, _ change: FieldOperations.Change, now: Int64
  ) throws -> Bool {
    try operate(now: now) { authoring, writer, author in
      let entity = try OfficeRecords(reader: writer).entity(entityName)
      let shape = CustomField.shape
      let declared = try writer.records(
        CustomField.tag, where: shape.entity.tag, is: .text(entity.name))
      guard let shown = declared.first(where: { $0[shape.key] == .text(key) }) else {
        let keys = declared.compactMap { $0[shape.key].text }.sorted()
        throw ServerError(
          .notFound,
          "\(entity.name) has no field of your own “\(key)”"
            + (keys.isEmpty ? "" : "; there are: \(keys.joined(separator: " "))"))
      }
      return try authoring.commit(by: author) { context in
        try FieldOperations.change(shown, change, in: context)
      } != nil
    }
  }
}
