// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanCore
import KarvanDomain
import KarvanStore
import KarvanSync

/// What is written for maps.
enum MapContent: String, CaseIterable, Sendable {
  case route, accounts
}

/// `karvan export geojson [route|accounts]`
struct ExportGeoJSON: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "geojson", abstract: Tongue.say(FilesMessage.aboutExportGeoJSON),
      discussion: Tongue.say(FilesMessage.exportGeoJSONForms))
  }

  @Argument(
    help: .init(Tongue.say(FilesMessage.helpWhat)),
    completion: .list(MapContent.allCases.map(\.rawValue)), transform: WordOf<MapContent>.read)
  var what: MapContent = .route
  @OptionGroup var day: DayOption
  @OptionGroup var rep: RepOption
  @Option(name: .shortAndLong, help: .init(Tongue.say(.helpOutputFile)), completion: .file())
  var output: String?
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    let date = try day.day(at: desk)
    let (places, lost) = try desk.replica().read { reader in
      let map = MapPlaces(desk: desk, reader: reader)
      switch what {
      case .route: return try map.route(of: try rep.user(desk.finder(reader), at: desk), on: date)
      case .accounts: return try map.accounts()
      }
    }
    let line = what == .route ? desk.words(FilesMessage.routeName, desk.say(date)) : nil
    try OutputFile.write(to: output, desk.console) {
      $0(GeoJSONText.collection(places, lineNamed: line))
    }
    MapPlaces.tell(places.count, lost, desk)
  }
}

/// `karvan export gpx`
struct ExportGPX: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "gpx", abstract: Tongue.say(FilesMessage.aboutExportGPX),
      discussion: Tongue.say(FilesMessage.exportGPXForms))
  }

  @OptionGroup var day: DayOption
  @OptionGroup var rep: RepOption
  @Option(name: .shortAndLong, help: .init(Tongue.say(.helpOutputFile)), completion: .file())
  var output: String?
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    let date = try day.day(at: desk)
    let (places, lost) = try desk.replica().read { reader in
      try MapPlaces(desk: desk, reader: reader)
        .route(of: try rep.user(desk.finder(reader), at: desk), on: date)
    }
    let name = desk.words(FilesMessage.routeName, desk.say(date))
    try OutputFile.write(to: output, desk.console) { $0(GPXText.route(places, name: name)) }
    MapPlaces.tell(places.count, lost, desk)
  }
}

/// Finds the places that are written for maps, and the names of those without a position.
private struct MapPlaces {
  typealias Found = (places: [MapPlace], lost: [String])

  let desk: Desk
  let reader: ReplicaReader

  /// The visits of a day: those that were made, as they were, and then those that are planned, as
  /// they are driven.
  func route(of user: RecordID, on date: CivilDate) throws -> Found {
    let shape = Visit.shape
    let visits = try reader.list(
      RecordQuery(
        Visit.tag,
        where: [
          FieldCondition(shape.rep.tag, .equals(.reference(user))),
          FieldCondition(shape.status.tag, .oneOf([.text("done"), .text("in_progress")])),
          FieldCondition(shape.checkInAt.tag, .atLeast(.integer(desk.start(of: date)))),
          FieldCondition(shape.checkInAt.tag, .less(than: .integer(desk.end(of: date)))),
        ], order: [FieldOrder(shape.checkInAt.tag)]))
    let planned = try Itinerary(desk: desk, reader: reader, user: user, date: date).planned()
    var found: Found = ([], [])
    for visit in visits + planned { try add(visit, to: &found) }
    return found
  }

  private func add(_ visit: RecordView, to found: inout Found) throws {
    let shape = Visit.shape
    guard let id = visit[shape.account].reference,
      let account = try reader.record(Account.tag, id)
    else { return }
    let known = try Geofence.place(of: id, reader: reader)
    let fix = Self.point(visit[shape.checkInLatitude], visit[shape.checkInLongitude])
    guard let point = fix ?? known?.point else { return found.lost.append(account.title) }
    let status = visit[shape.status].text ?? ""
    found.places.append(
      MapPlace(
        visit.id, account.title, point, about: known.map { address($0.address) } ?? "",
        time: visit[shape.checkInAt].integer ?? visit[shape.plannedAt].integer,
        properties: [
          ("sequence", .number(Int64(found.places.count + 1))), ("status", .text(status)),
          ("account", .text("\(id)")),
        ]))
  }

  private static func point(_ latitude: Value, _ longitude: Value) -> GeoPoint? {
    guard let latitude = latitude.integer, let longitude = longitude.integer else { return nil }
    return GeoPoint(latitude: latitude, longitude: longitude)
  }

  /// The places of all accounts that have one.
  func accounts() throws -> Found {
    var found: Found = ([], [])
    try reader.forEach(Account.tag) { account in
      guard account.life != .deleted, account[Account.redirect].isNull else { return }
      let places = try Geofence.places(of: account.id, reader: reader)
      if places.isEmpty { found.lost.append(account.title) }
      for place in places {
        found.places.append(
          MapPlace(
            place.address.id, account.title, place.point, about: address(place.address),
            properties: [
              ("account", .text("\(account.id)")),
              ("kind", .text(place.address[Address.shape.kind].text ?? "")),
              ("relation", .text(account[Account.shape.type].text ?? "")),
            ]))
      }
    }
    return found
  }

  private func address(_ view: RecordView) -> String {
    let parts = [view[Address.shape.line].text, view[Address.shape.city].text].compactMap { $0 }
    return desk.words.list(parts.filter { !$0.isEmpty })
  }

  static func tell(_ count: Int, _ lost: [String], _ desk: Desk) {
    desk.note(desk.words(.exported, desk.words.number(count)))
    guard !lost.isEmpty else { return }
    let more = lost.count > 10 ? ["…"] : []
    desk.note(
      desk.words(FilesMessage.withoutPlace, desk.words.list(Array(lost.prefix(10)) + more)))
  }
}
