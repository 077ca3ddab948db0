// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanCore
import KarvanDomain
import KarvanStore

/// The contract that a command is about.
struct ContractArgument: ParsableArguments {
  @Argument(help: .init(Tongue.say(SellingMessage.helpContract))) var contract: String
}

/// `karvan contract show CONTRACT`
struct ContractShow: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "show", abstract: Tongue.say(SellingMessage.aboutContractShow))
  }
  @OptionGroup var target: ContractArgument
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    let entity = try desk.entity(Contract.tag)
    let report = try desk.replica().read { reader in
      let cells = RecordCells(desk: desk, reader: reader)
      let view = try desk.finder(reader).find(target.contract, in: [entity])
      return try cells.single(view, parts: [try cells.term(of: view)] + cells.parts(of: view))
    }
    desk.show(report)
  }
}

/// `karvan contract sign CONTRACT`
struct ContractSign: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "sign", abstract: Tongue.say(SellingMessage.aboutSign))
  }
  @OptionGroup var target: ContractArgument
  @Option(help: .init(Tongue.say(SellingMessage.helpOn), valueName: "date")) var on: String?
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    let day = try desk.day(on)
    try desk.carryOut(
      on: Contract.tag, named: target.contract, saying: { desk.words(SellingMessage.signedNow, $2) }
    ) { try ContractOperations.sign($0.id, on: day, in: $1) }
  }
}

/// `karvan contract terminate CONTRACT REASON`
struct ContractTerminate: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "terminate", abstract: Tongue.say(SellingMessage.aboutTerminate))
  }
  @OptionGroup var target: ContractArgument
  @Argument(help: .init(Tongue.say(.helpReason))) var reason: String
  @Option(help: .init(Tongue.say(SellingMessage.helpOn), valueName: "date")) var on: String?
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    let day = try desk.day(on)
    try desk.carryOut(
      on: Contract.tag, named: target.contract,
      saying: { desk.words(SellingMessage.terminatedNow, $2) }
    ) { try ContractOperations.terminate($0.id, on: day, reason: reason, in: $1) }
  }
}

/// `karvan contract cancel CONTRACT`
struct ContractCancel: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "cancel", abstract: Tongue.say(SellingMessage.aboutContractCancel))
  }
  @OptionGroup var target: ContractArgument
  @Option(help: .init(Tongue.say(.helpReason))) var reason: String?
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    let day = desk.today()
    try desk.carryOut(
      on: Contract.tag, named: target.contract,
      saying: { desk.words(SellingMessage.cancelledNow, $2) }
    ) { try ContractOperations.cancel($0.id, on: day, reason: reason, in: $1) }
  }
}

/// `karvan contract renew CONTRACT`
struct ContractRenew: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "renew", abstract: Tongue.say(SellingMessage.aboutRenew),
      discussion: FieldHelp.text(of: Contract.self))
  }
  @OptionGroup var target: ContractArgument
  @Option(help: .init(Tongue.say(SellingMessage.helpMonths), valueName: "n")) var months: String?
  @Argument(
    help: .init(Tongue.say(.helpAssignments), valueName: "field=value"),
    completion: .custom { FieldHelp.completions(of: Contract.self, $0, $1, $2) })
  var assignments: [String] = []
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    let entity = try desk.entity(Contract.tag)
    let count = try months.map { text in
      guard let number = Typed.number(text, as: Int.self), (1...600).contains(number) else {
        throw CLIError(.badChoice, "--months", text, "1 … 600")
      }
      return number
    }
    var id: RecordID?
    let commit = try desk.commit { context in
      let shown = try desk.finder(context).find(target.contract, in: [entity])
      id = shown.id
      let edit = try desk.edit(assignments, of: entity, before: shown, in: context)
      return try ContractOperations.renew(
        shown.id, months: count, edit, on: desk.today(), in: context)
    }
    if commit != nil {
      return try desk.showChange(commit, entity.tag) { cells, view, name in
        desk.words(
          .renewedNow, name, try cells.cell(Contract.shape.startDate, of: view).text,
          try cells.cell(Contract.shape.endDate, of: view).text)
      }
    }
    try desk.replica().read { reader in
      guard let id, let next = try ContractOperations.continuation(of: id, reader: reader) else {
        return desk.note(desk.words(.nothingChanged))
      }
      let cells = RecordCells(desk: desk, reader: reader)
      let name = "\(RecordTitle.text(next, desk.words)) (\(ShortID.of(next.id)))"
      desk.show(
        try cells.single(next, parts: try cells.parts(of: next)),
        saying: desk.words(SellingMessage.wasRenewed, name))
    }
  }
}

