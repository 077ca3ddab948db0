// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanDomain
import KarvanStore
import KarvanSync
import Testing

@testable import KarvanServer

@Suite("Legal numbers of invoices")
struct InvoiceNumberTests {
  private func lease(
    _ world: EscrowWorld, _ series: String, _ use: NumberOperations.Use, count: Int64 = 3
  ) throws {
    _ = try world.office.office.lease(
      series, for: use, count: count, device: world.code(0), now: world.office.now)
  }

  private func issue(_ world: EscrowWorld, on day: Int64) throws -> RecordView {
    let device = world.devices[0]
    let shape = Invoice.shape
    let commit = try device.database.commit(device.rights) {
      try DocumentLines<Invoice>.start(
        account: world.accounts[0], RecordEdit(values: [shape.invoiceDate.tag: .integer(day)]),
        in: $0)
    }
    let invoice = try #require(commit?.changes.first?.record)
    _ = try device.database.commit(device.rights) {
      try DocumentLines<Invoice>.add(
        to: invoice, product: world.product, quantity: try Quantity(whole: 1), in: $0)
    }
    _ = try device.database.commit(device.rights) {
      try InvoiceOperations.issue(invoice, in: $0)
    }
    return try #require(try device.database.read { try $0.record(Invoice.tag, invoice) })
  }

  @Test("an invoice gets the number of its series and the tax number of its memory and day")
  func taxNumbers() throws {
    let world = try EscrowWorld()
    try lease(world, "T", NumberOperations.Use(document: "invoice", memoryID: "A11216"))
    for device in world.devices { try device.sync() }
    let shape = Invoice.shape
    for index in 1...2 {
      let shown = try issue(world, on: 20_000)
      #expect(shown[shape.legalNumber] == .text("T-00000\(index)"))
      let expected = try TaxNumber.make(
        memoryID: "A11216", date: CivilDate(daysSinceEpoch: 20_000), serial: Int64(index))
      #expect(shown[shape.taxNumber] == .text(expected) && TaxNumber.isValid(expected))
    }
    #expect(try world.devices[0].sync().rejected == 0)
    #expect(try world.office.office.numberGaps("T").used == 2)
    // Orders are numbered by a series of their own, or not at all.
    let order = try world.sell(0, 1)
    let number = try world.devices[0].database.read {
      try $0.record(Order.tag, order)?[Order.shape.legalNumber]
    }
    #expect(number == .null)
  }

  @Test("a tax number that is not the lease's is refused")
  func forged() throws {
    let world = try EscrowWorld()
    try lease(world, "T", NumberOperations.Use(document: "invoice", memoryID: "A11216"))
    for device in world.devices { try device.sync() }
    let shown = try issue(world, on: 20_000)
    let device = world.devices[0]
    let other = try TaxNumber.make(
      memoryID: "A11216", date: CivilDate(daysSinceEpoch: 20_001), serial: 9)
    let failure = #expect(throws: Failure.self) {
      try device.database.commit(device.rights) {
        try RecordOperations.edit(
          shown, RecordEdit(values: [Invoice.shape.taxNumber.tag: .text(other)]), in: $0)
      }
    }
    #expect(failure != nil)
  }

  @Test("a number that counts is not taken off its document, so that no other gets it")
  func keptForEver() throws {
    let world = try EscrowWorld()
    try lease(world, "T", NumberOperations.Use(document: "invoice", memoryID: "A11216"))
    for device in world.devices { try device.sync() }
    let shown = try issue(world, on: 20_000)
    let shape = Invoice.shape
    let device = world.devices[0]
    for fields in [
      [shape.legalNumber, shape.legalLease, shape.legalIndex, shape.taxNumber], [shape.legalLease],
    ] {
      let values = Dictionary(uniqueKeysWithValues: fields.map { ($0.tag, Value.null) })
      let failure = #expect(throws: Failure.self) {
        try device.database.commit(device.rights) {
          try RecordOperations.edit(shown, RecordEdit(values: values), in: $0)
        }
      }
      #expect(failure?.code == .alreadySet)
    }
  }

  @Test("a series is of one kind of document and one memory, and a memory of one series")
  func oneSeries() throws {
    let world = try EscrowWorld()
    try lease(world, "T", NumberOperations.Use(document: "invoice", memoryID: "A11216"))
    let wrong: [(String, NumberOperations.Use)] = [
      ("T", NumberOperations.Use()), ("T", NumberOperations.Use(document: "invoice")),
      ("T", NumberOperations.Use(document: "invoice", memoryID: "A3NFZT")),
      ("U", NumberOperations.Use(document: "invoice", memoryID: "A11216")),
    ]
    for (series, use) in wrong {
      let failure = #expect(throws: Failure.self) { try lease(world, series, use) }
      #expect(failure?.arguments.first == DomainLaw.numberSeries.rawValue)
    }
    let odd = #expect(throws: Failure.self) {
      try lease(world, "V", NumberOperations.Use(document: "invoice", memoryID: "a-1"))
    }
    #expect(odd?.arguments.first == "tax-number-invalid")
    try lease(world, "T", NumberOperations.Use(document: "invoice", memoryID: "A11216"))
  }
}
