// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// A way to reach an account or a person: a phone number, an e-mail address, a site.
public struct ContactPoint: PartEntity {
  /// Account.
  public let account = Field(3, .reference(4), "Account", "حساب", required: true)
  /// Contact.
  public let contact = Field(4, .reference(5), "Contact", "رابط")
  /// Kind.
  public let kind = Field(
    5,
    .choice([
      Choice("phone", "Phone", "تلفن"), Choice("email", "E-mail", "ایمیل"),
      Choice("website", "Website", "وب‌سایت"), Choice("social", "Social network", "شبکه اجتماعی"),
    ]), "Kind", "نوع", group: "point", required: true)
  /// As it was typed.
  public let value = Field(
    6, .text(maximum: 200), "Value", "مقدار", group: "point", required: true, searched: true)
  /// As it is compared: a phone in E.164, an e-mail address in its canonical form.
  public let normalized = Field(
    7, .text(maximum: 200), "Normalised value", "مقدار یکدست", group: "point", searched: true,
    key: true)
  /// The calling code of a number that is typed without one.
  public let countryCode = Field(
    8, .text(maximum: 3), "Country calling code", "پیش‌شماره کشور", group: "point",
    numeral: true, initial: .text("98"))
  /// Label.
  public let label = Field(9, .text(maximum: 60), "Label", "برچسب")
  /// Whether it may be used for offers.
  public let consent = Field(
    10,
    .choice([
      Choice("granted", "Granted", "داده شده"), Choice("withdrawn", "Withdrawn", "پس گرفته شده"),
    ]), "Consent", "رضایت", group: "consent")
  /// The number or address that consent was said of, as it is compared.
  public let consentFor = Field(
    11, .text(maximum: 200), "Consent for", "رضایت برای", group: "consent")
  /// When it was said.
  public let consentAt = Field(12, .instant, "Consent said at", "زمان رضایت", group: "consent")
  /// Where it was said: on the phone, by a form.
  public let consentSource = Field(
    13, .text(maximum: 200), "Source of consent", "منبع رضایت", group: "consent")

  /// Makes the declaration.
  public init() {}
  /// The declaration, for reading tags.
  public static let shape = ContactPoint()
  /// It goes with its account.
  public static let whole: EntityTag = 4
  /// The account that it goes with.
  public static var wholeField: FieldTag { shape.account.tag }

  /// The entity as a whole.
  public static let about = EntityAbout(
    "contact_point", tag: 6, "Contact point", "راه تماس",
    groups: [
      GroupDeclaration("point", rule: .lastWriter),
      // A withdrawal outranks a concurrent grant; a later grant is a move that saw it.
      GroupDeclaration(
        "consent", rule: .ranked(Ranking(field: 10, ranks: ["granted": 0, "withdrawn": 1]))),
    ],
    // Somebody takes a number out because it is another person's, or because its owner wants no
    // more calls; somebody else, who does not know, corrects it. To bring it back in silence would
    // have people called who must not be; to drop it would lose a good number. A person decides.
    deletePolicy: .ask, scopes: [.parent(shape.account.tag)], title: [shape.value.tag],
    claims: [
      Claim("phone", subject: shape.account.tag) { point in
        point[shape.kind] == .text("phone") ? ClaimKey.folded(point[shape.normalized]) : nil
      },
      Claim("email", subject: shape.account.tag) { point in
        point[shape.kind] == .text("email") ? ClaimKey.folded(point[shape.normalized]) : nil
      },
    ],
    invariants: [normal, sameAccount])
}

extension ContactPoint {
  private static let normal: Invariant = { context in
    for version in context.written(shape.value) {
      let code = version[shape.countryCode.tag]
      do throws(DomainError) {
        let expected = try normalize(
          kind: version[shape.kind.tag], value: version[shape.value.tag],
          countryCode: code.isNull ? shape.countryCode.initial : code)
        if expected != version[shape.normalized.tag] {
          return context.breaks(.normalizedValue, shape.normalized)
        }
      } catch {
        return context.failure(.malformed, shape.value, [error.code.rawValue, error.message])
      }
    }
    return nil
  }

  private static let sameAccount: Invariant = { context in
    guard !context.written(shape.contact).isEmpty || !context.written(shape.account).isEmpty,
      let id = context.after[shape.contact].reference,
      let contact = try context.reader.record(Contact.tag, id)
    else { return nil }
    return contact[Contact.shape.account] == context.after[shape.account]
      ? nil : context.breaks(.contactOfAccount, shape.contact)
  }

  /// The form in which two contact points are compared; null for kinds that are not.
  static func normalize(
    kind: Value, value: Value, countryCode: Value
  ) throws(DomainError) -> Value {
    switch kind.text {
    case "phone":
      return .text(
        try PhoneNumber.normalize(
          value.text ?? "", defaultCountryCode: countryCode.text ?? "98"))
    case "email": return .text(try EmailAddress.normalize(value.text ?? ""))
    default: return .null
    }
  }
}

extension ContactPoint: PreparedEntity {
  /// Computes the normalised value, and says of which one consent is.
  public static func prepare(
    _ edit: inout RecordEdit, before: RecordView?, in context: OperationContext
  ) throws {
    try normalize(&edit, before)
    let normalized = edit.value(shape.normalized, over: before)
    let subject = normalized.isNull ? edit.value(shape.value, over: before) : normalized
    if let consent = edit.values[shape.consent.tag], !consent.isNull {
      edit.values[shape.consentFor.tag] = subject
      edit.fill(shape.consentAt, .integer(context.now))
      if edit.values[shape.consentSource.tag] == nil, before != nil {
        edit.values[shape.consentSource.tag] = .null
      }
    } else if let before, edit.values[shape.consent.tag] == nil, !before[shape.consent].isNull {
      let former = before[shape.normalized].isNull ? before[shape.value] : before[shape.normalized]
      guard former != subject else { return }
      // Nobody granted anything for the new one. Who withdrew is left in peace at that, too, until
      // somebody says otherwise.
      let isGranted = before[shape.consent] == .text("granted")
      let fields = [shape.consent, shape.consentFor, shape.consentAt, shape.consentSource]
      if isGranted {
        for field in fields { edit.values[field.tag] = .null }
      } else if before[shape.consentFor].isNull {
        edit.values[shape.consentFor.tag] = former
      }
    }
  }

  private static func normalize(_ edit: inout RecordEdit, _ before: RecordView?) throws {
    let entered = [shape.kind, shape.value, shape.countryCode, shape.normalized]
    guard before == nil || entered.contains(where: { edit.values[$0.tag] != nil }) else { return }
    if edit.value(shape.kind, over: before) == .text("phone"),
      let number = edit.values[shape.value.tag]?.text
    {
      edit.values[shape.value.tag] = .text(NumeralText.canonical(number))
    }
    let code = edit.value(shape.countryCode, over: before)
    do throws(DomainError) {
      edit.values[shape.normalized.tag] = try normalize(
        kind: edit.value(shape.kind, over: before), value: edit.value(shape.value, over: before),
        countryCode: code.isNull ? shape.countryCode.initial : code)
    } catch {
      throw Failure(error, field: "value")
    }
  }
}
