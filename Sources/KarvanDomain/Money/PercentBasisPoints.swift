// SPDX-License-Identifier: Apache-2.0

/// A percentage from 0 to 100 in basis points: hundredths of a percent.
public struct PercentBasisPoints: Hashable, Comparable, Sendable {
  /// 0 to 10,000; 1,000 is 10 %.
  public let basisPoints: Int32

  /// A percentage from basis points. Throws `percentInvalid` outside 0 to 10,000.
  public init(_ basisPoints: Int32) throws(DomainError) {
    guard (0...10_000).contains(basisPoints) else {
      throw DomainError(.percentInvalid, "A percentage is between 0 and 100.")
    }
    self.init(trusted: basisPoints)
  }

  init(trusted basisPoints: Int32) {
    self.basisPoints = basisPoints
  }

  /// Nothing.
  public static let zero = PercentBasisPoints(trusted: 0)

  /// A percentage as typed: `10`, `2.5%`, `۱۲٫۵٪`, with at most two decimals.
  /// Throws `percentInvalid`.
  public static func parse(_ text: String) throws(DomainError) -> PercentBasisPoints {
    var number = TextTrimming.trim(text)
    if let last = number.unicodeScalars.last, last == "%" || last == "\u{66A}" {
      number = TextTrimming.trim(number.dropLast())
    }
    do {
      let value = try DecimalText.parse(number, scale: 2)
      return try PercentBasisPoints(Int32(clamping: value))
    } catch {
      throw DomainError(
        .percentInvalid, "A percentage is between 0 and 100 with at most two decimals.")
    }
  }

  /// The percentage in ASCII with its sign, such as `2.5%`; `parse` reads it back.
  public var text: String { DecimalText.format(Int64(basisPoints), scale: 2) + "%" }

  /// This part of an amount, rounded once. Never overflows a 64-bit amount.
  public func portion(of amount: Int64, rounding: RoundingMode) throws(DomainError) -> Int64 {
    let exact = Int128(amount) * Int128(basisPoints)
    return try CheckedAmount.narrow(try rounding.divide(exact, by: 10_000))
  }

  /// Whether one percentage is less than another.
  public static func < (a: PercentBasisPoints, b: PercentBasisPoints) -> Bool {
    a.basisPoints < b.basisPoints
  }
}
