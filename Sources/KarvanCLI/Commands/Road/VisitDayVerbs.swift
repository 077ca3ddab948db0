// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanCore
import KarvanDomain
import KarvanStore

/// `karvan visit plan ACCOUNT WHEN`
struct VisitPlan: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "plan", abstract: Tongue.say(RoadMessage.aboutVisitPlan))
  }

  @Argument(help: .init(Tongue.say(.helpAccount)), completion: .records(Account.self))
  var account: String
  @Argument(help: .init(Tongue.say(RoadMessage.helpWhen))) var when: String
  @OptionGroup var rep: RepOption
  @Option(help: .init(Tongue.say(RoadMessage.helpPurposes), valueName: "text")) var purposes:
    String?
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    let visits = try desk.entity(Visit.tag)
    let accounts = try desk.entity(Account.tag)
    let field = try RecordCells.field("planned_at", in: visits)
    guard let at = try FieldText.parse(when, field: field, options: desk.textOptions()).integer
    else { throw Failure(.required, entity: "visit", field: "planned_at") }
    var title = ""
    let commit = try desk.commit { context in
      let finder = try desk.finder(context)
      let shown = try finder.find(account, in: [accounts])
      title = shown.title
      return try JourneyOperations.plan(
        account: shown.id, at: at, rep: try rep.user(finder, at: desk),
        purposes: purposes.map { FieldText.words($0) } ?? [], in: context)
    }
    try desk.showVisit(commit) {
      desk.words(RoadMessage.visitPlanned, title, desk.say(instant: at))
    }
  }
}

/// A planned visit that will not be made.
struct ClosedVisit: ParsableArguments {
  @Argument(help: .init(Tongue.say(.helpVisit))) var visit: String
  @Option(help: .init(Tongue.say(RoadMessage.helpSkipReason))) var reason: String?

  func close(as state: String, at desk: Desk, saying message: RoadMessage) throws {
    let entities = [try desk.entity(Visit.tag), try desk.entity(Account.tag)]
    var account: RecordID?
    let commit = try desk.commit { context in
      let found = try desk.finder(context).find(visit, in: entities)
      let shown = found.entity.tag == Visit.tag ? found : try planned(found, desk, context)
      account = shown[Visit.shape.account].reference
      return try JourneyOperations.close(shown.id, as: state, reason: reason, in: context)
    }
    let title = try desk.replica().read { reader in
      try account.flatMap { try reader.record(Account.tag, $0)?.title } ?? ""
    }
    try desk.showVisit(commit) { desk.words(message, title) }
  }

  /// The author's visit to an account that is planned for today.
  private func planned(
    _ account: RecordView, _ desk: Desk, _ context: OperationContext
  ) throws -> RecordView {
    let day = try Itinerary(desk: desk, reader: desk.reader(of: context))
    let visit = try day.planned().first { $0[Visit.shape.account].reference == account.id }
    guard let visit else {
      throw CLIError(.notFound, account.title, Visit.about.label.text(in: desk.words.language))
    }
    return visit
  }
}

/// `karvan visit miss VISIT`
struct VisitMiss: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "miss", abstract: Tongue.say(RoadMessage.aboutVisitMiss))
  }
  @OptionGroup var target: ClosedVisit
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    try target.close(as: "missed", at: desk, saying: .visitMissed)
  }
}

/// `karvan visit skip VISIT`
struct VisitSkip: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "skip", abstract: Tongue.say(RoadMessage.aboutVisitSkip))
  }
  @OptionGroup var target: ClosedVisit
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    try target.close(as: "cancelled", at: desk, saying: .visitSkipped)
  }
}

/// `karvan visit missed`
struct VisitMissed: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "missed", abstract: Tongue.say(RoadMessage.aboutVisitMissed))
  }

  @OptionGroup var period: PeriodOptions
  @OptionGroup var rep: RepOption
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    let days = try period.days(at: desk)
    let report = try desk.replica().read { reader in
      let user = try rep.user(desk.finder(reader), at: desk)
      let day = try Itinerary(desk: desk, reader: reader, user: user)
      return try DayReport(desk: desk, reader: reader).visits(
        try day.missed(days), ["account", "planned_at", "status", "rep", "note"])
    }
    desk.show(report)
  }
}

