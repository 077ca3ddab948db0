// SPDX-License-Identifier: Apache-2.0

/// What the demonstration company is made of. Every name and number is invented.
enum DemoNames {
  /// Two territories.
  static let territories = ["تهران مرکز", "Isfahan & Yazd"]

  /// The people beside the owner: name and login.
  static let people = [("رضا کاظمی", "reza"), ("Sara Novak", "sara")]

  /// Twenty customers: name, kind, city.
  static let accounts = [
    ("فروشگاه بهار", "outlet", "تهران"), ("سوپرمارکت نیلوفر", "outlet", "تهران"),
    ("بازرگانی البرز", "company", "کرج"), ("پخش مواد غذایی کاسپین", "company", "تهران"),
    ("کافه نیکا", "outlet", "تهران"), ("رستوران می‌خوش", "outlet", "شهر ری"),
    ("عطاری گل‌محمدی", "outlet", "تهران"), ("فروشگاه زنجیره‌ای آفتاب", "company", "تهران"),
    ("هتل پارسه", "company", "شیراز"), ("نانوایی سنتی یاس", "outlet", "تهران"),
    ("Café Nika Isfahan", "outlet", "Isfahan"), ("Alborz Foods", "company", "Karaj"),
    ("Caspian Hotel", "company", "Rasht"), ("Yazd Sweet House", "outlet", "Yazd"),
    ("Old Bridge Restaurant", "outlet", "Isfahan"), ("Sunrise Minimarket", "outlet", "Isfahan"),
    ("Desert Rose Herbs", "outlet", "Yazd"), ("Silk Road Catering", "company", "Isfahan"),
    ("Nomad Coffee Roasters", "company", "Yazd"), ("بازار بزرگ نقش جهان", "company", "اصفهان"),
  ]

  /// Products: SKU, name, unit, price in rial, tax class.
  static let products: [(String, String, String, Int64, String)] = [
    ("TEA-100", "چای سیاه لاهیجان ۱۰۰ گرمی", "pack", 950_000, "standard"),
    ("TEA-500", "چای سیاه لاهیجان ۵۰۰ گرمی", "pack", 4_300_000, "standard"),
    ("SAF-1", "زعفران سرگل یک گرمی", "piece", 2_850_000, "exempt"),
    ("RICE-10", "برنج هاشمی ۱۰ کیلویی", "piece", 18_500_000, "exempt"),
    ("PIS-250", "Roasted pistachios 250 g", "pack", 5_200_000, "standard"),
    ("DATE-1", "Mazafati dates 1 kg", "box", 1_650_000, "standard"),
    ("ROSE-1", "Rose water 1 l", "l", 1_150_000, "standard"),
    ("COF-250", "Ground coffee 250 g", "pack", 3_400_000, "standard"),
    ("SUG-1", "نبات زعفرانی", "kg", 2_100_000, "standard"),
    ("HON-1", "عسل کوهستان یک کیلویی", "kg", 6_800_000, "standard"),
    ("GAZ-450", "Gaz of Isfahan 450 g", "box", 2_950_000, "standard"),
    ("CAR-12", "Cardamom, carton of 12", "carton", 21_900_000, "standard"),
  ]

  static let contacts = ["زهرا موسوی", "علی رستمی", "Mina Karimi", "Daniel Weber", "نرگس صادقی"]
  static let streets = ["خیابان ولیعصر", "خیابان انقلاب", "Chahar Bagh Street", "خیابان امام"]
  static let tags = ["نقدی", "VIP", "فصلی", "seasonal", "عمده"]
}
