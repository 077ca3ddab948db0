// SPDX-License-Identifier: Apache-2.0

import KarvanCore

/// The fields that the headers of commercial documents have in common, each under the tag that its
/// entity gives it.
enum HeaderFields {
  /// `DEVICE-n`, given at once and unique without a server.
  static func number(_ tag: FieldTag) -> Field {
    Field(
      tag, .text(maximum: 40), "Number", "شماره", rule: .firstWriter, required: true,
      searched: true)
  }
  static func account(_ tag: FieldTag, rule: Rule = .lastWriter) -> Field {
    Field(tag, .reference(4), "Account", "حساب", rule: rule, required: true)
  }
  static func currency(_ tag: FieldTag, group: String? = nil) -> Field {
    Field(tag, Choices.currency, "Currency", "ارز", group: group, required: true)
  }
  static func discountPercent(_ tag: FieldTag) -> Field {
    Field(tag, .basisPoints, "Discount (percent)", "تخفیف (درصد)", group: "discount")
  }
  static func discountAmount(_ tag: FieldTag) -> Field {
    Field(tag, .money, "Discount (amount)", "تخفیف (مبلغ)", group: "discount")
  }
  static func roundingScope(_ tag: FieldTag) -> Field {
    Field(
      tag,
      .choice([
        Choice("per_line", "Per line", "برای هر ردیف"),
        Choice("per_document", "Per document", "برای کل سند"),
      ]), "Tax rounding", "گرد کردن مالیات", group: "rounding", initial: .text("per_line"))
  }
  static func roundingMode(_ tag: FieldTag) -> Field {
    Field(
      tag,
      .choice([
        Choice("half_up", "Half up", "نیم به بالا"),
        Choice("half_even", "Half to even", "نیم به زوج"), Choice("down", "Down", "به پایین"),
      ]), "Rounding mode", "روش گرد کردن", group: "rounding", initial: .text("half_up"))
  }
  static func payableStep(_ tag: FieldTag) -> Field {
    Field(
      tag, .integer(1...1_000_000), "Payable step", "گام مبلغ پرداختنی", group: "rounding",
      initial: .integer(1))
  }
  static func note(_ tag: FieldTag) -> Field {
    Field(tag, .text(maximum: 4_000), "Note", "یادداشت", searched: true)
  }
  static func externalId(_ tag: FieldTag) -> Field {
    Field(
      tag, .text(maximum: 100), "External ID", "شناسه بیرونی", searched: true, key: true)
  }

  /// The groups of the fields above.
  static let groups = [
    GroupDeclaration("discount", rule: .lastWriter),
    GroupDeclaration("rounding", rule: .lastWriter),
  ]
}

/// The fields that the lines of commercial documents have in common.
enum LineFields {
  static func product(_ tag: FieldTag) -> Field {
    Field(tag, .reference(8), "Product", "کالا", required: true)
  }
  static func position(_ tag: FieldTag) -> Field {
    Field(tag, .integer(1...10_000), "Position", "ردیف", required: true)
  }
  static func quantity(_ tag: FieldTag) -> Field {
    Field(tag, .quantity, "Quantity", "تعداد", group: "amount", required: true)
  }
  static func unit(_ tag: FieldTag) -> Field {
    Field(tag, Choices.unit, "Unit", "واحد", group: "amount")
  }
  static func unitPrice(_ tag: FieldTag) -> Field {
    Field(tag, .money, "Unit price", "قیمت واحد", group: "pricing", required: true)
  }
  static func discountPercent(_ tag: FieldTag) -> Field {
    Field(tag, .basisPoints, "Discount (percent)", "تخفیف (درصد)", group: "pricing")
  }
  static func discountAmount(_ tag: FieldTag) -> Field {
    Field(tag, .money, "Discount (amount)", "تخفیف (مبلغ)", group: "pricing")
  }
  static func vatClass(_ tag: FieldTag) -> Field {
    Field(
      tag, Choices.vatClass, "VAT class", "طبقه مالیات بر ارزش افزوده", group: "pricing")
  }
  static func vatRate(_ tag: FieldTag) -> Field {
    Field(
      tag, .basisPoints, "VAT rate", "نرخ مالیات بر ارزش افزوده", group: "pricing",
      initial: .integer(0))
  }
  static func note(_ tag: FieldTag) -> Field {
    Field(tag, .text(maximum: 1_000), "Note", "یادداشت")
  }

  /// The groups of the fields above.
  static let groups = [
    GroupDeclaration("amount", rule: .lastWriter),
    GroupDeclaration("pricing", rule: .lastWriter),
    GroupDeclaration("promotion", rule: .lastWriter),
  ]
}
