// SPDX-License-Identifier: Apache-2.0

/// A currency: its ISO 4217 code and how many decimals its minor unit has.
public struct Currency: Hashable, Sendable {
  /// Three capital letters, such as `IRR`.
  public let code: String
  /// Decimals of the minor unit, 0 to 4; a rial has none in practice.
  public let exponent: Int

  /// A currency by code and exponent. Throws `currencyInvalid` outside the limits.
  public init(code: String, exponent: Int) throws(DomainError) {
    guard code.utf8.count == 3, code.utf8.allSatisfy({ (0x41...0x5A).contains($0) }),
      (0...4).contains(exponent)
    else {
      throw DomainError(
        .currencyInvalid, "A currency has three capital letters and at most four decimals.")
    }
    self.init(trusted: code, exponent)
  }

  private init(trusted code: String, _ exponent: Int) {
    self.code = code
    self.exponent = exponent
  }

  /// The Iranian rial; the toman is only a way to write ten of it.
  public static let irr = Currency(trusted: "IRR", 0)
  /// The US dollar.
  public static let usd = Currency(trusted: "USD", 2)
  /// The euro.
  public static let eur = Currency(trusted: "EUR", 2)
  /// The pound sterling.
  public static let gbp = Currency(trusted: "GBP", 2)
  /// The dirham of the United Arab Emirates.
  public static let aed = Currency(trusted: "AED", 2)
  /// The Turkish lira.
  public static let turkishLira = Currency(trusted: "TRY", 2)
  /// The Chinese yuan.
  public static let cny = Currency(trusted: "CNY", 2)
  /// The Iraqi dinar.
  public static let iqd = Currency(trusted: "IQD", 3)
  /// The Japanese yen.
  public static let jpy = Currency(trusted: "JPY", 0)

  /// The currencies that the product knows by code.
  public static let known: [Currency] = [
    .irr, .usd, .eur, .gbp, .aed, .turkishLira, .cny, .iqd, .jpy,
  ]

  /// The known currency with a code, in any case. Throws `currencyInvalid` for another code.
  public static func named(_ code: String) throws(DomainError) -> Currency {
    let wanted = code.uppercased()
    guard let currency = known.first(where: { $0.code == wanted }) else {
      let codes = known.map(\.code).joined(separator: ", ")
      throw DomainError(.currencyInvalid, "The currency is not one of \(codes).")
    }
    return currency
  }
}
