// SPDX-License-Identifier: Apache-2.0

import Foundation
import KarvanCore
import KarvanDomain
import TestSupport
import Testing

/// What documents do to the books.
@Suite struct AccountingTests {
  private static func entries(_ world: World) throws -> [AccountingEntry] {
    try world.records.states.keys.sorted { $0.id < $1.id }.flatMap { key -> [AccountingEntry] in
      guard let view = world.records.record(key.entity, key.id) else { return [] }
      switch key.entity {
      case Invoice.tag:
        return try AccountingBook.entries(of: view, reader: world.records)
      case Payment.tag: return try AccountingBook.entries(ofPayment: view, reader: world.records)
      default: return []
      }
    }
  }

  private static func balance(_ entries: [AccountingEntry], _ role: AccountingRole) -> Int64 {
    entries.flatMap(\.lines).filter { $0.role == role }.reduce(0) { $0 + $1.debit - $1.credit }
  }

  @Test func everyEntryIsBalancedAndTheReceivablesAreWhatTheAccountOwes() throws {
    try forAllSeeds(12) { generator in
      let world = try World()
      let account = try world.openAccount()
      var numbers: Set<String> = []
      for _ in 0..<3 {
        let lines = (0..<generator.integer(in: 1...3)).map { _ in
          (
            price: generator.integer(in: Int64(1)...9_999_999),
            quantity: generator.integer(in: Int64(1)...20_000)
          )
        }
        let shape = Invoice.shape
        var edit = RecordEdit(values: [
          shape.discountPercent.tag: .integer(generator.integer(in: 0...5_000)),
          shape.payableStep.tag: .integer(generator.element(of: [1, 1_000, 7])),
        ])
        if generator.integer(in: 0...1) == 1 {
          edit.values[shape.roundingScope.tag] = .text("per_document")
        }
        let invoice = try world.issuedInvoice(account, lines, edit)
        if generator.integer(in: 0...2) == 0 {
          try world.run(world.manager, World.laptop) {
            try InvoiceOperations.void(invoice, reason: "Wrong customer", in: $0)
          }
        } else if generator.integer(in: 0...2) == 0 {
          let note = try world.run(world.manager, World.laptop) {
            try CreditNotes.draft(of: invoice, in: $0)
          }
          try world.run(world.manager, World.laptop) {
            try InvoiceOperations.issue(note, in: $0)
          }
        }
      }
      for method in ["cash", "card", "transfer", "cheque"] {
        let payment = try world.take(account, generator.integer(in: 1...5_000_000), method: method)
        guard method == "cheque" else {
          if generator.integer(in: 0...2) == 0 {
            try world.run(world.rep) { try PaymentOperations.move(payment, to: "void", in: $0) }
          }
          continue
        }
        for state in generator.element(
          of: [
            [], ["deposited"], ["deposited", "cleared"], ["deposited", "bounced"], ["returned"],
            ["deposited", "bounced", "returned"],
            ["deposited", "bounced", "deposited", "bounced", "deposited", "cleared"],
          ])
        {
          try world.cheque(payment, state)
        }
      }
      let entries = try Self.entries(world)
      for entry in entries {
        try #require(entry.isBalanced && !entry.lines.isEmpty, "\(entry.number) \(entry.lines)")
        try #require(numbers.insert(entry.number).inserted, "\(entry.number) twice")
        try #require(entry.lines.allSatisfy { $0.debit >= 0 && $0.credit >= 0 })
      }
      let owed = try world.book(account).balance()
      try #require(Self.balance(entries, .receivable) == owed)
      let again = try Self.entries(world)
      try #require(again.map(\.number) == entries.map(\.number))
    }
  }