/// `karvan visit photo FILE` and `karvan visit sign FILE`
struct VisitFile: ParsableArguments {
  @Argument(help: .init(Tongue.say(RoadMessage.helpVisitFile)), completion: .file())
  var file: String
  @Option(help: .init(Tongue.say(.helpVisit))) var visit: String?
  @Option(help: .init(Tongue.say(ContentMessage.helpAttachmentNote), valueName: "text"))
  var note: String?

  func attach(as name: String?, at desk: Desk) throws {
    let id = try desk.replica().read { reader -> RecordID in
      if let visit {
        return try desk.finder(reader).find(visit, in: [try desk.entity(Visit.tag)]).id
      }
      let user = try desk.replica().identity.user
      guard let open = try VisitOperations.current(of: user, reader: reader) else {
        throw Failure(DomainLaw.noVisitInProgress, entity: "visit")
      }
      return open.id
    }
    var what = AttachArguments()
    what.record = "\(id)"
    what.file = file
    what.name = name
    what.note = note
    try desk.attach(what)
  }
}

/// `karvan visit photo FILE`
struct VisitPhoto: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "photo", abstract: Tongue.say(RoadMessage.aboutVisitPhoto))
  }
  @OptionGroup var photo: VisitFile
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws { try photo.attach(as: nil, at: desk) }
}

/// `karvan visit sign FILE`
struct VisitSign: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "sign", abstract: Tongue.say(RoadMessage.aboutVisitSign))
  }
  @OptionGroup var signature: VisitFile
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws { try signature.attach(as: "signature", at: desk) }
}

extension Desk {
  /// Says what became of a visit.
  func showVisit(_ commit: Commit?, saying sentence: () -> String) throws {
    guard let id = commit?.changes.first?.record else { return note(words(.nothingChanged)) }
    try replica().read { reader in
      guard let view = try reader.record(Visit.tag, id) else { return }
      show(try RecordCells(desk: self, reader: reader).single(view), saying: sentence())
    }
  }

  /// Tells who checked in away from the customer that this was noticed, and how to say why.
  func noteDeviation(_ commit: Commit?) throws {
    guard let id = commit?.changes.first?.record else { return }
    try replica().read { reader in
      guard let visit = try reader.record(Visit.tag, id),
        let metres = visit[Visit.shape.checkInDeviationM].integer, metres > 0,
        let account = visit[Visit.shape.account].reference
      else { return }
      let title = try RecordCells(desk: self, reader: reader).title(Account.tag, account)
      note(words(RoadMessage.offSite, words.distance(metres), title, ShortID.of(id)))
    }
  }

  /// Names the forms that a visit should have and does not.
  func noteForms(of commit: Commit?) throws {
    guard let id = commit?.changes.first?.record else { return }
    let forms = try replica().read { try FormOperations.missing(at: id, reader: $0) }
    guard !forms.isEmpty else { return }
    note(words(RoadMessage.formsMissing, words.list(forms.map(\.title))))
  }
}

/// Lists of visits for people and programs.
struct DayReport {
  let desk: Desk
  let reader: ReplicaReader

  /// With these columns for people, and with all for programs.
  func visits(_ views: [RecordView], _ names: [String]) throws -> Report {
    let entity = try desk.entity(Visit.tag)
    let fields =
      desk.settings.format == .table
      ? try names.map { try RecordCells.field($0, in: entity) } : entity.fields
    return try RecordCells(desk: desk, reader: reader).list(views, of: entity, fields: fields)
  }

  /// Stops that have no visit yet.
  func stops(_ stops: [DueStop]) throws -> Report {
    let words = desk.words
    let cells = RecordCells(desk: desk, reader: reader)
    var report = Report([
      Column("account", words(RoadMessage.account)),
      Column("planned_at", words(RoadMessage.planned)), Column("stop", words(.shortID)),
    ])
    report.rows = try stops.map { due in
      let at = JourneyOperations.plannedAt(due, offsetMinutes: desk.offsetMinutes)
      let account = try due.account.map {
        Cell(.string("\($0)"), try cells.title(Account.tag, $0))
      }
      return [
        account ?? .empty,
        Cell(.string(InstantText.format(milliseconds: at)), desk.say(instant: at)),
        Cell(.string("\(due.stop.id)"), ShortID.of(due.stop.id)),
      ]
    }
    return report
  }
}
