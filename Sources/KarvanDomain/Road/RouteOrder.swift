// SPDX-License-Identifier: Apache-2.0

/// In which order to drive to places: from the nearest to the nearest, and then untangled.
///
/// Not the shortest of all ways, which nobody can wait for, but one in which turning round no part of
/// it would help (2-opt), and never longer than the order that was given. Equal inputs give equal
/// answers everywhere.
public enum RouteOrder {
  /// The most places that are ordered; more stay behind as they were given.
  public static let most = 200

  /// The order of places, as their indexes in what was given.
  ///
  /// - Parameters:
  ///   - start: Where the way begins; nil to begin at the first of the given places.
  ///   - stops: The places in their present order.
  public static func solve(from start: GeoPoint?, _ stops: [GeoPoint]) -> [Int] {
    let counted = Array(stops.prefix(most))
    let rest = Array(stops.indices.dropFirst(most))
    guard counted.count > 2 || (start != nil && counted.count > 1) else {
      return Array(stops.indices)
    }
    // A way that begins at a stop is the way from there through the others.
    let origin = start ?? counted[0]
    let matrix = Matrix(origin, counted)
    let given = Array(counted.indices)
    let candidates = [given, nearest(matrix, fixingFirst: start == nil)].map {
      untangled($0, matrix, fixingFirst: start == nil)
    }
    let best = candidates.min { matrix.length($0) < matrix.length($1) } ?? given
    return best + rest
  }

  /// How far it is from the start through the places in their order, in metres.
  public static func metres(from start: GeoPoint?, _ stops: [GeoPoint]) -> Int64 {
    let points = [start].compactMap { $0 } + stops
    return zip(points, points.dropFirst()).reduce(0) { $0 + $1.0.metres(to: $1.1) }
  }

  private static func nearest(_ matrix: Matrix, fixingFirst: Bool) -> [Int] {
    var left = Array(0..<matrix.count)
    var way: [Int] = []
    if fixingFirst { way.append(left.removeFirst()) }
    while !left.isEmpty {
      let here = way.last
      // The first of equals, so that the answer does not depend on chance.
      let next = left.min { (matrix[here, $0], $0) < (matrix[here, $1], $1) } ?? left[0]
      way.append(next)
      left.removeAll { $0 == next }
    }
    return way
  }

  /// Turns round parts of the way as long as that shortens it; each turn shortens it by a metre or
  /// more, so that it ends.
  private static func untangled(
    _ given: [Int], _ matrix: Matrix, fixingFirst: Bool
  ) -> [Int] {
    var way = given
    var isShorter = true
    while isShorter {
      isShorter = false
      for first in (fixingFirst ? 1 : 0)..<way.count {
        for last in way.indices.dropFirst(first + 1) {
          let before = first == 0 ? nil : way[first - 1]
          let after = last + 1 < way.count ? way[last + 1] : nil
          let saved =
            matrix[before, way[first]] + matrix[after, from: way[last]]
            - matrix[before, way[last]] - matrix[after, from: way[first]]
          guard saved > 0 else { continue }
          way[first...last].reverse()
          isShorter = true
        }
      }
    }
    return way
  }

  /// The distances between all places, computed once.
  private struct Matrix {
    let count: Int
    private let fromOrigin: [Int64]
    private let between: [[Int64]]

    init(_ origin: GeoPoint, _ stops: [GeoPoint]) {
      count = stops.count
      fromOrigin = stops.map { origin.metres(to: $0) }
      between = stops.map { from in stops.map { from.metres(to: $0) } }
    }

    /// From a place, or from the origin.
    subscript(from: Int?, to: Int) -> Int64 {
      from.map { between[$0][to] } ?? fromOrigin[to]
    }

    /// To a place, or to nowhere: the way ends where it ends.
    subscript(to: Int?, from from: Int) -> Int64 { to.map { between[from][$0] } ?? 0 }

    func length(_ way: [Int]) -> Int64 {
      guard let first = way.first else { return 0 }
      return zip(way, way.dropFirst()).reduce(self[nil, first]) { $0 + between[$1.0][$1.1] }
    }
  }
}
