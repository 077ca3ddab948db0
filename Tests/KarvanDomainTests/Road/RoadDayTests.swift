// SPDX-License-Identifier: Apache-2.0

import KarvanCore
import KarvanDomain
import TestSupport
import Testing

@Suite("Workdays")
struct WorkdayTests {
  let world: World
  let shape = Workday.shape
  let date = CivilDate(daysSinceEpoch: 20_084)

  init() throws { world = try World() }

  private func start(_ odometer: Int64?, trail: Bool = false) throws -> RecordID {
    try world.run(world.rep) {
      try WorkdayOperations.start(
        on: date, .init(odometer: odometer.map { Quantity(thousandths: $0) }), keepsTrail: trail,
        in: $0)
    }
  }

  @Test("a day begins once, ends once, and says how far it was")
  func day() throws {
    let none = failure { try world.run(world.rep) { try WorkdayOperations.end(in: $0) } }
    #expect(none?.arguments.first == DomainLaw.noWorkday.rawValue)
    let id = try start(52_100_500)
    let twice = failure { try start(nil) }
    #expect(twice?.arguments.first == DomainLaw.oneWorkday.rawValue && twice?.record == id)
    let backwards = failure {
      try world.run(world.rep) {
        try WorkdayOperations.end(.init(odometer: Quantity(thousandths: 52_100_499)), in: $0)
      }
    }
    #expect(backwards?.arguments.first == DomainLaw.odometerOrder.rawValue)
    #expect(WorkdayOperations.mileage(of: try world.view(Workday.self, id)) == nil)
    try world.run(world.rep) {
      try WorkdayOperations.end(.init(odometer: Quantity(thousandths: 52_187_750)), in: $0)
    }
    let day = try world.view(Workday.self, id)
    #expect(WorkdayOperations.mileage(of: day) == Quantity(thousandths: 87_250))
    #expect(day[shape.status] == .text("closed"))
    _ = try start(nil)
  }

  @Test("a clock that was set back does not make a day end before it began")
  func clock() throws {
    let id = try start(nil)
    let began = try #require(try world.view(Workday.self, id)[shape.startedAt].integer)
    world.now = began - 3_600_000
    try world.run(world.rep) { try WorkdayOperations.end(in: $0) }
    #expect(try world.view(Workday.self, id)[shape.endedAt] == .integer(began))
  }

  @Test("where somebody was is kept only on a day for which they agreed")
  func trail() throws {
    let fix = GeoFix(latitude: 35_700_000, longitude: 51_400_000)
    let id = try start(nil)
    let refused = failure { try world.run(world.rep) { try WorkdayOperations.mark(fix, in: $0) } }
    #expect(refused?.arguments.first == DomainLaw.trailAgreed.rawValue)
    let forced = failure {
      try world.run(world.rep) {
        try RecordOperations.edit(
          try world.view(Workday.self, id), RecordEdit(adds: [shape.trail.tag: ["x"]]), in: $0)
      }
    }
    #expect(forced?.arguments.first == DomainLaw.trailAgreed.rawValue)
    try world.run(world.rep) { try WorkdayOperations.end(in: $0) }
    let agreed = try start(nil, trail: true)
    try world.run(world.rep) { try WorkdayOperations.mark(fix, in: $0) }
    #expect(try world.view(Workday.self, agreed).words(shape.trail).count == 1)
  }

  @Test("nobody writes another's day")
  func own() throws {
    let refused = failure {
      try world.run(world.rep) {
        try RecordOperations.add(
          try world.entity(Workday.self),
          RecordEdit(values: [
            shape.user.tag: .reference(world.manager), shape.date.tag: .integer(20_084),
          ]), in: $0)
      }
    }
    #expect(refused?.arguments == ["workday.assignment:edit"])
  }

