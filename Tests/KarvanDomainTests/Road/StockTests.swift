// SPDX-License-Identifier: Apache-2.0

import KarvanCore
import KarvanDomain
import TestSupport
import Testing

/// Goods of a company: places, a van, products, and what moves them.
struct Stock {
  let world: World
  let warehouse: RecordID
  let van: RecordID
  let products: [RecordID]

  init(products count: Int = 3) throws {
    world = try World()
    warehouse = try Self.place("Main", "warehouse", nil, world)
    van = try Self.place("Van 1", "van", world.rep, world)
    products = try (0..<count).map { [world] in try world.addProduct("S\($0)", 1_000) }
  }

  static func place(
    _ name: String, _ kind: String, _ keeper: RecordID?, _ world: World
  ) throws -> RecordID {
    let shape = StockLocation.shape
    let edit = RecordEdit(values: [
      shape.name.tag: .text(name), shape.kind.tag: .text(kind),
      shape.keeper.tag: keeper.map { .reference($0) } ?? .null,
    ])
    return try world.run(world.manager, World.laptop) {
      try RecordOperations.add(try world.entity(StockLocation.self), edit, in: $0)
    }
  }

  /// Moves goods as the rep.
  @discardableResult
  func move(
    _ kind: String, _ goods: [(Int, Int64)], from: RecordID? = nil, to: RecordID? = nil,
    by user: RecordID? = nil
  ) throws -> RecordID {
    let sheet = StockOperations.Sheet(kind: kind, from: from, to: to)
    return try world.run(user ?? world.rep) {
      try StockOperations.move(
        goods.map { StockQuantity(products[$0.0], Quantity(thousandths: $0.1)) }, sheet, in: $0)
    }
  }

  func onHand(_ product: Int, at place: RecordID? = nil) throws -> Int64 {
    try StockLedger.onHand(products[product], at: place ?? van, reader: world.records)
  }
}

@Suite("Stock")
struct StockTests {
  @Test("what two take back at a time comes back once, in whatever order it arrives")
  func takenBackTwice() throws {
    for isSwapped in [false, true] {
      let stock = try Stock()
      let world = stock.world
      try stock.move("load", [(0, 9_000)], from: stock.warehouse, to: stock.van)
      let sale = try stock.move("sale", [(0, 4_000)], from: stock.van)
      let contexts = try [World.phone, World.laptop].map { try world.context(world.rep, $0) }
      let move = try world.view(StockMove.self, sale)
      let drafts = try contexts.map { try StockOperations.reverse([move], in: $0) }
      let pairs = Array(zip(drafts, contexts))
      for (draft, context) in isSwapped ? pairs.reversed() : pairs {
        try world.commit(draft, by: context.author, replica: context.drafter.replica)
      }
      #expect(try stock.onHand(0) == 9_000)
    }
  }

  @Test("what is in a place is what came less what went; goods between places stay as many")
  func sums() throws {
    try forAllSeeds(30) { generator in
      let stock = try Stock()
      let places = [stock.warehouse, stock.van]
      var expected = [[Int64]](repeating: [0, 0, 0], count: 2)
      var outside: [Int64] = [0, 0, 0]
      for _ in 0..<20 {
        let product = generator.integer(in: 0...2)
        let quantity = generator.integer(in: 1...50_000) as Int64
        let kind = generator.element(of: ["load", "unload", "sale", "return", "surplus", "loss"])
        let isOut = ["unload", "sale", "loss"].contains(kind)
        let other: RecordID? = ["load", "unload"].contains(kind) ? stock.warehouse : nil
        try stock.move(
          kind, [(product, quantity)], from: isOut ? stock.van : other,
          to: isOut ? other : stock.van)
        expected[1][product] += isOut ? -quantity : quantity
        if other == nil { outside[product] += isOut ? quantity : -quantity }
        if other != nil { expected[0][product] += isOut ? quantity : -quantity }
      }
      for (index, place) in places.enumerated() {
        let balances = try StockLedger.balances(at: place, reader: stock.world.records)
        try #require(balances.map(\.item) == balances.map(\.item).sorted())
        for product in 0...2 {
          let found = balances.first { $0.item.product == stock.products[product] }
          try #require(found?.onHand ?? 0 == expected[index][product])
          try #require(try stock.onHand(product, at: place) == expected[index][product])
          let kinds = found?.byKind.values.reduce(0, +) ?? 0
          try #require(kinds == expected[index][product])
        }
      }
      for product in 0...2 {
        try #require(expected[0][product] + expected[1][product] + outside[product] == 0)
      }
    }
  }

