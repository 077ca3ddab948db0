// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanDomain

/// A customer of the demonstration company, as the story knows it.
struct DemoCustomer {
  enum Rank: String {
    case first = "A"
    case second = "B"
    case third = "C"
    case last = "D"

    /// Every how many weeks a rep comes by.
    var everyWeeks: Int64 {
      switch self {
      case .first: 2
      case .second: 4
      case .third: 12
      case .last: 24
      }
    }

    /// How often a visit ends in an order, in percent.
    var readiness: Int {
      switch self {
      case .first: 66
      case .second: 40
      case .third: 30
      case .last: 22
      }
    }
  }

  let account: RecordID
  let contact: RecordID?
  /// The index of its rep.
  let rep: Int
  let rank: Rank
  /// How much it buys at a time, in percent of a small shop.
  let size: Int64
  let terms: String
  /// How many of a hundred invoices it pays about in time.
  let reliability: Int
  let latitude: Int64
  let longitude: Int64
  let phone: String
  let weekday: Weekday
  /// When a rep comes, in minutes of the day.
  let slot: Int64
  /// In which week of its rhythm it is visited, from 0.
  let week: Int
  let stop: RecordID
}

/// Opens the accounts of the demonstration company.
struct DemoCustomers {
  static let count = 500

  let scribe: DemoScribe
  let firm: DemoFirm
  /// The first day of the story.
  let start: CivilDate

  /// A few large, many small: what a customer buys falls with its place among all.
  func all() throws -> [DemoCustomer] {
    var order = Array(0..<Self.count)
    for index in order.indices.dropFirst().reversed() {
      order.swapAt(index, Int(scribe.source.number(0...Int64(index))))
    }
    return try order.enumerated().map { try open(place: $0.element, number: $0.offset) }
  }

  private func rank(_ place: Int) -> DemoCustomer.Rank {
    switch place {
    case ..<32: .first
    case ..<112: .second
    case ..<260: .third
    default: .last
    }
  }

  private func open(place: Int, number: Int) throws -> DemoCustomer {
    let rank = rank(place)
    // The owner keeps fewer customers, as there is an office to lead.
    let rep = scribe.pick([0, 1, 2, 3]) { [18, 30, 28, 24][$0] }
    let city = scribe.source.pick(firm.reps[rep].cities)
    let street = scribe.source.pick(city.streets)
    let kind = scribe.pick(DemoWords.kinds) {
      $0.isCompany ? (rank == .first ? $0.weight * 6 : $0.weight) : $0.weight
    }
    let terms = rank == .last ? "cash" : scribe.source.pick(["cash", "net_15", "net_30", "net_30"])
    scribe.clock.reach(scribe.instant(start, 480) + Int64(number) * 20_000)
    // Seven digits that no other customer has, whatever the seed.
    let line = 2_000_000 + (number * 7_919 + 13) % 7_000_000
    let mobile = "0912\(line)"
    let account = try account(
      number, rank, kind, terms, rep: firm.reps[rep], mobile: mobile, city: city)
    let latitude = street.latitude + scribe.source.number(-4_500...4_500)
    let longitude = street.longitude + scribe.source.number(-4_500...4_500)
    try address(of: account, city, street, latitude, longitude)
    let contact = number % 3 == 2 ? nil : try contact(of: account, number)
    let weekday = scribe.source.pick(Self.weekdays)
    let week = Int(scribe.source.number(0...rank.everyWeeks - 1))
    let slot = 540 + 30 * scribe.source.number(0...14)
    let stop = try stop(of: account, firm.reps[rep].plan, weekday, rank, week, slot)
    return DemoCustomer(
      account: account, contact: contact, rep: rep, rank: rank,
      size: 60_000 / Int64(place + 12) / 8 + 12, terms: terms,
      reliability: Int(scribe.source.number(55...98)), latitude: latitude, longitude: longitude,
      phone: "+98912\(line)", weekday: weekday, slot: slot, week: week, stop: stop)
  }

