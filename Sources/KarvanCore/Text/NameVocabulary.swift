// SPDX-License-Identifier: Apache-2.0

/// Words of names that say what somebody is and not who, in Persian and English, folded.
enum NameVocabulary {
  /// Titles, legal forms, and words that any shop or company may have in its name.
  static let generic = folded([
    "شرکت", "فروشگاه", "فروشگاه‌های", "فروشگاههای", "مغازه", "گروه", "مؤسسه", "موسسه", "مرکز",
    "دفتر", "سهامی", "خاص", "عام", "مسئولیت", "محدود", "با", "تعاونی", "هلدینگ", "و", "آقای", "آقا",
    "خانم", "دکتر", "مهندس", "حاج", "حاجی", "حاجیه", "سید", "سیده", "استاد", "جناب", "سرکار",
    "company", "co", "corp", "corporation", "inc", "ltd", "limited", "llc", "plc", "gmbh", "group",
    "shop", "store", "stores", "the", "and", "of", "private", "public", "joint", "stock", "holding",
    "mr", "mrs", "ms", "miss", "dr", "eng", "haj", "haji", "hajj", "seyed", "seyyed", "sayyed",
    "sayed", "syed", "sherkat", "foroushgah", "forushgah", "furushgah", "sahami", "khas",
  ])

  /// What a branch is called by.
  static let branches = folded(["شعبه", "شعب", "branch", "shobeh", "shobe"])

  /// Endings of family names that are written apart or together.
  static let endings = folded([
    "پور", "نژاد", "زاده", "فر", "نیا", "لو", "خواه", "دوست", "پناه", "pour", "poor", "pur",
    "nejad",
    "nezhad", "nejhad", "zadeh", "zade", "far", "nia", "niya", "lou", "loo", "khah", "doust",
    "doost",
    "panah",
  ])

  /// The number of the trade of each word that names one.
  static let trades: [String: Int] = {
    var trades: [String: Int] = [:]
    for (index, words) in kinds.enumerated() {
      for word in words { trades[SearchKey.normalize(word)] = index }
    }
    return trades
  }()

  private static let kinds = [
    [
      "سوپرمارکت", "سوپر", "مارکت", "هایپرمارکت", "هایپر", "مینی‌مارکت", "بقالی", "خواربار",
      "خواربارفروشی", "supermarket", "super", "market", "grocery", "hypermarket", "minimarket",
    ],
    ["داروخانه", "pharmacy", "drugstore", "darukhaneh"],
    ["رستوران", "restaurant"], ["کافه", "کافی‌شاپ", "cafe", "coffee"],
    ["نانوایی", "نان", "bakery"], ["قنادی", "شیرینی", "شیرینی‌سرا", "confectionery", "pastry"],
    ["هتل", "hotel"], ["بیمارستان", "hospital"], ["کلینیک", "درمانگاه", "clinic"],
    ["پخش", "distribution"], ["بازرگانی", "تجارت", "trading", "trade"],
    [
      "صنایع", "صنعتی", "تولیدی", "کارخانه", "industries", "industrial", "factory", "manufacturing",
    ],
    ["بانک", "bank"], ["مدرسه", "دبستان", "دبیرستان", "school"], ["آرایشگاه", "salon"],
    ["قصابی", "پروتئین", "butcher"], ["لوازم", "ابزار", "tools"],
  ]

  private static func folded(_ words: [String]) -> Set<String> {
    Set(words.map { SearchKey.normalize($0) })
  }
}
