// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// A person whom one deals with at an account.
public struct Contact: PartEntity {
  /// Account.
  public let account = Field(3, .reference(4), "Account", "حساب", required: true)
  /// Name.
  public let name = Field(4, .text(maximum: 200), "Name", "نام", required: true, searched: true)
  /// Job title.
  public let title = Field(5, .text(maximum: 100), "Job title", "سمت", searched: true)
  /// What the person decides at the account.
  public let part = Field(
    6,
    .choice([
      Choice("decides", "Decides", "تصمیم‌گیرنده"), Choice("influences", "Influences", "اثرگذار"),
      Choice("orders", "Orders", "سفارش‌دهنده"), Choice("pays", "Pays", "پرداخت‌کننده"),
      Choice("other", "Other", "دیگر"),
    ]), "Part in buying", "نقش در خرید")
  /// Birth date.
  public let birthDate = Field(7, .date, "Birth date", "تاریخ تولد")
  /// Note.
  public let note = Field(8, .text(maximum: 4_000), "Note", "یادداشت", searched: true)
  /// The person's name in another system.
  public let externalId = Field(
    9, .text(maximum: 100), "External ID", "شناسه بیرونی", searched: true, key: true)

  /// The contact that stands for this one, which turned out to be the same person.
  public let mergedInto = Field(
    10, .reference(5), "Merged into", "ادغام‌شده در", rule: .minimum(), key: true)
  /// The calendar in which the birthday comes back.
  public let birthCalendar = Field(
    11, Choices.calendar, "Birthday's calendar", "تقویم زادروز")
  /// Preferred channel.
  public let preferredChannel = Field(
    12, Choices.preferredChannel, "Preferred channel", "راه ارتباط ترجیحی")

  /// The lead that the person came from.
  public let originLead = Field(
    13, .reference(23), "Origin lead", "سرنخ مبدأ", rule: .firstWriter)

  /// Makes the declaration.
  public init() {}
  /// The declaration, for reading tags.
  public static let shape = Contact()
  /// It goes with its account.
  public static let whole: EntityTag = 4
  /// The account that it goes with.
  public static var wholeField: FieldTag { shape.account.tag }

  /// The entity as a whole.
  public static let about = EntityAbout(
    "contact", tag: 5, "Contact", "رابط", scopes: [.parent(shape.account.tag)],
    title: [shape.name.tag], names: [shape.name.tag], held: [shape.mergedInto.tag],
    invariants: [Laws.redirect(shape.mergedInto)])
}

extension Contact: MergeableEntity {
  /// The contact that stands for this one.
  public static var redirect: Field { shape.mergedInto }
}
