// SPDX-License-Identifier: Apache-2.0

/// Leads through the tour.
struct TourGuide {
  let playground: TourPlayground

  private var desk: Desk { playground.desk }
  private var words: Words { desk.words }
  private var count: Int { TourStep.allCases.count }

  private func say(_ text: String) { desk.console.write(Printable.text(text) + "\n") }

  // MARK: Without a terminal

  /// Shows a step: why, and what is to be typed; after the last one, the questions.
  func show(_ place: Int) throws {
    guard let step = TourStep(rawValue: place) else { return showQuestions() }
    let commands = try playground.look { try step.commands($0) }
    say(words(TourMessage.stepOf, words.number(place + 1), words.number(count)))
    say(words(step.why))
    say("")
    // A command is read from left to right, whatever is around it.
    for command in commands { say("  " + command) }
    guard !desk.console.isInputTerminal else { return }
    say("")
    say(words(TourMessage.typeThere, playground.folder))
  }

  /// Looks whether a step was done.
  ///
  /// - Throws: `stepNotDone`.
  func check(_ place: Int) throws {
    guard let step = TourStep(rawValue: place) else { return showQuestions() }
    guard try playground.look({ try step.isDone($0) }) else {
      let commands = try playground.look { try step.commands($0) }
      throw CLIError(.stepNotDone, words.number(place + 1), commands.joined(separator: " ; "))
    }
    try playground.advance(to: place + 1)
    say(words(step.learnt))
    say("")
    try show(place + 1)
  }

  // MARK: The questions

  private func showQuestions() {
    say(words(TourMessage.questions))
    for (index, question) in TourQuestion.allCases.enumerated() {
      say("")
      ask(question, index)
    }
    guard !desk.console.isInputTerminal else { return }
    say("")
    say(words(TourMessage.answerSo))
  }

  private func ask(_ question: TourQuestion, _ index: Int) {
    say("\(words.number(index + 1)). " + words(question.text))
    for (number, answer) in question.answers.enumerated() {
      say("   \(words.number(number + 1)) " + words(answer))
    }
  }

  /// Judges the answers to all questions, such as `2,1,3`.
  ///
  /// - Throws: `answersWrong` with the numbers of the questions that are to be thought over.
  func judge(_ text: String) throws {
    let given = text.split { ",،; ".contains($0) }.map { Typed.number(String($0), as: Int.self) }
    let all = TourQuestion.allCases
    guard given.count == all.count else {
      throw CLIError(.badChoice, "--answers", text, all.map { _ in "1…3" }.joined(separator: ","))
    }
    let wrong = zip(all, given).enumerated().filter { $0.element.0.right != $0.element.1 }
    guard wrong.isEmpty else {
      throw CLIError(.answersWrong, words.list(wrong.map { words.number($0.offset + 1) }))
    }
    say(words(TourMessage.passed))
  }

  // MARK: At a terminal

  /// Goes through what is left, step by step, until somebody has enough.
  func lead() async throws {
    say(words(TourMessage.welcome, playground.folder))
    while let step = TourStep(rawValue: try playground.place()) {
      say("")
      try show(step.rawValue)
      guard try await wait(for: step) else { return say(words(TourMessage.comeBack)) }
      say("")
      say("✓ " + words(step.learnt))
    }
    for (index, question) in TourQuestion.allCases.enumerated() {
      say("")
      ask(question, index)
      guard answer(question) else { return say(words(TourMessage.comeBack)) }
    }
    say("")
    say(words(TourMessage.passed))
  }

  /// Takes commands until a step is done; false when somebody has enough.
  private func wait(for step: TourStep) async throws -> Bool {
    while true {
      desk.console.tell("tour> ")
      guard let line = desk.console.readLine() else { return false }
      guard let typed = ShellWords.split(line) else {
        say(words(TourMessage.openQuote))
        continue
      }
      switch typed.first {
      case "quit", "exit": return false
      case "skip":
        try playground.advance(to: step.rawValue + 1)
        return true
      case nil: try show(step.rawValue)
      case "karvan" where typed.contains("tour"), "tour": say(words(TourMessage.inTour))
      default: _ = await playground.carryOut(typed)
      }
      if try playground.look({ try step.isDone($0) }) {
        try playground.advance(to: step.rawValue + 1)
        return true
      }
    }
  }

  /// Asks until the answer is right; false when somebody has enough.
  private func answer(_ question: TourQuestion) -> Bool {
    while true {
      desk.console.tell("tour> ")
      guard let line = desk.console.readLine(), !["quit", "exit"].contains(line) else {
        return false
      }
      if Typed.number(line, as: Int.self) == question.right {
        say("✓")
        return true
      }
      say(words(TourMessage.thinkAgain))
    }
  }
}