  @Test("what was told of a cheque once is told for ever, however often it is presented")
  func cheques() throws {
    let world = try World()
    let account = try world.openAccount()
    _ = try world.issuedInvoice(account, [(1_000, 1_000)])
    let cheque = try world.take(account, 1_100, method: "cheque")
    var told: [String] = []
    var lines: [Int64] = []
    for state in ["deposited", "bounced", "deposited", "bounced", "deposited", "cleared"] {
      try world.cheque(cheque, state)
      world.now += 86_400_000
      let entries = try Self.entries(world).map { "\($0.number) \($0.day) \($0.lines)" }
      #expect(Array(entries.prefix(told.count)) == told, "after \(state)")
      told = entries
      let statement = try Statement(try world.book(account)).entries.map(\.balance)
      #expect(Array(statement.prefix(lines.count)) == lines, "after \(state)")
      lines = statement
    }
    #expect(lines == [1_100, 0, 1_100, 0, 1_100, 0])
    let kinds = try Self.entries(world).map(\.kind)
    #expect(
      kinds == [.invoice, .payment, .bounced, .presented, .bounced, .presented, .cleared])
  }

  @Test("tax stands apart, an invoice credits sales, and its rows are exact")
  func rows() throws {
    let world = try World()
    let account = try world.openAccount("=HYPERLINK(1)")
    let invoice = try world.issuedInvoice(account, [(price: 100_000, quantity: 3_000)])
    let view = try world.view(Invoice.self, invoice)
    let entry = try #require(try AccountingBook.entries(of: view, reader: world.records).first)
    #expect(entry.lines.map(\.role) == [.receivable, .sales, .vat])
    #expect(entry.lines.map(\.debit) == [330_000, 0, 0])
    #expect(entry.lines.map(\.credit) == [0, 300_000, 30_000])
    var codes = AccountingCodes()
    let bad = codes.read(file: "# mine\nvat = 310۱ # tax\n\nsales=\n")
    #expect(bad?.number == 4 && codes[.vat] == "310۱" && codes[.sales] == "4101")
    let rows = try AccountingRows(
      codes: codes, reader: world.records, language: .persian, calendar: .jalali
    ).rows(entry)
    #expect(rows.count == 3 && rows.allSatisfy { $0.count == AccountingRows.header.count })
    #expect(rows[2][6] == "310۱" && rows[2][13] == "30000" && rows[0][2].hasPrefix("1403/10/"))
    #expect(CSVWriter().row(rows[0]).contains("'=HYPERLINK(1)"))
  }
}

/// Places as maps take them.
@Suite struct MapTests {
  private static let places = [
    MapPlace(
      RecordID(high: 1, low: 1), "قهوه «البرز» <&>",
      GeoPoint(latitude: 35_700_000, longitude: 51_400_000),
      about: "خیابان \"آزادی\"", time: 0, properties: [("sequence", .number(1))]),
    MapPlace(
      RecordID(high: 1, low: 2), "\u{0}\u{1B}Two", GeoPoint(latitude: -500_000, longitude: -9)),
  ]

  @Test("GeoJSON has longitude before latitude, and a line only through two")
  func geoJSON() throws {
    let text = GeoJSONText.collection(Self.places, lineNamed: "مسیر")
    let json = try #require(
      try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    let features = try #require(json["features"] as? [[String: Any]])
    let shapes = features.compactMap { $0["geometry"] as? [String: Any] }
    #expect(shapes.compactMap { $0["type"] as? String } == ["Point", "Point", "LineString"])
    #expect(shapes[0]["coordinates"] as? [Double] == [51.4, 35.7])
    #expect(shapes[2]["coordinates"] as? [[Double]] == [[51.4, 35.7], [-0.000_009, -0.5]])
    let names = features.compactMap { ($0["properties"] as? [String: Any])?["name"] as? String }
    #expect(names.first == "قهوه «البرز» <&>" && names.last == "مسیر")
    let none = GeoJSONText.collection([], lineNamed: "x")
    #expect(try JSONSerialization.jsonObject(with: Data(none.utf8)) is [String: Any])
  }

  @Test("GPX is markup whatever names are, with waypoints and a route")
  func gpx() throws {
    let text = GPXText.route(Self.places, name: "مسیر & <روز>")
    #expect(text.components(separatedBy: "<wpt ").count == 3)
    #expect(text.components(separatedBy: "<rtept ").count == 3)
    #expect(text.contains("lat=\"35.7") && text.contains("lon=\"51.4"))
    #expect(text.contains("مسیر &amp; &lt;روز&gt;") && !text.contains("\u{1B}"))
    #expect(text.contains("<time>1970-01-01T00:00:00.000Z</time>"))
  }
}
