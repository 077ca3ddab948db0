// SPDX-License-Identifier: Apache-2.0

import KarvanCore
import KarvanDomain
import TestSupport
import Testing

@Suite("The great circle")
struct GreatCircleTests {
  static let tehran = GeoPoint(latitude: 35_689_200, longitude: 51_389_000)

  @Test("agrees with distances that others computed")
  func vectors() {
    func point(_ latitude: Int64, _ longitude: Int64) -> GeoPoint {
      GeoPoint(latitude: latitude, longitude: longitude)
    }
    // A degree of the equator, and of a meridian: π / 180 of the radius.
    #expect(point(0, 0).metres(to: point(0, 1_000_000)) == 111_195)
    #expect(point(0, 0).metres(to: point(1_000_000, 0)) == 111_195)
    // From pole to pole, and to the other side of the equator: half of the circle.
    #expect(point(90_000_000, 0).metres(to: point(-90_000_000, 0)) == 20_015_114)
    #expect(point(0, 0).metres(to: point(0, 180_000_000)) == 20_015_114)
    // Across the date line it is the short way.
    #expect(point(0, 179_500_000).metres(to: point(0, -179_500_000)) == 111_195)
    // A quarter of the circle.
    #expect(point(0, 0).metres(to: point(90_000_000, 0)) == 10_007_557)
  }

  @Test("is the same both ways, nothing to itself, and no way round is shorter")
  func metric() throws {
    try forAllSeeds(200) { generator in
      func point() -> GeoPoint {
        GeoPoint(
          latitude: generator.integer(in: -90_000_000...90_000_000),
          longitude: generator.integer(in: -180_000_000...180_000_000))
      }
      let (one, two, three) = (point(), point(), point())
      try #require(one.metres(to: one) == 0)
      try #require(one.metres(to: two) == two.metres(to: one))
      try #require((0...20_015_114).contains(one.metres(to: two)))
      // Rounding to metres may cost a metre a leg.
      try #require(one.metres(to: three) <= one.metres(to: two) + two.metres(to: three) + 2)
    }
  }

  @Test("is written as a link with all six decimals that there are")
  func link() {
    #expect(Self.tehran.link == "geo:35.6892,51.389")
    #expect(GeoPoint(latitude: -1, longitude: 0).link == "geo:-0.000001,0")
  }
}

@Suite("The order of a route")
struct RouteOrderTests {
  private func stops(_ generator: inout SeededGenerator) -> [GeoPoint] {
    (0..<generator.integer(in: 0...14)).map { _ in
      GeoPoint(
        latitude: 35_600_000 + generator.integer(in: 0...300_000),
        longitude: 51_200_000 + generator.integer(in: 0...400_000))
    }
  }

  private func picked(_ stops: [GeoPoint], _ order: [Int]) -> [GeoPoint] { order.map { stops[$0] } }

  @Test(
    "visits each place once, never drives further than before, and cannot be bettered by a turn")
  func laws() throws {
    try forAllSeeds(150) { generator in
      let stops = stops(&generator)
      let start = generator.integer(in: 0...1) == 0 ? nil : GreatCircleTests.tehran
      let order = RouteOrder.solve(from: start, stops)
      try #require(order.sorted() == Array(stops.indices))
      let metres = RouteOrder.metres(from: start, picked(stops, order))
      try #require(metres <= RouteOrder.metres(from: start, stops))
      if start == nil, !stops.isEmpty { try #require(order[0] == 0) }
      try #require(RouteOrder.solve(from: start, stops) == order)
      let first = start == nil ? 1 : 0
      for from in order.indices.dropFirst(first) {
        for to in order.indices.dropFirst(from + 1) {
          var turned = order
          turned[from...to].reverse()
          try #require(RouteOrder.metres(from: start, picked(stops, turned)) >= metres)
        }
      }
    }
  }

  @Test("of up to seven places is close to the best way of all")
  func nearBest() throws {
    var worst = 0.0
    try forAllSeeds(60) { generator in
      let stops = Array(stops(&generator).prefix(7))
      guard stops.count > 2 else { return }
      let start = GreatCircleTests.tehran
      let found = RouteOrder.metres(
        from: start, picked(stops, RouteOrder.solve(from: start, stops)))
      let best = permutations(Array(stops.indices)).map {
        RouteOrder.metres(from: start, picked(stops, $0))
      }.min()
      worst = max(worst, Double(found) / Double(max(best ?? 1, 1)))
      try #require(Double(found) <= Double(best ?? 0) * 1.25)
    }
    #expect(worst >= 1)
  }

  private func permutations(_ elements: [Int]) -> [[Int]] {
    guard elements.count > 1 else { return [elements] }
    return elements.indices.flatMap { index -> [[Int]] in
      var rest = elements
      let one = rest.remove(at: index)
      return permutations(rest).map { [one] + $0 }
    }
  }

  @Test("places beyond the limit stay behind in the order that was given")
  func limit() {
    let stops = (0..<(RouteOrder.most + 5)).map {
      GeoPoint(latitude: Int64($0) * 1_000, longitude: 0)
    }
    let order = RouteOrder.solve(from: nil, stops.reversed())
    #expect(order.suffix(5) == [200, 201, 202, 203, 204])
  }
}
