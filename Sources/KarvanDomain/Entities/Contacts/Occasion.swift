// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// A day of a customer's that is remembered: a birthday, an anniversary, the founding of the shop.
public struct Occasion: PartEntity {
  /// Account.
  public let account = Field(3, .reference(4), "Account", "حساب", required: true)
  /// The person whose day it is.
  public let contact = Field(4, .reference(5), "Contact", "رابط")
  /// Kind.
  public let kind = Field(
    5,
    .choice([
      Choice("birthday", "Birthday", "زادروز"),
      Choice("anniversary", "Anniversary", "سالگرد"), Choice("founding", "Founding", "تأسیس"),
      Choice("holiday", "Holiday", "مناسبت"), Choice("other", "Other", "دیگر"),
    ]), "Kind", "نوع", required: true)
  /// What it is called, where the kind does not say enough.
  public let title = Field(6, .text(maximum: 200), "Title", "عنوان", searched: true)
  /// The first time that it was.
  public let date = Field(7, .date, "Date", "تاریخ", group: "day", required: true)
  /// The calendar in which it comes back every year.
  public let calendar = Field(8, Choices.calendar, "Calendar", "تقویم", group: "day")
  /// Whether it comes back every year.
  public let yearly = Field(
    9, .truth, "Every year", "هر سال", group: "day", initial: .truth(true))
  /// How many days before it somebody wants to be reminded.
  public let remindDays = Field(
    10, .integer(0...365), "Remind (days before)", "یادآوری (روز پیش)", initial: .integer(3))
  /// What is said or sent on the day.
  public let greeting = Field(11, .text(maximum: 1_000), "Greeting", "پیام تبریک")

  /// Makes the declaration.
  public init() {}
  /// The declaration, for reading tags.
  public static let shape = Occasion()
  /// It goes with its account.
  public static let whole: EntityTag = 4
  /// The account that it goes with.
  public static var wholeField: FieldTag { shape.account.tag }

  /// The entity as a whole.
  public static let about = EntityAbout(
    "occasion", tag: 62, "Occasion", "مناسبت",
    groups: [GroupDeclaration("day", rule: .lastWriter)], scopes: [.parent(shape.account.tag)],
    title: [shape.kind.tag, shape.title.tag])
}

extension Occasion: PreparedEntity {
  /// A person's occasion is one of their account.
  public static func prepare(
    _ edit: inout RecordEdit, before: RecordView?, in context: OperationContext
  ) throws {
    guard before == nil, let id = edit.values[shape.contact.tag]?.reference else { return }
    edit.fill(
      shape.account, try context.reader.record(Contact.tag, id)?[Contact.shape.account] ?? .null)
  }
}
