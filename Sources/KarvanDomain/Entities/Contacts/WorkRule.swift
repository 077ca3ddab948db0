// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// What has to be done whenever something happens: a task that nobody has to remember to write.
///
/// Devices carry it out in the commit that it follows from, without a network; see ``WorkRules``.
public struct WorkRule: EntityType {
  /// Name.
  public let name = Field(
    3, .text(maximum: 100), "Name", "نام", rule: .authority, required: true, searched: true)
  /// The name of the entity whose records are watched.
  public let entity = Field(
    4, .text(maximum: 60), "Kind of record", "نوع رکورد", group: "when", required: true, key: true)
  /// What has to happen.
  public let trigger = Field(
    5,
    .choice([
      Choice("created", "It is made", "ساخته شود"),
      Choice("becomes", "A field becomes", "فیلدی بشود"),
    ]), "When", "هنگامی که", group: "when", initial: .text("created"))
  /// The name of the field that becomes something.
  public let field = Field(6, .text(maximum: 60), "Field", "فیلد", group: "when")
  /// What it becomes, as people type it.
  public let value = Field(7, .text(maximum: 200), "Value", "مقدار", group: "when")
  /// What else has to be so, as lists are filtered, one condition a line: `priority=A`.
  public let conditions = Field(
    8, .text(maximum: 2_000), "Only if", "تنها اگر", group: "when")
  /// What is to be done; `{title}` stands for the record.
  public let subject = Field(
    9, .text(maximum: 200), "Task", "کار", group: "then", required: true)
  /// After how many days.
  public let dueDays = Field(
    10, .integer(0...3_650), "Days until due", "روز تا سررسید", group: "then",
    initial: .integer(1))
  /// Who has to do it; who answers for the record where nobody is named, else who wrote it.
  public let assignee = Field(
    11, .reference(SchemaTags.user), "Assignee", "مجری", group: "then")
  /// How urgent it is.
  public let priority = Field(
    12, Choices.taskPriority, "Priority", "اولویت", group: "then", initial: .text("normal"))
  /// Whether it holds at all.
  public let active = Field(
    13, .truth, "Active", "فعال", rule: .authority, initial: .truth(true))
  /// Note.
  public let note = Field(
    14, .text(maximum: 400), "Note", "یادداشت", rule: .authority, searched: true)

  /// Makes the declaration.
  public init() {}
  /// The declaration, for reading tags.
  public static let shape = WorkRule()

  /// The entity as a whole.
  public static let about = EntityAbout(
    "work_rule", tag: 89, "Work rule", "قاعده کار",
    groups: [
      GroupDeclaration("when", rule: .authority), GroupDeclaration("then", rule: .authority),
    ],
    scopes: [.everyone], title: [shape.name.tag])
}

extension WorkRule: PreparedEntity {
  /// Refuses what no record could ever fulfil, and a task about what tasks are not about.
  public static func prepare(
    _ edit: inout RecordEdit, before: RecordView?, in context: OperationContext
  ) throws {
    func text(_ field: Field) -> String? { edit.value(field, over: before).text }
    func wrong(_ field: String, _ text: String) -> Failure {
      Failure(.invariant, field: field, [DomainLaw.workRule.rawValue, text])
    }
    let kind = text(shape.entity) ?? ""
    guard let entity = WorkRules.entity(named: kind, in: context.schema) else {
      throw wrong("entity", kind)
    }
    if edit.values[shape.entity.tag] != nil { edit.values[shape.entity.tag] = .text(entity.name) }
    if text(shape.trigger) == "becomes" {
      let name = text(shape.field) ?? ""
      guard let field = entity.field(named: name), field.kind != .words else {
        throw wrong("field", name)
      }
      let value = text(shape.value) ?? ""
      guard !(try FieldText.parse(value, field: field).isNull) else {
        throw wrong("value", value)
      }
    }
    for line in WorkRules.lines(text(shape.conditions)) {
      guard try WorkRules.Condition(line, of: entity) != nil else {
        throw wrong("conditions", line)
      }
    }
  }
}

extension WorkRule: ListedEntity {
  /// What a list of them shows.
  public static var listed: [Field] {
    [
      shape.name, shape.entity, shape.trigger, shape.field, shape.value, shape.conditions,
      shape.subject, shape.dueDays, shape.active,
    ]
  }
}