  /// Thursday is half a day.
  private static let weekdays: [Weekday] = [
    .saturday, .saturday, .sunday, .sunday, .monday, .monday, .tuesday, .tuesday, .wednesday,
    .wednesday, .thursday,
  ]

  private func account(
    _ number: Int, _ rank: DemoCustomer.Rank,
    _ kind: (name: DemoText, weight: Int, isCompany: Bool), _ terms: String, rep: DemoRep,
    mobile: String, city: DemoPlaces.City
  ) throws -> RecordID {
    let shape = Account.shape
    let shop = DemoWords.shops[number % DemoWords.shops.count]
    let isOdd = scribe.chance(12)
    let name = Self.name(kind.name, shop, number, city, persian: scribe.isPersian != isOdd)
    let group = kind.isCompany ? (kind.name.english == "Chain Stores" ? 2 : 1) : 0
    var values: [FieldTag: Value] = [
      shape.name.tag: .text(name), shape.kind.tag: .text(kind.isCompany ? "company" : "outlet"),
      shape.priority.tag: .text(rank.rawValue), shape.owner.tag: .reference(rep.user),
      shape.territory.tag: .reference(rep.territory), shape.paymentTerms.tag: .text(terms),
      shape.customerGroup.tag: .reference(firm.groups[group]),
      shape.keyAccount.tag: .truth(rank == .first && kind.isCompany),
    ]
    if kind.isCompany {
      values[shape.legalId.tag] = .text(Self.legalID(number))
      values[shape.legalName.tag] = .text(
        Self.name(kind.name, shop, number, city, persian: isOdd == scribe.isPersian))
    } else if scribe.chance(40) {
      values[shape.nationalId.tag] = .text(Self.nationalID(number))
    }
    if terms != "cash" {
      let limits: [DemoCustomer.Rank: Int64] = [.first: 6_000, .second: 1_500, .third: 500]
      values[shape.creditLimit.tag] = .integer((limits[rank] ?? 300) * 1_000_000)
      values[shape.creditCurrency.tag] = .text("IRR")
      values[shape.creditGraceDays.tag] = .integer(15)
    }
    let edit = RecordEdit(values: values, adds: [shape.tags.tag: tags(rank)])
    return try scribe.make(as: firm.owner) {
      try AccountOperations.open(edit, phone: mobile, in: $0)
    }
  }

  private func tags(_ rank: DemoCustomer.Rank) -> [String] {
    let tag = scribe.source.pick([
      DemoText("نقدی", "cash"), DemoText("فصلی", "seasonal"), DemoText("صبح‌ها", "mornings"),
    ])
    return (rank == .first ? ["VIP"] : []) + (scribe.chance(40) ? [scribe.say(tag)] : [])
  }

  /// What a shop is called; a second one of a name says where it is.
  static func name(
    _ kind: DemoText, _ shop: DemoText, _ number: Int, _ city: DemoPlaces.City, persian: Bool
  ) -> String {
    let round = number / DemoWords.shops.count
    let base =
      persian ? "\(kind.persian) \(shop.persian)" : "\(shop.english) \(kind.english)"
    let family = DemoWords.families[(number + round * 7) % DemoWords.families.count]
    switch round {
    case 0: return base
    case 1...3: return base + " " + city.name.text(persian)
    default: return persian ? "\(base) \(family.persian)" : "\(base) (\(family.english))"
    }
  }

  /// Ten digits with their check digit.
  static func nationalID(_ number: Int) -> String {
    let body = "\(100_000_000 + (number * 1_299_709) % 800_000_000)"
    let sum = body.utf8.enumerated().reduce(0) { $0 + (Int($1.element) - 48) * (10 - $1.offset) }
    let rest = sum % 11
    return body + "\(rest < 2 ? rest : 11 - rest)"
  }