  @Test("a day that was ended too soon, and a visit that was called off, are taken up again")
  func again() throws {
    let day = try start(nil)
    try world.run(world.rep) { try WorkdayOperations.end(in: $0) }
    try world.run(world.rep) {
      try RecordOperations.edit(
        try world.view(Workday.self, day),
        RecordEdit(values: [Workday.shape.status.tag: .text("open")]), in: $0)
    }
    try world.run(world.rep) { try WorkdayOperations.end(in: $0) }
    #expect(try world.view(Workday.self, day)[Workday.shape.status] == .text("closed"))
    let account = try world.openAccount()
    let visit = try world.run(world.rep) { try VisitOperations.start(account: account, in: $0) }
    for state in ["cancelled", "planned"] {
      try world.run(world.rep) {
        try RecordOperations.edit(
          try world.view(Visit.self, visit),
          RecordEdit(values: [Visit.shape.status.tag: .text(state)]), in: $0)
      }
    }
    try world.run(world.rep) {
      try VisitOperations.start(account: account, visit: visit, in: $0)
    }
    #expect(try world.view(Visit.self, visit)[Visit.shape.status] == .text("in_progress"))
  }
}

@Suite("Forms")
struct FormTests {
  let world: World
  let form: RecordID
  let account: RecordID

  init() throws {
    let world = try World()
    self.world = world
    account = try world.openAccount()
    form = try world.run(world.manager, World.laptop) {
      try RecordOperations.add(
        try world.entity(Form.self),
        RecordEdit(values: [
          Form.shape.name.tag: .text("Shelf"), Form.shape.atEveryVisit.tag: .truth(true),
        ]), in: $0)
    }
  }

  private func ask(
    _ kind: String, needed: Bool = false, choices: [String] = [], range: ClosedRange<Int64>? = nil
  ) throws -> RecordID {
    let shape = FormQuestion.shape
    let position = try FormOperations.questions(of: form, reader: world.records).count + 1
    return try world.run(world.manager, World.laptop) {
      try RecordOperations.add(
        try world.entity(FormQuestion.self),
        RecordEdit(
          values: [
            shape.form.tag: .reference(form), shape.position.tag: .integer(Int64(position)),
            shape.text.tag: .text("Question \(position)"), shape.kind.tag: .text(kind),
            shape.needed.tag: .truth(needed),
            shape.minimum.tag: range.map { .integer($0.lowerBound) } ?? .null,
            shape.maximum.tag: range.map { .integer($0.upperBound) } ?? .null,
          ],
          adds: [shape.choices.tag: choices]), in: $0)
    }
  }

  private func respond(_ answers: [RecordID: String]) throws -> RecordID {
    try world.run(world.rep) {
      try FormOperations.respond(to: form, at: account, answers: answers, in: $0)
    }
  }

  @Test("answers are kept as what the questions ask for")
  func answers() throws {
    let number = try ask("number", needed: true, range: 0...100_000)
    let truth = try ask("yes_no")
    let date = try ask("date")
    let choice = try ask("choice", choices: ["Front", "کنار صندوق"])
    let several = try ask("choices", choices: ["Tea", "Rice", "Oil"])
    let text = try ask("text")
    let id = try respond([
      number: "۱۲٫۵", truth: "بله", date: "1404/01/01", choice: "کنار صندوق",
      several: "tea, oil", text: "All well",
    ])
    let shape = FormAnswer.shape
    let rows = world.records.records(
      FormAnswer.tag, where: shape.response.tag, is: .reference(id))
    func answer(_ question: RecordID) throws -> RecordView {
      try #require(rows.first { $0[shape.question].reference == question })
    }
    #expect(rows.count == 6)
    #expect(try answer(number)[shape.number] == .integer(12_500))
    #expect(try answer(truth)[shape.truth] == .truth(true))
    #expect(try answer(date)[shape.date] == .integer(20_168))
    #expect(try answer(choice)[shape.text] == .text("کنار صندوق"))
    #expect(try answer(several).words(shape.choices) == ["Oil", "Tea"])
    #expect(try answer(text)[shape.text] == .text("All well"))
  }

