// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanCore
import KarvanDomain
import KarvanStore

/// `karvan DOCUMENT new ACCOUNT FIELD=VALUE …`
struct NewDocument<Document: CommercialDocument>: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "new", abstract: Tongue.say(MoneyMessage.aboutNewDocument),
      discussion: FieldHelp.text(of: Document.self))
  }

  @Argument(help: .init(Tongue.say(.helpAccount)), completion: .records(Account.self))
  var account: String
  @Argument(
    help: .init(Tongue.say(.helpAssignments), valueName: "field=value"),
    completion: .custom { FieldHelp.completions(of: Document.self, $0, $1, $2) })
  var assignments: [String] = []
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    let entity = try desk.entity(Document.tag)
    let accounts = try desk.entity(Account.tag)
    let commit = try desk.commit { context in
      let account = try desk.finder(context).find(account, in: [accounts])
      var edit = try desk.edit(assignments, of: entity, before: nil, in: context)
      let date = Document.shape.date.tag
      if edit.values[date] == nil {
        edit.values[date] = .integer(Int64(desk.today().daysSinceEpoch))
      }
      return try DocumentLines<Document>.start(account: account.id, edit, in: context)
    }
    try desk.showChange(commit, entity.tag, saying: .added)
  }
}

/// A record that a command moves, named as people name it.
struct DocumentTarget<Declaration: EntityType>: ParsableArguments {
  @Argument(
    help: .init(Tongue.say(MoneyMessage.helpDocument)),
    completion: .records(Order.self, Quote.self, Invoice.self))
  var document: String

  /// Carries out an operation on the record and shows what became of it.
  @discardableResult
  func move(
    at desk: Desk, saying message: Message = .changed,
    _ make: (RecordView, OperationContext) throws -> OperationDraft
  ) throws -> Commit? {
    let entity = try desk.entity(Declaration.tag)
    var id: RecordID?
    let commit = try desk.commit { context in
      let shown = try desk.finder(context).find(document, in: [entity])
      id = shown.id
      return try make(shown, context)
    }
    try desk.showChange(commit, entity.tag, id, saying: message)
    return commit
  }

  /// Carries out an operation on the record and shows the record that it made.
  @discardableResult
  func make(
    _ made: EntityTag, at desk: Desk,
    _ make: (RecordView, RecordFinder, OperationContext) throws -> OperationDraft
  ) throws -> Commit? {
    let entity = try desk.entity(Declaration.tag)
    let commit = try desk.commit { context in
      let finder = try desk.finder(context)
      return try make(try finder.find(document, in: [entity]), finder, context)
    }
    try desk.showChange(commit, made, saying: .added)
    return commit
  }
}

/// A day that is said, or today.
struct DocumentDay: ParsableArguments {
  @Option(help: .init(Tongue.say(MoneyMessage.helpDay), valueName: "date")) var on: String?

  /// The day, where the person is.
  func day(_ desk: Desk) throws -> CivilDate { try desk.day(on) }
}

/// Pairs as people type them: `2=1.5`, or `TEA-100=3`.
enum Pairs {
  /// The two sides of each pair.
  static func read(_ texts: [String]) throws(CLIError) -> [(String, String)] {
    var pairs: [(String, String)] = []
    for text in texts {
      let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, !Typed.trim(parts[0]).isEmpty else {
        throw CLIError(.badChoice, text, text, "2=1.5")
      }
      pairs.append((Typed.trim(parts[0]), Typed.trim(parts[1])))
    }
    return pairs
  }
}

/// Quantities of lines: `2=1.5`, or all that is left.
struct PartArguments: ParsableArguments {
  @Argument(help: .init(Tongue.say(MoneyMessage.helpParts), valueName: "line=quantity"))
  var parts: [String] = []

  /// How much of which line, in thousandths; a line that is named twice counts once, as the last.
  func quantities<Document: CommercialDocument>(
    of document: RecordView, _ type: Document.Type, at desk: Desk, _ finder: RecordFinder
  ) throws -> [RecordID: Int64] {
    let lines = try DocumentAmounts<Document>.lines(of: document.id, reader: finder.reader)
    var quantities: [RecordID: Int64] = [:]
    for (name, text) in try Pairs.read(parts) {
      let line = try desk.line(name, of: document, among: lines, type, finder)
      quantities[line.id] = try Quantity.parse(text).thousandths
    }
    return quantities
  }
}
