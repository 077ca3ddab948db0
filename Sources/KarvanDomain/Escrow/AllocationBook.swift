// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// An allocation with its ledger, summed up; nothing of it is stored.
public struct AllocationBook: Sendable {
  /// The allocation.
  public let allocation: RecordView
  /// Its lines, by identifier.
  public let entries: [RecordView]
  /// What became of each grant, in the order in which they were made.
  public let lots: [EscrowBalance]
  /// What came back from orders that were called off, and counts.
  let returns: [RecordView]
  /// What came back from orders that are not called off any more, and so does not count.
  let undone: [RecordView]

  /// Reads the ledger of an allocation.
  public init(_ allocation: RecordView, reader: any RecordReader) throws {
    let shape = AllocationEntry.shape
    self.allocation = allocation
    entries = try reader.records(
      AllocationEntry.tag, where: shape.allocation.tag, is: .reference(allocation.id))
    var standing: [RecordView] = []
    var undone: [RecordView] = []
    for entry in entries where entry[shape.kind] == .text("return") {
      let spend = entries.first { $0.id == entry[shape.spend].reference }
      if try Escrow.isUndone(entry, of: spend, reader: reader) {
        undone.append(entry)
      } else {
        standing.append(entry)
      }
    }
    returns = standing
    self.undone = undone
    guard let holder = Escrow.holder(of: allocation) else {
      lots = []
      return
    }
    var draws: [RecordID: [EscrowDraw]] = [:]
    var ends: [RecordID: UInt64] = [:]
    for entry in entries {
      guard let lot = entry[shape.lot].reference else { continue }
      switch entry[shape.kind].text {
      case "spend", "give_back":
        // One that came under two names is its holder's if it came under the holder's.
        let names = entry.state.versions.lazy.map(\.dot)
        guard let by = names.first(where: { $0.replica == holder }) ?? names.first else {
          continue
        }
        draws[lot, default: []].append(
          EscrowDraw(
            id: entry.id, by: by, amount: entry[shape.amount].integer ?? 0,
            isGivenBack: entry[shape.kind] == .text("give_back")))
      case "reclaim":
        let through = UInt64(clamping: entry[shape.through].integer ?? 0)
        ends[lot] = min(ends[lot] ?? through, through)
      default: continue
      }
    }
    lots = entries.filter { $0[shape.kind] == .text("grant") }.map { grant in
      EscrowLot(
        id: grant.id, holder: holder, granted: grant[shape.amount].integer ?? 0,
        countsThrough: ends[grant.id]
      ).balance(draws[grant.id] ?? [])
    }
  }

  /// All that was granted.
  public var granted: Int64 { sum { $0.lot.granted } }
  /// All that is in orders, called off ones too until it comes back.
  public var spent: Int64 { sum(\.spent) }
  /// What its holder can still draw.
  public var left: Int64 { sum(\.left) }
  /// What its holder gave back.
  public var givenBack: Int64 { sum(\.givenBack) }
  /// What the office took back.
  public var reclaimed: Int64 { sum(\.reclaimed) }
  /// What came back from orders that were called off.
  public var returned: Int64 {
    returns.reduce(0) { $0 + ($1[AllocationEntry.shape.amount].integer ?? 0) }
  }

  private func sum(_ amount: (EscrowBalance) -> Int64) -> Int64 {
    lots.reduce(0) { $0 + amount($1) }
  }

  /// Whether a replica may draw from it.
  public func isHeld(by replica: ReplicaID) -> Bool {
    Escrow.holder(of: allocation) == replica
  }

  /// Whether the office wants the rest back: it asked, or the time is over.
  ///
  /// - Parameter now: The wall clock, in milliseconds since 1970.
  public func isAskedBack(now: Int64) -> Bool {
    allocation[Allocation.shape.state] == .text(Allocation.reclaiming)
      || allocation[Allocation.shape.expiresAt].integer.map { $0 <= now } == true
  }

  /// A line of the ledger.
  public func entry(_ id: RecordID) -> RecordView? { entries.first { $0.id == id } }

  /// How much of a spend counts; what came back afterwards is in it.
  public func covered(_ spend: RecordID) -> Int64 {
    lots.lazy.map { $0.covered(spend) }.first { $0 > 0 } ?? 0
  }

  /// What came back of a spend.
  public func returned(_ spend: RecordID) -> Int64 {
    let shape = AllocationEntry.shape
    return returns.first { $0[shape.spend].reference == spend }?[shape.amount].integer ?? 0
  }
}
