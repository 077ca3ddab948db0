// SPDX-License-Identifier: Apache-2.0

/// What the demonstration company sells. Names, numbers and prices are invented.
enum DemoGoods {
  struct Good {
    let sku: String
    let name: DemoText
    let category: Category
    let unit: String
    /// In rial.
    let price: Int64
    /// The pack that shops buy, and how many are in it.
    let pack: (unit: String, content: Int64)
    /// How much of it goes, against the others.
    let weight: Int
    var isExempt = false
  }

  enum Category: CaseIterable {
    case tea, coffee, spice, nuts, rice, sweets, drinks, pantry

    var name: DemoText {
      switch self {
      case .tea: DemoText("چای", "Tea")
      case .coffee: DemoText("قهوه", "Coffee")
      case .spice: DemoText("ادویه و زعفران", "Spices & saffron")
      case .nuts: DemoText("خشکبار", "Nuts & dried fruit")
      case .rice: DemoText("برنج و حبوبات", "Rice & pulses")
      case .sweets: DemoText("شیرینی", "Sweets")
      case .drinks: DemoText("عرقیات و شربت", "Syrups & distillates")
      case .pantry: DemoText("کنسرو و چاشنی", "Pantry")
      }
    }

    var brand: DemoText {
      switch self {
      case .tea, .coffee: DemoText("کاروان", "Karvan")
      case .spice, .rice, .pantry: DemoText("سفره", "Sofreh")
      case .nuts, .sweets, .drinks: DemoText("باغستان", "Baghestan")
      }
    }

    /// How much more of it goes in a month of the Jalali year, in percent.
    func season(_ month: Int) -> Int {
      switch (self, month) {
      case (.nuts, 12), (.sweets, 12): 260
      case (.nuts, 9), (.sweets, 9): 170
      case (.drinks, 3...6): 190
      case (.drinks, 9...12): 60
      case (.tea, 7...11), (.coffee, 7...11): 125
      case (.rice, 12): 150
      default: 100
      }
    }
  }

  private static func good(
    _ sku: String, _ persian: String, _ english: String, _ category: Category, _ unit: String,
    _ price: Int64, _ pack: Int64, _ weight: Int, exempt: Bool = false
  ) -> Good {
    Good(
      sku: sku, name: DemoText(persian, english), category: category, unit: unit,
      price: price * 1_000, pack: ("carton", pack), weight: weight, isExempt: exempt)
  }

