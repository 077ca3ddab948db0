// SPDX-License-Identifier: Apache-2.0

/// A rate of value added tax for a class of goods over a span of days.
public struct VATRate: Hashable, Sendable {
  /// The tax class of goods, such as `standard`.
  public let taxClass: String
  /// The rate.
  public let rate: PercentBasisPoints
  /// The first day in force.
  public let validFrom: CivilDate
  /// The last day in force; nil when no end is known.
  public let validTo: CivilDate?

  /// A rate of a class from a day on, to a day (inclusive) or without end.
  public init(
    taxClass: String, rate: PercentBasisPoints, validFrom: CivilDate, validTo: CivilDate? = nil
  ) {
    self.taxClass = taxClass
    self.rate = rate
    self.validFrom = validFrom
    self.validTo = validTo
  }

  func isInForce(on date: CivilDate) -> Bool {
    guard validFrom <= date else { return false }
    guard let validTo else { return true }
    return date <= validTo
  }
}

/// The rates of value added tax, editable data of the workspace.
public struct VATTable: Hashable, Sendable {
  /// The rates by class, then by first day.
  public let rates: [VATRate]

  /// A table in which at most one rate of a class is in force on any day.
  /// Throws `taxRateConflict` otherwise, and for a span that ends before it begins.
  public init(_ rates: [VATRate]) throws(DomainError) {
    let sorted = rates.sorted { Self.precedes($0, $1) }
    for rate in sorted {
      if let end = rate.validTo, end < rate.validFrom {
        throw DomainError(
          .taxRateConflict, "A rate of class \(rate.taxClass) ends before it begins.")
      }
    }
    for (earlier, later) in zip(sorted, sorted.dropFirst())
    where earlier.taxClass == later.taxClass && earlier.isInForce(on: later.validFrom) {
      throw DomainError(
        .taxRateConflict,
        "Two rates of class \(later.taxClass) are in force on \(later.validFrom.isoText).")
    }
    self.rates = sorted
  }

  private init(trusted rates: [VATRate]) {
    self.rates = rates
  }

  /// Sample data to edit, not a statement of law: `exempt` 0 %, `standard` 10 %, both since 2024.
  public static let sample: VATTable = {
    let start = CivilDate(daysSinceEpoch: 19_802)  // 2024-03-20, the first day of 1403
    return VATTable(trusted: [
      VATRate(taxClass: "exempt", rate: .zero, validFrom: start),
      VATRate(taxClass: "standard", rate: PercentBasisPoints(trusted: 1000), validFrom: start),
    ])
  }()

  /// The rate of a class on a day. Throws `taxRateMissing`: no rate is guessed.
  public func rate(taxClass: String, on date: CivilDate) throws(DomainError) -> PercentBasisPoints {
    for rate in rates where rate.taxClass == taxClass && rate.isInForce(on: date) {
      return rate.rate
    }
    throw DomainError(
      .taxRateMissing, "No tax rate of class \(taxClass) is in force on \(date.isoText).")
  }

  private static func precedes(_ a: VATRate, _ b: VATRate) -> Bool {
    if a.taxClass.utf8.elementsEqual(b.taxClass.utf8) { return a.validFrom < b.validFrom }
    return a.taxClass.utf8.lexicographicallyPrecedes(b.taxClass.utf8)
  }
}
