// SPDX-License-Identifier: Apache-2.0

/// Computes the amounts of quotes, orders and invoices: one pure function for all.
///
/// The order is gross, line discount, promotion, document discount by largest remainder, taxable,
/// tax, total, payable rounding. A credit note is computed as the positive document that it
/// reverses; rounding is symmetric, so that its amounts are the exact mirror.
public enum InvoiceCalculator {
  /// The most lines of a document.
  public static let maximumLines = 10_000

  /// The amounts of a document and of each line.
  ///
  /// Throws `tooManyLines`, `quantityInvalid` and `priceInvalid` for negatives,
  /// `discountTooLarge`, `amountOverflow`; an error about a line names the field `lines[n]`,
  /// counted from zero.
  public static func totals(
    lines: [PricedLine], headerDiscount: Discount = .none, policy: RoundingPolicy = .init()
  ) throws(DomainError) -> DocumentTotals {
    guard lines.count <= maximumLines else {
      throw DomainError(.tooManyLines, "A document has at most \(maximumLines) lines.")
    }
    var bases: [Base] = []
    for (index, line) in lines.enumerated() {
      do throws(DomainError) {
        bases.append(try base(of: line, mode: policy.mode))
      } catch {
        throw error.at(field: "lines[\(index)]")
      }
    }
    let nets = bases.map(\.net)
    let net = try CheckedAmount.sum(nets)
    let header = try reduction(headerDiscount, of: net, mode: policy.mode)
    let shares = try LargestRemainder.allocate(header, weights: nets)
    let taxables = zip(nets, shares).map { $0 - $1 }
    let vats = try taxes(taxables, rates: lines.map(\.vatRate), policy: policy)
    let duties = try taxes(taxables, rates: lines.map(\.dutyRate), policy: policy)
    var results: [LineTotals] = []
    for (index, base) in bases.enumerated() {
      results.append(
        try base.completed(header: shares[index], vat: vats[index], duty: duties[index]))
    }
    return try document(results, policy: policy)
  }

  /// A line up to its net amount.
  private struct Base {
    let gross: Int64
    let lineDiscount: Int64
    let promotion: Int64
    var net: Int64 { gross - lineDiscount - promotion }

    func completed(header: Int64, vat: Int64, duty: Int64) throws(DomainError) -> LineTotals {
      let taxable = net - header
      return LineTotals(
        gross: gross, lineDiscount: lineDiscount, promotion: promotion, net: net,
        headerDiscount: header, taxable: taxable, vat: vat, duty: duty,
        total: try CheckedAmount.sum([taxable, vat, duty]))
    }
  }

  private static func base(of line: PricedLine, mode: RoundingMode) throws(DomainError) -> Base {
    guard line.quantity.thousandths >= 0 else {
      throw DomainError(.quantityInvalid, "The quantity of a document's line is negative.")
    }
    guard line.price.amount >= 0, line.promotion >= 0 else {
      throw DomainError(.priceInvalid, "A price or promotion is negative.")
    }
    let gross = try line.quantity.gross(line.price, rounding: mode)
    let discount = try reduction(line.discount, of: gross, mode: mode)
    guard line.promotion <= gross - discount else {
      throw DomainError(
        .discountTooLarge, "The promotion is larger than what the discount leaves.")
    }
    return Base(gross: gross, lineDiscount: discount, promotion: line.promotion)
  }

  private static func reduction(
    _ discount: Discount, of amount: Int64, mode: RoundingMode
  ) throws(DomainError) -> Int64 {
    switch discount {
    case .none: return 0
    case .percent(let percent): return try percent.portion(of: amount, rounding: mode)
    case .amount(let value):
      guard value >= 0 else { throw DomainError(.priceInvalid, "A discount is negative.") }
      guard value <= amount else {
        throw DomainError(.discountTooLarge, "The discount is larger than the amount.")
      }
      return value
    }
  }

  /// The tax of each line; rounded once for the document, each line's share of the sum.
  private static func taxes(
    _ taxables: [Int64], rates: [PercentBasisPoints], policy: RoundingPolicy
  ) throws(DomainError) -> [Int64] {
    switch policy.scope {
    case .perLine:
      var result: [Int64] = []
      for (taxable, rate) in zip(taxables, rates) {
        result.append(try rate.portion(of: taxable, rounding: policy.mode))
      }
      return result
    case .perDocument:
      // 10,000 lines of 64 bits × 14 bits stay far below 128 bits.
      let exact = zip(taxables, rates).map { Int128($0) * Int128($1.basisPoints) }
      let sum = exact.reduce(0, +)
      let tax = try CheckedAmount.narrow(try policy.mode.divide(sum, by: 10_000))
      return try LargestRemainder.allocate(tax, wideWeights: exact)
    }
  }

  private static func document(
    _ lines: [LineTotals], policy: RoundingPolicy
  ) throws(DomainError) -> DocumentTotals {
    let total = try CheckedAmount.sum(lines.lazy.map(\.total))
    let payable = try payable(total, policy: policy)
    return DocumentTotals(
      lines: lines,
      gross: try CheckedAmount.sum(lines.lazy.map(\.gross)),
      lineDiscount: try CheckedAmount.sum(lines.lazy.map(\.lineDiscount)),
      promotion: try CheckedAmount.sum(lines.lazy.map(\.promotion)),
      net: try CheckedAmount.sum(lines.lazy.map(\.net)),
      headerDiscount: try CheckedAmount.sum(lines.lazy.map(\.headerDiscount)),
      taxable: try CheckedAmount.sum(lines.lazy.map(\.taxable)),
      vat: try CheckedAmount.sum(lines.lazy.map(\.vat)),
      duty: try CheckedAmount.sum(lines.lazy.map(\.duty)),
      total: total,
      payableRounding: try CheckedAmount.subtract(payable, total),
      payable: payable)
  }

  private static func payable(
    _ total: Int64, policy: RoundingPolicy
  ) throws(DomainError) -> Int64 {
    guard policy.payableStep >= 0 else {
      throw DomainError(.priceInvalid, "The step of the payable amount is negative.")
    }
    guard policy.payableStep > 1 else { return total }
    let step = Int128(policy.payableStep)
    return try CheckedAmount.narrow(try policy.payableMode.divide(Int128(total), by: step) * step)
  }
}