  @Test("what was taken back is as if it had not been, once")
  func takenBack() throws {
    let stock = try Stock()
    let world = stock.world
    try stock.move("load", [(0, 5_000), (1, 7_000)], from: stock.warehouse, to: stock.van)
    let moves = world.records.records(
      StockMove.tag, where: StockMove.shape.to.tag, is: .reference(stock.van))
    try world.run(world.rep) { try StockOperations.reverse(moves, in: $0) }
    #expect(try stock.onHand(0) == 0 && stock.onHand(1) == 0)
    #expect(try stock.onHand(0, at: stock.warehouse) == 0)
    let again = failure { try world.run(world.rep) { try StockOperations.reverse(moves, in: $0) } }
    #expect(again?.arguments.first == DomainLaw.stockTakenBack.rawValue)
    let back = world.records.records(
      StockMove.tag, where: StockMove.shape.from.tag, is: .reference(stock.van))
    let twice = failure { try world.run(world.rep) { try StockOperations.reverse(back, in: $0) } }
    #expect(twice?.arguments.first == DomainLaw.stockTakenBack.rawValue)
  }

  @Test("a move that claims to take another back and says something else is refused")
  func falseReversal() throws {
    let stock = try Stock()
    let shape = StockMove.shape
    let id = try stock.move("load", [(0, 5_000)], from: stock.warehouse, to: stock.van)
    let edit = RecordEdit(values: [
      shape.product.tag: .reference(stock.products[0]), shape.quantity.tag: .integer(6_000),
      shape.kind.tag: .text("load"), shape.from.tag: .reference(stock.van),
      shape.to.tag: .reference(stock.warehouse), shape.reverses.tag: .reference(id),
    ])
    let refused = failure {
      try stock.world.run(stock.world.rep) {
        try RecordOperations.add(try stock.world.entity(StockMove.self), edit, in: $0)
      }
    }
    #expect(refused?.arguments.first == DomainLaw.stockTakenBack.rawValue)
  }

  @Test("each kind of move has its ends; nothing goes from a place to itself")
  func ends() throws {
    let stock = try Stock()
    let (van, warehouse) = (stock.van, stock.warehouse)
    let allowed: [(String, RecordID?, RecordID?)] = [
      ("load", warehouse, van), ("unload", van, warehouse), ("transfer", van, warehouse),
      ("sale", van, nil), ("return", nil, van), ("sample", van, nil), ("damage", van, nil),
      ("loss", van, nil), ("surplus", nil, van), ("receipt", nil, van),
    ]
    for (kind, from, to) in allowed {
      try stock.move(kind, [(0, 1)], from: from, to: to)
      for (wrongFrom, wrongTo) in [(to, from), (nil, nil), (van, van)] as [(RecordID?, RecordID?)] {
        // A way between two places is the same kind of move both ways.
        if from != nil, to != nil, wrongFrom != nil, wrongFrom != wrongTo { continue }
        let refused = failure {
          try stock.move(kind, [(0, 1)], from: wrongFrom, to: wrongTo)
        }
        #expect(refused?.arguments.first == DomainLaw.stockEnds.rawValue, "\(kind)")
      }
    }
    let none = failure { try stock.move("sale", [(0, 0)], from: van) }
    #expect(none?.arguments.first == DomainLaw.quantityPositive.rawValue)
  }

  @Test("a rep moves goods of their own van, however few the books say; others need the grant")
  func rights() throws {
    let stock = try Stock()
    let world = stock.world
    let other = try world.addRep("Nima", "nima")
    try stock.move("sale", [(0, 3_000)], from: stock.van)
    #expect(try stock.onHand(0) == -3_000)
    let foreign = failure { try stock.move("sale", [(0, 1)], from: stock.van, by: other) }
    #expect(foreign?.arguments.first == DomainLaw.vanOfRep.rawValue)
    let office = failure { try stock.move("receipt", [(0, 1)], to: stock.warehouse) }
    #expect(office?.arguments == ["stock_move.warehouse:edit"])
    try stock.move("receipt", [(0, 1)], to: stock.warehouse, by: world.manager)
  }

  @Test("a move is never changed, by anybody")
  func appendOnly() throws {
    let stock = try Stock()
    let id = try stock.move("sale", [(0, 3_000)], from: stock.van)
    let expected: [(RecordID, Failure.Code)] = [
      (stock.world.rep, .notGranted), (stock.world.manager, .appendOnly),
      (stock.world.administrator, .appendOnly),
    ]
    for (user, code) in expected {
      let refused = failure {
        try stock.world.run(user, World.laptop) {
          try RecordOperations.edit(
            try stock.world.view(StockMove.self, id),
            RecordEdit(values: [StockMove.shape.note.tag: .text("x")]), in: $0)
        }
      }
      #expect(refused?.code == code)
    }
  }

