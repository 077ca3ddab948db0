// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanCore
import KarvanDomain
import KarvanStore

/// `karvan workday summary`
struct WorkdaySummary: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "summary", abstract: Tongue.say(HandInMessage.aboutSummary),
      discussion: Tongue.say(HandInMessage.summaryForms))
  }

  @OptionGroup var day: DayOption
  @OptionGroup var rep: RepOption
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    let date = try day.day(at: desk)
    let report = try desk.replica().read { reader in
      let user = try rep.user(desk.finder(reader), at: desk)
      return try DaySummary(
        cells: RecordCells(desk: desk, reader: reader), user: user, date: date
      ).report()
    }
    desk.show(report)
  }
}

/// What one user did on one day.
struct DaySummary {
  let cells: RecordCells
  let user: RecordID
  let date: CivilDate

  private var desk: Desk { cells.desk }
  private var words: Words { cells.desk.words }
  private typealias Line = (Column, Cell)

  func report() throws -> Report {
    .single(try way() + visits() + orders() + money())
  }

  private func count(_ name: String, _ label: HandInMessage, _ count: Int) -> Line {
    (Column(name, words(label), isNumber: true), cells.count(count))
  }

  /// The date, and the way by the odometer.
  private func way() throws -> [Line] {
    let shape = Workday.shape
    let days = try cells.reader.list(
      RecordQuery(
        Workday.tag,
        where: [
          FieldCondition(shape.user.tag, .equals(.reference(user))),
          FieldCondition(shape.date.tag, .equals(.integer(Int64(date.daysSinceEpoch)))),
        ]))
    let way = days.compactMap { WorkdayOperations.mileage(of: $0)?.thousandths }
      .reduce(Int64(0)) { $0.addingReportingOverflow($1).partialValue }
    let worked = days.reduce(Int64(0)) { sum, day in
      guard let start = day[shape.startedAt].integer else { return sum }
      let end = day[shape.endedAt].integer ?? desk.now()
      return sum.addingReportingOverflow(max(0, end &- start)).partialValue
    }
    return [
      (Column("date", words(.date)), Cell(.string(date.isoText), desk.say(date))),
      (
        Column("hours", words(HandInMessage.hours), isNumber: true),
        desk.quantity(worked / 3_600)
      ),
      (Column("kilometres", words(HandInMessage.kilometres), isNumber: true), desk.quantity(way)),
    ]
  }

  private func visits() throws -> [Line] {
    let shape = Visit.shape
    let made = try cells.reader.list(
      RecordQuery(
        Visit.tag,
        where: [
          FieldCondition(shape.rep.tag, .equals(.reference(user))),
          FieldCondition(shape.checkInAt.tag, .atLeast(.integer(desk.start(of: date)))),
          FieldCondition(shape.checkInAt.tag, .less(than: .integer(desk.end(of: date)))),
        ]))
    let itinerary = try Itinerary(desk: desk, reader: cells.reader, user: user, date: date)
    return [
      count("visits", .visitsMade, made.count),
      count("visits_planned", .visitsOpen, try itinerary.planned().count),
      count("visits_missed", .visitsMissed, try itinerary.missed(date...date).count),
    ]
  }

  /// Orders that were not called off, by currency.
  private func orders() throws -> [Line] {
    let shape = Order.shape
    let orders = try own(Order.tag, on: shape.orderDate).filter { !$0.isCalledOff }
    return try [count("orders", .ordersTaken, orders.count)]
      + sums("ordered", words(HandInMessage.orderTotal), orders, shape.currency) {
        // What cannot be computed yet amounts to nothing.
        (try? OrderTotals.of($0, reader: cells.reader).payable) ?? 0
      }
  }

  /// What was received, by method, and what is in hand.
  private func money() throws -> [Line] {
    let shape = Payment.shape
    let payments = try own(Payment.tag, on: shape.paidOn).filter { Payment.counts($0) }
    let methods = ["cash", "card", "transfer", "cheque"]
    let received = try methods.flatMap { method in
      let label = FieldText.choice(method, field: shape.method, language: words.language)
      return try sums(
        "received_\(method)", words(HandInMessage.received, label),
        payments.filter { $0[shape.method].text == method }, shape.currency
      ) { payment in
        let amount = payment[shape.amount].integer ?? 0
        return payment[shape.direction] == .text("out") ? -amount : amount
      }
    }
    let hand = try CashInHand(of: user, currency: Currency.irr.code, reader: cells.reader)
    return received + [
      (
        Column("cash_in_hand", words(HandInMessage.inHand), isNumber: true),
        cells.money(hand.cash, Currency.irr)
      )
    ]
  }

  /// What the user wrote of the day.
  private func own(_ entity: EntityTag, on field: Field) throws -> [RecordView] {
    try cells.reader.list(
      RecordQuery(
        entity,
        where: [
          FieldCondition(CreationFields.by.tag, .equals(.reference(user))),
          FieldCondition(field.tag, .equals(.integer(Int64(date.daysSinceEpoch)))),
        ]))
  }

  /// Sums by currency: the rial's under the name itself, others with their codes.
  private func sums(
    _ name: String, _ label: String, _ views: [RecordView], _ currency: Field,
    _ amount: (RecordView) throws -> Int64
  ) throws -> [Line] {
    let codes = views.map { $0[currency].text ?? Currency.irr.code }
    return try Currency.known.filter { codes.contains($0.code) }.map { known in
      let same = views.filter { ($0[currency].text ?? Currency.irr.code) == known.code }
      let sum = try Owing.sum(try same.map(amount))
      return (
        Column(
          known == Currency.irr ? name : "\(name)_\(known.code.lowercased())", label,
          isNumber: true), cells.money(sum, known)
      )
    }
  }
}
