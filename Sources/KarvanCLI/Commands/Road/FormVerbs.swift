// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanCore
import KarvanDomain
import KarvanStore

/// `karvan form fill FORM QUESTION=ANSWER …`
struct FormFill: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "fill", abstract: Tongue.say(RoadMessage.aboutFormFill),
      discussion: Tongue.say(RoadMessage.fillForms))
  }

  @Argument(help: .init(Tongue.say(RoadMessage.helpForm))) var form: String
  @Argument(help: .init(Tongue.say(RoadMessage.helpAnswers), valueName: "question=answer"))
  var answers: [String] = []
  @Option(help: .init(Tongue.say(RoadMessage.helpFormAccount))) var account: String?
  @Option(help: .init(Tongue.say(.helpNote))) var note: String?
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    var said: (form: String, account: String) = ("", "")
    let commit = try desk.commit { context in
      let reader = try desk.reader(of: context)
      let finder = desk.finder(reader)
      let shown = try finder.find(form, in: [try desk.entity(Form.tag)])
      let open = try VisitOperations.current(of: context.author.user, reader: reader)
      let named = try account.map { try finder.find($0, in: [try desk.entity(Account.tag)]).id }
      guard let customer = named ?? open?[Visit.shape.account].reference else {
        throw CLIError(.needsVisit)
      }
      said = (shown.title, try reader.record(Account.tag, customer)?.title ?? "")
      let isThere = open?[Visit.shape.account].reference == customer
      return try FormOperations.respond(
        to: shown.id, at: customer, visit: isThere ? open?.id : nil,
        answers: try typed(shown, reader), note: note, options: desk.textOptions(), in: context)
    }
    try show(commit, desk, said)
  }

  /// The answers by question; the last of several to the same one counts.
  private func typed(
    _ form: RecordView, _ reader: ReplicaReader
  ) throws -> [RecordID: String] {
    let questions = try FormOperations.questions(of: form.id, reader: reader)
    return try answers.reduce(into: [:]) { typed, answer in
      guard let equals = answer.firstIndex(of: "=") else {
        throw Failure(.malformed, entity: "form", ["assignment", answer])
      }
      let name = Typed.trim(answer[..<equals])
      guard let question = question(name, questions) else {
        throw CLIError(.unknownQuestion, name, form.title)
      }
      typed[question.id] = String(answer[answer.index(after: equals)...])
    }
  }

  /// A question by its position, or by how its text begins where only one begins so.
  private func question(_ name: String, _ questions: [RecordView]) -> RecordView? {
    let shape = FormQuestion.shape
    if let position = Typed.number(name, as: Int64.self) {
      let found = questions.filter { $0[shape.position] == .integer(position) }
      return found.count == 1 ? found[0] : nil
    }
    let key = SearchKey.normalize(name)
    guard !key.isEmpty else { return nil }
    let found = questions.filter {
      SearchKey.normalize($0[shape.text].text ?? "").utf8.starts(with: key.utf8)
    }
    return found.count == 1 ? found[0] : nil
  }

  private func show(
    _ commit: Commit?, _ desk: Desk, _ said: (form: String, account: String)
  ) throws {
    guard let commit, let id = commit.changes.first?.record else { return }
    try desk.replica().read { reader in
      guard let view = try reader.record(FormResponse.tag, id) else { return }
      let cells = RecordCells(desk: desk, reader: reader)
      desk.show(
        try cells.single(view, parts: try cells.parts(of: view)),
        saying: desk.words(
          RoadMessage.filled, said.form, desk.words.number(commit.changes.count - 1),
          said.account))
    }
  }
}