  @Test("a van has a keeper, and changes hands empty")
  func keeper() throws {
    let stock = try Stock()
    let world = stock.world
    let unkept = failure { try Stock.place("Van 2", "van", nil, world) }
    #expect(unkept?.arguments.first == DomainLaw.vanKeeper.rawValue)
    func give(to user: RecordID) throws {
      try world.run(world.manager, World.laptop) {
        try RecordOperations.edit(
          try world.view(StockLocation.self, stock.van),
          RecordEdit(values: [StockLocation.shape.keeper.tag: .reference(user)]), in: $0)
      }
    }
    try stock.move("load", [(0, 3_000)], from: stock.warehouse, to: stock.van)
    let full = failure { try give(to: world.manager) }
    #expect(full?.arguments.first == DomainLaw.vanEmpty.rawValue)
    try stock.move("unload", [(0, 3_000)], from: stock.van, to: stock.warehouse)
    try give(to: world.manager)
    #expect(try StockOperations.van(of: world.rep, reader: world.records) == nil)
    #expect(
      try StockOperations.van(of: world.manager, reader: world.records)?.id == stock.van)
  }
}

@Suite("Counts")
struct CountTests {
  @Test("after a count was closed the books say what was counted, whatever happened before")
  func closing() throws {
    try forAllSeeds(30) { generator in
      let stock = try Stock()
      let world = stock.world
      for _ in 0..<6 {
        let goods = [(generator.integer(in: 0...2), generator.integer(in: 1...9_000) as Int64)]
        if generator.integer(in: 0...1) == 0 {
          try stock.move("load", goods, from: stock.warehouse, to: stock.van)
        } else {
          try stock.move("sale", goods, from: stock.van)
        }
      }
      var counted: [Int: Int64] = [:]
      for product in 0...2 where generator.integer(in: 0...2) > 0 {
        counted[product] = generator.integer(in: 0...9_000)
      }
      let seen = counted.keys.sorted().map { product in
        CountOperations.Seen(
          StockQuantity(
            StockBalance.Item(product: stock.products[product]), counted[product] ?? 0),
          reason: "lost")
      }
      try world.run(world.rep) { try CountOperations.count(seen, at: stock.van, in: $0) }
      let count = try #require(
        try CountOperations.open(at: stock.van, reader: world.records))
      let before = try CountOperations.differences(of: count, reader: world.records)
      let unnamed = before.contains { $0.difference != 0 && $0.reason == nil }
      let refused = failure {
        try world.run(world.rep) { try CountOperations.close(count, in: $0) }
      }
      guard !unnamed else {
        try #require(refused?.arguments.first == DomainLaw.countDifferences.rawValue)
        try #require(
          refused?.arguments.count
            == before.filter { $0.difference != 0 && $0.reason == nil }.count + 1)
        return
      }
      try #require(refused == nil)
      for product in 0...2 {
        try #require(try stock.onHand(product) == counted[product] ?? 0)
      }
      let closed = try world.view(StockCount.self, count.id)
      try #require(closed[StockCount.shape.status] == .text("closed"))
      try #require(
        try CountOperations.differences(of: closed, reader: world.records)
          .allSatisfy { $0.difference == 0 })
    }
  }

  @Test("what is sold or loaded between counting and closing is no difference")
  func between() throws {
    let stock = try Stock()
    let world = stock.world
    try stock.move("load", [(0, 20_000)], from: stock.warehouse, to: stock.van)
    try world.run(world.rep) {
      try CountOperations.count(
        [.init(StockQuantity(stock.products[0], Quantity(thousandths: 19_000)), reason: "lost")],
        at: stock.van, in: $0)
    }
    try stock.move("sale", [(0, 5_000)], from: stock.van)
    try stock.move("load", [(1, 3_000)], from: stock.warehouse, to: stock.van)
    let count = try #require(try CountOperations.open(at: stock.van, reader: world.records))
    let found = try CountOperations.differences(of: count, reader: world.records)
    #expect(found.filter { $0.difference != 0 }.map(\.difference) == [-1_000])
    try world.run(world.rep) { try CountOperations.close(count, in: $0) }
    #expect(try stock.onHand(0) == 14_000 && stock.onHand(1) == 3_000)
    let closed = try world.view(StockCount.self, count.id)
    #expect(
      try CountOperations.differences(of: closed, reader: world.records)
        .allSatisfy { $0.difference == 0 })
  }

  @Test("the last count of an item counts, also when two devices count it at the same time")
  func twice() throws {
    let stock = try Stock()
    let world = stock.world
    func count(_ thousandths: Int64, _ context: OperationContext) throws -> OperationDraft {
      try CountOperations.count(
        [.init(StockQuantity(stock.products[0], Quantity(thousandths: thousandths)))],
        at: stock.van, in: context)
    }
    try world.run(world.rep) {
      try CountOperations.count(
        [.init(StockQuantity(stock.products[1], Quantity(thousandths: 1)))], at: stock.van, in: $0)
    }
    let phone = try world.context(world.rep, World.phone)
    let laptop = try world.context(world.rep, World.laptop)
    let drafts = try (count(3_000, phone), count(4_000, laptop))
    try world.commit(drafts.0, by: phone.author, replica: World.phone)
    try world.commit(drafts.1, by: laptop.author, replica: World.laptop)
    let lines = world.records.records(
      StockCountLine.tag, where: StockCountLine.shape.product.tag,
      is: .reference(stock.products[0]))
    #expect(lines.map { $0[StockCountLine.shape.counted] } == [.integer(4_000)])
    try world.run(world.rep) { try count(5_000, $0) }
    #expect(
      try world.view(StockCountLine.self, lines[0].id)[StockCountLine.shape.counted]
        == .integer(5_000))
  }

  @Test("a closed count stays as it is, with its lines")
  func frozen() throws {
    let stock = try Stock()
    let world = stock.world
    try world.run(world.rep) {
      try CountOperations.count(
        [.init(StockQuantity(stock.products[0], Quantity(thousandths: 0)))], at: stock.van,
        in: $0)
    }
    let count = try #require(try CountOperations.open(at: stock.van, reader: world.records))
    try world.run(world.rep) { try CountOperations.close(count, in: $0) }
    let closed = try world.view(StockCount.self, count.id)
    let again = failure { try world.run(world.rep) { try CountOperations.close(closed, in: $0) } }
    #expect(again?.code == .frozen)
    let reopened = failure {
      try world.run(world.rep) {
        try RecordOperations.edit(
          closed, RecordEdit(values: [StockCount.shape.status.tag: .text("open")]), in: $0)
      }
    }
    #expect(reopened?.code == .moveNotAllowed)
    let line = world.records.records(
      StockCountLine.tag, where: StockCountLine.shape.count.tag, is: .reference(count.id))[0]
    let edited = failure {
      try world.run(world.rep) {
        try RecordOperations.edit(
          line, RecordEdit(values: [StockCountLine.shape.counted.tag: .integer(7)]), in: $0)
      }
    }
    #expect(edited?.code == .frozen)
    let deleted = failure {
      try world.run(world.rep) { try RecordOperations.delete(closed, in: $0) }
    }
    #expect(deleted?.code == .notDeletable || deleted?.code == .frozen)
  }
}

