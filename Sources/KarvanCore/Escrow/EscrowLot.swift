// SPDX-License-Identifier: Apache-2.0

/// A fixed amount of something scarce that the office put into the hands of one replica.
///
/// A top-up is another lot, so that what a lot holds never grows: then the order of its holder's
/// own draws alone says which of them are covered, on every replica alike, and a draw that was
/// covered once stays so.
public struct EscrowLot: Hashable, Sendable {
  /// The record that grants it.
  public let id: RecordID
  /// The only replica whose draws count.
  public let holder: ReplicaID
  /// How much, in the smallest unit of what it is; not negative.
  public let granted: Int64
  /// The last commit of the holder that counts, once the office took the rest back from a replica
  /// that is shut out; nil before.
  public let countsThrough: UInt64?

  /// Describes a lot.
  public init(
    id: RecordID, holder: ReplicaID, granted: Int64, countsThrough: UInt64? = nil
  ) {
    self.id = id
    self.holder = holder
    self.granted = max(0, granted)
    self.countsThrough = countsThrough
  }

  /// What became of the lot, given every draw that names it, in any order.
  public func balance(_ draws: [EscrowDraw]) -> EscrowBalance {
    var balance = EscrowBalance(lot: self)
    for draw in draws.filter(counts).sorted(by: EscrowDraw.comesBefore) {
      balance.take(draw)
    }
    return balance
  }

  private func counts(_ draw: EscrowDraw) -> Bool {
    draw.by.replica == holder && draw.amount > 0
      && countsThrough.map { draw.by.sequence <= $0 } ?? true
  }
}

/// A statement that takes from a lot: it can always be made, and counts only as far as the lot
/// reaches.
public struct EscrowDraw: Hashable, Sendable {
  /// The record that states it.
  public let id: RecordID
  /// The commit that states it.
  public let by: Dot
  /// How much it asks for.
  public let amount: Int64
  /// Whether it goes back to the office and not to a document.
  public let isGivenBack: Bool

  /// Describes a draw.
  public init(id: RecordID, by: Dot, amount: Int64, isGivenBack: Bool = false) {
    self.id = id
    self.by = by
    self.amount = amount
    self.isGivenBack = isGivenBack
  }

  /// One replica's commits are numbered, and each replica has them without gaps.
  static func comesBefore(_ one: EscrowDraw, _ other: EscrowDraw) -> Bool {
    one.by.sequence != other.by.sequence
      ? one.by.sequence < other.by.sequence : one.id < other.id
  }
}

/// What became of a lot.
public struct EscrowBalance: Hashable, Sendable {
  /// The lot.
  public let lot: EscrowLot
  /// How much of it is in documents.
  public private(set) var spent: Int64 = 0
  /// How much of it went back to the office by its holder's own word.
  public private(set) var givenBack: Int64 = 0
  /// How far each draw counts, in the order in which they count; zeros are left out.
  public private(set) var covered: [Covered] = []

  /// How far one draw counts.
  public struct Covered: Hashable, Sendable {
    /// The draw.
    public let draw: EscrowDraw
    /// How much of it counts; more than 0, at most what it asks for.
    public let amount: Int64
  }

  fileprivate init(lot: EscrowLot) { self.lot = lot }

  /// What nobody drew.
  private var rest: Int64 { lot.granted - spent - givenBack }
  /// What the holder can still draw.
  public var left: Int64 { lot.countsThrough == nil ? rest : 0 }
  /// What the office took back from a replica that is shut out.
  public var reclaimed: Int64 { lot.countsThrough == nil ? 0 : rest }
  /// How much of it the office does not have back.
  public var outstanding: Int64 { lot.granted - givenBack - reclaimed }

  /// How much of a draw counts.
  public func covered(_ draw: RecordID) -> Int64 {
    covered.first { $0.draw.id == draw }?.amount ?? 0
  }

  fileprivate mutating func take(_ draw: EscrowDraw) {
    let amount = min(draw.amount, rest)
    guard amount > 0 else { return }
    if draw.isGivenBack { givenBack += amount } else { spent += amount }
    covered.append(Covered(draw: draw, amount: amount))
  }
}

/// What the office has of one scarce thing, and what it put into other hands.
public struct EscrowPool: Hashable, Sendable {
  /// What can still be granted; negative when the pool was made smaller than what is out.
  public let free: Int64

  /// Sums up a pool; nil when the sums do not fit.
  ///
  /// - Parameters:
  ///   - filled: What was set aside, and taken out again (negative).
  ///   - lots: What became of every lot that was granted from it.
  ///   - returned: What came back from documents that were called off.
  public init?(filled: [Int64], lots: [EscrowBalance], returned: [Int64]) {
    var sum: Int64 = 0
    for amount in filled + lots.map({ -$0.outstanding }) + returned {
      let (next, overflow) = sum.addingReportingOverflow(amount)
      guard !overflow else { return nil }
      sum = next
    }
    free = sum
  }
}

/// The lots that one replica draws from, in the order in which it uses them up.
public struct EscrowPurse: Sendable {
  private var left: [(lot: RecordID, amount: Int64)]

  /// Fills a purse with what its owner can draw of each lot.
  public init(_ balances: [EscrowBalance]) {
    left = balances.map { ($0.lot.id, $0.left) }
  }

  /// Takes as much of an amount as there is.
  ///
  /// - Returns: How much of which lot, never zeros; together at most the amount.
  public mutating func draw(_ amount: Int64) -> [(lot: RecordID, amount: Int64)] {
    var missing = amount
    var drawn: [(lot: RecordID, amount: Int64)] = []
    for index in left.indices where missing > 0 && left[index].amount > 0 {
      let part = min(missing, left[index].amount)
      left[index].amount -= part
      missing -= part
      drawn.append((left[index].lot, part))
    }
    return drawn
  }
}
