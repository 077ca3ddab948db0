// SPDX-License-Identifier: Apache-2.0

import KarvanCore

/// Lists of choices that several entities use.
enum Choices {
  /// The currencies that the product knows.
  static let currency: FieldKind = .choice([
    Choice("IRR", "Iranian rial", "ریال ایران"), Choice("USD", "US dollar", "دلار آمریکا"),
    Choice("EUR", "Euro", "یورو"), Choice("GBP", "Pound sterling", "پوند انگلیس"),
    Choice("AED", "UAE dirham", "درهم امارات"), Choice("TRY", "Turkish lira", "لیر ترکیه"),
    Choice("CNY", "Chinese yuan", "یوان چین"), Choice("IQD", "Iraqi dinar", "دینار عراق"),
    Choice("JPY", "Japanese yen", "ین ژاپن"),
  ])

  /// The classes of value added tax; the rates are data of the workspace.
  static let vatClass: FieldKind = .choice([
    Choice("standard", "Standard rate", "نرخ عادی"), Choice("exempt", "Exempt", "معاف"),
  ])

  /// The languages that people are addressed in.
  static let language: FieldKind = .choice([
    Choice("en", "English", "انگلیسی"), Choice("fa", "Persian", "فارسی"),
  ])

  /// What something is sold in.
  static let unit: FieldKind = .choice([
    Choice("piece", "Piece", "عدد"), Choice("box", "Box", "جعبه"),
    Choice("carton", "Carton", "کارتن"), Choice("pack", "Pack", "بسته"),
    Choice("kg", "Kilogram", "کیلوگرم"), Choice("g", "Gram", "گرم"),
    Choice("l", "Litre", "لیتر"), Choice("m", "Metre", "متر"), Choice("hour", "Hour", "ساعت"),
  ])

  /// Why a customer gave goods back.
  static let returnCause: FieldKind = .choice([
    Choice("damaged", "Damaged", "آسیب‌دیده"), Choice("expired", "Expired", "تاریخ‌گذشته"),
    Choice("wrong", "Wrong goods", "کالای اشتباه"), Choice("unsold", "Not sold", "فروش‌نرفته"),
    Choice("quality", "Quality", "کیفیت"), Choice("other", "Other", "دیگر"),
  ])

  /// Who began a conversation.
  static let direction: FieldKind = .choice([
    Choice("in", "Incoming", "ورودی"), Choice("out", "Outgoing", "خروجی"),
    Choice("internal", "Internal", "داخلی"),
  ])

  /// How somebody wants to be reached.
  static let preferredChannel: FieldKind = .choice([
    Choice("phone", "Phone", "تلفن"), Choice("sms", "Text message", "پیامک"),
    Choice("email", "E-mail", "ایمیل"), Choice("visit", "Visit", "حضوری"),
    Choice("messenger", "Messenger", "پیام‌رسان"),
  ])

  /// The calendars that a day can come back in.
  static let calendar: FieldKind = .choice([
    Choice("gregorian", "Gregorian", "میلادی"), Choice("jalali", "Jalali", "هجری خورشیدی"),
  ])

  /// A latitude in millionths of a degree.
  static let latitude: FieldKind = .integer(-90_000_000...90_000_000)
  /// A longitude in millionths of a degree.
  static let longitude: FieldKind = .integer(-180_000_000...180_000_000)
  /// How far a position may be off, in metres.
  static let accuracy: FieldKind = .integer(0...1_000_000)
}
