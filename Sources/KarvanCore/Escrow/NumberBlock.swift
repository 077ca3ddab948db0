// SPDX-License-Identifier: Apache-2.0

/// A run of numbers of one series that the office put into the hands of one replica.
public struct NumberBlock: Hashable, Sendable {
  /// How a block came to its end.
  public enum End: Hashable, Sendable {
    /// Its holder gave it back and said which number was its last, below `from` for none: what
    /// follows was surely never given.
    case givenBack(usedThrough: Int64)
    /// Its holder was shut out, and may have given any of them on paper.
    case reclaimed
  }

  /// The record that leases it.
  public let id: RecordID
  /// The only replica whose numbers count.
  public let holder: ReplicaID
  /// The first number.
  public let from: Int64
  /// The last number; not below the first.
  public let through: Int64
  /// Nil while the holder may give numbers.
  public let end: End?

  /// Describes a block; nil when it has no number.
  public init?(
    id: RecordID, holder: ReplicaID, from: Int64, through: Int64, end: End? = nil
  ) {
    guard from > 0, from <= through else { return nil }
    self.id = id
    self.holder = holder
    self.from = from
    self.through = through
    self.end = end
  }

  /// The last number that can count, below `from` when none can.
  public var last: Int64 {
    if case .givenBack(let used)? = end { min(through, max(from - 1, used)) } else { through }
  }

  /// What its holder gave back, so that it can be leased again; nil when that is nothing.
  public var remainder: ClosedRange<Int64>? {
    last < through ? (last + 1)...through : nil
  }

  /// The documents whose numbers count, each with its number: of its holder only, within the block,
  /// and of two documents with one number the one that had it first.
  ///
  /// The order of the holder's own commits decides, so that every replica says the same and a
  /// number that counted once counts for ever.
  public func valid(_ uses: [NumberUse]) -> [RecordID: Int64] {
    var taken: Set<Int64> = []
    var valid: [RecordID: Int64] = [:]
    for use in uses.filter(counts).sorted(by: NumberUse.comesBefore)
    where valid[use.document] == nil && taken.insert(use.number).inserted {
      valid[use.document] = use.number
    }
    return valid
  }

  private func counts(_ use: NumberUse) -> Bool {
    use.block == id && use.by.replica == holder && use.number >= from && use.number <= last
  }
}

/// A number that a document says it has.
public struct NumberUse: Hashable, Sendable {
  /// The document.
  public let document: RecordID
  /// The block that it says the number is of.
  public let block: RecordID
  /// The number.
  public let number: Int64
  /// The commit that says so.
  public let by: Dot

  /// Describes a use.
  public init(document: RecordID, block: RecordID, number: Int64, by: Dot) {
    self.document = document
    self.block = block
    self.number = number
    self.by = by
  }

  static func comesBefore(_ one: NumberUse, _ other: NumberUse) -> Bool {
    one.by.sequence != other.by.sequence
      ? one.by.sequence < other.by.sequence : one.document < other.document
  }
}

/// Numbers that no document has.
public struct NumberGap: Hashable, Sendable {
  /// Why.
  public enum Reason: String, Hashable, Sendable, CaseIterable {
    /// They are leased, and their holder may still give them.
    case leased
    /// Their holder passed over them: a document was never sent, or was rejected.
    case skipped
    /// Their holder gave them back, and nobody has them now.
    case givenBack = "given-back"
    /// Their holder was shut out; it may have given them on paper.
    case reclaimed
    /// No block ever had them.
    case neverLeased = "never-leased"
  }

  /// The numbers.
  public let numbers: ClosedRange<Int64>
  /// Why no document has them.
  public let reason: Reason
  /// The block that has or last had them; nil when none did.
  public let block: RecordID?
}

/// All blocks of one series.
public struct NumberSeries: Sendable {
  /// In the order of their first numbers, and of their identifiers.
  public let blocks: [NumberBlock]

  /// Gathers the blocks.
  public init(_ blocks: [NumberBlock]) {
    self.blocks = blocks.sorted {
      ($0.from, $0.through, $0.id) < ($1.from, $1.through, $1.id)
    }
  }

  /// The first number above everything that was ever leased.
  public var next: Int64 { (blocks.map(\.through).max() ?? 0) + 1 }

  /// Whether numbers can be leased beside the others: those that were never in anybody's
  /// hands, or were given back and not leased since.
  public func admits(_ numbers: ClosedRange<Int64>) -> Bool {
    !blocks.contains { $0.from <= numbers.upperBound && numbers.lowerBound <= $0.last }
  }

  /// The first run of numbers that were given back and can be leased again, at most so many.
  public func remainder(atMost count: Int64) -> ClosedRange<Int64>? {
    for remainder in blocks.compactMap(\.remainder) {
      var first = remainder.lowerBound
      while first <= remainder.upperBound {
        if let holder = blocks.first(where: { $0.from <= first && first <= $0.last }) {
          first = holder.last + 1
          continue
        }
        let next = blocks.map(\.from).filter { $0 > first }.min() ?? .max
        return first...min(remainder.upperBound, first + max(count, 1) - 1, next - 1)
      }
    }
    return nil
  }

  /// Every number from 1 to the last that was leased which none of these is, in order.
  public func gaps(used: Set<Int64>) -> [NumberGap] {
    let lastUsed = blocks.map { block in
      used.filter { block.from <= $0 && $0 <= block.last }.max() ?? block.from - 1
    }
    // Between two of these everything has the same reason.
    var starts: Set<Int64> = [1]
    for (block, last) in zip(blocks, lastUsed) {
      starts.formUnion([block.from, block.last + 1, block.through + 1, last + 1])
    }
    for number in used { starts.formUnion([number, number + 1]) }
    let sorted = starts.filter { (1...next).contains($0) }.sorted()
    return zip(sorted, sorted.dropFirst()).compactMap { start, end in
      used.contains(start)
        ? nil : gap(start...(end - 1), lastUsed)
    }.reduce(into: []) { gaps, gap in gaps.join(gap) }
  }

  private func gap(_ numbers: ClosedRange<Int64>, _ lastUsed: [Int64]) -> NumberGap {
    let first = numbers.lowerBound
    for (block, used) in zip(blocks, lastUsed) where block.from <= first && first <= block.last {
      let reason: NumberGap.Reason =
        switch block.end {
        case .givenBack: .skipped
        case .reclaimed: first < used ? .skipped : .reclaimed
        case nil: first < used ? .skipped : .leased
        }
      return NumberGap(numbers: numbers, reason: reason, block: block.id)
    }
    let back = blocks.first { $0.remainder?.contains(first) == true }
    return NumberGap(
      numbers: numbers, reason: back == nil ? .neverLeased : .givenBack, block: back?.id)
  }
}

extension [NumberGap] {
  /// Appends a gap; one that continues the last for the same reason becomes one with it.
  fileprivate mutating func join(_ gap: NumberGap) {
    guard let last, last.reason == gap.reason, last.block == gap.block,
      last.numbers.upperBound == gap.numbers.lowerBound - 1
    else { return append(gap) }
    self[count - 1] = NumberGap(
      numbers: last.numbers.lowerBound...gap.numbers.upperBound, reason: gap.reason,
      block: gap.block)
  }
}
