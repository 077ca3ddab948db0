// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// A field that an administrator gave to an entity.
///
/// A record like any other: it reaches every device with a sync point, and from there on the field is
/// one of the entity's. It is never deleted, so that no value is ever without a name.
public struct CustomField: EntityType {
  /// The name of the entity.
  public let entity = Field(
    DeclaredFieldTags.entity, .text(maximum: 60), "Kind of record", "نوع رکورد",
    rule: .firstWriter, required: true, searched: true, key: true)
  /// The name in commands, columns and files.
  public let key = Field(
    DeclaredFieldTags.key, .text(maximum: DeclaredField.keyBytes), "Key", "کلید",
    rule: .firstWriter, required: true, searched: true)
  /// The tag under which values are written.
  public let fieldTag = Field(
    DeclaredFieldTags.tag, .integer(Int64(DeclaredField.firstTag)...Int64(FieldTag.max)),
    "Field number", "شماره فیلد", rule: .firstWriter, required: true)
  /// What it can hold.
  public let kind = Field(
    DeclaredFieldTags.kind, .choice(kinds), "Type", "نوع مقدار", rule: .firstWriter,
    required: true)
  /// The name of the rule that decides between concurrent values.
  public let rule = Field(
    DeclaredFieldTags.rule, .text(maximum: 30), "Rule", "قاعده", rule: .firstWriter,
    required: true)
  /// What people read, in English.
  public let label = Field(
    DeclaredFieldTags.english, .text(maximum: DeclaredField.labelBytes), "Label", "برچسب",
    rule: .authority, required: true, searched: true)
  /// What people read, in Persian.
  public let labelFa = Field(
    DeclaredFieldTags.persian, .text(maximum: DeclaredField.labelBytes), "Persian label",
    "برچسب فارسی", rule: .authority, required: true, searched: true)
  /// The choices: one a line, each code, English and Persian label separated by tabs.
  public let choices = Field(
    DeclaredFieldTags.choices, .text(maximum: 30_000), "Choices", "گزینه‌ها", rule: .authority)
  /// Whether `find` looks into it.
  public let searched = Field(
    DeclaredFieldTags.isSearched, .truth, "Searched", "در جست‌وجو", rule: .authority)
  /// Whether it takes no new values.
  public let retired = Field(
    DeclaredFieldTags.isRetired, .truth, "Retired", "کنارگذاشته", rule: .authority)
  /// Whether whoever fills a record is asked for it.
  public let asked = Field(
    DeclaredFieldTags.isRequired, .truth, "Asked for", "پرسیدنی", rule: .authority)
  /// The name of the entity that it refers to.
  public let target = Field(
    DeclaredFieldTags.target, .text(maximum: 60), "Refers to", "ارجاع به", rule: .firstWriter)

  /// Makes the declaration.
  public init() {}
  /// The declaration, for reading tags.
  public static let shape = CustomField()

  /// The entity as a whole.
  public static let about = EntityAbout(
    "custom_field", tag: SchemaTags.declaredField, "Custom field", "فیلد سفارشی",
    deletable: false, scopes: [.everyone], title: [shape.entity.tag, shape.key.tag],
    invariants: CustomFieldLaws.all)

  /// The entities that may have such fields.
  public static let entities: [EntityTag] = [
    User.tag, Territory.tag, Account.tag, Contact.tag, ContactPoint.tag, Address.tag, Product.tag,
    Visit.tag, Order.tag, OrderLine.tag, Quote.tag, QuoteLine.tag, Invoice.tag, InvoiceLine.tag,
    Payment.tag, Delivery.tag,
  ]

  /// The entities that such a field may refer to: what stands for itself.
  public static let targets: [EntityTag] = [
    User.tag, Territory.tag, Account.tag, Contact.tag, Product.tag, Visit.tag, Order.tag,
  ]

  private static let kinds = DeclaredField.Kind.allCases.map { kind in
    let label = kind.label
    return Choice(kind.rawValue, label.english, label.persian)
  }
}

extension DeclaredField.Kind {
  /// What people call it.
  var label: Label {
    switch self {
    case .text: Label("text", "متن")
    case .integer: Label("whole number", "عدد صحیح")
    case .decimal: Label("decimal number", "عدد اعشاری")
    case .money: Label("amount of money", "مبلغ")
    case .percent: Label("percentage", "درصد")
    case .truth: Label("yes or no", "بله یا خیر")
    case .date: Label("date", "تاریخ")
    case .instant: Label("date and time", "تاریخ و ساعت")
    case .choice: Label("choice", "گزینه")
    case .words: Label("set of texts", "مجموعه متن")
    case .reference: Label("another record", "رکورد دیگر")
    }
  }
}

extension Catalog {
  /// The schema with the fields that are declared for an entity.
  static func schema(
    declaredFor entity: String, _ reader: any RecordReader
  ) throws -> Schema {
    let records = try reader.records(
      CustomField.tag, where: CustomField.shape.entity.tag, is: .text(entity))
    return try schema().declaring(records.compactMap { DeclaredField($0) })
  }
}
