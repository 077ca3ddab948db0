// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanCore
import KarvanDomain
import KarvanStore

/// Where the device is, as typed: `35.6892,51.3890` or with the accuracy in metres behind it.
struct PositionOption: ParsableArguments {
  @Option(name: .customLong("at"), help: .init(Tongue.say(.helpAt), valueName: "lat,lon[,m]"))
  var text: String?

  func position() throws(CLIError) -> GeoFix? {
    guard let text else { return nil }
    let ascii = Digits.toASCII(text).replacing("،", with: ",").replacing("؛", with: ",")
      .replacing("٫", with: ".")
    let parts = ascii.split(separator: ",", omittingEmptySubsequences: false)
      .map { Typed.trim($0) }
    guard (2...3).contains(parts.count), let latitude = Self.millionths(parts[0]),
      let longitude = Self.millionths(parts[1]), abs(latitude) <= 90_000_000,
      abs(longitude) <= 180_000_000
    else { throw CLIError(.badChoice, "--at", text, "35.6892,51.3890") }
    guard parts.count == 3 else { return GeoFix(latitude: latitude, longitude: longitude) }
    guard let accuracy = Int64(parts[2]), accuracy >= 0 else {
      throw CLIError(.badChoice, "--at", text, "35.6892,51.3890,12")
    }
    return GeoFix(latitude: latitude, longitude: longitude, accuracyM: accuracy)
  }

  /// Degrees with up to six decimals as a whole number, without floating point.
  static func millionths(_ text: String) -> Int64? {
    let isNegative = text.hasPrefix("-")
    let parts = text.drop { $0 == "-" || $0 == "+" }
      .split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard let whole = parts.first, whole.count <= 3, let degrees = Int64(whole) else { return nil }
    let typed = parts.count == 2 ? parts[1] : ""
    guard typed.allSatisfy({ $0.isASCII && $0.isNumber }) else { return nil }
    let decimals = typed.prefix(6)
    let padded = decimals + String(repeating: "0", count: 6 - decimals.count)
    guard let fraction = Int64(padded) else { return nil }
    let value = degrees * 1_000_000 + fraction
    return isNegative ? -value : value
  }
}

/// `karvan visit start ACCOUNT`
struct VisitStart: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "start", abstract: Tongue.say(.aboutVisitStart))
  }

  @Argument(help: .init(Tongue.say(.helpAccount)), completion: .records(Account.self))
  var account: String
  @Option(help: .init(Tongue.say(.helpPlannedVisit))) var visit: String?
  @Option(help: .init(Tongue.say(HistoryMessage.helpDeal))) var opportunity: String?
  @OptionGroup var place: PositionOption
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    let position = try place.position()
    let accounts = try desk.entity(Account.tag)
    let visits = try desk.entity(Visit.tag)
    var title = ""
    let commit = try desk.commit { context in
      let finder = try desk.finder(context)
      let shown = try finder.find(account, in: [accounts])
      title = shown.title
      let planned = try visit.map { try finder.find($0, in: [visits]).id }
      let id = try planned ?? self.planned(of: shown.id, desk, context)
      // A stop of the journey plan becomes the visit that planning the day would have made.
      let stop = try Itinerary(desk: desk, reader: desk.reader(of: context)).stop(at: shown.id)
      return try VisitOperations.start(
        account: shown.id, visit: id, due: id == nil ? stop.map { ($0, desk.offsetMinutes) } : nil,
        opportunity: try opportunity.map {
          try finder.find($0, in: [try desk.entity(Opportunity.tag)]).id
        }, position: position, in: context)
    }
    try desk.showVisit(commit, account: title, saying: .visitStarted)
    try desk.noteDeviation(commit)
  }

  /// The author's visit to the account that was planned for today.
  private func planned(
    of account: RecordID, _ desk: Desk, _ context: OperationContext
  ) throws -> RecordID? {
    let today = desk.today()
    let offset = desk.surroundings.offsetMinutes(desk.now())
    let shape = Visit.shape
    return try context.reader.records(
      Visit.tag, where: shape.account.tag, is: .reference(account), and: shape.status.tag,
      is: .text("planned")
    )
    .first { view in
      guard view[shape.rep].reference == context.author.user, let at = view[shape.plannedAt].integer
      else { return false }
      return InstantText.civilDate(milliseconds: at, offsetMinutes: offset) == today
    }?.id
  }
}

/// `karvan visit end`
struct VisitEnd: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "end", abstract: Tongue.say(.aboutVisitEnd))
  }

  @Argument(help: .init(Tongue.say(.helpVisit))) var visit: String?
  @Option(
    help: .init(Tongue.say(.helpOutcome)), completion: .list(Self.codes(Visit.shape.outcome)))
  var outcome: String?
  @Option(
    help: .init(Tongue.say(.helpNoOrderReason)),
    completion: .list(Self.codes(Visit.shape.noOrderReason)))
  var reason: String?
  @Option(help: .init(Tongue.say(.helpNote))) var note: String?
  @OptionGroup var place: PositionOption
  @OptionGroup var common: CommonOptions

  private static func codes(_ field: Field) -> [String] {
    if case .choice(let choices) = field.kind { choices.map(\.code) } else { [] }
  }

  func run(at desk: Desk) throws {
    let position = try place.position()
    let entity = try desk.entity(Visit.tag)
    func code(_ text: String?, _ name: String) throws -> String? {
      try text.flatMap {
        try FieldText.parse($0, field: try RecordCells.field(name, in: entity)).text
      }
    }
    let report = VisitOperations.Report(
      outcome: try code(outcome, "outcome"), noOrderReason: try code(reason, "no_order_reason"),
      note: note)
    let commit = try desk.commit { context in
      let id = try visit.map { try desk.finder(context).find($0, in: [entity]).id }
      return try VisitOperations.end(visit: id, report: report, position: position, in: context)
    }
    try desk.showVisit(commit, account: nil, saying: .visitEnded)
    try desk.noteForms(of: commit)
  }
}

extension Desk {
  /// Says which account a visit began or ended at.
  func showVisit(_ commit: Commit?, account: String?, saying message: Message) throws {
    guard let id = commit?.changes.first?.record else { return note(words(.nothingChanged)) }
    try replica().read { reader in
      guard let view = try reader.record(Visit.tag, id) else { return }
      let cells = RecordCells(desk: self, reader: reader)
      let name = try account ?? cells.cell(Visit.shape.account, of: view).text
      show(try cells.single(view), saying: words(message, name, say(instant: now())))
    }
  }
}
