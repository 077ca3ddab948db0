// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// The rows of a CSV file that holds all records of an entity: `id`, then every field by its name.
///
/// ``ImportMapping/derived(for:)`` reads such a file and updates the records by `id`.
public struct ExportPlanner: Sendable {
  /// The name of the first column.
  public static let identifier = "id"

  private let entity: Entity

  /// Exports an entity.
  public init(entity: Entity) { self.entity = entity }

  /// The names of the columns.
  public var header: [String] { [Self.identifier] + entity.fields.map(\.name) }

  /// The displayed values of a record.
  public func row(_ view: RecordView) -> [String] {
    let cells = entity.fields.map { field in
      field.kind == .words
        ? CellText.format(words: view.words(field))
        : CellText.format(view[field], field: field)
    }
    return ["\(view.id)"] + cells
  }
}
