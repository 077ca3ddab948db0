// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// What an import does with a row whose record is there already.
public enum DuplicatePolicy: String, CaseIterable, Sendable {
  /// Leaves the record and passes over the row.
  case skip
  /// Edits the record.
  case update
  /// Starts another record.
  case create
}

/// How the rows of a CSV file become records, as a small text file says it.
///
/// Lines that begin with `#` are comments. What begins at the margin opens a part; indented lines
/// belong to it:
///
///     source customers.csv          the file that it is for (a hint)
///     duplicates update             skip | update | create; update when it is not said
///     currency USD                  amounts are decimals of this currency; else in minor units
///     blanks keep                   keep (default): an empty cell changes nothing; or clear
///
///     table roles                   a table for `{Title|table roles}`; `*` is any other text
///       Vice President, Sales = manager
///       * = rep
///
///     ensure territory place when {Country}   finds or creates, never changes
///       key name
///       name = {Country}
///     record account shop                     the record that the row is about; exactly one
///       key external_id                       what finds it: one field or several
///       external_id = {CustomerID}
///       territory = @place                    the record that another part found or created
///     also contact_point phone when {Phone} optional   goes with it
///       key account, label
///       ...
///     lines order_line from order_details.csv by OrderID   rows of another file, for orders
///       product.external_id = {ProductID}     the product whose external_id is this
///       discount_percent = {Discount|fraction}
///
/// A part is `WORD ENTITY [NAME] [when TEMPLATE] [optional]`: it is passed over when the template is
/// empty; when an optional part is refused, the rest of the row goes in and the reason is reported.
/// A name may be used before its part, as in `primary_phone = @phone`. `field = …` sets, `field += …`
/// adds one element to a text set. A template is text with columns, `{Column|filter|…}`; filters are
/// `lower upper code whole fraction calling`, `table NAME`, `if SOME NONE`, `else TEXT`; `{{` is a
/// brace. `id` is the identifier of the record itself.
public struct ImportMapping: Sendable {
  /// The most bytes of a mapping.
  public static let maximumBytes = 256 << 10
  /// The most parts of a mapping.
  public static let maximumParts = 50

  /// The file that it is for, as `source` names it.
  public internal(set) var file: String?
  /// What is done with a row whose record is there already; commands may override it.
  public var duplicates = DuplicatePolicy.update

  var currency: Currency?
  var clearsBlanks = false
  /// Whether it stands for an exported file: then columns may be missing, and texts are exact.
  var isDerived = false
  var tables: [String: [String: String]] = [:]
  var parts: [MappingPart] = []
  var lines: MappingLines?

  /// The file whose rows are the lines of the documents; nil when there are none.
  public var lineFile: String? { lines?.file }
  /// The entity that the file is about.
  public var entity: Entity? { main?.entity }

  var main: MappingPart? { parts.first { $0.role == .main } }

  init() {}
}

/// One record that a row can make.
struct MappingPart: Sendable {
  enum Role: Sendable { case ensured, main, child }

  let role: Role
  let entity: Entity
  let name: String
  let condition: MappingTemplate?
  let isOptional: Bool
  let line: Int
  var key: [Field] = []
  /// Whether the record is found by its identifier.
  var isKeyedByID = false
  /// The identifier, where the mapping gives it.
  var identifier: MappingTemplate?
  var assignments: [MappingAssignment] = []
}

/// The lines of documents, from rows of another file.
struct MappingLines: Sendable {
  let file: String
  let column: String
  var part: MappingPart
}

/// One field and where its value comes from.
struct MappingAssignment: Sendable {
  enum Source: Sendable {
    case template(MappingTemplate)
    /// The record of an entity whose field has this text.
    case lookup(Entity, Field, MappingTemplate)
    /// The record of another part.
    case part(String)
  }

  let field: Field
  let adds: Bool
  let source: Source
  let line: Int

  /// The columns that it reads.
  var columns: [String] {
    switch source {
    case .template(let template), .lookup(_, _, let template): template.columns
    case .part: []
    }
  }
}

extension ImportMapping {
  /// The mapping of a file that ``ExportPlanner`` wrote, or that people made: every column is a field
  /// by its name or its label in either language, and `id` says which record is updated. A row without an `id` makes a new record. References are
  /// identifiers or what people call the record: its key, number or exact title.
  public static func derived(for entity: Entity) -> ImportMapping {
    func column(_ name: String) -> MappingTemplate {
      MappingTemplate(parts: [.column(name, [])])
    }
    var part = MappingPart(
      role: .main, entity: entity, name: entity.name, condition: nil, isOptional: false, line: 0)
    part.isKeyedByID = true
    part.identifier = column(ExportPlanner.identifier)
    part.assignments = entity.fields.map { field in
      MappingAssignment(
        field: field, adds: false, source: .template(column(field.name)), line: 0)
    }
    var mapping = ImportMapping()
    mapping.clearsBlanks = true
    mapping.isDerived = true
    mapping.parts = [part]
    return mapping
  }

  /// The same mapping for a file with these columns; throws when it does not fit.
  func fitted(
    to header: CSVHeader, lines lineHeader: CSVHeader?
  ) throws(InterchangeError) -> ImportMapping {
    guard isDerived else {
      for part in parts { try part.requireColumns(in: header, of: nil) }
      guard let lines else { return self }
      guard let lineHeader else {
        throw InterchangeError(.mappingIncomplete, ["the rows of \(lines.file)"])
      }
      try lines.part.requireColumns(in: lineHeader, of: lines.file)
      for header in [header, lineHeader] where !header.contains(lines.column) {
        throw InterchangeError(.columnMissing, [lines.column])
      }
      return self
    }
    var fitted = self
    for index in fitted.parts.indices { try fitted.parts[index].fit(to: header) }
    return fitted
  }
}

extension MappingPart {
  /// Leaves of the assignments those that a file has columns for: under the name of a field or its
  /// label in either language.
  fileprivate mutating func fit(to header: CSVHeader) throws(InterchangeError) {
    var columns: [FieldTag: String] = [:]
    let passedOver = RejectFile.reportColumns + [ExportPlanner.identifier]
    for column in header.columns where !passedOver.contains(column) {
      guard let field = entity.field(typed: column) else {
        let known = assignments.map(\.field.name) + [ExportPlanner.identifier]
        throw InterchangeError(.columnUnknown, [column, known.joined(separator: ", ")])
      }
      guard columns.updateValue(column, forKey: field.tag) == nil else {
        throw InterchangeError(.columnRepeated, column: column)
      }
    }
    assignments = assignments.compactMap { assignment in
      columns[assignment.field.tag].map { column in
        MappingAssignment(
          field: assignment.field, adds: assignment.adds,
          source: .template(MappingTemplate(parts: [.column(column, [])])), line: assignment.line)
      }
    }
  }
}

extension MappingPart {
  fileprivate func requireColumns(
    in header: CSVHeader, of file: String?
  ) throws(InterchangeError) {
    let named =
      (condition?.columns ?? []) + (identifier?.columns ?? []) + assignments.flatMap(\.columns)
    if let column = named.first(where: { !header.contains($0) }) {
      throw InterchangeError(.columnMissing, [column])
    }
  }
}
