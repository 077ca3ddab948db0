// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanCore
import KarvanDomain
import KarvanStore

/// The lead that a command is about.
struct LeadArgument: ParsableArguments {
  @Argument(
    help: .init(Tongue.say(SellingMessage.helpLead)),
    completion: .records(Lead.self))
  var lead: String

  /// Moves the lead and says how it stands.
  func move(
    at desk: Desk, _ make: (RecordID, OperationContext) throws -> OperationDraft
  ) throws {
    try desk.carryOut(
      on: Lead.tag, named: lead,
      saying: { _, view, name in
        desk.words(
          SellingMessage.leadMoved, name, desk.label(view[Lead.shape.status], of: Lead.shape.status)
        )
      }, { try make($0.id, $1) })
  }
}

/// `karvan lead work LEAD`
struct LeadWork: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "work", abstract: Tongue.say(SellingMessage.aboutWork))
  }
  @OptionGroup var target: LeadArgument
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    try target.move(at: desk) { try LeadOperations.work($0, in: $1) }
  }
}

/// `karvan lead qualify LEAD`
struct LeadQualify: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "qualify", abstract: Tongue.say(SellingMessage.aboutQualify))
  }
  @OptionGroup var target: LeadArgument
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    try target.move(at: desk) { try LeadOperations.qualify($0, in: $1) }
  }
}

/// `karvan lead disqualify LEAD REASON`
struct LeadDisqualify: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "disqualify", abstract: Tongue.say(SellingMessage.aboutDisqualify))
  }
  @OptionGroup var target: LeadArgument
  @Argument(help: .init(Tongue.say(SellingMessage.helpDisqualifyReason))) var reason: String
  @Option(help: .init(Tongue.say(SellingMessage.helpNoteText))) var note: String?
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    let code = try desk.code(reason, of: Lead.shape.disqualifyReason, in: Lead.tag)
    try target.move(at: desk) {
      try LeadOperations.disqualify($0, reason: code, note: note, in: $1)
    }
  }
}

/// `karvan lead show LEAD`
struct LeadShow: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "show", abstract: Tongue.say(SellingMessage.aboutLeadShow))
  }
  @OptionGroup var target: LeadArgument
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    let entity = try desk.entity(Lead.tag)
    let report = try desk.replica().read { reader in
      let cells = RecordCells(desk: desk, reader: reader)
      let view = try desk.finder(reader).find(target.lead, in: [entity])
      var report = try cells.single(
        view, parts: try cells.parts(of: view) + [cells.score(LeadScore(of: view))])
      let reasons = LeadOperations.overruled(view).map { overruled in
        let reason = desk.label(.text(overruled.reason), of: Lead.shape.disqualifyReason)
        return [reason, overruled.note].compactMap { $0 }.joined(separator: ": ")
      }
      report.notes += reasons.map { desk.words(SellingMessage.leadOverruled, $0) }
      return report
    }
    desk.show(report)
  }
}

/// `karvan lead score LEAD`
struct LeadScoreShow: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "score", abstract: Tongue.say(SellingMessage.aboutScore))
  }
  @OptionGroup var target: LeadArgument
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    let entity = try desk.entity(Lead.tag)
    let report = try desk.replica().read { reader in
      let view = try desk.finder(reader).find(target.lead, in: [entity])
      let cells = RecordCells(desk: desk, reader: reader)
      let score = LeadScore(of: view)
      let words = desk.words
      return Report.single(
        [
          (Column("id", words(.identifier)), .text("\(view.id)")),
          (
            Column("score", words(SellingMessage.labelScore), isNumber: true),
            cells.count(score.total)
          ),
          (Column("grade", words(SellingMessage.labelGrade)), .text(score.grade)),
          (
            Column("known", words(SellingMessage.labelKnown), isNumber: true),
            cells.count(score.known)
          ),
        ], parts: [cells.score(score)])
    }
    desk.show(report)
  }
}

extension RecordCells {
  /// What a lead's score is made of.
  func score(_ score: LeadScore) -> Report.Part {
    let words = desk.words
    var report = Report([
      Column("field", words(.field)), Column("answer", words(SellingMessage.labelAnswer)),
      Column("points", words(SellingMessage.labelPoints), isNumber: true),
      Column("most", words(SellingMessage.labelMost), isNumber: true),
    ])
    let fields = (try? desk.entity(Lead.tag).fields) ?? []
    for part in score.parts {
      guard let field = fields.first(where: { $0.tag == part.field }) else { continue }
      let answer = part.answer.map { Cell(.string($0), desk.label(.text($0), of: field)) }
      report.rows.append([
        Cell(.string(field.name), field.label.text(in: words.language)),
        answer ?? Cell(.null, words(SellingMessage.labelUnknown)), count(part.points),
        count(part.most),
      ])
    }
    return Report.Part(
      "score_parts",
      "\(words(SellingMessage.labelScoreParts)): \(words.number(score.total)) (\(score.grade))",
      report)
  }
}
