// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanDomain
import KarvanStore
import KarvanSync
import TestSupport
import Testing

@testable import KarvanServer

/// Whoever merges what, in whatever order it arrives: in the end those are one that somebody said
/// are one, on every replica.
@Suite struct MergeLawTests {
  @Test("Mergers made apart add up to the same records everywhere")
  func mergersAddUp() throws {
    try forAllSeeds(12) { random in
      let office = try TestOffice()
      let devices = try ["ali", "sara", "reza"].map { try office.rep($0) }
      try devices[0].sync()
      let accounts = try (0..<6).map { try devices[0].addAccount("Shop \($0)") }
      for device in devices { try device.sync() }
      var expected = Partition(accounts)
      for _ in 0..<6 {
        let device = devices[Int.random(in: 0..<3, using: &random)]
        let (one, two) = (
          accounts[Int.random(in: 0..<6, using: &random)],
          accounts[Int.random(in: 0..<6, using: &random)]
        )
        guard one != two else { continue }
        try device.merge(one, two)
        expected.join(one, two)
        if Bool.random(using: &random) { try device.sync() }
      }
      for _ in 0..<2 { for device in devices.shuffled(using: &random) { try device.sync() } }
      for device in devices {
        #expect(try device.sync().divergent.isEmpty)
        let found = try accounts.map { try device.survivor($0) }
        #expect(found == accounts.map { expected.least($0) })
      }
    }
  }

  @Test("Two customers whom the state tells apart stay apart, whoever was merged into both")
  func differentIdentitiesStayApart() throws {
    let office = try TestOffice()
    let (ann, bob) = (try office.rep("ann"), try office.rep("bob"))
    try ann.sync()
    let one = try ann.addAccount("Shop One")
    office.now += 1
    let two = try ann.addAccount("Shop Two")
    try ann.set(one, Account.shape.legalId, .text("10380284790"))
    try ann.set(two, Account.shape.legalId, .text("14007650912"))
    // The smaller identifier stands for both, so that this one is merged into the others.
    office.now += 1
    let blank = try ann.addAccount("Blank")
    for device in [ann, bob] { try device.sync() }
    try ann.merge(blank, one)
    try bob.merge(blank, two)
    for _ in 0..<2 { for device in [ann, bob] { try device.sync() } }
    for device in [ann, bob] {
      #expect(try device.survivor(one) == one)
      #expect(try device.survivor(two) == two)
    }
    let items = try office.office.database.read { reader in
      try reader.records(
        ReviewItem.tag, where: ReviewItem.shape.subjectRecord.tag, is: .text("\(two)"))
    }
    #expect(items.count == 1)
    #expect(items.first?[ReviewItem.shape.otherRecord] == .text("\(one)"))
  }
}

/// Which accounts are one, by the plainest means.
private struct Partition {
  private var classes: [Set<RecordID>]

  init(_ ids: [RecordID]) { classes = ids.map { [$0] } }

  mutating func join(_ one: RecordID, _ two: RecordID) {
    let both = classes.filter { $0.contains(one) || $0.contains(two) }
    classes.removeAll { $0.contains(one) || $0.contains(two) }
    classes.append(both.reduce(into: []) { $0.formUnion($1) })
  }

  func least(_ id: RecordID) -> RecordID? { classes.first { $0.contains(id) }?.min() }
}

extension TestDevice {
  fileprivate func merge(_ one: RecordID, _ two: RecordID) throws {
    _ = try database.commit(rights) { context in
      try Duplicates.merge(
        try #require(try context.reader.record(Account.tag, one)),
        try #require(try context.reader.record(Account.tag, two)), in: context)
    }
  }

  fileprivate func survivor(_ id: RecordID) throws -> RecordID? {
    try database.read { reader in
      try reader.record(Account.tag, id).map { try Duplicates.survivor(of: $0, reader: reader).id }
    }
  }
}
