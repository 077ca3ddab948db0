// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// Carries out the rules of ``WorkRule``: what a person writes brings its tasks along.
///
/// The tasks are part of the same commit, so that neither is there without the other. A rule writes one
/// task for a record and its value, however often it comes to that. What is imported, or comes by a
/// sync, brings none: whoever wrote it has brought them, or did not want hundreds.
public enum WorkRules {
  /// The entities whose records a task can be about, with the field that says so; others tell of their
  /// account.
  private static let subjects: [EntityTag: Field] = [
    Account.tag: ToDo.shape.account, Contact.tag: ToDo.shape.contact, Order.tag: ToDo.shape.order,
    Lead.tag: ToDo.shape.lead, Opportunity.tag: ToDo.shape.opportunity,
  ]

  /// By this name other records tell of their account.
  private static let account = "account"

  /// The draft with the tasks that rules add, and what they say; the same where there are none, or
  /// where it will be refused anyway.
  public static func extend(
    _ draft: OperationDraft, in context: OperationContext
  ) throws -> (draft: OperationDraft, tasks: [String]) {
    guard context.author.may(.create, ToDo.about.name) else { return (draft, []) }
    let rules = try Dictionary(
      uniqueKeysWithValues: Set(draft.changes.map(\.entity)).map { tag in
        (tag, try self.rules(for: tag, context))
      })
    guard rules.values.contains(where: { !$0.isEmpty }) else { return (draft, []) }
    let after = RecordOverlay(base: context.reader, schema: context.schema)
    // Beyond every number that a commit has; it never leaves this place.
    let dot = Dot(context.drafter.replica, UInt64(Int64.max))
    guard try after.apply(draft, by: context.author, at: context.now, as: dot) == nil else {
      return (draft, [])
    }
    let written = context.reading(after)
    var tasks: [(change: RecordChange, subject: String)] = []
    for change in draft.changes {
      for rule in rules[change.entity] ?? [] {
        let before = change.creates ? nil : try context.reader.record(change.entity, change.record)
        guard let shown = try after.record(change.entity, change.record),
          try applies(rule, before, shown), let task = try task(rule, shown, written),
          !tasks.contains(where: { $0.change.record == task.change.record })
        else { continue }
        tasks.append(task)
      }
    }
    // A commit that is full goes without them rather than not at all.
    guard let extended = try? draft.adding(tasks.map(\.change)) else { return (draft, []) }
    return (extended, tasks.map(\.subject))
  }

  /// The rules that watch an entity, in a stable order.
  private static func rules(
    for tag: EntityTag, _ context: OperationContext
  ) throws -> [RecordView] {
    guard let entity = context.schema[tag].flatMap({ entity(named: $0.name, in: context.schema) })
    else { return [] }
    let shape = WorkRule.shape
    return try context.reader.records(
      WorkRule.tag, where: shape.entity.tag, is: .text(entity.name)
    ).filter { $0[shape.active] == .truth(true) }
  }

  private static func applies(
    _ rule: RecordView, _ before: RecordView?, _ after: RecordView
  ) throws -> Bool {
    let shape = WorkRule.shape
    guard after.life != .deleted else { return false }
    if rule[shape.trigger] == .text("becomes") {
      guard let field = after.entity.field(named: rule[shape.field].text ?? ""),
        let value = try? FieldText.parse(rule[shape.value].text ?? "", field: field),
        !value.isNull, after[field] == value, before?[field] != value
      else { return false }
    } else if before != nil {
      return false
    }
    return lines(rule[shape.conditions].text).allSatisfy { line in
      (try? Condition(line, of: after.entity))?.holds(for: after) ?? false
    }
  }

