// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanDomain
import KarvanStore

extension Desk {
  /// Finds records by what people call them.
  func finder(_ reader: ReplicaReader) -> RecordFinder {
    RecordFinder(reader: reader, words: words)
  }

  /// Finds records in the transaction of an operation.
  func finder(_ context: OperationContext) throws -> RecordFinder {
    finder(try reader(of: context))
  }

  /// The reader of an operation's transaction, with its queries.
  func reader(of context: OperationContext) throws -> ReplicaReader {
    guard let reader = context.reader as? ReplicaReader else {
      throw CLIError(.internalFailure, "reader")
    }
    return reader
  }

  /// Reads `field=value` arguments; references are found by name, amounts are in the currency of
  /// the record.
  func edit(
    _ assignments: [String], of entity: Entity, before: RecordView?, in context: OperationContext
  ) throws -> RecordEdit {
    for assignment in assignments { try checkCharacters(assignment, of: entity) }
    let reader = try reader(of: context)
    let finder = finder(reader)
    func resolve(_ tag: EntityTag, _ name: String) throws -> RecordID {
      try finder.find(name, in: [try self.entity(tag)]).id
    }
    let currency = try currency(of: assignments, entity, before, reader: reader)
    return try EditText.parse(
      try assignments.map { try withIdentifiers($0, of: entity, resolve: resolve) },
      entity: entity, before: before, options: textOptions(currency: currency), resolve: resolve)
  }

  /// Ends of line belong into notes only.
  private func checkCharacters(_ assignment: String, of entity: Entity) throws(CLIError) {
    let name = assignment.prefix { $0 != "=" }.filter { $0 != "+" && $0 != "-" }
    let field = try? RecordCells.field(name, in: entity)
    try Printable.check(
      assignment, of: field?.name ?? "field=value", isLong: field.map(Self.isNote) ?? false)
  }

  /// Whether a field holds text of several lines: a kilobyte is no name.
  static func isNote(_ field: Field) -> Bool {
    if case .text(let maximum) = field.kind { maximum >= 1_000 } else { false }
  }

  /// Names in sets of records, such as a user's territories, as identifiers.
  private func withIdentifiers(
    _ assignment: String, of entity: Entity, resolve: EditText.Resolver
  ) throws -> String {
    guard let equals = assignment.firstIndex(of: "=") else { return assignment }
    let name = assignment[..<equals].filter { $0 != "+" && $0 != "-" }
    guard let field = try? RecordCells.field(name, in: entity), field.kind == .words,
      let named = try namedEntity(of: field, in: entity)
    else { return assignment }
    let elements = FieldText.words(String(assignment[assignment.index(after: equals)...]))
    let ids = try elements.map { "\(try resolve(named, $0))" }
    return assignment[...equals] + ids.joined(separator: ",")
  }

  /// The entity whose identifiers are the elements of a set: scopes say it, or the field's name.
  func namedEntity(of field: Field, in entity: Entity) throws -> EntityTag? {
    if entity.about.scopes.contains(.users(field.tag)) { return SchemaTags.user }
    return try schema().entities.first { other in
      field.name == other.name + "s"
        || other.name.hasSuffix("y") && field.name == other.name.dropLast() + "ies"
    }?.tag
  }

  private func currency(
    of assignments: [String], _ entity: Entity, _ before: RecordView?, reader: ReplicaReader
  ) throws -> Currency {
    guard let amount = entity.fields.first(where: { $0.kind == .money }) else { return .irr }
    func typed(_ field: Field) -> String? {
      assignments.last { $0.hasPrefix(field.name + "=") }
        .map { Typed.trim($0.dropFirst(field.name.count + 1)) }
    }
    if let said = RecordCells.currencyField(for: amount, in: entity), let text = typed(said) {
      let code = try FieldText.parse(text, field: said).text
      if let code { return try Currency.named(code) }
    }
    if let before {
      return try RecordCells(desk: self, reader: reader).currency(of: amount, in: before)
    }
    guard let part = Catalog.type(of: entity.tag) as? any PartEntity.Type,
      let field = entity.field(part.wholeField), let name = typed(field)
    else { return .irr }
    let whole = try finder(reader).find(name, in: [try self.entity(part.whole)])
    return try RecordCells(desk: self, reader: reader).currency(of: amount, in: whole)
  }

  /// Says what a commit did to a record: a sentence for people, the record for programs.
  func showChange(
    _ commit: Commit?, _ entity: EntityTag, _ id: RecordID? = nil, saying message: Message
  ) throws {
    try showChange(commit, entity, id) { [words] _, view, name in
      words(message, view.entity.about.label.text(in: words.language), name)
    }
  }

  /// Says what a commit did to a record, in words that are made of the record and its name.
  func showChange(
    _ commit: Commit?, _ entity: EntityTag, _ id: RecordID? = nil,
    saying sentence: (RecordCells, RecordView, String) throws -> String
  ) throws {
    guard let id = id ?? commit?.changes.first?.record else { return note(words(.nothingChanged)) }
    try replica().read { reader in
      guard let view = try reader.record(entity, id) else { return }
      let name = "\(RecordTitle.text(view, words)) (\(ShortID.of(id)))"
      let cells = RecordCells(desk: self, reader: reader)
      let said = commit == nil ? words(.nothingChanged) : try sentence(cells, view, name)
      show(try cells.single(view, parts: try cells.parts(of: view)), saying: said)
    }
  }

  /// Carries out an operation on the record that a text names, and says what came of it.
  func carryOut(
    on tag: EntityTag, named text: String,
    saying sentence: (RecordCells, RecordView, String) throws -> String,
    _ make: (RecordView, OperationContext) throws -> OperationDraft
  ) throws {
    let entity = try entity(tag)
    var id: RecordID?
    let commit = try commit { context in
      let shown = try finder(context).find(text, in: [entity])
      id = shown.id
      return try make(shown, context)
    }
    try showChange(commit, tag, id, saying: sentence)
  }

  /// A code of a field's choices, as typed: by code or by label in either language.
  func code(_ text: String, of field: Field, in tag: EntityTag) throws -> String {
    guard let named = try entity(tag).field(field.tag) else { return text }
    let value = try FieldText.parse(text, field: named, options: textOptions())
    guard let code = value.text else { throw Failure(.required, field: named.name) }
    return code
  }

  /// A day as typed, in either calendar or by its name (`tomorrow`, `دوشنبه`, `+3`); today for none.
  func day(_ text: String?) throws -> CivilDate {
    guard let text else { return today() }
    return try CivilDateText.parse(Typed.trim(text), today: today())
  }
}
