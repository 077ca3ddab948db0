// SPDX-License-Identifier: Apache-2.0

/// How an exact quotient becomes a whole amount.
///
/// All modes are symmetric around zero, so that a credit note is the exact mirror of its invoice:
/// rounding `-x` gives minus the rounding of `x`.
public enum RoundingMode: String, CaseIterable, Sendable {
  /// To the nearest, a half away from zero; the default of documents.
  case halfUp = "half_up"
  /// To the nearest, a half to the even neighbour.
  case halfEven = "half_even"
  /// Towards zero: the fraction is dropped.
  case down

  /// The rounded quotient. Throws `amountInvalid` for a divisor of zero or less, and
  /// `amountOverflow` for the one numerator without a positive counterpart.
  public func divide(_ numerator: Int128, by divisor: Int128) throws(DomainError) -> Int128 {
    guard divisor > 0 else {
      throw DomainError(.amountInvalid, "An amount is divided only by a positive number.")
    }
    guard numerator > Int128.min else {
      throw DomainError(.amountOverflow, "The amount is larger than the ledger can hold.")
    }
    let (quotient, remainder) = numerator.magnitude.quotientAndRemainder(
      dividingBy: divisor.magnitude)
    // Compared without doubling the remainder, which could overflow.
    let rest = divisor.magnitude - remainder
    let roundsUp: Bool
    switch self {
    case .halfUp: roundsUp = remainder >= rest
    case .halfEven: roundsUp = remainder > rest || (remainder == rest && quotient % 2 == 1)
    case .down: roundsUp = false
    }
    let magnitude = Int128(quotient) + (roundsUp ? 1 : 0)
    return numerator < 0 ? -magnitude : magnitude
  }
}

/// Over what a document's tax is rounded.
public enum RoundingScope: String, CaseIterable, Sendable {
  /// Each line is rounded and the lines are added; the default.
  case perLine = "per_line"
  /// The exact taxes of all lines are added and rounded once.
  case perDocument = "per_document"
}

/// The rounding rules of a document.
public struct RoundingPolicy: Hashable, Sendable {
  /// How gross amounts, percentages and taxes are rounded.
  public var mode: RoundingMode
  /// Whether tax is rounded for each line or once.
  public var scope: RoundingScope
  /// The payable amount is a multiple of this many minor units; 0 or 1 for no such rounding.
  public var payableStep: Int64
  /// How the payable amount is rounded to its step.
  public var payableMode: RoundingMode

  /// Rules with the product's defaults: half up, for each line, payable as it is.
  public init(
    mode: RoundingMode = .halfUp, scope: RoundingScope = .perLine, payableStep: Int64 = 1,
    payableMode: RoundingMode = .halfUp
  ) {
    self.mode = mode
    self.scope = scope
    self.payableStep = payableStep
    self.payableMode = payableMode
  }
}
