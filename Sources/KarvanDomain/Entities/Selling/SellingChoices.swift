// SPDX-License-Identifier: Apache-2.0

import KarvanCore

extension Choices {
  /// By which way somebody who seeks to buy came to the company.
  static let leadSource: FieldKind = .choice([
    Choice("phone_in", "Phone call", "تماس تلفنی"), Choice("visit", "Visit", "ویزیت"),
    Choice("walk_in", "Walk-in", "مراجعه حضوری"),
    Choice("referral", "Referral", "معرفی"), Choice("email", "E-mail", "ایمیل"),
    Choice("sms", "Text message", "پیامک"), Choice("web", "Web site", "وب‌سایت"),
    Choice("exhibition", "Exhibition", "نمایشگاه"), Choice("survey", "Survey", "نظرسنجی"),
    Choice("cold_call", "Cold call", "تماس سرد"), Choice("import", "Import", "ورود از پرونده"),
    Choice("other", "Other", "دیگر"),
  ])

  /// Where somebody first heard of the company or the product.
  static let acquaintance: FieldKind = .choice([
    Choice("friend", "Word of mouth", "آشنایان"),
    Choice("customer", "Another customer", "مشتری دیگر"),
    Choice("advertisement", "Advertisement", "آگهی"),
    Choice("exhibition", "Exhibition", "نمایشگاه"),
    Choice("social", "Social network", "شبکه اجتماعی"),
    Choice("search", "Web search", "جست‌وجوی وب"),
    Choice("catalogue", "Catalogue", "کاتالوگ"), Choice("rep", "Our rep", "ویزیتور ما"),
    Choice("shelf", "Saw it on a shelf", "دیدن در قفسه"), Choice("other", "Other", "دیگر"),
  ])

  /// Why a deal was lost.
  static let lostReason: FieldKind = .choice([
    Choice("price", "Price", "قیمت"), Choice("competitor", "Competitor", "رقیب"),
    Choice("terms", "Payment terms", "شرایط پرداخت"),
    Choice("product", "Product does not fit", "نامناسب بودن کالا"),
    Choice("delivery", "Delivery time", "زمان تحویل"),
    Choice("no_budget", "No budget", "نبود بودجه"),
    Choice("no_decision", "No decision", "تصمیم نگرفتن"),
    Choice("no_contact", "Could not be reached", "در دسترس نبودن"),
    Choice("service", "Our service", "خدمات ما"), Choice("duplicate", "Duplicate", "تکراری"),
    Choice("other", "Other", "دیگر"),
  ])

  /// How an opportunity stands apart from its stage.
  static let opportunityStatus: FieldKind = .choice([
    Choice("open", "Open", "باز"), Choice("won", "Won", "موفق"),
    Choice("lost", "Lost", "ازدست‌رفته"), Choice("abandoned", "Abandoned", "رهاشده"),
  ])
}
