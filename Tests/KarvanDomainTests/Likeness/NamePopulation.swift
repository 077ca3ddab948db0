// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import TestSupport

@testable import KarvanDomain

/// Customers as companies have them, with duplicates of which it is known that they are.
struct NamePopulation {
  private(set) var profiles: [LikenessProfile] = []
  /// The pairs that are one, the smaller first.
  private(set) var truth: Set<[Int]> = []
  private var random: SeededGenerator

  private struct Customer {
    /// Each word in Persian and in Latin letters.
    var words: [[String]]
    var prefix = ""
    var suffix = ""
    var phone: String?
    var city: String?
    var isLatin = false

    var name: String {
      let own = words.map { isLatin ? $0[$0.count > 1 ? 1 : 0] : $0[0] }
      return ([prefix] + own + [suffix]).filter { !$0.isEmpty }.joined(separator: " ")
    }
  }

  init(_ generator: SeededGenerator, customers: Int) {
    random = generator
    for _ in 0..<customers {
      let customer = customer()
      add(customer)
      if random.integer(in: 0...4) == 0 {
        add(duplicate(of: customer))
        truth.insert([profiles.count - 2, profiles.count - 1])
      }
    }
  }

  static func id(_ number: Int) -> RecordID {
    RecordID(high: 1, low: UInt64(number))
  }

  private mutating func add(_ customer: Customer) {
    var profile = LikenessProfile(Account.tag, Self.id(profiles.count)) {
      $0 == Account.shape.name.tag ? .text(customer.name) : .null
    }
    if let phone = customer.phone, let normal = try? PhoneNumber.normalize(phone) {
      profile.add(kind: .text("phone"), normalized: .text(normal))
    }
    if let city = customer.city { profile.add(city: .text(city), postalCode: .null) }
    profiles.append(profile)
  }

  private mutating func customer() -> Customer {
    switch random.integer(in: 0...9) {
    case 0...4:
      var shop = Customer(words: [
        random.element(of: Names.given), random.element(of: Names.family),
      ])
      shop.prefix = random.element(of: ["", "فروشگاه", "سوپرمارکت", "داروخانه", "آقای"])
      return placed(shop)
    case 5...7:
      var company = Customer(words: [
        random.element(of: Names.brands), random.element(of: Names.brands),
      ])
      if random.integer(in: 0...1) == 0 { company.words.append(random.element(of: Names.family)) }
      company.prefix = random.element(of: ["شرکت", "", "گروه"])
      company.suffix = random.element(of: ["", "سهامی خاص", ""])
      return placed(company)
    default:
      var branch = Customer(words: [random.element(of: Names.chains)])
      branch.prefix = "فروشگاه"
      // No chain has two branches of one name.
      branch.suffix =
        "شعبه "
        + (random.integer(in: 0...1) == 0
          ? random.element(of: Names.places) + " \(profiles.count % 97)" : "\(profiles.count)")
      branch = placed(branch)
      // The switchboard of the chain.
      if random.integer(in: 0...2) == 0 {
        branch.phone = "02188000" + "\(100 + branch.words[0][0].utf8.count)"
      }
      return branch
    }
  }

  /// A family name, half of them with an ending.
  private mutating func family() -> [String] {
    let family = random.element(of: Names.family)
    guard random.integer(in: 0...1) == 0 else { return family }
    let ending = random.element(of: Names.endings)
    return [family[0] + ending[0], family[1] + ending[1]]
  }

  private mutating func placed(_ customer: Customer) -> Customer {
    var customer = customer
    if random.integer(in: 0...9) > 0 { customer.phone = mobile() }
    if random.integer(in: 0...3) > 0 { customer.city = random.element(of: Names.cities)[0] }
    return customer
  }

  private mutating func mobile() -> String { "09\(random.integer(in: 100_000_000...399_999_999))" }

  /// The same customer as somebody else wrote it down.
  private mutating func duplicate(of customer: Customer) -> Customer {
    var other = customer
    switch random.integer(in: 0...5) {
    case 0, 1: other.isLatin = true
    case 2:
      let word = random.integer(in: 0...(other.words.count - 1))
      other.words[word][0] = typo(other.words[word][0])
    case 3: other.words.reverse()
    case 4:
      other.prefix = other.prefix.isEmpty ? "شرکت" : ""
      if !other.suffix.hasPrefix("شعبه") { other.suffix = "" }
    default: other.words[0][0] = otherKeyboard(other.words[0][0])
    }
    if other.isLatin {
      other.prefix = ""
      if other.suffix.hasPrefix("سهامی") { other.suffix = "Co." }
      if let city = other.city, let row = Names.cities.first(where: { $0[0] == city }) {
        other.city = row[1]
      }
    }
    switch random.integer(in: 0...9) {
    case 0: other.phone = nil
    case 1: other.city = nil
    case 2, 3, 4: other.phone = other.phone.map { "+98 " + $0.dropFirst() }
    case 5, 6: other.phone = other.phone.map { Digits.toPersian($0) }
    default: break
    }
    return other
  }

