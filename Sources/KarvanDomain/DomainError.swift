// SPDX-License-Identifier: Apache-2.0

/// Why a value of the domain was refused.
///
/// Equality of `code` is what programs decide by; the message is an English sentence for people.
public struct DomainError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The stable reason; raw values are part of the interface and never change.
  public enum Code: String, CaseIterable, Sendable {
    /// A result does not fit in 64 bits.
    case amountOverflow = "amount-overflow"
    /// A text is not an amount of money.
    case amountInvalid = "amount-invalid"
    /// An amount in Iranian money does not say whether it is rial or toman.
    case amountUnitMissing = "amount-unit-missing"
    /// An amount has more decimals than its currency.
    case amountTooPrecise = "amount-too-precise"
    /// Two amounts of different currencies met.
    case currencyMismatch = "currency-mismatch"
    /// A currency code is not known, or its definition is out of limits.
    case currencyInvalid = "currency-invalid"
    /// A quantity is malformed, out of range or negative where it may not be.
    case quantityInvalid = "quantity-invalid"
    /// A percentage is malformed or outside 0 to 100.
    case percentInvalid = "percent-invalid"
    /// A price, discount or rounding step is negative.
    case priceInvalid = "price-invalid"
    /// A discount is larger than what it is taken from.
    case discountTooLarge = "discount-too-large"
    /// Weights for an allocation are negative, or all zero with something to allocate.
    case weightsInvalid = "weights-invalid"
    /// A document has more lines than the limit.
    case tooManyLines = "too-many-lines"
    /// No tax rate is in force for the class and the day.
    case taxRateMissing = "tax-rate-missing"
    /// Two tax rates of one class are in force on one day, or a rate ends before it begins.
    case taxRateConflict = "tax-rate-conflict"
    /// A text or a triple is not a date.
    case dateInvalid = "date-invalid"
    /// A text is not an instant, or its offset is impossible.
    case instantInvalid = "instant-invalid"
    /// A text is not a plausible telephone number.
    case phoneInvalid = "phone-invalid"
    /// A national id fails its form or its check digit.
    case nationalIDInvalid = "national-id-invalid"
    /// A legal id fails its form or its check digit.
    case legalIDInvalid = "legal-id-invalid"
    /// An economic code has the wrong length or characters.
    case economicCodeInvalid = "economic-code-invalid"
    /// A good id of the tax office fails its form.
    case goodIDInvalid = "good-id-invalid"
    /// No exchange rate between two currencies is known for a day.
    case rateMissing = "rate-missing"
    /// Nothing says what a product costs.
    case priceMissing = "price-missing"
    /// A postal code fails its form.
    case postalCodeInvalid = "postal-code-invalid"
    /// A Sayad id of a cheque fails its form.
    case sayadIDInvalid = "sayad-id-invalid"
    /// A Sheba of a bank account fails its form or its check digits.
    case shebaInvalid = "sheba-invalid"
    /// A number of a bank card fails its form or its check digit.
    case cardNumberInvalid = "card-number-invalid"
    /// A text is not a plausible e-mail address.
    case emailInvalid = "email-invalid"
    /// A memory id, date or serial cannot make a tax number.
    case taxNumberInvalid = "tax-number-invalid"
  }

  /// The stable reason.
  public let code: Code
  /// An English sentence that says what is wrong and what is expected.
  public let message: String
  /// The field that the value belongs to, when the thrower or a caller named it.
  public let field: String?

  /// An error with its reason, its sentence and, when known, the field.
  public init(_ code: Code, _ message: String, field: String? = nil) {
    self.code = code
    self.message = message
    self.field = field
  }

  /// The same error, said of a field.
  public func at(field: String) -> DomainError {
    DomainError(code, message, field: field)
  }

  /// The field, the sentence and the code on one line.
  public var description: String {
    let subject = field.map { "\($0): " } ?? ""
    return "\(subject)\(message) (\(code.rawValue))"
  }
}
