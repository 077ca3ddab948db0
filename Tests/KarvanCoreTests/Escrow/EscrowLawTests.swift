// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import TestSupport
import Testing

@Suite("Escrow")
struct EscrowLawTests {
  static let holder = ReplicaID(high: 7, low: 7)
  static let other = ReplicaID(high: 8, low: 8)

  private static func draws(_ generator: inout SeededGenerator) -> [EscrowDraw] {
    (0..<generator.integer(in: 0...12)).map { index in
      EscrowDraw(
        id: RecordID(high: 1, low: UInt64(index)),
        by: Dot(
          generator.integer(in: 0...4) == 0 ? other : holder,
          UInt64(generator.integer(in: 1...9))),
        amount: generator.element(of: [Int64(-5), 0, 1, 7, 40, .max]),
        isGivenBack: generator.integer(in: 0...3) == 0)
    }
  }

  @Test("a lot never counts more than was granted, whatever is drawn, and nothing is lost")
  func bounded() throws {
    try forAllSeeds(400) { generator in
      let granted = generator.element(of: [Int64(0), 1, 20, 100, .max])
      let lot = EscrowLot(
        id: RecordID(high: 0, low: 1), holder: Self.holder, granted: granted,
        countsThrough: generator.element(of: [UInt64?.none, 0, 5]))
      let balance = lot.balance(Self.draws(&generator))
      try #require(balance.spent >= 0 && balance.givenBack >= 0 && balance.left >= 0)
      try #require(
        balance.spent + balance.givenBack + balance.left + balance.reclaimed == granted)
      try #require(balance.outstanding == balance.spent + balance.left)
    }
  }

  @Test("the order of arrival changes nothing, and a foreign draw counts nothing")
  func order() throws {
    try forAllSeeds(200) { generator in
      let lot = EscrowLot(id: RecordID(high: 0, low: 1), holder: Self.holder, granted: 50)
      let draws = Self.draws(&generator)
      let own = draws.filter { $0.by.replica == Self.holder }
      let shuffled = draws.shuffled(using: &generator)
      try #require(lot.balance(shuffled) == lot.balance(draws))
      try #require(lot.balance(own) == lot.balance(draws))
    }
  }

  @Test("what counted once counts for ever, as the holder's commits arrive in order")
  func monotone() throws {
    try forAllSeeds(200) { generator in
      let lot = EscrowLot(id: RecordID(high: 0, low: 1), holder: Self.holder, granted: 60)
      let draws = Self.draws(&generator)
      for end in 0...9 {
        let before = lot.balance(draws.filter { $0.by.sequence <= UInt64(end) })
        let after = lot.balance(draws)
        for covered in before.covered {
          try #require(after.covered(covered.draw.id) == covered.amount)
        }
      }
    }
  }

  @Test("a purse draws what its lots have, and no more")
  func purse() throws {
    try forAllSeeds(200) { generator in
      let lots = (0..<3).map { index in
        EscrowLot(
          id: RecordID(high: 0, low: UInt64(index)), holder: Self.holder,
          granted: generator.integer(in: Int64(0)...30)
        ).balance([])
      }
      var purse = EscrowPurse(lots)
      var drawn: [RecordID: Int64] = [:]
      for _ in 0..<5 {
        let wanted = generator.integer(in: Int64(-3)...25)
        let parts = purse.draw(wanted)
        try #require(parts.allSatisfy { $0.amount > 0 })
        try #require(parts.reduce(0) { $0 + $1.amount } <= max(0, wanted))
        for part in parts { drawn[part.lot, default: 0] += part.amount }
      }
      for lot in lots { try #require(drawn[lot.lot.id, default: 0] <= lot.lot.granted) }
    }
  }
}

@Suite("Number blocks")
struct NumberLawTests {
  static let replicas = (1...3).map { ReplicaID(high: 9, low: $0) }

  /// Leases, uses, gives back and leases again as an office and honest or copied devices do.
  @Test("no two documents have the same number that counts, and every number is accounted for")
  func unique() throws {
    try forAllSeeds(200) { generator in
      var blocks: [NumberBlock] = []
      var uses: [NumberUse] = []
      var sequence: UInt64 = 0
      for step in 0..<30 {
        sequence += 1
        switch generator.integer(in: 0...5) {
        case 0, 1:
          let series = NumberSeries(blocks)
          let count = generator.integer(in: Int64(1)...6)
          let fresh = series.next...(series.next + count - 1)
          let range =
            generator.integer(in: 0...1) == 0 ? series.remainder(atMost: count) ?? fresh : fresh
          try #require(series.admits(range))
          let block = try #require(
            NumberBlock(
              id: RecordID(high: 1, low: UInt64(step)),
              holder: generator.element(of: Self.replicas), from: range.lowerBound,
              through: range.upperBound))
          blocks.append(block)
        case 2:
          guard !blocks.isEmpty else { continue }
          let index = generator.integer(in: 0...(blocks.count - 1))
          let block = blocks[index]
          guard block.end == nil else { continue }
          let used = uses.filter { $0.block == block.id && $0.by.replica == block.holder }
            .map(\.number).filter { block.from <= $0 && $0 <= block.through }.max()
          blocks[index] = try #require(
            NumberBlock(
              id: block.id, holder: block.holder, from: block.from, through: block.through,
              end: generator.integer(in: 0...2) == 0
                ? .reclaimed : .givenBack(usedThrough: used ?? block.from - 1)))
        default:
          guard !blocks.isEmpty else { continue }
          let block = generator.element(of: blocks)
          // A copy of a device writes the same numbers again, under its own name.
          uses.append(
            NumberUse(
              document: RecordID(high: 2, low: UInt64(step)), block: block.id,
              number: generator.integer(in: block.from...(block.through + 1)),
              by: Dot(generator.element(of: [block.holder] + Self.replicas), sequence)))
        }
        try Self.check(blocks, uses)
      }
    }
  }

  private static func check(_ blocks: [NumberBlock], _ uses: [NumberUse]) throws {
    let numbers = blocks.flatMap { block in block.valid(uses).values }
    try #require(Set(numbers).count == numbers.count)
    let series = NumberSeries(blocks)
    var seen = Set(numbers)
    var last: Int64 = 0
    for gap in series.gaps(used: Set(numbers)) {
      try #require(gap.numbers.lowerBound > last)
      last = gap.numbers.upperBound
      for number in gap.numbers { try #require(seen.insert(number).inserted) }
    }
    try #require(seen == Set(1..<series.next))
  }

  @Test("gaps say why")
  func gaps() throws {
    let holder = Self.replicas[0]
    func block(
      _ id: UInt64, _ range: ClosedRange<Int64>, _ end: NumberBlock.End? = nil
    ) throws -> NumberBlock {
      try #require(
        NumberBlock(
          id: RecordID(high: 0, low: id), holder: holder, from: range.lowerBound,
          through: range.upperBound, end: end))
    }
    let series = NumberSeries([
      try block(1, 1...10, .givenBack(usedThrough: 4)), try block(2, 11...15),
      try block(3, 16...20, .reclaimed), try block(4, 23...24),
    ])
    let gaps = series.gaps(used: [1, 2, 4, 11, 13, 17])
    let said = gaps.map { "\($0.numbers.lowerBound)-\($0.numbers.upperBound) \($0.reason)" }
    #expect(
      said == [
        "3-3 skipped", "5-10 givenBack", "12-12 skipped", "14-15 leased", "16-16 skipped",
        "18-20 reclaimed", "21-22 neverLeased", "23-24 leased",
      ])
    #expect(series.remainder(atMost: 3) == 5...7)
    #expect(!series.admits(4...6))
  }
}