  private func otherKeyboard(_ word: String) -> String {
    word.replacing("ی", with: "ي").replacing("ک", with: "ك")
  }

  private mutating func typo(_ word: String) -> String {
    var letters = Array(word)
    guard letters.count > 3 else { return word }
    let place = random.integer(in: 1...(letters.count - 2))
    switch random.integer(in: 0...2) {
    case 0: letters.remove(at: place)
    case 1: letters.swapAt(place, place + 1)
    default: letters.insert(letters[place], at: place)
    }
    return String(letters)
  }
}

/// Names with the ways in which they are written in Latin letters.
private enum Names {
  static let given = [
    ["علی", "Ali"], ["رضا", "Reza"], ["حسین", "Hossein"], ["محمد", "Mohammad"], ["مهدی", "Mehdi"],
    ["سعید", "Saeed"], ["حمید", "Hamid"], ["مجید", "Majid"], ["فاطمه", "Fatemeh"],
    ["زهرا", "Zahra"],
    ["مریم", "Maryam"], ["نرگس", "Narges"], ["یوسف", "Yousef"], ["داوود", "Davood"],
    ["وحید", "Vahid"],
    ["ایمان", "Iman"], ["آرش", "Arash"], ["بهرام", "Bahram"], ["پژمان", "Pejman"],
    ["خسرو", "Khosro"],
    ["شاهین", "Shahin"], ["قاسم", "Ghasem"], ["هادی", "Hadi"], ["ناصر", "Naser"],
  ]
  static let family = [
    ["محمدی", "Mohammadi"], ["رضایی", "Rezaei"], ["حسینی", "Hosseini"], ["حسنی", "Hasani"],
    ["کریمی", "Karimi"], ["کرمی", "Karami"], ["احمدی", "Ahmadi"], ["مرادی", "Moradi"],
    ["جعفری", "Jafari"], ["صادقی", "Sadeghi"], ["صدیقی", "Seddighi"], ["موسوی", "Mousavi"],
    ["رحیمی", "Rahimi"], ["ابراهیمی", "Ebrahimi"], ["قاسمی", "Ghasemi"], ["شریفی", "Sharifi"],
    ["اکبری", "Akbari"], ["نوری", "Nouri"], ["یوسفی", "Yousefi"], ["رستمی", "Rostami"],
    ["حیدری", "Heydari"], ["فرهادی", "Farhadi"], ["شیرازی", "Shirazi"], ["تهرانی", "Tehrani"],
    ["زارعی", "Zarei"], ["باقری", "Bagheri"], ["کاظمی", "Kazemi"], ["سلطانی", "Soltani"],
    ["خسروی", "Khosravi"], ["حسن پور", "Hassanpour"], ["علی نژاد", "Alinejad"],
  ]
  static let endings = [
    [" نژاد", " Nejad"], ["‌زاده", "zadeh"], [" پور", "pour"], ["‌فر", " Far"], ["ان", "an"],
  ]
  static let brands = [
    ["آریا", "Aria"], ["پارس", "Pars"], ["سپهر", "Sepehr"], ["کیان", "Kian"], ["نوین", "Novin"],
    ["مهر", "Mehr"], ["البرز", "Alborz"], ["زاگرس", "Zagros"], ["کاوه", "Kaveh"],
    ["رایان", "Rayan"],
    ["بهسازان", "Behsazan"], ["توسعه", "Tosee"], ["گستر", "Gostar"], ["پویا", "Pouya"],
    ["سازه", "Sazeh"], ["فولاد", "Foolad"], ["شیمی", "Shimi"], ["دارو", "Daroo"], ["نان", "Nan"],
    ["طلوع", "Toloo"], ["گلستان", "Golestan"], ["بهار", "Bahar"], ["خاورمیانه", "Khavarmianeh"],
    ["کشاورز", "Keshavarz"], ["دریا", "Darya"], ["سبلان", "Sabalan"], ["خزر", "Khazar"],
    ["صنعت", "Sanat"], ["تدبیر", "Tadbir"], ["آفتاب", "Aftab"],
  ]
  static let chains = [
    ["رفاه", "Refah"], ["کوروش", "Kourosh"], ["شهروند", "Shahrvand"], ["جانبو", "Janbo"],
  ]
  static let places = ["ونک", "تجریش", "آزادی", "انقلاب", "پونک", "سعادت‌آباد", "نارمک", "ولیعصر"]
  static let cities = [
    ["تهران", "Tehran"], ["اصفهان", "Esfahan"], ["شیراز", "Shiraz"], ["مشهد", "Mashhad"],
    ["تبریز", "Tabriz"], ["رشت", "Rasht"],
  ]
}
