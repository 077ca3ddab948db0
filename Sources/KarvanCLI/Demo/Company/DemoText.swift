// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanDomain

/// A text of the demonstration company in both languages.
struct DemoText {
  let persian: String
  let english: String

  init(_ persian: String, _ english: String) {
    self.persian = persian
    self.english = english
  }

  func text(_ isPersian: Bool) -> String { isPersian ? persian : english }
}

/// The words that people and shops of the demonstration company are named with; all are invented.
enum DemoWords {
  static let women = [
    DemoText("زهرا", "Zahra"), DemoText("نرگس", "Narges"), DemoText("الهام", "Elham"),
    DemoText("مینا", "Mina"), DemoText("شیرین", "Shirin"), DemoText("لیلا", "Leila"),
    DemoText("پریسا", "Parisa"), DemoText("فاطمه", "Fatemeh"), DemoText("نسترن", "Nastaran"),
    DemoText("مهسا", "Mahsa"), DemoText("سمیرا", "Samira"), DemoText("آناهیتا", "Anahita"),
  ]
  static let men = [
    DemoText("علی", "Ali"), DemoText("محمد", "Mohammad"), DemoText("حسین", "Hossein"),
    DemoText("رضا", "Reza"), DemoText("امیر", "Amir"), DemoText("مهدی", "Mehdi"),
    DemoText("سعید", "Saeed"), DemoText("بهرام", "Bahram"), DemoText("کاوه", "Kaveh"),
    DemoText("آرش", "Arash"), DemoText("داوود", "Davoud"), DemoText("یوسف", "Yousef"),
  ]
  static let families = [
    DemoText("موسوی", "Mousavi"), DemoText("رستمی", "Rostami"), DemoText("کریمی", "Karimi"),
    DemoText("صادقی", "Sadeghi"), DemoText("اکبری", "Akbari"), DemoText("جعفری", "Jafari"),
    DemoText("نوری", "Nouri"), DemoText("قاسمی", "Ghasemi"), DemoText("یزدانی", "Yazdani"),
    DemoText("شریفی", "Sharifi"), DemoText("رحیمی", "Rahimi"), DemoText("کاشانی", "Kashani"),
    DemoText("تبریزی", "Tabrizi"), DemoText("افشار", "Afshar"), DemoText("بهرامی", "Bahrami"),
    DemoText("زارع", "Zare"), DemoText("طاهری", "Taheri"), DemoText("سلطانی", "Soltani"),
    DemoText("فرهادی", "Farhadi"), DemoText("گل‌محمدی", "Golmohammadi"),
  ]
  /// What a shop is, with its weight among the others, and whether it is a company by law.
  static let kinds: [(name: DemoText, weight: Int, isCompany: Bool)] = [
    (DemoText("سوپرمارکت", "Supermarket"), 30, false),
    (DemoText("فروشگاه", "Grocery"), 18, false), (DemoText("مینی‌مارکت", "Minimarket"), 12, false),
    (DemoText("عطاری", "Herbs & Spices"), 8, false), (DemoText("کافه", "Café"), 8, false),
    (DemoText("رستوران", "Restaurant"), 7, false), (DemoText("قنادی", "Sweets"), 5, false),
    (DemoText("هتل", "Hotel"), 3, true), (DemoText("بازرگانی", "Trading"), 4, true),
    (DemoText("پخش", "Wholesale"), 3, true),
    (DemoText("فروشگاه زنجیره‌ای", "Chain Stores"), 2, true),
  ]
  static let shops = [
    DemoText("بهار", "Bahar"), DemoText("نیلوفر", "Niloufar"), DemoText("البرز", "Alborz"),
    DemoText("کاسپین", "Caspian"), DemoText("نیکا", "Nika"), DemoText("آفتاب", "Aftab"),
    DemoText("پارسه", "Parseh"), DemoText("یاس", "Yas"), DemoText("مهتاب", "Mahtab"),
    DemoText("سپید", "Sepid"), DemoText("گلستان", "Golestan"), DemoText("ستاره", "Setareh"),
    DemoText("باران", "Baran"), DemoText("دریا", "Darya"), DemoText("امید", "Omid"),
    DemoText("رز", "Rose"), DemoText("پرنیان", "Parnian"), DemoText("ارغوان", "Arghavan"),
    DemoText("صدف", "Sadaf"), DemoText("زاگرس", "Zagros"), DemoText("دماوند", "Damavand"),
    DemoText("سروناز", "Sarvenaz"), DemoText("کوهسار", "Kouhsar"), DemoText("مروارید", "Morvarid"),
    DemoText("ایران", "Iran"), DemoText("آریا", "Aria"), DemoText("پگاه", "Pegah-e Shahr"),
    DemoText("شبنم", "Shabnam"), DemoText("طاووس", "Tavous"), DemoText("نگین", "Negin"),
    DemoText("فردوسی", "Ferdowsi"), DemoText("خیام", "Khayyam"), DemoText("سعدی", "Saadi"),
    DemoText("شقایق", "Shaghayegh"), DemoText("ترنج", "Toranj"), DemoText("انار", "Anar"),
    DemoText("پسته", "Pesteh"), DemoText("زعفران", "Saffron"), DemoText("چنار", "Chenar"),
    DemoText("هفت‌سین", "Haft-Sin"), DemoText("یلدا", "Yalda"), DemoText("مهرگان", "Mehregan"),
    DemoText("سیمرغ", "Simorgh"), DemoText("رخش", "Rakhsh"), DemoText("آناهید", "Anahid"),
    DemoText("کوروش", "Kourosh-e Kabir"), DemoText("هخامنش", "Hakhamanesh"),
    DemoText("سپهر", "Sepehr"), DemoText("کیان", "Kian"), DemoText("رویا", "Roya"),
  ]
  static let titles: [(title: DemoText, part: String)] = [
    (DemoText("مدیر", "Owner"), "decides"), (DemoText("مسئول خرید", "Buyer"), "orders"),
    (DemoText("حسابدار", "Accountant"), "pays"),
    (DemoText("سرپرست فروشگاه", "Shop supervisor"), "influences"),
  ]
  static let banks = [
    DemoText("ملی", "Melli"), DemoText("ملت", "Mellat"), DemoText("صادرات", "Saderat"),
    DemoText("تجارت", "Tejarat"), DemoText("سپه", "Sepah"),
  ]
  static let calls = [
    DemoText("پیگیری تحویل سفارش", "Asked when the order comes"),
    DemoText("درخواست فهرست قیمت تازه", "Asked for the new price list"),
    DemoText("هماهنگی تسویه", "Agreed on how to settle"),
    DemoText("گلایه از دیر رسیدن کالا", "Complained of a late delivery"),
    DemoText("سفارش تلفنی برای هفتهٔ بعد", "Wants to order next week"),
    DemoText("پرسش دربارهٔ طرح تشویقی", "Asked about the promotion"),
  ]
  static let visitNotes = [
    DemoText("قفسهٔ چای مرتب بود.", "The tea shelf was in order."),
    DemoText("رقیب تخفیف تازه‌ای داده است.", "A rival gives a new discount."),
    DemoText("از بسته‌بندی تازه راضی بودند.", "They like the new packing."),
    DemoText("خواستند هفتهٔ بعد زودتر برویم.", "They want us earlier next week."),
  ]
  static let chores = [
    DemoText("ارسال فهرست قیمت", "Send the price list"),
    DemoText("پیگیری چک سررسیدشده", "Ask about the cheque that fell due"),
    DemoText("بردن نمونهٔ چای تازه", "Bring samples of the new tea"),
    DemoText("هماهنگی چیدمان قفسه", "Agree on the shelf"),
    DemoText("تماس برای سفارش ماهانه", "Call about the monthly order"),
    DemoText("رسیدگی به کالای آسیب‌دیده", "See to damaged goods"),
  ]
  static let needs = [
    DemoText("چای و قند ماهانهٔ رستوران", "Tea and sugar for the restaurant, monthly"),
    DemoText("قهوهٔ تازه برای سه شعبه", "Fresh coffee for three branches"),
    DemoText("بستهٔ هدیهٔ نوروزی کارکنان", "Nowruz gift boxes for the staff"),
    DemoText("زعفران و پسته برای صادرات", "Saffron and pistachios for export"),
    DemoText("تأمین صبحانهٔ هتل", "Breakfast supplies for the hotel"),
  ]
}

extension DemoWords {
  /// Who sells, as the head of invoices has it.
  static func company(isPersian: Bool) -> [FieldTag: Value] {
    let shape = Company.shape
    let texts: [(Field, DemoText)] = [
      (shape.name, DemoText("پخش مواد غذایی سپیدار", "Sepidar Food Distribution")),
      (shape.address, DemoText("تهران، خیابان نمونه، پلاک ۱۲", "12 Sample Street, Tehran")),
      (
        shape.footer,
        DemoText(
          "کالا تا هفت روز پس از تحویل پس گرفته می‌شود. از خرید شما سپاسگزاریم.",
          "Goods are taken back within seven days of delivery. Thank you for your order.")
      ),
      (shape.phone, DemoText("021-55550100", "021-55550100")),
      (shape.email, DemoText("sales@sepidar.example", "sales@sepidar.example")),
      (shape.postalCode, DemoText("1111111111", "1111111111")),
    ]
    return Dictionary(
      uniqueKeysWithValues: texts.map { ($0.0.tag, Value.text($0.1.text(isPersian))) })
  }
}
