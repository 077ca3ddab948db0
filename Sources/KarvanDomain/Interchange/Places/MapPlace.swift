// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// A place as maps and navigation devices take it.
public struct MapPlace: Sendable {
  /// What a map is told of a place beside its name.
  public enum Property: Hashable, Sendable {
    case text(String)
    case number(Int64)
  }

  /// The record.
  public let id: RecordID
  /// What it is called.
  public let name: String
  /// Where it is.
  public let point: GeoPoint
  /// What more is said, in a line.
  public let about: String
  /// When somebody is to be there, or was, in milliseconds since 1970.
  public let time: Int64?
  /// What programs are told, by names that stay the same.
  public let properties: [(String, Property)]

  /// Gathers a place.
  public init(
    _ id: RecordID, _ name: String, _ point: GeoPoint, about: String = "", time: Int64? = nil,
    properties: [(String, Property)] = []
  ) {
    self.id = id
    self.name = name
    self.point = point
    self.about = about
    self.time = time
    self.properties = properties
  }
}

/// Places as GeoJSON (RFC 7946): longitude before latitude, in degrees.
public enum GeoJSONText {
  /// A collection of the places, with the line through them where one is wanted and there are two.
  public static func collection(_ places: [MapPlace], lineNamed name: String? = nil) -> String {
    var features = places.map(feature)
    if let name, places.count > 1 { features.append(line(places, name)) }
    let body = features.isEmpty ? "[]" : "[\n\(features.joined(separator: ",\n"))\n]"
    return "{\"type\":\"FeatureCollection\",\"features\":\(body)}\n"
  }

  private static func feature(_ place: MapPlace) -> String {
    var members = [("name", MapPlace.Property.text(place.name))]
    if !place.about.isEmpty { members.append(("description", .text(place.about))) }
    if let time = place.time {
      members.append(("time", .text(InstantText.format(milliseconds: time))))
    }
    members += place.properties
    let properties = members.map { name, value in
      "\(JSONText.quoted(name)):\(text(value))"
    }.joined(separator: ",")
    return "{\"type\":\"Feature\",\"id\":\(JSONText.quoted("\(place.id)")),"
      + "\"geometry\":{\"type\":\"Point\",\"coordinates\":\(position(place.point))},"
      + "\"properties\":{\(properties)}}"
  }

  private static func line(_ places: [MapPlace], _ name: String) -> String {
    let positions = places.map { position($0.point) }.joined(separator: ",")
    return "{\"type\":\"Feature\","
      + "\"geometry\":{\"type\":\"LineString\",\"coordinates\":[\(positions)]},"
      + "\"properties\":{\"name\":\(JSONText.quoted(name))}}"
  }

  private static func position(_ point: GeoPoint) -> String {
    "[\(GeoPoint.degrees(point.longitude)),\(GeoPoint.degrees(point.latitude))]"
  }

  private static func text(_ property: MapPlace.Property) -> String {
    switch property {
    case .text(let text): JSONText.quoted(text)
    case .number(let number): "\(number)"
    }
  }
}

/// Places as GPX 1.1, which navigation devices read.
public enum GPXText {
  /// The places as waypoints, and the way through them as a route.
  public static func route(_ places: [MapPlace], name: String) -> String {
    var text = """
      <?xml version="1.0" encoding="UTF-8"?>
      <gpx version="1.1" creator="Karvan" xmlns="http://www.topografix.com/GPX/1/1">
      <metadata><name>\(escape(name))</name></metadata>

      """
    for place in places { text += point("wpt", place) }
    if !places.isEmpty {
      text += "<rte><name>\(escape(name))</name>\n"
      for place in places { text += point("rtept", place) }
      text += "</rte>\n"
    }
    return text + "</gpx>\n"
  }

  private static func point(_ element: String, _ place: MapPlace) -> String {
    let (latitude, longitude) = (
      GeoPoint.degrees(place.point.latitude), GeoPoint.degrees(place.point.longitude)
    )
    var text = "<\(element) lat=\"\(latitude)\" lon=\"\(longitude)\">"
    if let time = place.time { text += "<time>\(InstantText.format(milliseconds: time))</time>" }
    text += "<name>\(escape(place.name))</name>"
    if !place.about.isEmpty { text += "<desc>\(escape(place.about))</desc>" }
    return text + "</\(element)>\n"
  }

  /// Text within XML 1.0: signs of markup are written out, what XML does not have is left out.
  static func escape(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result.append(contentsOf: "&amp;".unicodeScalars)
      case "<": result.append(contentsOf: "&lt;".unicodeScalars)
      case ">": result.append(contentsOf: "&gt;".unicodeScalars)
      case "\"": result.append(contentsOf: "&quot;".unicodeScalars)
      case "\n", "\t": result.append(scalar)
      default:
        let isText = scalar.value >= 0x20 && scalar.value != 0xFFFE && scalar.value != 0xFFFF
        if isText { result.append(scalar) }
      }
    }
    return String(result)
  }
}
