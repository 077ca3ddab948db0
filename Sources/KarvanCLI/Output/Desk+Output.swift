// SPDX-License-Identifier: Apache-2.0

extension Desk {
  /// Writes a command's result to standard output, in the form that was asked for.
  func show(_ report: Report) {
    switch settings.format {
    case .json: console.write(report.json.pretty)
    case .ndjson: console.write(report.lines)
    case .csv: console.write(CSVText.render(report))
    case .table:
      let table = TableText(
        width: console.isOutputTerminal ? console.columns : nil,
        isTerminal: console.isOutputTerminal,
        usesColour: (surroundings.environment["NO_COLOR"] ?? "").isEmpty, words: words)
      let text = table.render(report)
      if text.isEmpty { note(words(.nothingToShow)) } else { console.write(text) }
    }
  }

  /// Says something beside the result, on standard error.
  ///
  /// Where the result was lost nothing else is claimed; the error follows.
  func note(_ text: String) {
    if !isQuiet, console.outputFailure() == nil { console.tell(Printable.text(text) + "\n") }
  }

  /// The result of a change: for people one sentence, for programs the record.
  func show(_ report: Report, saying sentence: String) {
    guard settings.format == .table else { return show(report) }
    if !isQuiet { console.write(Printable.text(sentence) + "\n") }
  }

  /// Asks before something that can't be undone; without a terminal only `--yes` is an answer.
  func confirm(_ question: String, yes: Bool) throws(CLIError) {
    if yes { return }
    guard console.isInputTerminal else { throw CLIError(.needsConfirmation, question) }
    console.tell(Printable.text("\(question) \(words(.yesOrNo)) "))
    let answer = console.readLine().map { Typed.trim($0).lowercased() } ?? ""
    guard ["y", "yes", "ب", "بله"].contains(answer) else {
      throw CLIError(.needsConfirmation, question)
    }
  }
}
