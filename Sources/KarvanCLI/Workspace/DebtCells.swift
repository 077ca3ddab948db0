// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanDomain
import KarvanStore

/// What an account owes, in a line, wherever somebody is about to speak with it.
extension RecordCells {
  /// How an account stands; nil where its books cannot be summed up.
  func debt(of account: RecordView) throws -> CreditStanding? {
    let survivor = try Duplicates.survivor(of: account, reader: reader)
    do {
      return try CreditStanding(of: survivor, today: desk.today(), reader: reader)
    } catch is Failure {
      return nil
    }
  }

  /// What is owed, how much of it is overdue and since when, and what may still be sold on credit.
  func columns(of standing: CreditStanding?) -> [(Column, Cell)] {
    let words = desk.words
    let columns = [
      Column("owes", words(HistoryMessage.owes), isNumber: true),
      Column("overdue", words(HistoryMessage.overdue), isNumber: true),
      Column("credit_available", words(MoneyMessage.labelAvailable), isNumber: true),
    ]
    guard let standing else { return columns.map { ($0, .empty) } }
    let currency = Currency.known.first { $0.code == standing.currency } ?? .irr
    let late = standing.overdueLeft
    var overdue = late > 0 ? money(late, currency) : .empty
    if let since = standing.overdueSince, late > 0 {
      overdue = Cell(
        overdue.json, words(HistoryMessage.overdueSince, overdue.text, desk.say(since)))
    }
    let available = standing.available.map { money($0, currency) } ?? .empty
    return Array(zip(columns, [money(standing.balance, currency), overdue, available]))
  }

  /// Which kind of record something is.
  func kind(of view: RecordView) -> Cell {
    Cell(.string(view.entity.name), view.entity.about.label.text(in: desk.words.language))
  }
}