  @Test("what is needed is asked for by name; what does not fit is refused, and nothing is kept")
  func refusals() throws {
    let number = try ask("number", needed: true, range: 0...100_000)
    let choice = try ask("choice", choices: ["Front"])
    let missing = failure { try respond([choice: "front"]) }
    #expect(missing?.arguments == [DomainLaw.formAnswers.rawValue, "Question 1"])
    #expect(failure { try respond([number: "101"]) }?.code == .outOfRange)
    #expect(failure { try respond([number: "many"]) }?.arguments.last == "Question 1")
    let other = failure { try respond([number: "1", choice: "Back"]) }
    #expect(other?.code == .notAChoice && other?.arguments == ["Back", "Front"])
    #expect(failure { try respond([number: "1", account: "x"]) }?.code == .missingRecord)
    #expect(
      world.records.records(
        FormResponse.tag, where: FormResponse.shape.form.tag, is: .reference(form)
      ).isEmpty)
  }

  @Test("a response is never changed, and its answers are of the kind that was asked")
  func appendOnly() throws {
    let truth = try ask("yes_no")
    let id = try respond([truth: "no"])
    let edited = failure {
      try world.run(world.administrator, World.laptop) {
        try RecordOperations.edit(
          try world.view(FormResponse.self, id),
          RecordEdit(values: [FormResponse.shape.note.tag: .text("x")]), in: $0)
      }
    }
    #expect(edited?.code == .appendOnly)
    let shape = FormAnswer.shape
    let late: [([FieldTag: Value], String)] = [
      ([shape.text.tag: .text("x")], DomainLaw.answerKind.rawValue),
      ([:], DomainLaw.answerKind.rawValue), ([shape.truth.tag: .truth(true)], ""),
    ]
    for (values, law) in late {
      let wrong = failure {
        try world.run(world.rep) {
          try RecordOperations.add(
            try world.entity(FormAnswer.self),
            RecordEdit(
              values: [
                shape.response.tag: .reference(id), shape.question.tag: .reference(truth),
              ].merging(values) { $1 }), in: $0)
        }
      }
      #expect(wrong.map { $0.arguments.first ?? "" } == law)
      // An answer of the right kind is late all the same.
      #expect(law.isEmpty == (wrong?.code == .appendOnly))
    }
  }

  @Test("a visit names the forms that it should have until they are answered")
  func atVisits() throws {
    let truth = try ask("yes_no")
    let visit = try world.run(world.rep) { try VisitOperations.start(account: account, in: $0) }
    #expect(try FormOperations.missing(at: visit, reader: world.records).map(\.id) == [form])
    try world.run(world.rep) {
      try FormOperations.respond(
        to: form, at: account, visit: visit, answers: [truth: "yes"], in: $0)
    }
    #expect(try FormOperations.missing(at: visit, reader: world.records).isEmpty)
  }
}

