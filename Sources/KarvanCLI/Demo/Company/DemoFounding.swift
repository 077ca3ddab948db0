// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanDomain
import KarvanStore

/// Somebody who sells on the road for the demonstration company.
struct DemoRep {
  let user: RecordID
  let territory: RecordID
  let cities: [DemoPlaces.City]
  /// How good the rep is at selling, in percent of an ordinary one.
  let skill: Int
  let plan: RecordID
}

/// The company as everybody finds it: people, goods, prices, forms.
struct DemoFirm {
  let owner: RecordID
  let manager: RecordID
  let reps: [DemoRep]
  var products: [(id: RecordID, good: DemoGoods.Good)] = []
  var groups: [RecordID] = []
  var rivals: [RecordID] = []
  var campaigns: [RecordID] = []
  var form: RecordID?
  /// The last day of the promotion of sweets.
  let sweetsUntil: CivilDate
  var warehouse: RecordID?
  var stages: [RecordID] = []
}

/// Founds the demonstration company.
struct DemoFounding {
  let scribe: DemoScribe
  /// The administrator, who sells on the road too.
  let owner: RecordID
  /// The first day of the story.
  let start: CivilDate
  /// The last one.
  let end: CivilDate

  func firm() throws -> DemoFirm {
    _ = try scribe.add(Company.tag, as: owner, DemoWords.company(isPersian: scribe.isPersian))
    var firm = try people()
    firm.products = try goods()
    firm.groups = try groups()
    try prices(firm)
    firm.rivals = try rivals()
    firm.campaigns = try campaigns()
    firm.form = try form()
    firm.warehouse = try stock(firm)
    try mustSell(firm)
    if let pipeline = try Pipelines.main(scribe.reader) {
      firm.stages = try Pipelines.stages(of: pipeline.id, reader: scribe.reader).map(\.id)
    }
    return firm
  }

  private var sweetsUntil: CivilDate { CivilDate(daysSinceEpoch: start.daysSinceEpoch + 60) }

  private func day(_ date: CivilDate) -> Value { .integer(Int64(date.daysSinceEpoch)) }

  // MARK: People

  private func people() throws -> DemoFirm {
    let role = try scribe.reader.records(Role.tag, where: Role.shape.code.tag, is: .text("rep"))
      .first?.id
    let office = try scribe.reader.records(
      Role.tag, where: Role.shape.code.tag, is: .text("manager")
    ).first?.id
    let first = try scribe.reader.records(
      Territory.tag, where: Territory.shape.name.tag, is: scribe.value(Self.areas[0])
    ).first?.id
    var areas = [first].compactMap { $0 }
    for name in Self.areas.dropFirst() {
      areas.append(
        try scribe.add(
          Territory.tag, as: owner, [Territory.shape.name.tag: scribe.value(name)]))
    }
    let manager = try user(Self.staff[0], "201", office, areas)
    let cities = [
      [DemoPlaces.centralTehran], DemoPlaces.greaterTehran, DemoPlaces.south, DemoPlaces.north,
    ]
    var users = [owner]
    for index in 1..<areas.count {
      users.append(try user(Self.staff[index], "20\(index + 1)", role, [areas[index]]))
    }
    let reps = try areas.indices.map { index in
      let plan = try plan(of: users[index], Self.areas[index], from: cities[index][0])
      return DemoRep(
        user: users[index], territory: areas[index], cities: cities[index],
        skill: [115, 100, 90, 105][index], plan: plan)
    }
    return DemoFirm(owner: owner, manager: manager, reps: reps, sweetsUntil: sweetsUntil)
  }

  /// The territories; the first one is founded with the workspace.
  static let areas = [
    DemoText("تهران مرکز", "Central Tehran"), DemoText("تهران بزرگ و البرز", "Greater Tehran"),
    DemoText("اصفهان، فارس و یزد", "Isfahan, Fars & Yazd"),
    DemoText("شمال و خراسان", "North & Khorasan"),
  ]

