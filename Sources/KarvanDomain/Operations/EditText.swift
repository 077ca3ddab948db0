// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// Edits of a record as people type them: `field=value` and its kin.
public enum EditText {
  /// Finds the record that a typed name means, of an entity.
  public typealias Resolver = (_ entity: EntityTag, _ name: String) throws -> RecordID

  /// Reads arguments of the forms `name=value`, `name=` (clears), and for text sets `tags+=a,b`,
  /// `tags-=a` and `tags=a,b` (exactly these).
  ///
  /// - Parameters:
  ///   - arguments: One form each.
  ///   - entity: Whose fields they name, by name or by label in either language.
  ///   - before: The record as shown, which `tags=` is compared with; nil for a new one.
  ///   - options: How values are typed.
  ///   - resolve: Finds the record that a reference names.
  /// - Throws: `unknownField` with the names that there are; a failure that names the field.
  public static func parse(
    _ arguments: [String], entity: Entity, before: RecordView? = nil,
    options: FieldTextOptions = FieldTextOptions(), resolve: Resolver
  ) throws -> RecordEdit {
    var edit = RecordEdit()
    var typed: CalendarKind?
    for argument in arguments {
      let assignment = try Assignment(argument, entity: entity)
      do {
        try apply(assignment, to: &edit, before: before, options: options, resolve: resolve)
      } catch let failure as Failure {
        throw failure.about(entity.name, before?.id)
      }
      typed = typed ?? assignment.calendar
    }
    edit.fillCalendars(of: entity, before, typed ?? options.calendar)
    try edit.refuseRetired(of: entity)
    try edit.refuseUnanswered(of: entity, before)
    try edit.refuseStates(of: entity, before)
    return edit
  }

  private static func apply(
    _ assignment: Assignment, to edit: inout RecordEdit, before: RecordView?,
    options: FieldTextOptions, resolve: Resolver
  ) throws {
    let field = assignment.field
    if field.kind == .words {
      let words = FieldText.words(assignment.text)
      if assignment.mode != .remove { edit.adds[field.tag, default: []] += words }
      if assignment.mode == .remove { edit.removes[field.tag, default: []] += words }
      guard assignment.mode == .set else { return }
      let rest = (before?.words(field) ?? []).filter { !words.contains($0) }
      edit.removes[field.tag, default: []] += rest
      return
    }
    guard assignment.mode == .set else { throw Failure(.wrongKind, field: field.name) }
    if case .reference(let target) = field.kind,
      !TextTrimming.trim(assignment.text).isEmpty, RecordID(text: assignment.text) == nil
    {
      edit.values[field.tag] = .reference(try resolve(target, assignment.text))
      return
    }
    let value = try FieldText.parse(assignment.text, field: field, options: options)
    if value.isNull && field.isRequired { throw Failure(.required, field: field.name) }
    edit.values[field.tag] = value
  }

  /// One argument, taken apart.
  private struct Assignment {
    enum Mode { case set, add, remove }
    let field: Field
    let mode: Mode
    let text: String

    /// The calendar that a date was typed in; nil for what is no date.
    var calendar: CalendarKind? {
      switch field.kind {
      case .date: CivilDateText.calendar(of: text)
      case .instant: CivilDateText.calendar(of: text.prefix { $0 != " " && $0 != "T" })
      default: nil
      }
    }

    init(_ argument: String, entity: Entity) throws(Failure) {
      guard let equals = argument.firstIndex(of: "=") else {
        throw Failure(.malformed, entity: entity.name, ["assignment", argument])
      }
      var name = argument[..<equals]
      switch name.last {
      case "+": mode = .add
      case "-": mode = .remove
      default: mode = .set
      }
      if mode != .set { name = name.dropLast() }
      text = String(argument[argument.index(after: equals)...])
      guard let found = entity.field(typed: String(name)) else {
        throw Failure(
          .unknownField, entity: entity.name, field: TextTrimming.trim(name),
          entity.fields.map(\.name))
      }
      field = found
    }
  }
}

extension RecordEdit {
  /// Days that come back do so in the calendar that they were typed in, or that the person sees,
  /// unless the record or the edit says otherwise.
  fileprivate mutating func fillCalendars(
    of entity: Entity, _ before: RecordView?, _ calendar: CalendarKind
  ) {
    for field in entity.fields where field.kind == Choices.calendar {
      guard values[field.tag] == nil, before?[field].isNull ?? true else { continue }
      // What it counts: the rest of its group, or `birth_date` for `birth_calendar`.
      let counted = entity.fields.filter {
        $0.group.map { $0 == field.group } ?? (field.name == "\($0.name.dropLast(4))calendar")
      }
      guard counted.contains(where: { values[$0.tag].map { !$0.isNull } ?? false }) else {
        continue
      }
      values[field.tag] = .text(calendar.rawValue)
    }
  }
}

extension Entity {
  /// The field that a person means: by its name, or by its label in either language.
  public func field(typed text: String) -> Field? {
    let typed = TextTrimming.trim(text)
    if let named = field(named: typed) { return named }
    let key = SearchKey.normalize(typed)
    return fields.first {
      SearchKey.normalize($0.label.english) == key || SearchKey.normalize($0.label.persian) == key
    }
  }
}
