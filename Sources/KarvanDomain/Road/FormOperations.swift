// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// Answering forms.
public enum FormOperations {
  /// The questions of a form that are still asked, by position and then identifier.
  public static func questions(
    of form: RecordID, reader: any RecordReader
  ) throws -> [RecordView] {
    let shape = FormQuestion.shape
    return try reader.records(
      FormQuestion.tag, where: shape.form.tag, is: .reference(form)
    ).filter { $0[shape.active] == .truth(true) }.ordered(by: shape.position)
  }

  /// The forms that are to be answered at every visit, by identifier.
  public static func atEveryVisit(reader: any RecordReader) throws -> [RecordView] {
    try reader.records(
      Form.tag, where: Form.shape.atEveryVisit.tag, is: .truth(true)
    ).filter { $0[Form.shape.active] == .truth(true) }
  }

  /// The forms that are to be answered at every visit and were not in this one.
  public static func missing(
    at visit: RecordID, reader: any RecordReader
  ) throws -> [RecordView] {
    let shape = FormResponse.shape
    let answered = try reader.records(
      FormResponse.tag, where: shape.visit.tag, is: .reference(visit)
    ).compactMap { $0[shape.form].reference }
    return try atEveryVisit(reader: reader).filter { !answered.contains($0.id) }
  }

  /// Writes down the answers to a form in one commit; the response comes first.
  ///
  /// - Parameters:
  ///   - form: An active form.
  ///   - account: The customer.
  ///   - visit: The visit during which it was answered.
  ///   - answers: What was answered, as typed, by question; an empty text is no answer.
  ///   - note: Note.
  ///   - options: How values are typed.
  ///   - context: Who answers, and when.
  /// - Throws: `formAnswers` with the questions that need an answer and have none; a failure that
  ///   names the question for one that does not fit.
  public static func respond(
    to form: RecordID, at account: RecordID, visit: RecordID? = nil,
    answers: [RecordID: String], note: String? = nil,
    options: FieldTextOptions = FieldTextOptions(), in context: OperationContext
  ) throws -> OperationDraft {
    let shown = try context.living(Form.tag, form)
    guard shown[Form.shape.active] == .truth(true) else {
      throw Failure(.inactive, entity: "form", record: form, [shown.title])
    }
    _ = try context.living(Account.tag, account)
    let questions = try questions(of: form, reader: context.reader)
    if let stranger = answers.keys.sorted().first(where: { id in
      !questions.contains { $0.id == id }
    }) {
      throw Failure(.missingRecord, entity: "form_question", record: stranger, ["\(stranger)"])
    }
    let given = try questions.compactMap { question in
      try answers[question.id].flatMap { try answer(question, $0, options) }
        .map { (question, $0) }
    }
    let needed = questions.filter { question in
      question[FormQuestion.shape.needed] == .truth(true)
        && !given.contains { $0.0.id == question.id }
    }
    guard needed.isEmpty, !given.isEmpty else {
      throw Failure(
        DomainLaw.formAnswers, entity: "form", record: form,
        (needed.isEmpty ? questions : needed).prefix(10).map(\.title))
    }
    let shape = FormResponse.shape
    let response = context.makeID()
    let head = try context.creation(
      try context.entity(FormResponse.tag), response,
      RecordEdit(values: [
        shape.form.tag: .reference(form), shape.account.tag: .reference(account),
        shape.visit.tag: visit.map { .reference($0) } ?? .null,
        shape.answeredAt.tag: .integer(context.now),
        shape.note.tag: note.map { .text($0) } ?? .null,
      ]))
    let entity = try context.entity(FormAnswer.tag)
    let rows = try given.map { question, edit in
      var edit = edit
      edit.values[FormAnswer.shape.response.tag] = .reference(response)
      edit.values[FormAnswer.shape.question.tag] = .reference(question.id)
      return try context.creation(entity, context.makeID(), edit)
    }
    return try OperationDraft("form respond", [head]).adding(rows)
  }

  /// A typed answer as the values of a record; nil for an empty one.
  private static func answer(
    _ question: RecordView, _ text: String, _ options: FieldTextOptions
  ) throws -> RecordEdit? {
    let shape = FormAnswer.shape
    let typed = TextTrimming.trim(text)
    guard !typed.isEmpty else { return nil }
    func value(_ field: Field) throws -> RecordEdit {
      do {
        return RecordEdit(values: [
          field.tag: try FieldText.parse(typed, field: field, options: options)
        ])
      } catch let failure {
        throw refusal(question, failure.arguments)
      }
    }
    switch question[FormQuestion.shape.kind].text {
    case "number":
      let edit = try value(shape.number)
      try checkRange(edit.values[shape.number.tag]?.integer ?? 0, question)
      return edit
    case "yes_no": return try value(shape.truth)
    case "date": return try value(shape.date)
    case "choice":
      return RecordEdit(values: [shape.text.tag: .text(try choice(typed, question))])
    case "choices":
      let chosen = try FieldText.words(typed).map { try choice($0, question) }
      return RecordEdit(adds: [shape.choices.tag: chosen])
    default: return RecordEdit(values: [shape.text.tag: .text(text)])
    }
  }

  private static func choice(_ typed: String, _ question: RecordView) throws(Failure) -> String {
    let choices = question.words(FormQuestion.shape.choices)
    let key = SearchKey.normalize(typed)
    let found = choices.first { SearchKey.normalize($0).utf8.elementsEqual(key.utf8) }
    guard let found else {
      throw Failure(
        .notAChoice, entity: "form_question", record: question.id, field: "text",
        [typed] + choices)
    }
    return found
  }

  private static func checkRange(_ number: Int64, _ question: RecordView) throws(Failure) {
    let least = question[FormQuestion.shape.minimum].integer ?? .min
    let most = question[FormQuestion.shape.maximum].integer ?? .max
    guard number < least || number > most else { return }
    throw Failure(
      .outOfRange, entity: "form_question", record: question.id, field: "text",
      [least, most].map { Quantity(thousandths: $0).text })
  }

  /// A failure that is said of the question and not of the field that holds its answers.
  private static func refusal(_ question: RecordView, _ arguments: [String]) -> Failure {
    Failure(
      DomainLaw.formAnswers, entity: "form_question", record: question.id, [question.title])
  }
}