  /// Eleven digits with their check digit.
  static func legalID(_ number: Int) -> String {
    let body = "10\(10_000_000 + (number * 15_485) % 80_000_000)"
    let digits = body.utf8.map { Int($0) - 48 }
    let weights = [29, 27, 23, 19, 17, 29, 27, 23, 19, 17]
    let sum = zip(digits, weights).reduce(0) { $0 + ($1.0 + digits[9] + 2) * $1.1 }
    return body + "\(sum % 11 % 10)"
  }

  private func address(
    of account: RecordID, _ city: DemoPlaces.City, _ street: DemoPlaces.Street,
    _ latitude: Int64, _ longitude: Int64
  ) throws {
    let shape = Address.shape
    let house = scribe.source.number(1...240)
    let line =
      scribe.isPersian
      ? "\(street.name.persian)، پلاک \(Digits.toPersian("\(house)"))"
      : "\(house) \(street.name.english)"
    try scribe.add(
      Address.tag, as: firm.owner,
      [
        shape.account.tag: .reference(account), shape.line.tag: .text(line),
        shape.city.tag: scribe.value(city.name), shape.province.tag: scribe.value(city.province),
        shape.latitude.tag: .integer(latitude), shape.longitude.tag: .integer(longitude),
        shape.accuracyM.tag: .integer(scribe.source.number(5...40)),
      ])
  }

  private func contact(of account: RecordID, _ number: Int) throws -> RecordID {
    let shape = Contact.shape
    let isWoman = scribe.chance(40)
    let first = scribe.source.pick(isWoman ? DemoWords.women : DemoWords.men)
    let family = scribe.source.pick(DemoWords.families)
    let title = DemoWords.titles[number % DemoWords.titles.count]
    // A few are born abroad, and keep their birthday in the other calendar.
    let calendar = scribe.chance(8) ? "gregorian" : "jalali"
    let birth = start.daysSinceEpoch - Int32(scribe.source.number(8_500...22_000))
    var values: [FieldTag: Value] = [
      shape.account.tag: .reference(account),
      shape.name.tag: .text("\(scribe.say(first)) \(scribe.say(family))"),
      shape.title.tag: scribe.value(title.title), shape.part.tag: .text(title.part),
    ]
    if scribe.chance(70) {
      values[shape.birthDate.tag] = .integer(Int64(birth))
      values[shape.birthCalendar.tag] = .text(calendar)
    }
    let contact = try scribe.add(Contact.tag, as: firm.owner, values)
    if scribe.chance(30) {
      let point = ContactPoint.shape
      try scribe.add(
        ContactPoint.tag, as: firm.owner,
        [
          point.account.tag: .reference(account), point.contact.tag: .reference(contact),
          point.kind.tag: .text("email"),
          point.value.tag: .text("\(first.english.lowercased()).\(number)@example.com"),
        ])
    }
    return contact
  }

  private func stop(
    of account: RecordID, _ plan: RecordID, _ weekday: Weekday, _ rank: DemoCustomer.Rank,
    _ week: Int, _ slot: Int64
  ) throws -> RecordID {
    let shape = JourneyStop.shape
    return try scribe.add(
      JourneyStop.tag, as: firm.owner,
      [
        shape.plan.tag: .reference(plan), shape.account.tag: .reference(account),
        shape.weekday.tag: .text(JourneyCalendar.code(of: weekday)),
        shape.everyWeeks.tag: .integer(rank.everyWeeks),
        shape.week.tag: .integer(Int64(week + 1)),
        shape.timeOfDay.tag: .text(
          "\(slot / 600)\(slot / 60 % 10):\(slot % 60 == 0 ? "00" : "30")"),
        shape.minutes.tag: .integer(rank == .first ? 40 : 25),
      ],
      words: [
        shape.purposes.tag: [scribe.say(DemoText("سفارش", "order"))]
          + (rank == .first ? [scribe.say(DemoText("وصول", "collection"))] : [])
      ])
  }
}