  /// The office's manager and the reps beside the owner: name and login.
  private static let staff = [
    (DemoText("نسرین شریفی", "Nasrin Sharifi"), "nasrin"),
    (DemoText("رضا کاظمی", "Reza Kazemi"), "reza"),
    (DemoText("سارا محمدی", "Sara Mohammadi"), "sara"),
    (DemoText("امید نوری", "Omid Nouri"), "omid"),
  ]

  private func user(
    _ person: (name: DemoText, login: String), _ station: String, _ role: RecordID?,
    _ territories: [RecordID]
  ) throws -> RecordID {
    let shape = User.shape
    return try scribe.add(
      User.tag, as: owner,
      [
        shape.name.tag: scribe.value(person.name), shape.login.tag: .text(person.login),
        shape.role.tag: role.map { .reference($0) } ?? .null,
        shape.phoneExtension.tag: .text(station),
        shape.language.tag: .text(scribe.isPersian ? "fa" : "en"),
      ], words: [shape.territories.tag: territories.map { "\($0)" }])
  }

  private func plan(
    of user: RecordID, _ area: DemoText, from city: DemoPlaces.City
  ) throws -> RecordID {
    let shape = JourneyPlan.shape
    return try scribe.add(
      JourneyPlan.tag, as: owner,
      [
        shape.name.tag: .text(
          scribe.isPersian ? "مسیر \(area.persian)" : "Round of \(area.english)"),
        shape.rep.tag: .reference(user), shape.startsOn.tag: day(start),
        shape.startLatitude.tag: .integer(city.streets[0].latitude),
        shape.startLongitude.tag: .integer(city.streets[0].longitude),
      ])
  }

  // MARK: Goods and prices

  private func goods() throws -> [(id: RecordID, good: DemoGoods.Good)] {
    let shape = Product.shape
    let pack = ProductUnit.shape
    return try DemoGoods.all.enumerated().map { index, good in
      let id = try scribe.add(
        Product.tag, as: owner,
        [
          shape.sku.tag: .text(good.sku), shape.name.tag: scribe.value(good.name),
          shape.unit.tag: .text(good.unit), shape.listPrice.tag: .integer(good.price),
          shape.currency.tag: .text("IRR"),
          shape.vatClass.tag: .text(good.isExempt ? "exempt" : "standard"),
          shape.category.tag: scribe.value(good.category.name),
          shape.brand.tag: scribe.value(good.category.brand),
          shape.cost.tag: .integer(good.price * scribe.source.number(68...82) / 100),
          shape.barcode.tag: .text("6260\(100_000_000 + index * 977)"),
        ])
      try scribe.add(
        ProductUnit.tag, as: owner,
        [
          pack.product.tag: .reference(id), pack.unit.tag: .text(good.pack.unit),
          pack.content.tag: .integer(good.pack.content * 1_000),
        ])
      return (id, good)
    }
  }

  /// Shops, wholesalers and chains, who buy on different terms.
  private func groups() throws -> [RecordID] {
    let lists = try [
      ("WHOLESALE", DemoText("عمده‌فروشی", "Wholesale"), 600),
      ("CHAIN", DemoText("زنجیره‌ای", "Chain stores"), 850),
    ].map { try list($0.0, $0.1, percent: $0.2) }
    let shape = CustomerGroup.shape
    let groups: [(String, DemoText, RecordID?)] = [
      ("SHOP", DemoText("خرده‌فروش", "Shops"), nil),
      ("WHOLESALE", DemoText("عمده‌فروش", "Wholesalers"), lists[0]),
      ("CHAIN", DemoText("فروشگاه زنجیره‌ای", "Chains"), lists[1]),
    ]
    return try groups.map { code, name, list in
      try scribe.add(
        CustomerGroup.tag, as: owner,
        [
          shape.code.tag: .text(code), shape.name.tag: scribe.value(name),
          shape.priceList.tag: list.map { .reference($0) } ?? .null,
        ])
    }
  }

