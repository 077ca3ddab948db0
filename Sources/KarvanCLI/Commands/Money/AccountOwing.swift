// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanCore
import KarvanDomain
import KarvanStore

/// `karvan account owing`
struct AccountOwing: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "owing", abstract: Tongue.say(OwingMessage.aboutOwing),
      discussion: Tongue.say(OwingMessage.owingForms))
  }

  @Flag(help: .init(Tongue.say(OwingMessage.helpOnlyOverdue))) var overdue = false
  @Option(help: .init(Tongue.say(OwingMessage.helpWhoseCustomers))) var owner: String?
  @Option(help: .init(Tongue.say(MoneyMessage.helpCurrency))) var currency: String?
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    let currency = try Currency.named(currency ?? Currency.irr.code)
    let report = try desk.replica().read { reader in
      let owner = try owner.map { try user($0, desk, reader) }
      let all = try Owing.all(currency: currency.code, on: desk.today(), reader: reader)
      let shown = all.filter { one in
        (!overdue || one.overdue > 0)
          && (owner == nil || one.account[Account.shape.owner].reference == owner)
      }
      return try OwingSheet(cells: RecordCells(desk: desk, reader: reader), currency: currency)
        .report(shown)
    }
    desk.show(report)
  }

  private func user(_ name: String, _ desk: Desk, _ reader: ReplicaReader) throws -> RecordID {
    name == "me"
      ? try desk.user : try desk.finder(reader).find(name, in: [try desk.entity(User.tag)]).id
  }
}

/// Those who owe, and what all of them owe together.
struct OwingSheet {
  let cells: RecordCells
  let currency: Currency

  private var words: Words { cells.desk.words }

  func report(_ all: [Owing]) throws -> Report {
    var customers = Report([
      Column("account", words(MoneyMessage.labelAccount)),
      Column("owed", words(OwingMessage.owed), isNumber: true),
      Column("days_late", words(OwingMessage.daysLate), isNumber: true),
    ])
    customers.columns += Owing.Age.allCases.map {
      Column($0.rawValue, words(Self.label($0)), isNumber: true)
    }
    customers.columns += [
      Column("uncleared_cheques", words(OwingMessage.uncleared), isNumber: true),
      Column("paid_ahead", words(OwingMessage.paidAhead), isNumber: true),
    ]
    customers.rows = all.map(row)
    let fields: [(Column, Cell)] = [
      (
        Column("customers", words(OwingMessage.customers), isNumber: true), cells.count(all.count)
      ),
      try sum("owed", .owed, all.map(\.total)),
      try sum("overdue", .overdue, all.map(\.overdue)),
    ]
    return .single(
      fields, parts: [Report.Part("accounts", words(OwingMessage.customers), customers)],
      notes: all.isEmpty ? [words(OwingMessage.nobodyOwes)] : [])
  }

  private func sum(
    _ name: String, _ label: OwingMessage, _ amounts: [Int64]
  ) throws -> (Column, Cell) {
    (
      Column(name, words(label), isNumber: true),
      cells.money(try Owing.sum(amounts), currency)
    )
  }

  private func row(_ one: Owing) -> [Cell] {
    [
      Cell(.string("\(one.account.id)"), RecordTitle.text(one.account, words)),
      cells.money(one.total, currency),
      Cell(.integer(one.daysLate), one.daysLate > 0 ? words.number(one.daysLate) : ""),
    ] + Owing.Age.allCases.map { amount(one.byAge[$0] ?? 0) }
      + [amount(one.uncleared), amount(one.ahead)]
  }

  /// Nothing is said of what is not there: a sheet with many ages is mostly empty.
  private func amount(_ amount: Int64) -> Cell {
    let cell = cells.money(amount, currency)
    return amount == 0 ? Cell(cell.json, "") : cell
  }

  private static func label(_ age: Owing.Age) -> OwingMessage {
    switch age {
    case .notDue: .notDue
    case .month: .days30
    case .twoMonths: .days60
    case .threeMonths: .days90
    case .longer: .longer
    }
  }
}