@Suite("Must-sell lists")
struct MustSellTests {
  @Test("what holds for a customer is decided by each condition alone; the greatest amount counts")
  func conditions() throws {
    try forAllSeeds(40) { generator in
      let world = try World()
      let product = try world.addProduct("A", 1_000)
      let account = try world.openAccount()
      let day = CivilDate(daysSinceEpoch: 20_100)
      let shape = MustSell.shape
      try world.run(world.manager, World.laptop) {
        try RecordOperations.edit(
          try world.view(Account.self, account),
          RecordEdit(
            values: [Account.shape.priority.tag: .text("A")],
            adds: [Account.shape.tags.tag: ["Cold"]]), in: $0)
      }
      var expected: Int64?
      for _ in 0..<4 {
        var values: [FieldTag: Value] = [shape.product.tag: .reference(product)]
        var holds = true
        let minimum = generator.element(of: [nil, 2_000 as Int64, 5_000])
        if let minimum { values[shape.minimum.tag] = .integer(minimum) }
        if generator.integer(in: 0...1) == 0 {
          let priority = generator.element(of: ["A", "B"])
          values[shape.priority.tag] = .text(priority)
          holds = holds && priority == "A"
        }
        if generator.integer(in: 0...2) == 0 {
          let kind = generator.element(of: ["company", "outlet"])
          values[shape.kind.tag] = .text(kind)
          holds = holds && kind == "company"
        }
        if generator.integer(in: 0...3) == 0 {
          let tag = generator.element(of: ["Ramadan", "cold"])
          values[shape.customerTag.tag] = .text(tag)
          holds = holds && tag == "cold"
        }
        if generator.integer(in: 0...2) == 0 {
          let starts = generator.integer(in: 20_099...20_101) as Int64
          values[shape.startsOn.tag] = .integer(starts)
          holds = holds && starts <= 20_100
        }
        if generator.integer(in: 0...3) == 0 {
          values[shape.active.tag] = .truth(false)
          holds = false
        }
        try world.run(world.manager, World.laptop) {
          try RecordOperations.add(
            try world.entity(MustSell.self), RecordEdit(values: values), in: $0)
        }
        if holds { expected = max(expected ?? 0, minimum ?? 0) }
      }
      let items = try MustSellList.items(
        for: try world.view(Account.self, account), on: day, reader: world.records)
      try #require(items.map(\.product) == (expected == nil ? [] : [product]))
      try #require(items.first?.minimum == expected.flatMap { $0 > 0 ? $0 : nil })
    }
  }

  @Test("an order misses what it has too little of, over all of its lines")
  func missing() throws {
    let world = try World()
    let products = try (0..<3).map { try world.addProduct("P\($0)", 1_000) }
    let account = try world.openAccount()
    for (product, minimum) in [(0, 5_000), (1, 5_000), (2, nil)] as [(Int, Int64?)] {
      try world.run(world.manager, World.laptop) {
        try RecordOperations.add(
          try world.entity(MustSell.self),
          RecordEdit(values: [
            MustSell.shape.product.tag: .reference(products[product]),
            MustSell.shape.minimum.tag: minimum.map { .integer($0) } ?? .null,
          ]), in: $0)
      }
    }
    let order = try world.run(world.rep) {
      try OrderOperations.quick(
        account: account,
        lines: [
          .init(product: products[0], quantity: Quantity(thousandths: 2_000)),
          .init(product: products[0], quantity: Quantity(thousandths: 3_000)),
          .init(product: products[1], quantity: Quantity(thousandths: 4_999)),
        ], in: $0)
    }
    let items = try MustSellList.items(
      of: try world.view(Order.self, order), reader: world.records)
    let missing = items.filter(\.isMissing).map(\.product)
    #expect(missing == [products[1], products[2]].sorted())
  }
}

@Suite("Quick orders")
struct QuickOrderTests {
  @Test("a word reads as a product and a quantity, however it was typed")
  func readings() throws {
    let typed = [
      "TEA-100x12", "TEA-100X12", "TEA-100×۱۲", "TEA-100*١٢", "12xTEA-100", "۱۲×TEA-100",
      " TEA-100 x 12 ",
    ]
    for word in typed {
      let twelve = QuickLine(product: "TEA-100", quantity: try Quantity(whole: 12))
      #expect(QuickLine.readings(of: word).contains(twelve), "\(word)")
    }
    #expect(QuickLine.readings(of: "TEA") == [QuickLine(product: "TEA", quantity: nil)])
    let box = QuickLine.readings(of: "BOX-1x2.5")
    #expect(box[0] == QuickLine(product: "BOX-1x2.5", quantity: nil))
    #expect(box[1] == QuickLine(product: "BOX-1", quantity: Quantity(thousandths: 2_500)))
    #expect(!QuickLine.readings(of: "x").contains { $0.product.isEmpty })
  }