  static let all: [Good] = [
    good(
      "TEA-100", "چای سیاه لاهیجان ۱۰۰ گرمی", "Lahijan black tea 100 g", .tea, "pack", 950, 48, 60),
    good(
      "TEA-500", "چای سیاه لاهیجان ۵۰۰ گرمی", "Lahijan black tea 500 g", .tea, "pack", 4_300, 12, 70
    ),
    good("TEA-EG", "چای عطری ۴۵۰ گرمی", "Earl Grey tea 450 g", .tea, "pack", 4_650, 12, 45),
    good("TEA-B25", "چای کیسه‌ای ۲۵ عددی", "Tea bags, 25", .tea, "box", 720, 24, 40),
    good("TEA-GRN", "چای سبز ۱۰۰ گرمی", "Green tea 100 g", .tea, "pack", 1_150, 24, 12),
    good(
      "COF-250", "قهوهٔ آسیاب‌شده ۲۵۰ گرمی", "Ground coffee 250 g", .coffee, "pack", 3_400, 12, 28),
    good("COF-1K", "دانهٔ قهوهٔ یک کیلویی", "Coffee beans 1 kg", .coffee, "pack", 12_800, 6, 16),
    good("COF-GLD", "قهوهٔ فوری ۱۰۰ گرمی", "Instant coffee 100 g", .coffee, "piece", 2_950, 12, 22),
    good(
      "SAF-1", "زعفران سرگل یک گرمی", "Saffron sargol 1 g", .spice, "piece", 2_850, 50, 24,
      exempt: true),
    good(
      "SAF-5", "زعفران نگین پنج گرمی", "Saffron negin 5 g", .spice, "piece", 14_900, 20, 9,
      exempt: true),
    good("TUR-100", "زردچوبهٔ ۱۰۰ گرمی", "Turmeric 100 g", .spice, "pack", 420, 40, 26),
    good("CIN-80", "دارچین ۸۰ گرمی", "Cinnamon 80 g", .spice, "pack", 510, 40, 20),
    good("CAR-50", "هل سبز ۵۰ گرمی", "Green cardamom 50 g", .spice, "pack", 2_300, 24, 12),
    good("PEP-80", "فلفل سیاه ۸۰ گرمی", "Black pepper 80 g", .spice, "pack", 690, 40, 18),
    good("PIS-250", "پستهٔ شور ۲۵۰ گرمی", "Roasted pistachios 250 g", .nuts, "pack", 5_200, 12, 22),
    good("PIS-1K", "پستهٔ احمدآقایی یک کیلویی", "Pistachios 1 kg", .nuts, "pack", 19_800, 6, 10),
    good("ALM-250", "بادام درختی ۲۵۰ گرمی", "Almonds 250 g", .nuts, "pack", 4_100, 12, 14),
    good("RAI-500", "کشمش پلویی ۵۰۰ گرمی", "Raisins 500 g", .nuts, "pack", 1_350, 20, 16),
    good("DATE-1", "خرمای مضافتی یک کیلویی", "Mazafati dates 1 kg", .nuts, "box", 1_650, 12, 30),
    good("MIX-500", "آجیل شب عید ۵۰۰ گرمی", "Nowruz nut mix 500 g", .nuts, "pack", 6_400, 12, 12),
    good(
      "RICE-10", "برنج هاشمی ۱۰ کیلویی", "Hashemi rice 10 kg", .rice, "piece", 18_500, 4, 26,
      exempt: true),
    good(
      "RICE-5", "برنج طارم ۵ کیلویی", "Tarom rice 5 kg", .rice, "piece", 9_900, 6, 22, exempt: true),
    good("LEN-900", "عدس ۹۰۰ گرمی", "Lentils 900 g", .rice, "pack", 980, 12, 20, exempt: true),
    good("CHI-900", "نخود ۹۰۰ گرمی", "Chickpeas 900 g", .rice, "pack", 1_050, 12, 18, exempt: true),
    good(
      "GAZ-450", "گز آردی اصفهان ۴۵۰ گرمی", "Gaz of Isfahan 450 g", .sweets, "box", 2_950, 12, 20),
    good("SOH-500", "سوهان عسلی ۵۰۰ گرمی", "Honey sohan 500 g", .sweets, "box", 3_300, 12, 14),
    good(
      "NAB-1", "نبات زعفرانی یک کیلویی", "Saffron rock candy 1 kg", .sweets, "box", 2_100, 10, 18),
    good("SUG-900", "قند حبهٔ ۹۰۰ گرمی", "Sugar cubes 900 g", .sweets, "box", 640, 12, 44),
    good("PASH-300", "پشمک ۳۰۰ گرمی", "Pashmak 300 g", .sweets, "pack", 1_250, 20, 8),
    good(
      "ROSE-1", "گلاب قمصر یک لیتری", "Rose water of Ghamsar 1 l", .drinks, "piece", 1_150, 12, 20),
    good("MINT-1", "عرق نعنای یک لیتری", "Mint water 1 l", .drinks, "piece", 890, 12, 12),
    good("SEK-1", "شربت سکنجبین یک لیتری", "Sekanjabin syrup 1 l", .drinks, "piece", 1_480, 12, 14),
    good("HON-1", "عسل کوهستان یک کیلویی", "Mountain honey 1 kg", .pantry, "piece", 6_800, 6, 18),
    good("TOM-800", "رب گوجه‌فرنگی ۸۰۰ گرمی", "Tomato paste 800 g", .pantry, "piece", 1_080, 12, 52),
    good("TUNA-180", "تن ماهی ۱۸۰ گرمی", "Tuna 180 g", .pantry, "piece", 1_290, 24, 48),
    good("OIL-1500", "روغن زیتون ۱٫۵ لیتری", "Olive oil 1.5 l", .pantry, "piece", 9_600, 6, 12),
  ]
}