@Suite("Van sales")
struct VanSaleTests {
  @Test("of an order no more is handed over than was ordered, in whatever parts")
  func parts() throws {
    try forAllSeeds(20) { generator in
      let stock = try Stock(products: 1)
      let world = stock.world
      let account = try world.openAccount()
      let ordered = generator.integer(in: 1...9) as Int64
      let order = try world.run(world.rep) {
        try OrderOperations.quick(
          account: account,
          lines: [.init(product: stock.products[0], quantity: try Quantity(whole: ordered))], in: $0
        )
      }
      let draft = failure {
        try world.run(world.rep) {
          try VanSales.sell(
            [StockQuantity(stock.products[0], Quantity(thousandths: 1))],
            of: try world.view(Order.self, order), from: stock.van, in: $0)
        }
      }
      try #require(draft?.code == .moveNotAllowed)
      try world.run(world.rep) { try OrderOperations.submit(order, in: $0) }
      var sold: Int64 = 0
      for _ in 0..<6 {
        let part = generator.integer(in: 1...4) as Int64
        let refused = failure {
          try world.run(world.rep) {
            try VanSales.sell(
              [StockQuantity(stock.products[0], try Quantity(whole: part))],
              of: try world.view(Order.self, order), from: stock.van, in: $0)
          }
        }
        try #require((refused == nil) == (sold + part <= ordered))
        if refused == nil { sold += part }
        let left = try VanSales.open(of: order, reader: world.records).map(\.thousandths)
        try #require(left.reduce(0, +) == (ordered - sold) * 1_000)
      }
      try #require(try stock.onHand(0) == -sold * 1_000)
    }
  }
}