  /// A list with two seasons: what it takes off grew in the middle of the year.
  private func list(_ code: String, _ name: DemoText, percent: Int64) throws -> RecordID {
    let shape = PriceList.shape
    let list = try scribe.add(
      PriceList.tag, as: owner, [shape.code.tag: .text(code), shape.name.tag: scribe.value(name)])
    let middle = CivilDate(
      daysSinceEpoch: start.daysSinceEpoch + (end.daysSinceEpoch - start.daysSinceEpoch) / 2)
    let rule = PriceRule.shape
    let seasons: [(from: CivilDate?, to: CivilDate?, percent: Int64)] = [
      (nil, CivilDate(daysSinceEpoch: middle.daysSinceEpoch - 1), percent - 100),
      (middle, nil, percent),
    ]
    for season in seasons {
      try scribe.add(
        PriceRule.tag, as: owner,
        [
          rule.priceList.tag: .reference(list), rule.method.tag: .text("percent_off"),
          rule.percent.tag: .integer(season.percent),
          rule.validFrom.tag: season.from.map { day($0) } ?? .null,
          rule.validTo.tag: season.to.map { day($0) } ?? .null, rule.name.tag: scribe.value(name),
        ])
    }
    return list
  }

  /// A promotion that runs now, a dearer one that is over, and what a rep may give.
  private func prices(_ firm: DemoFirm) throws {
    let shape = Promotion.shape
    func product(_ sku: String) -> Value {
      firm.products.first { $0.good.sku == sku }.map { .reference($0.id) } ?? .null
    }
    try scribe.add(
      Promotion.tag, as: owner,
      [
        shape.code.tag: .text("TEA10"),
        shape.name.tag: scribe.value(DemoText("ده تا چای، یکی رایگان", "Ten teas, one free")),
        shape.kind.tag: .text("buy_get"), shape.product.tag: product("TEA-500"),
        shape.minQuantity.tag: .integer(10_000), shape.getQuantity.tag: .integer(1_000),
        shape.validFrom.tag: day(CivilDate(daysSinceEpoch: end.daysSinceEpoch - 20)),
        shape.validTo.tag: day(CivilDate(daysSinceEpoch: end.daysSinceEpoch + 20)),
      ])
    try scribe.add(
      Promotion.tag, as: owner,
      [
        shape.code.tag: .text("SWEET7"),
        shape.name.tag: scribe.value(DemoText("هفت درصد شیرینی", "Seven percent off sweets")),
        shape.kind.tag: .text("percent"),
        shape.category.tag: scribe.value(DemoGoods.Category.sweets.name),
        shape.percent.tag: .integer(700), shape.validFrom.tag: day(start),
        shape.validTo.tag: day(sweetsUntil),
      ])
    let policy = DiscountPolicy.shape
    try scribe.add(
      DiscountPolicy.tag, as: owner,
      [
        policy.name.tag: scribe.value(DemoText("اختیار ویزیتور", "What a rep may give")),
        policy.maxPercent.tag: .integer(500),
      ])
  }

  // MARK: The market

  private func rivals() throws -> [RecordID] {
    let shape = Competitor.shape
    return try [
      (DemoText("پخش سپیدار", "Sepidar Distribution"), DemoText("تحویل روزانه", "Daily delivery")),
      (DemoText("بازرگانی کهن‌چای", "Kohan Tea"), DemoText("قیمت کمتر", "Lower prices")),
      (DemoText("آوند توزیع", "Avand"), DemoText("چک سه‌ماهه می‌پذیرد", "Takes longer cheques")),
    ].map { name, strength in
      try scribe.add(
        Competitor.tag, as: owner,
        [shape.name.tag: scribe.value(name), shape.strengths.tag: scribe.value(strength)])
    }
  }

