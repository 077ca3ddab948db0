// SPDX-License-Identifier: Apache-2.0

import KarvanCore

/// A point of the globe in millionths of a degree.
public struct GeoPoint: Hashable, Sendable {
  /// In millionths of a degree.
  public let latitude: Int64
  /// In millionths of a degree.
  public let longitude: Int64

  /// Takes a point.
  public init(latitude: Int64, longitude: Int64) {
    self.latitude = latitude
    self.longitude = longitude
  }

  /// The point of two fields; nil unless both are there.
  init?(_ latitude: Value, _ longitude: Value) {
    guard let latitude = latitude.integer, let longitude = longitude.integer else { return nil }
    self.init(latitude: latitude, longitude: longitude)
  }

  /// The distance along the great circle, rounded to metres, of a globe of 6,371,008.8 m radius.
  ///
  /// The earth is flatter at its poles: off by half a percent at most. Only sums, products and
  /// square roots are used, so that every machine finds the same number.
  public func metres(to other: GeoPoint) -> Int64 {
    func radians(_ millionths: Int64) -> Double { Double(millionths) * (.pi / 180_000_000) }
    var turn = abs(other.longitude - longitude) % 360_000_000
    if turn > 180_000_000 { turn = 360_000_000 - turn }
    let latitudes = Trigonometry.sine(radians(other.latitude - latitude) / 2)
    let longitudes = Trigonometry.sine(radians(turn) / 2)
    let haversine =
      latitudes * latitudes
      + Trigonometry.cosine(radians(latitude)) * Trigonometry.cosine(radians(other.latitude))
      * longitudes * longitudes
    let angle = 2 * Trigonometry.arcSine(min(haversine, 1).squareRoot())
    return Int64((angle * 6_371_008.8).rounded())
  }

  /// The point as a link that navigation programs open (RFC 5870).
  public var link: String {
    "geo:\(Self.degrees(latitude)),\(Self.degrees(longitude))"
  }

  /// Millionths of a degree as degrees, in ASCII digits.
  public static func degrees(_ millionths: Int64) -> String {
    DecimalText.format(millionths, scale: 6)
  }
}

/// What the great circle needs, by series that are exact to the last digits in its ranges.
enum Trigonometry {
  /// The sine of an angle between -π/2 and π/2.
  static func sine(_ angle: Double) -> Double {
    var term = angle
    var sum = angle
    for index in 1...12 {
      term *= -angle * angle / Double((2 * index) * (2 * index + 1))
      sum += term
    }
    return sum
  }

  /// The cosine of an angle between -π/2 and π/2.
  static func cosine(_ angle: Double) -> Double { sine(.pi / 2 - abs(angle)) }

  /// The angle between 0 and π/2 of which a number from 0 to 1 is the sine.
  static func arcSine(_ sine: Double) -> Double {
    // Near 1 the series is slow; half of the angle to the other side is small there.
    if sine > 0.5 { return .pi / 2 - 2 * arcSine(((1 - sine) / 2).squareRoot()) }
    var term = sine
    var sum = sine
    for index in 1...26 {
      let odd = Double(2 * index - 1)
      term *= sine * sine * odd / Double(2 * index)
      sum += term / Double(2 * index + 1)
    }
    return sum
  }
}
