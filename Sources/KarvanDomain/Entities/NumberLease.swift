// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// A run of numbers of one legal series that the office gave to one replica, which gives them to
/// its documents without asking.
public struct NumberLease: EntityType {
  /// The replica that may give the numbers, and no other.
  public let holder = Field(
    3, .text(maximum: 36), "Holder", "دارنده", rule: .firstWriter, required: true)
  /// The code of the device that the replica lived on when it was leased.
  public let device = Field(
    4, .text(maximum: 20), "Device", "دستگاه", rule: .firstWriter, required: true)
  /// Whose device it is.
  public let user = Field(
    5, .reference(SchemaTags.user), "User", "کاربر", rule: .firstWriter, required: true)
  /// The series; its name begins each number.
  public let series = Field(
    6, .text(maximum: 20), "Series", "سری", group: "range", required: true, key: true)
  /// What the numbers are given to.
  public let document = Field(
    7, .choice([Choice("order", "Order", "سفارش"), Choice("invoice", "Invoice", "فاکتور")]),
    "Document", "سند", group: "range", required: true)
  /// The first number.
  public let first = Field(
    8, .integer(1...most), "First number", "نخستین شماره", group: "range", required: true)
  /// The last number.
  public let last = Field(
    9, .integer(1...most), "Last number", "واپسین شماره", group: "range", required: true)
  /// How it ended; nothing while its holder may give numbers.
  public let ending = Field(
    10,
    .choice([
      Choice("given_back", "Given back", "پس‌داده"),
      Choice("reclaimed", "Reclaimed", "بازپس‌گرفته"),
    ]), "Ending", "پایان", group: "end")
  /// The last number that was given, one below the first for none.
  public let usedThrough = Field(
    11, .integer(0...most), "Used through", "مصرف‌شده تا", group: "end")
  /// The tax memory under which the tax office knows the series; six capital letters and digits.
  public let memoryId = Field(
    12, .text(maximum: 6), "Tax memory ID", "شناسه یکتای حافظه مالیاتی", group: "range",
    key: true)

  /// Makes the declaration.
  public init() {}
  /// The declaration, for reading tags.
  public static let shape = NumberLease()
  /// The greatest number: nine digits, as forms have room for.
  static let most: Int64 = 999_999_999

  /// The entity as a whole.
  public static let about = EntityAbout(
    "number_lease", tag: 17, "Number lease", "دسته شماره",
    groups: [
      GroupDeclaration("range", rule: .firstWriter), GroupDeclaration("end", rule: .firstWriter),
    ],
    deletable: false, scopes: [.user(shape.user.tag)],
    title: [shape.series.tag, shape.first.tag],
    invariants: [NumberLaws.lease, NumberLaws.ending])
}
