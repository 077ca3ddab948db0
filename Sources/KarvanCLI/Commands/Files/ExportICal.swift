// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanCore
import KarvanDomain
import KarvanStore
import KarvanSync

/// `karvan export ical`: tasks, visits and occasions for a calendar program.
struct ExportICal: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "ical", abstract: Tongue.say(FilesMessage.aboutExportICal),
      discussion: Tongue.say(FilesMessage.exportICalForms))
  }

  @OptionGroup var rep: RepOption
  @Option(help: .init(Tongue.say(FilesMessage.helpFrom), valueName: "date")) var from: String?
  @Option(help: .init(Tongue.say(FilesMessage.helpUntil), valueName: "date")) var until: String?
  @Option(help: .init(Tongue.say(FilesMessage.helpYears))) var years = 10
  @Option(name: .shortAndLong, help: .init(Tongue.say(.helpOutputFile)), completion: .file())
  var output: String?
  @OptionGroup var common: CommonOptions

  func validate() throws {
    if !(1...100).contains(years) { throw ValidationError("--years 1…100") }
  }

  func run(at desk: Desk) throws {
    let first = try from.map { desk.start(of: try desk.day($0)) }
    let last = try until.map { desk.end(of: try desk.day($0)) }
    let count = try desk.replica().read { reader in
      let calendar = CalendarExport(
        reader: reader, language: desk.words.language, today: desk.today(), years: years,
        offsetMinutes: desk.surroundings.offsetMinutes)
      let user = try rep.user(desk.finder(reader), at: desk)
      func isWithin(_ time: Int64?) -> Bool {
        guard first != nil || last != nil else { return true }
        guard let time else { return false }
        return time >= first ?? Int64.min && time < last ?? Int64.max
      }
      return try OutputFile.write(to: output, desk.console) { write in
        var count = 0
        func put(_ text: String?) {
          guard let text else { return }
          write(text)
          count += 1
        }
        write(CalendarExport.head(name: desk.words(FilesMessage.calendarName)))
        for task in try own(ToDo.tag, ToDo.shape.assignee, user, reader)
        where isWithin(task[ToDo.shape.due].integer) {
          put(try calendar.task(task))
        }
        let shape = Visit.shape
        for visit in try own(Visit.tag, shape.rep, user, reader)
        where isWithin(visit[shape.checkInAt].integer ?? visit[shape.plannedAt].integer) {
          put(try calendar.visit(visit))
        }
        try reader.forEach(Occasion.tag) { view in
          if view.life != .deleted { put(try calendar.occasion(view)) }
        }
        try reader.forEach(Contact.tag) { view in
          if view.life != .deleted, view[Contact.redirect].isNull {
            put(try calendar.birthday(of: view))
          }
        }
        write(CalendarExport.tail)
        return count
      }
    }
    desk.note(desk.words(.exported, desk.words.number(count)))
  }

  private func own(
    _ entity: EntityTag, _ field: Field, _ user: RecordID, _ reader: ReplicaReader
  ) throws -> [RecordView] {
    try reader.list(
      RecordQuery(entity, where: [FieldCondition(field.tag, .equals(.reference(user)))]))
  }
}
