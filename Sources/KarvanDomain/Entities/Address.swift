// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// A place of an account.
public struct Address: PartEntity {
  /// Account.
  public let account = Field(3, .reference(4), "Account", "حساب", required: true)
  /// Kind.
  public let kind = Field(
    4,
    .choice([
      Choice("main", "Main", "اصلی"), Choice("delivery", "Delivery", "تحویل"),
      Choice("billing", "Billing", "صورت‌حساب"), Choice("warehouse", "Warehouse", "انبار"),
      Choice("other", "Other", "دیگر"),
    ]), "Kind", "نوع", initial: .text("main"))
  /// Address line.
  public let line = Field(
    5, .text(maximum: 400), "Address line", "نشانی", required: true, searched: true)
  /// City.
  public let city = Field(6, .text(maximum: 100), "City", "شهر", searched: true)
  /// Province.
  public let province = Field(7, .text(maximum: 100), "Province", "استان", searched: true)
  /// A name or an ISO 3166 code; none means Iran.
  public let country = Field(8, .text(maximum: 60), "Country", "کشور", searched: true)
  /// Ten digits in Iran, as written elsewhere.
  public let postalCode = Field(
    9, .text(maximum: 20), "Postal code", "کد پستی", searched: true, numeral: true)
  /// In millionths of a degree.
  public let latitude = Field(
    10, Choices.latitude, "Latitude (millionths)", "عرض جغرافیایی (میلیونیم)", group: "location")
  /// In millionths of a degree.
  public let longitude = Field(
    11, Choices.longitude, "Longitude (millionths)", "طول جغرافیایی (میلیونیم)",
    group: "location")
  /// How far the position may be off, in metres: the most accurate one is shown.
  public let accuracyM = Field(
    12, Choices.accuracy, "Accuracy (m)", "دقت (متر)", group: "location")
  /// How far from it a check-in may be, in metres; more for a large yard.
  public let geofenceM = Field(
    13, .integer(10...100_000), "Check-in distance (m)", "فاصله مجاز ورود (متر)")

  /// Makes the declaration.
  public init() {}
  /// The declaration, for reading tags.
  public static let shape = Address()
  /// It goes with its account.
  public static let whole: EntityTag = 4
  /// The account that it goes with.
  public static var wholeField: FieldTag { shape.account.tag }

  /// The entity as a whole.
  public static let about = EntityAbout(
    "address", tag: 7, "Address", "نشانی",
    groups: [GroupDeclaration("location", rule: .minimum(of: shape.accuracyM.tag))],
    scopes: [.parent(shape.account.tag)], title: [shape.line.tag, shape.city.tag],
    invariants: [postal, Laws.position(shape.latitude, shape.longitude)])

  private static let postal: Invariant = { context in
    // Fields of their own: only a code that is written now is judged, by the country shown now.
    isIranian(context.after[shape.country])
      ? context.canonical(shape.postalCode, PostalCode.normalize) : nil
  }

  static func isIranian(_ country: Value) -> Bool {
    guard let text = country.text, !text.isEmpty else { return true }
    return ["ir", "irn", "iran", SearchKey.normalize("ایران")].contains(SearchKey.normalize(text))
  }
}

extension Address: PreparedEntity {
  /// Puts an Iranian postal code in its canonical form.
  public static func prepare(
    _ edit: inout RecordEdit, before: RecordView?, in context: OperationContext
  ) throws {
    guard isIranian(edit.value(shape.country, over: before)) else { return }
    try edit.canonicalize(shape.postalCode, named: "postal_code", by: PostalCode.normalize)
  }
}
