// SPDX-License-Identifier: Apache-2.0

import KarvanCore

/// A closed line around an area, by its corners in millionths of a degree.
///
/// Corners are joined by straight lines of latitude and longitude, which is right for a part of a
/// country; no area crosses the line of dates.
public struct Boundary: Hashable, Sendable {
  /// A point, in millionths of a degree.
  public struct Point: Hashable, Sendable {
    /// North of the equator.
    public let latitude: Int64
    /// East of Greenwich.
    public let longitude: Int64

    /// Names a point.
    public init(latitude: Int64, longitude: Int64) {
      self.latitude = latitude
      self.longitude = longitude
    }
  }

  /// The corners, in order; the last is joined with the first.
  public let corners: [Point]

  /// The most corners.
  public static let maximumCorners = 200

  /// Reads corners as `35.70,51.30 35.80,51.30 35.75,51.45`: latitude before longitude, in degrees,
  /// in any digits.
  ///
  /// - Returns: nil for what is no such list, or has fewer than three corners or too many.
  public init?(_ text: String) {
    let pairs = Digits.toASCII(text).split { $0 == " " || $0 == ";" || $0 == "\n" }
    guard (3...Self.maximumCorners).contains(pairs.count) else { return nil }
    var corners: [Point] = []
    for pair in pairs {
      let parts = pair.split(separator: ",", omittingEmptySubsequences: false)
      guard parts.count == 2, let latitude = Self.millionths(parts[0], most: 90),
        let longitude = Self.millionths(parts[1], most: 180)
      else { return nil }
      corners.append(Point(latitude: latitude, longitude: longitude))
    }
    self.corners = corners
  }

  private static func millionths(_ text: Substring, most: Int64) -> Int64? {
    let isNegative = text.hasPrefix("-")
    let parts = text.drop { $0 == "-" || $0 == "+" }
      .split(separator: ".", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), let whole = Int64(parts[0]), (0...most).contains(whole),
      parts.count == 1 || (parts[1].utf8.count <= 6 && Int64(parts[1] + "0") != nil)
    else { return nil }
    let digits = parts.count == 2 ? String(parts[1]) : ""
    guard let rest = Int64(digits + String(repeating: "0", count: 6 - digits.utf8.count)),
      rest >= 0
    else { return nil }
    let value = whole * 1_000_000 + rest
    guard value <= most * 1_000_000 else { return nil }
    return isNegative ? -value : value
  }

  /// Whether a point is inside, or on the line.
  public func contains(_ point: Point) -> Bool {
    var isInside = false
    var last = corners[corners.count - 1]
    for corner in corners {
      defer { last = corner }
      let turn = Self.turn(last, corner, point)
      if turn == 0, Self.isBetween(point, last, corner) { return true }
      // A ray to the east crosses the side from below, or from above.
      if (last.latitude > point.latitude) != (corner.latitude > point.latitude),
        (turn > 0) == (corner.latitude > last.latitude)
      {
        isInside.toggle()
      }
    }
    return isInside
  }

  /// On which side of a line a point is; nothing on the line.
  private static func turn(_ one: Point, _ two: Point, _ point: Point) -> Int64 {
    // At most 3.6e8 each, so that the products fit.
    (two.longitude - one.longitude) * (point.latitude - one.latitude)
      - (two.latitude - one.latitude) * (point.longitude - one.longitude)
  }

  private static func isBetween(_ point: Point, _ one: Point, _ two: Point) -> Bool {
    (min(one.latitude, two.latitude)...max(one.latitude, two.latitude)).contains(point.latitude)
      && (min(one.longitude, two.longitude)...max(one.longitude, two.longitude))
        .contains(point.longitude)
  }
}
