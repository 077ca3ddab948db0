// SPDX-License-Identifier: Apache-2.0

import KarvanCore

/// What is sold to whom and when: the fields that price rules, promotions and discount policies
/// have alike, under the same tags.
enum SaleScope {
  static let name = "scope"
  static let all = "all"
  static let category = "category"
  static let brand = "brand"
  static let product = "product"

  static let appliesTo = Field(
    10,
    .choice([
      Choice(all, "Everything", "همه کالاها"), Choice(category, "A category", "یک گروه کالا"),
      Choice(brand, "A brand", "یک برند"), Choice(product, "A product", "یک کالا"),
    ]), "Applies to", "دامنه", group: name, required: true, key: true)
  static let ofProduct = Field(11, .reference(8), "Product", "کالا", group: name)
  static let ofCategory = Field(
    12, .text(maximum: 100), "Category", "گروه کالا", group: name, searched: true)
  static let ofBrand = Field(13, .text(maximum: 100), "Brand", "برند", group: name, searched: true)
  static let account = Field(14, .reference(4), "Only for account", "تنها برای حساب", group: name)
  static let customerGroup = Field(
    15, .reference(40), "Only for customer group", "تنها برای گروه مشتری", group: name)
  static let territory = Field(
    16, .reference(SchemaTags.territory), "Only in territory", "تنها در قلمرو", group: name)
  static let validFrom = Field(17, .date, "Valid from", "معتبر از", group: name)
  static let validTo = Field(18, .date, "Valid to", "معتبر تا", rule: .authority)
  static let active = Field(19, .truth, "Active", "فعال", rule: .authority, initial: .truth(true))

  /// Says what it applies to where only the thing itself was named; refuses days in wrong order.
  ///
  /// The order is no law: two people who move the two ends at a time are not turned away for it.
  static func prepare(_ edit: inout RecordEdit, before: RecordView?) throws(Failure) {
    func names(_ field: Field) -> Bool { !edit.value(field, over: before).isNull }
    if edit.values[validFrom.tag] != nil || edit.values[validTo.tag] != nil,
      let from = edit.value(validFrom, over: before).integer,
      let to = edit.value(validTo, over: before).integer, to < from
    {
      throw Failure(.periodOrder, field: "valid_to")
    }
    guard before == nil else { return }
    let target =
      names(ofProduct) ? product : names(ofCategory) ? category : names(ofBrand) ? brand : all
    edit.fill(appliesTo, .text(target))
  }

  /// The thing that it applies to is named, and no other.
  static let named: Invariant = { context in
    for version in context.written(appliesTo) {
      let wanted: Field? =
        switch version[appliesTo.tag].text {
        case category: ofCategory
        case brand: ofBrand
        case product: ofProduct
        default: nil
        }
      for field in [ofProduct, ofCategory, ofBrand]
      where isEmpty(version[field.tag]) != (field.tag != wanted?.tag) {
        return context.breaks(.saleTarget, field)
      }
    }
    return nil
  }

  private static func isEmpty(_ value: Value) -> Bool {
    value.isNull || value.text.map { SearchKey.normalize($0).isEmpty } == true
  }
}