  @Test("is the order that its lines make one by one, in one commit")
  func sameAsByHand() throws {
    try forAllSeeds(20) { generator in
      let world = try World()
      let products = try (0..<3).map {
        try world.addProduct("P\($0)", generator.integer(in: 1...90_000))
      }
      let account = try world.openAccount()
      let lines = (0..<generator.integer(in: 1...5)).map { _ in
        OrderOperations.Wanted(
          product: generator.element(of: products),
          quantity: Quantity(thousandths: generator.integer(in: 1...20_000)))
      }
      let draft = try OrderOperations.quick(
        account: account, lines: lines, in: try world.context(world.rep))
      try #require(draft.changes.count == lines.count + 1)
      let quick = try world.run(world.rep) { _ in draft }
      let byHand = try world.run(world.rep) { try OrderOperations.start(account: account, in: $0) }
      for line in lines {
        try world.run(world.rep) {
          try OrderOperations.addLine(
            order: byHand, product: line.product, quantity: line.quantity, in: $0)
        }
      }
      func values(_ order: RecordID) throws -> [[Value]] {
        try OrderTotals.lines(of: order, reader: world.records).map { line in
          line.entity.fields.filter { $0.tag > OrderLine.shape.order.tag }.map { line[$0] }
        }
      }
      try #require(try values(quick) == values(byHand))
      let totals = try [quick, byHand].map {
        try OrderTotals.of(try world.view(Order.self, $0), reader: world.records)
      }
      try #require(totals[0] == totals[1])
      try #require(
        try world.view(Order.self, quick)[Order.shape.number]
          != world.view(Order.self, byHand)[Order.shape.number])
    }
  }

  @Test("is written whole or not at all")
  func whole() throws {
    let world = try World()
    let product = try world.addProduct("A", 1_000)
    let account = try world.openAccount()
    for quantity in [0, -1_000] as [Int64] {
      let refused = failure {
        try world.run(world.rep) {
          try OrderOperations.quick(
            account: account,
            lines: [
              .init(product: product, quantity: Quantity(thousandths: 1_000)),
              .init(product: product, quantity: Quantity(thousandths: quantity)),
            ], in: $0)
        }
      }
      #expect(refused?.arguments.first == DomainLaw.quantityPositive.rawValue)
    }
    let empty = failure {
      try world.run(world.rep) { try OrderOperations.quick(account: account, lines: [], in: $0) }
    }
    #expect(empty?.arguments.first == DomainLaw.orderHasLines.rawValue)
    #expect(
      world.records.records(
        Order.tag, where: Order.shape.account.tag, is: .reference(account)
      ).isEmpty)
  }

  @Test("the last order that was not called off is repeated, without what is not sold any more")
  func repeating() throws {
    let world = try World()
    let products = try (0..<2).map { try world.addProduct("P\($0)", 1_000) }
    let account = try world.openAccount()
    #expect(try OrderOperations.last(of: account, reader: world.records) == nil)
    let orders = try (0..<2).map { index in
      try world.run(world.rep) {
        try OrderOperations.quick(
          account: account,
          lines: products.map { .init(product: $0, quantity: Quantity(thousandths: 1_000)) },
          in: $0)
      }
    }
    try world.run(world.rep) { try OrderOperations.cancel(orders[1], in: $0) }
    #expect(try OrderOperations.last(of: account, reader: world.records)?.id == orders[0])
    try world.run(world.manager, World.laptop) {
      try RecordOperations.edit(
        try world.view(Product.self, products[0]),
        RecordEdit(values: [Product.shape.active.tag: .truth(false)]), in: $0)
    }
    let wanted = try OrderOperations.wanted(like: orders[0], reader: world.records)
    #expect(wanted.lines.map(\.product) == [products[1]] && wanted.gone == [products[0]])
  }
}