/// `karvan contract ending [DAYS]`
struct ContractEnding: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "ending", abstract: Tongue.say(SellingMessage.aboutEnding))
  }
  @Argument(help: .init(Tongue.say(SellingMessage.helpDays), valueName: "days")) var days = "30"
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    guard let ahead = Typed.number(days, as: Int32.self), ahead >= 0 else {
      throw CLIError(.badChoice, "DAYS", days, "30, 90 …")
    }
    let entity = try desk.entity(Contract.tag)
    let shape = Contract.shape
    let today = desk.today()
    let horizon = CivilDate(daysSinceEpoch: today.daysSinceEpoch &+ ahead)
    let words = desk.words
    let report = try desk.replica().read { reader in
      let cells = RecordCells(desk: desk, reader: reader)
      let signed = try reader.list(
        RecordQuery(
          entity.tag, where: [FieldCondition(shape.status.tag, .equals(.text("signed")))]))
      let ending = try signed.compactMap { contract -> (RecordView, ContractTerm)? in
        let term = ContractTerm(of: contract, on: today)
        guard let end = term.end, let notice = term.noticeBy, end >= today,
          min(end, notice) <= horizon,
          try ContractOperations.continuation(of: contract.id, reader: reader) == nil
        else { return nil }
        return (contract, term)
      }.sorted { left, right in
        let ends = (left.1.end ?? today, right.1.end ?? today)
        return ends.0 != ends.1 ? ends.0 < ends.1 : left.0.id < right.0.id
      }
      var report = Report([
        Column("id", words(.shortID)), Column("number", words(.title)),
        cells.column(try RecordCells.field("account", in: entity)),
        Column("end", words(SellingMessage.labelTermEnd)),
        Column("notice_by", words(SellingMessage.labelNoticeBy)),
        cells.column(try RecordCells.field("renewal", in: entity)),
      ])
      report.rows = try ending.map { contract, term in
        [
          cells.id(contract), .text(RecordTitle.text(contract, words)),
          try cells.cell(shape.account, of: contract), cells.date(term.end),
          cells.date(term.noticeBy), try cells.cell(shape.renewal, of: contract),
        ]
      }
      return report
    }
    desk.show(report)
  }
}

extension RecordCells {
  /// How a contract stands today.
  func term(of contract: RecordView) throws -> Report.Part {
    let words = desk.words
    let term = ContractTerm(of: contract, on: desk.today())
    let next = try ContractOperations.continuation(of: contract.id, reader: reader)
    return Report.Part(
      "term", words(SellingMessage.labelStanding),
      .single([
        (
          Column("standing", words(SellingMessage.labelStanding)),
          Cell(.string(term.state.rawValue), words(SellingMessage(term: term.state)))
        ),
        (Column("term_end", words(SellingMessage.labelTermEnd)), date(term.end)),
        (Column("notice_by", words(SellingMessage.labelNoticeBy)), date(term.noticeBy)),
        (
          Column("continued_by", words(SellingMessage.labelContinuedBy)),
          next.map { Cell(.string("\($0.id)"), RecordTitle.text($0, words)) } ?? .empty
        ),
      ]))
  }
}

extension SellingMessage {
  /// What the standing of a contract is called.
  init(term: ContractTerm.State) {
    switch term {
    case .draft: self = .termDraft
    case .cancelled: self = .termCancelled
    case .upcoming: self = .termUpcoming
    case .running: self = .termRunning
    case .expired: self = .termExpired
    case .terminated: self = .termTerminated
    }
  }
}