  private static func task(
    _ rule: RecordView, _ record: RecordView, _ context: OperationContext
  ) throws -> (change: RecordChange, subject: String)? {
    let shape = WorkRule.shape
    let todo = ToDo.shape
    // Two devices of a user on which the same happens write one task.
    let made = Int64(record.id.high >> 16)
    let derived = DerivedID.make(
      milliseconds: made, "rule", "\(rule.id)", "\(record.id)",
      rule[shape.value].text ?? "", "\(context.author.user)")
    // What was taken back with the task may be done again.
    guard let id = try context.room(for: derived, in: ToDo.tag) else { return nil }
    let days = rule[shape.dueDays].integer ?? 1
    let subject = cut(
      (rule[shape.subject].text ?? "").replacing("{title}", with: record.title), todo.subject)
    var edit = RecordEdit(values: [
      todo.subject.tag: .text(subject),
      todo.due.tag: .integer(context.now + days * 86_400_000),
      todo.priority.tag: rule[shape.priority], todo.assignee.tag: assignee(rule, record, context),
    ])
    // Both say the same of its beginning.
    if id == derived { edit.values[CreationFields.at.tag] = .integer(made) }
    if let field = subjects[record.entity.tag] {
      edit.values[field.tag] = .reference(record.id)
    } else if let field = record.entity.field(named: account) {
      edit.values[todo.account.tag] = record[field]
    }
    return (try context.creation(try context.entity(ToDo.tag), id, edit), subject)
  }

  /// Who is named, else who answers for the record, else the author.
  private static func assignee(
    _ rule: RecordView, _ record: RecordView, _ context: OperationContext
  ) -> Value {
    let named = rule[WorkRule.shape.assignee]
    if !named.isNull { return named }
    let owner = record.entity.field(named: "owner").map { record[$0] } ?? .null
    return owner.isNull ? .reference(context.author.user) : owner
  }

  /// As much of a text as a field takes, in whole characters.
  private static func cut(_ text: String, _ field: Field) -> String {
    guard case .text(let maximum) = field.kind else { return text }
    var text = text
    while text.utf8.count > maximum { text.removeLast() }
    return text
  }

  // MARK: What rules are written in

  /// An entity that can be watched, by name: what is written by people, and no task nor rule itself.
  static func entity(named name: String, in schema: Schema) -> Entity? {
    guard let entity = schema[name], entity.tag != ToDo.tag, entity.tag != WorkRule.tag,
      subjects[entity.tag] != nil || entity.field(named: account) != nil
    else { return nil }
    return entity
  }

  /// The conditions of a text, one a line.
  static func lines(_ text: String?) -> [String] {
    (text ?? "").split(whereSeparator: \.isNewline).map { TextTrimming.trim(String($0)) }
      .filter { !$0.isEmpty }
  }

  /// One condition that a record fulfils or not.
  struct Condition {
    private let field: Field
    private let sign: ConditionText.Sign
    private let value: Value
    private let text: String

    /// Reads `priority=A`; nil when it is none for the entity.
    ///
    /// - Throws: What is wrong with the value.
    init?(_ text: String, of entity: Entity) throws(Failure) {
      guard let typed = ConditionText(text), let field = entity.field(named: typed.field),
        typed.sign != .contains || field.kind.isText || field.kind == .words
      else { return nil }
      self.field = field
      sign = typed.sign
      self.text = SearchKey.normalize(typed.value)
      value =
        field.kind == .words || typed.sign == .contains
        ? .null : try FieldText.parse(typed.value, field: field)
    }

    /// Whether a record fulfils it.
    func holds(for record: RecordView) -> Bool {
      if field.kind == .words {
        let isThere = record.words(field).contains { SearchKey.normalize($0) == text }
        return sign == .differs ? !isThere : isThere
      }
      let own = record[field]
      switch sign {
      case .equals: return own == value
      case .differs: return own != value
      case .contains: return SearchKey.normalize(own.text ?? "").contains(text)
      case .atLeast: return compares { $0 >= $1 }
      case .atMost: return compares { $0 <= $1 }
      case .more: return compares { $0 > $1 }
      case .less: return compares { $0 < $1 }
      }
      func compares(_ holds: (Int64, Int64) -> Bool) -> Bool {
        guard let own = own.integer, let value = value.integer else { return false }
        return holds(own, value)
      }
    }
  }
}
