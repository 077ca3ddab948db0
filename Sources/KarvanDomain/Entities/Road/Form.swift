// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// A set of questions that reps answer at customers: an audit of the shelf, a survey.
public struct Form: EntityType {
  /// Name.
  public let name = Field(
    3, .text(maximum: 200), "Name", "نام", rule: .authority, required: true, searched: true)
  /// What commands and imports call it; set once.
  public let code = Field(
    4, .text(maximum: 40), "Code", "کد", rule: .firstWriter, searched: true, key: true,
    numeral: true)
  /// Whether it is to be answered at every visit.
  public let atEveryVisit = Field(
    5, .truth, "At every visit", "در هر ویزیت", rule: .authority, initial: .truth(false))
  /// Whether it is still asked.
  public let active = Field(
    6, .truth, "Active", "فعال", rule: .authority, initial: .truth(true))
  /// What whoever asks should know.
  public let note = Field(
    7, .text(maximum: 4_000), "Note", "یادداشت", rule: .authority, searched: true)

  /// Makes the declaration.
  public init() {}
  /// The declaration, for reading tags.
  public static let shape = Form()

  /// The entity as a whole.
  public static let about = EntityAbout(
    "form", tag: 55, "Form", "پرسش‌نامه",
    // Answers name their form for ever: one that is given up is not active any more.
    deletable: false, scopes: [.everyone], title: [shape.name.tag],
    claims: [Claim("code") { ClaimKey.folded($0[shape.code]) }])
}

/// One question of a form.
public struct FormQuestion: PartEntity {
  /// Form.
  public let form = Field(3, .reference(55), "Form", "پرسش‌نامه", required: true)
  /// Its place in the form, from 1.
  public let position = Field(
    4, .integer(1...1_000), "Position", "ردیف", rule: .authority, required: true)
  /// What is asked.
  public let text = Field(
    5, .text(maximum: 1_000), "Question", "پرسش", rule: .authority, required: true,
    searched: true)
  /// What an answer is; set once, as answers are read by it.
  public let kind = Field(
    6,
    .choice([
      Choice("text", "Text", "متن"), Choice("number", "Number", "عدد"),
      Choice("yes_no", "Yes or no", "بله یا خیر"), Choice("choice", "One choice", "یک گزینه"),
      Choice("choices", "Several choices", "چند گزینه"), Choice("date", "Date", "تاریخ"),
    ]), "Kind of answer", "نوع پاسخ", rule: .firstWriter, required: true)
  /// What can be chosen.
  public let choices = Field(7, .words, "Choices", "گزینه‌ها")
  /// Whether a response without it is not taken.
  public let needed = Field(
    8, .truth, "Needs an answer", "پاسخ لازم است", rule: .authority, initial: .truth(false))
  /// The least number.
  public let minimum = Field(9, .quantity, "Minimum", "کمینه", group: "range")
  /// The greatest number.
  public let maximum = Field(10, .quantity, "Maximum", "بیشینه", group: "range")
  /// Whether it is still asked.
  public let active = Field(
    11, .truth, "Active", "فعال", rule: .authority, initial: .truth(true))

  /// Makes the declaration.
  public init() {}
  /// The declaration, for reading tags.
  public static let shape = FormQuestion()
  /// It goes with its form.
  public static let whole: EntityTag = 55
  /// The form that it goes with.
  public static var wholeField: FieldTag { shape.form.tag }

  /// The entity as a whole.
  public static let about = EntityAbout(
    "form_question", tag: 56, "Form question", "پرسش",
    groups: [GroupDeclaration("range", rule: .authority)],
    // Answers name their question for ever.
    deletable: false, scopes: [.parent(shape.form.tag)], title: [shape.text.tag])
}

extension FormQuestion: PreparedEntity {
  /// A question for which no place is named comes after the others of its form.
  public static func prepare(
    _ edit: inout RecordEdit, before: RecordView?, in context: OperationContext
  ) throws {
    guard before == nil, edit.values[shape.position.tag]?.integer == nil,
      let form = edit.values[shape.form.tag]
    else { return }
    let known = try context.reader.records(tag, where: shape.form.tag, is: form)
    let last = known.compactMap { $0[shape.position].integer }.max() ?? 0
    edit.values[shape.position.tag] = .integer(last + 1)
  }
}

