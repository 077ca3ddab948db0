// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// Who sells: what stands at the head of quotes and invoices. There is one.
public struct Company: EntityType {
  /// Name.
  public let name = Field(
    3, .text(maximum: 200), "Name", "نام", rule: .authority, required: true, searched: true)
  /// The name in the register.
  public let legalName = Field(
    4, .text(maximum: 200), "Legal name", "نام ثبتی", rule: .authority)
  /// Eleven digits.
  public let legalId = Field(
    5, .text(maximum: 11), "Legal ID", "شناسه ملی", rule: .authority, numeral: true)
  /// Twelve or fourteen digits.
  public let economicCode = Field(
    6, .text(maximum: 14), "Economic code", "کد اقتصادی", rule: .authority, numeral: true)
  /// Its number in the register of companies.
  public let registrationNumber = Field(
    7, .text(maximum: 20), "Registration number", "شماره ثبت", rule: .authority, numeral: true)
  /// Phone, as it is printed.
  public let phone = Field(8, .text(maximum: 60), "Phone", "تلفن", rule: .authority)
  /// E-mail.
  public let email = Field(9, .text(maximum: 200), "E-mail", "ایمیل", rule: .authority)
  /// Site.
  public let website = Field(10, .text(maximum: 200), "Website", "وبگاه", rule: .authority)
  /// Address.
  public let address = Field(11, .text(maximum: 400), "Address", "نشانی", rule: .authority)
  /// Postal code.
  public let postalCode = Field(
    12, .text(maximum: 20), "Postal code", "کد پستی", rule: .authority, numeral: true)
  /// What stands below every document: accounts to pay into, terms, thanks.
  public let footer = Field(
    13, .text(maximum: 2_000), "Below documents", "پای سندها", rule: .authority)
  /// The bank account that customers pay into, with `IR`.
  public let sheba = Field(
    14, .text(maximum: 26), "Sheba", "شماره شبا", rule: .authority, numeral: true)
  /// The sixteen digits of the card that customers pay to.
  public let cardNumber = Field(
    15, .text(maximum: 16), "Card number", "شماره کارت", rule: .authority, numeral: true)

  /// Makes the declaration.
  public init() {}
  /// The declaration, for reading tags.
  public static let shape = Company()

  /// The entity as a whole.
  public static let about = EntityAbout(
    "company", tag: 82, "Company", "شرکت ما",
    deletable: false, scopes: [.everyone], title: [shape.name.tag],
    claims: [Claim("only") { _ in "company" }],
    invariants: [identity])

  private static let identity: Invariant = { context in
    context.canonical(shape.legalId, LegalID.normalize)
      ?? context.canonical(shape.economicCode, EconomicCode.normalize)
      ?? context.canonical(shape.sheba, Sheba.normalize)
      ?? context.canonical(shape.cardNumber, CardNumber.normalize)
  }
}

extension Company: PreparedEntity {
  /// Puts numbers of the state in their canonical form.
  public static func prepare(
    _ edit: inout RecordEdit, before: RecordView?, in context: OperationContext
  ) throws {
    try edit.canonicalize(shape.legalId, named: "legal_id", by: LegalID.normalize)
    try edit.canonicalize(shape.economicCode, named: "economic_code", by: EconomicCode.normalize)
    try edit.canonicalize(shape.sheba, named: "sheba", by: Sheba.normalize)
    try edit.canonicalize(shape.cardNumber, named: "card_number", by: CardNumber.normalize)
  }
}
