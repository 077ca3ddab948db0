// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanCore
import KarvanDomain
import KarvanStore

/// `karvan import ical FILE`
struct ImportICal: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "ical", abstract: Tongue.say(FilesMessage.aboutImportICal),
      discussion: Tongue.say(FilesMessage.importICalForms))
  }

  @OptionGroup var options: ComponentOptions
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    let file = ContentFile(try options.content())
    // Careless programs leave the calendar around the events out.
    let parts = file.components.flatMap { $0.name == "VCALENDAR" ? $0.parts : [$0] }
    let items = parts.filter { ["VTODO", "VEVENT"].contains($0.name) }
    guard !items.isEmpty else { throw InterchangeError(.nothingToRead, ["VTODO, VEVENT"]) }
    let offset = desk.surroundings.offsetMinutes
    let zones = CalendarZones(parts) { local in
      // The offset of an instant near by is that of the local time but for an hour a year.
      offset(local - Int64(offset(local)) * 60_000)
    }
    let own = parts.filter { $0.name == "VTIMEZONE" }
      .map { String(decoding: file.content[$0.bytes], as: UTF8.self) }
    try ComponentRun(
      options, desk, file, items,
      CalendarPlanner(duplicates: options.duplicates, zones: zones, offsetMinutes: offset),
      frame: (".ics", CalendarExport.head(name: "rejected") + own.joined(), CalendarExport.tail)
    ).run()
  }
}