/// A form that was answered once at a customer; never changed.
public struct FormResponse: EntityType {
  /// Form.
  public let form = Field(
    3, .reference(55), "Form", "پرسش‌نامه", group: "response", required: true)
  /// The customer.
  public let account = Field(
    4, .reference(4), "Account", "حساب", group: "response", required: true)
  /// The visit during which it was answered.
  public let visit = Field(5, .reference(9), "Visit", "ویزیت", group: "response")
  /// When it was answered.
  public let answeredAt = Field(
    6, .instant, "Answered at", "زمان پاسخ", group: "response", required: true)
  /// Note.
  public let note = Field(
    7, .text(maximum: 4_000), "Note", "یادداشت", rule: .firstWriter, searched: true)

  /// Makes the declaration.
  public init() {}
  /// The declaration, for reading tags.
  public static let shape = FormResponse()

  /// The entity as a whole.
  public static let about = EntityAbout(
    "form_response", tag: 57, "Form response", "پاسخ پرسش‌نامه",
    groups: [GroupDeclaration("response", rule: .firstWriter)], deletable: false,
    scopes: [.parent(shape.account.tag)], editors: .nobody, title: [shape.answeredAt.tag],
    invariants: [Laws.appendOnly])
}

/// What was answered to one question; never changed.
public struct FormAnswer: PartEntity {
  /// Response.
  public let response = Field(
    3, .reference(57), "Response", "پاسخ پرسش‌نامه", rule: .firstWriter, required: true)
  /// Question.
  public let question = Field(
    4, .reference(56), "Question", "پرسش", group: "answer", required: true)
  /// The words, or the code of what was chosen.
  public let text = Field(
    5, .text(maximum: 4_000), "Text", "متن", group: "answer", searched: true)
  /// The number.
  public let number = Field(6, .quantity, "Number", "عدد", group: "answer")
  /// Yes or no.
  public let truth = Field(7, .truth, "Yes or no", "بله یا خیر", group: "answer")
  /// The date.
  public let date = Field(8, .date, "Date", "تاریخ", group: "answer")
  /// All that was chosen.
  public let choices = Field(9, .words, "Choices", "گزینه‌ها")

  /// Makes the declaration.
  public init() {}
  /// The declaration, for reading tags.
  public static let shape = FormAnswer()
  /// It goes with its response.
  public static let whole: EntityTag = 57
  /// The response that it goes with.
  public static var wholeField: FieldTag { shape.response.tag }

  /// The entity as a whole.
  public static let about = EntityAbout(
    "form_answer", tag: 58, "Form answer", "پاسخ",
    groups: [GroupDeclaration("answer", rule: .firstWriter)], deletable: false,
    scopes: [.parent(shape.response.tag)], editors: .nobody, title: [shape.text.tag],
    invariants: [Laws.appendOnly, ofItsKind, Laws.together(with: whole, shape.response)])
}

extension FormAnswer {
  /// An answer is of the kind that its question asks for. A question's kind never changes, so that
  /// nobody else can make this wrong; what may be chosen, and how much, is judged where it is typed.
  private static let ofItsKind: Invariant = { context in
    guard context.before == nil, let id = context.after[shape.question].reference,
      let question = try context.reader.record(FormQuestion.tag, id),
      let kind = question[FormQuestion.shape.kind].text
    else { return nil }
    let answer = context.after
    let given = [
      ("text", answer[shape.text]), ("number", answer[shape.number]),
      ("yes_no", answer[shape.truth]), ("date", answer[shape.date]),
    ].filter { !$0.1.isNull }.map(\.0)
    let wanted = kind == "choice" ? ["text"] : kind == "choices" ? [] : [kind]
    let hasChoices = !answer.words(shape.choices).isEmpty
    return given == wanted && hasChoices == (kind == "choices")
      ? nil : context.breaks(.answerKind, shape.question)
  }
}

extension FormResponse: ListedEntity {
  /// What a list of them shows.
  public static var listed: [Field] {
    [shape.answeredAt, shape.form, shape.account, shape.visit, shape.note]
  }
}

extension FormAnswer: ListedEntity {
  /// What a list of them shows: the answer, of whatever kind it is.
  public static var listed: [Field] {
    [shape.question, shape.text, shape.number, shape.truth, shape.date, shape.choices]
  }
}
