// SPDX-License-Identifier: Apache-2.0

/// What so many units cost: mostly one; a pack's content where the price of a pack does not come out
/// even, so that a carton of 24 at 100,000 costs 100,000 and not 24 × 4,167.
public struct UnitPrice: Hashable, Sendable {
  /// Minor units; zero or more.
  public let amount: Int64
  /// For how many thousandths of a unit; more than zero.
  public let per: Int64

  /// The price of one unit, or of so many thousandths of one; what is no quantity counts as one.
  public init(_ amount: Int64, per: Int64? = nil) {
    self.amount = amount
    self.per = per.flatMap { $0 > 0 ? $0 : nil } ?? 1_000
  }

  /// The price of one unit, rounded half up where it does not come out even. Throws `amountOverflow`.
  public func ofOne() throws(DomainError) -> Int64 {
    try Quantity(thousandths: 1_000).gross(self, rounding: .halfUp)
  }
}
