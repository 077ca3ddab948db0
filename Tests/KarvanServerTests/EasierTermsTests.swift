// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanDomain
import KarvanStore
import KarvanSync
import Testing

@testable import KarvanServer

/// Easier terms for who bought enough: claimed on the road, decided by what everybody sold.
@Suite struct EasierTermsTests {
  let world: EscrowWorld

  init() throws { world = try EscrowWorld() }

  private func office(_ make: (OperationContext) throws -> OperationDraft) throws {
    try world.office.office.operate(now: world.office.now) { authoring, _, author in
      _ = try authoring.commit(by: author, make)
    }
    world.office.now += 1
  }

  private func declare(_ threshold: Int64, days: Int64 = 365) throws {
    let shape = TermsRule.shape
    try office { context in
      let entity = try #require(context.schema[TermsRule.tag])
      return try RecordOperations.add(
        entity,
        RecordEdit(values: [
          shape.name.tag: .text("Gold"), shape.threshold.tag: .integer(threshold),
          shape.basis.tag: .text("ordered"), shape.windowDays.tag: .integer(days),
          shape.paymentTerms.tag: .text("net_60"), shape.discountClass.tag: .text("special"),
        ]), in: context)
    }
  }

  private func account(_ index: Int = 0) throws -> RecordView {
    try world.office.office.database.read { reader in
      try #require(try reader.record(Account.tag, world.accounts[index]))
    }
  }

  private func grants() throws -> [RecordView] {
    try world.office.office.database.read { try $0.list(RecordQuery(TermsGrant.tag)) }
  }

  private func claim(on index: Int = 0) throws -> Int {
    let device = world.devices[index]
    let today = InstantText.civilDate(milliseconds: world.office.now, offsetMinutes: 0)
    let commit = try device.database.commit(device.rights) {
      try TermsOperations.claim(for: world.accounts[index], on: today, in: $0)
    }
    #expect(try device.sync().rejected == 0)
    _ = try device.sync()
    return commit?.changes.count ?? 0
  }

  /// What a program claims that asks nobody.
  private func ask(_ rule: Value, until: Int64? = nil) throws {
    let device = world.devices[0]
    let shape = TermsGrant.shape
    _ = try device.database.commit(device.rights) { context in
      try RecordOperations.add(
        try #require(context.schema[TermsGrant.tag]),
        RecordEdit(values: [
          shape.account.tag: .reference(world.accounts[0]), shape.rule.tag: rule,
          shape.purchases.tag: .integer(8_000), shape.currency.tag: .text("IRR"),
          shape.until.tag: until.map { .integer($0) } ?? .null,
        ]), in: context)
    }
    try device.sync()
  }

  @Test func whatWasReachedIsClaimedAndTheOfficeGrantsIt() throws {
    try declare(5_000)
    try world.devices[0].sync()
    _ = try world.sell(0, 4)
    #expect(try claim() == 0, "below the level there is nothing to claim")
    _ = try world.sell(0, 4)
    #expect(try claim() == 1)
    #expect(try account()[Account.shape.paymentTerms] == .text("net_60"))
    #expect(try account()[Account.shape.discountClass] == .text("special"))
    let decided = try #require(try grants().first)
    #expect(decided[TermsGrant.shape.decision] == .text("granted"))
    #expect(decided[TermsGrant.shape.reason].text?.contains("Gold") == true)
    #expect(try claim() == 0, "what the account has is not claimed again")
    // Nor is what a manager took back.
    try office { context in
      try RecordOperations.edit(
        try #require(try context.reader.record(Account.tag, world.accounts[0])),
        RecordEdit(values: [Account.shape.paymentTerms.tag: .text("cash")]), in: context)
    }
    try world.devices[0].sync()
    #expect(try claim() == 0)
    #expect(try account()[Account.shape.paymentTerms] == .text("cash"))
    // A program that asks all the same is told no.
    try ask(decided[TermsGrant.shape.rule])
    let decisions = try grants().compactMap { $0[TermsGrant.shape.decision].text }
    #expect(decisions.sorted() == ["declined", "granted"])
    #expect(try account()[Account.shape.paymentTerms] == .text("cash"))
  }

  /// The office knows of more than the device: an order that it called off counts no longer.
  @Test func theOfficeHasTheLastWord() throws {
    try declare(5_000)
    try world.devices[0].sync()
    let order = try world.sell(0, 8)
    try world.devices[0].sync()
    try office { try OrderOperations.cancel(order, in: $0) }
    #expect(try claim() == 1)
    #expect(try grants().first?[TermsGrant.shape.decision] == .text("declined"))
    #expect(try account()[Account.shape.paymentTerms] != .text("net_60"))
    #expect(try claim() == 0, "and is not asked the same again")
  }

  @Test("The days that count end when the claim came, whatever it says")
  func daysOfAnotherYear() throws {
    try declare(5_000, days: 30)
    try world.devices[0].sync()
    _ = try world.sell(0, 8)
    try world.devices[0].sync()
    let rule = try #require(
      try world.office.office.database.read { try $0.list(RecordQuery(TermsRule.tag)).first })
    let sold = InstantText.civilDate(milliseconds: world.office.now, offsetMinutes: 0)
    world.office.now += 60 * 86_400_000
    for until in [nil, 0, 30, 90, 100_000] as [Int64?] {
      try ask(.reference(rule.id), until: until.map { $0 + Int64(sold.daysSinceEpoch) })
    }
    #expect(
      try grants().map { $0[TermsGrant.shape.decision] }
        == Array(repeating: .text("declined"), count: 5))
    #expect(try account()[Account.shape.paymentTerms] != .text("net_60"))
  }

  @Test("An account on hold gets nothing easier, whether its rep knows or not")
  func onHold() throws {
    try declare(5_000)
    try world.devices[0].sync()
    _ = try world.sell(0, 8)
    try world.devices[0].sync()
    try office { context in
      try RecordOperations.edit(
        try #require(try context.reader.record(Account.tag, world.accounts[0])),
        RecordEdit(values: [Account.shape.creditHold.tag: .truth(true)]), in: context)
    }
    #expect(try claim() == 1)
    let decided = try #require(try grants().first)
    #expect(decided[TermsGrant.shape.decision] == .text("declined"))
    #expect(decided[TermsGrant.shape.decisionNote] == .text("credit on hold"))
    #expect(try account()[Account.shape.paymentTerms] != .text("net_60"))
    #expect {
      try claim()
    } throws: {
      ($0 as? Failure)?.arguments.first == DomainLaw.termsWhileHeld.rawValue
    }
  }

  /// A rep cannot decide for the office.
  @Test func nobodyGrantsThemselvesAnything() throws {
    try declare(1_000)
    let device = world.devices[0]
    try device.sync()
    _ = try world.sell(0, 4)
    let shape = TermsGrant.shape
    #expect(throws: Failure.self) {
      try device.database.commit(device.rights) { context in
        let rule = try #require(
          try context.reader.records(
            TermsRule.tag, where: TermsRule.shape.active.tag, is: .truth(true)
          ).first)
        return try RecordOperations.add(
          try #require(context.schema[TermsGrant.tag]),
          RecordEdit(values: [
            shape.account.tag: .reference(world.accounts[0]),
            shape.rule.tag: .reference(rule.id), shape.purchases.tag: .integer(1),
            shape.decision.tag: .text("granted"),
          ]), in: context)
      }
    }
  }
}
