// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanDomain
import KarvanStore

/// Records as reports.
extension RecordCells {
  /// The columns that a list shows people when nobody named any.
  static func usualFields(_ entity: Entity) -> [Field] {
    let usual =
      (Catalog.type(of: entity.tag) as? any ListedEntity.Type)?.listed
      .compactMap { entity.field($0.tag) } ?? tellingFields(entity)
    // What a workspace declared for itself it wants to see.
    let declared = entity.declaredFields.filter { field in
      !field.isRetired && !usual.contains { $0.tag == field.tag }
    }
    return usual + declared.prefix(4)
  }

  /// What makes up the title, what has to be there, choices and amounts.
  private static func tellingFields(_ entity: Entity) -> [Field] {
    let title = ([entity.about.number].compactMap { $0 } + entity.about.title)
      .compactMap { entity.field($0) }
    let telling = entity.fields.filter { field in
      field.tag > CreationFields.by.tag
        && (field.isRequired || Self.isChoice(field) || field.kind == .money
          || field.kind == .reference(SchemaTags.territory))
    }
    return (title + telling).reduce(into: [Field]()) { fields, field in
      if fields.count < 8, !fields.contains(where: { $0.tag == field.tag }) {
        fields.append(field)
      }
    }
  }

  private static func isChoice(_ field: Field) -> Bool {
    if case .choice = field.kind { true } else { false }
  }

  /// The fields that a person named, or those that suit the form of the output.
  func fields(_ entity: Entity, named names: [String]) throws -> [Field] {
    if names.isEmpty {
      return desk.settings.format == .table ? Self.usualFields(entity) : entity.fields
    }
    return try names.map { try Self.field($0, in: entity) }
  }

  /// A field by its name or by its label in either language.
  static func field(_ name: String, in entity: Entity) throws -> Field {
    guard let found = entity.field(typed: name) else {
      throw CLIError(
        .unknownField, entity.name, Typed.trim(name),
        entity.fields.map(\.name).joined(separator: " "))
    }
    return found
  }

  /// Records one below the other.
  ///
  /// - Parameter keepsEmpty: Whether people see columns without a value: those that they named.
  func list(
    _ views: [RecordView], of entity: Entity, fields: [Field], keepsEmpty: Bool = false
  ) throws -> Report {
    let isTable = desk.settings.format == .table
    var report = Report([Column("id", desk.words(.shortID))] + fields.map { column($0) })
    report.rows = try views.map { view in
      let id = Cell(.string("\(view.id)"), isTable ? ShortID.of(view.id) : "\(view.id)")
      return try [id] + fields.map { try cell($0, of: view) }
    }
    if isTable, !keepsEmpty,
      let (column, cells) = PayableColumn(cells: self).column(of: views, entity)
    {
      report.columns.append(column)
      for (index, cell) in cells.enumerated() { report.rows[index].append(cell) }
    }
    return isTable && !keepsEmpty ? report.withoutEmptyColumns : report
  }

  /// One record with everything that is known of it.
  func single(_ view: RecordView, parts: [Report.Part] = []) throws -> Report {
    let words = desk.words
    var fields: [(Column, Cell)] = [
      (Column("id", words(.identifier)), .text("\(view.id)")),
      (
        Column("entity", words(.kindOfRecord)),
        Cell(.string(view.entity.name), view.entity.about.label.text(in: words.language))
      ),
    ]
    for field in view.entity.fields { fields.append((column(field), try cell(field, of: view))) }
    let conflicts = view.conflicts
    let isPending = try reader.isPending(view.entity.tag, view.id)
    fields += [
      (Column("life", words(.life)), life(view)),
      (
        Column("pending", words(.pending)),
        Cell(.bool(isPending), isPending ? words(.yes) : "")
      ),
      (
        Column("conflicts", words(.conflicts)),
        Cell(
          .array(conflicts.map { .string($0.name) }),
          words.list(conflicts.map { label($0, in: view.entity) }))
      ),
    ]
    return .single(fields, parts: parts)
  }

  private func life(_ view: RecordView) -> Cell {
    let text =
      switch view.life {
      case .live: ""
      case .deleted: desk.words(.isDeleted)
      case .revived: desk.words(.isRevived)
      case .asked: desk.words(.isAsked)
      }
    return Cell(.string(view.life.rawValue), text)
  }

  /// What people call a group: the label of its only field, else its name.
  func label(_ group: FieldGroup, in entity: Entity) -> String {
    let fields = group.fields.compactMap { entity.field($0) }
    return fields.count == 1
      ? fields[0].label.text(in: desk.words.language)
      : desk.words.list(fields.map { $0.label.text(in: desk.words.language) })
  }
}