  private func campaigns() throws -> [RecordID] {
    let shape = Campaign.shape
    return try [
      (DemoText("نمایشگاه صنایع غذایی", "Food industry fair"), "exhibition", Int32(60)),
      (DemoText("پیامک پاییزی", "Autumn text messages"), "sms", Int32(230)),
    ].map { name, kind, after in
      let first = CivilDate(daysSinceEpoch: start.daysSinceEpoch + after)
      return try scribe.add(
        Campaign.tag, as: owner,
        [
          shape.name.tag: scribe.value(name), shape.kind.tag: .text(kind),
          shape.startDate.tag: day(first),
          shape.endDate.tag: day(CivilDate(daysSinceEpoch: first.daysSinceEpoch + 14)),
          shape.budget.tag: .integer(kind == "sms" ? 400_000_000 : 3_500_000_000),
          shape.currency.tag: .text("IRR"), shape.status.tag: .text("finished"),
        ])
    }
  }

  private func form() throws -> RecordID {
    let form = try scribe.add(
      Form.tag, as: owner,
      [
        Form.shape.name.tag: scribe.value(DemoText("بازدید قفسه", "Shelf audit")),
        Form.shape.code.tag: .text("SHELF"),
      ])
    let questions: [(DemoText, String)] = [
      (DemoText("چند ردیف قفسه داریم؟", "How many facings have we?"), "number"),
      (DemoText("چای ما موجود است؟", "Is our tea there?"), "yes_no"),
      (DemoText("رقیب چه می‌کند؟", "What does a rival do?"), "text"),
    ]
    let shape = FormQuestion.shape
    for (index, question) in questions.enumerated() {
      try scribe.add(
        FormQuestion.tag, as: owner,
        [
          shape.form.tag: .reference(form), shape.position.tag: .integer(Int64(index + 1)),
          shape.text.tag: scribe.value(question.0), shape.kind.tag: .text(question.1),
          shape.needed.tag: .truth(index == 1),
        ])
    }
    return form
  }

  /// A warehouse with goods, and a van for each rep.
  private func stock(_ firm: DemoFirm) throws -> RecordID {
    let shape = StockLocation.shape
    let warehouse = try scribe.add(
      StockLocation.tag, as: owner,
      [
        shape.name.tag: scribe.value(DemoText("انبار مرکزی", "Main warehouse")),
        shape.code.tag: .text("WH"), shape.kind.tag: .text("warehouse"),
      ])
    for (index, rep) in firm.reps.enumerated() {
      let name = DemoText("خودرو پخش \(index + 1)", "Van \(index + 1)")
      try scribe.add(
        StockLocation.tag, as: owner,
        [
          shape.name.tag: scribe.value(name), shape.code.tag: .text("VAN\(index + 1)"),
          shape.kind.tag: .text("van"), shape.keeper.tag: .reference(rep.user),
        ])
    }
    let goods = try firm.products.map { product in
      StockQuantity(product.id, try Quantity(whole: product.good.pack.content * 400))
    }
    try scribe.act(as: owner) {
      try StockOperations.move(goods, .init(kind: "receipt", to: warehouse), in: $0)
    }
    return warehouse
  }

  private func mustSell(_ firm: DemoFirm) throws {
    let shape = MustSell.shape
    let wanted: [(String, Int64?, String?)] = [
      ("TEA-500", 6, nil), ("TOM-800", nil, nil), ("SAF-1", 10, "A"),
    ]
    for (sku, least, priority) in wanted {
      guard let product = firm.products.first(where: { $0.good.sku == sku }) else { continue }
      try scribe.add(
        MustSell.tag, as: owner,
        [
          shape.product.tag: .reference(product.id),
          shape.minimum.tag: least.map { .integer($0 * 1_000) } ?? .null,
          shape.priority.tag: priority.map { .text($0) } ?? .null,
        ])
    }
  }
}
