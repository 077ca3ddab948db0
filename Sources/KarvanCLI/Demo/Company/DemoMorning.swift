// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanDomain
import KarvanStore

/// The morning on which somebody begins to play: what the owner finds to do.
struct DemoMorning {
  let scribe: DemoScribe
  let firm: DemoFirm
  let customers: [DemoCustomer]
  let today: CivilDate
  /// This moment.
  let now: Int64

  private var owner: RecordID { firm.owner }
  private var own: [DemoCustomer] { customers.filter { $0.rep == 0 } }

  func prepare() throws {
    scribe.clock.reach(now)
    try targets()
    try visits()
    try tasks()
    try occasions()
    try lead()
    try draft()
  }

  private func date(_ days: Int32) -> Value {
    .integer(Int64(today.daysSinceEpoch + days))
  }

  /// What each rep is to sell in this month.
  private func targets() throws {
    let shape = Target.shape
    let first = today.startOfMonth(in: .jalali)
    let last = try first.adding(months: 1, in: .jalali).adding(days: -1)
    for (index, rep) in firm.reps.enumerated() {
      let goals: [(String, Field, Int64)] = [
        ("order_amount", shape.amount, [6, 14, 13, 11][index] * 1_000_000_000),
        ("visit_count", shape.count, [60, 110, 100, 90][index]),
      ]
      for (metric, field, goal) in goals {
        try scribe.add(
          Target.tag, as: owner,
          [
            shape.rep.tag: .reference(rep.user), shape.metric.tag: .text(metric),
            shape.startDate.tag: .integer(Int64(first.daysSinceEpoch)),
            shape.endDate.tag: .integer(Int64(last.daysSinceEpoch)), field.tag: .integer(goal),
          ])
      }
    }
  }

  /// Three appointments beside the journey plan, whatever day it is, with customers who have bought
  /// before and may buy today.
  private func visits() throws {
    let hours: [Int64] = [10, 12, 15]
    let likely = try own.filter { try $0.rank == .first && buysAgain($0) }
    for (hour, customer) in zip(hours, likely.prefix(3)) {
      try scribe.act(as: owner) {
        try JourneyOperations.plan(
          account: customer.account, at: scribe.instant(today, hour * 60),
          purposes: [scribe.say(DemoText("سفارش", "order"))], in: $0)
      }
    }
  }

  /// Whether somebody has an order already, and credit for another one.
  private func buysAgain(_ customer: DemoCustomer) throws -> Bool {
    let orders = try scribe.reader.records(
      Order.tag, where: Order.shape.account.tag, is: .reference(customer.account))
    guard !orders.isEmpty,
      let account = try scribe.reader.record(Account.tag, customer.account)
    else { return false }
    let standing = try CreditStanding(of: account, today: today, reader: scribe.reader)
    return CreditDecision(standing, adding: 200_000_000).outcome != .needsApproval
  }

  private func tasks() throws {
    let shape = ToDo.shape
    let plans: [(Int, Int32, Int64, String)] = [
      (0, -1, 960, "high"), (1, 0, 660, "normal"),
      (4, 0, 990, "urgent"), (3, 1, 600, "normal"),
    ]
    for ((chore, days, minutes, priority), customer) in zip(plans, own.dropFirst(3)) {
      let day = CivilDate(daysSinceEpoch: today.daysSinceEpoch + days)
      try scribe.add(
        ToDo.tag, as: owner,
        [
          shape.subject.tag: scribe.value(DemoWords.chores[chore]),
          shape.account.tag: .reference(customer.account),
          shape.due.tag: .integer(scribe.instant(day, minutes)),
          shape.priority.tag: .text(priority),
        ], words: [shape.reminders.tag: ["1h"]])
    }
  }

  /// A birthday today, in the year of the sun, and a founding day in three days.
  private func occasions() throws {
    let shape = Occasion.shape
    let reached = own.filter { $0.contact != nil }
    guard reached.count > 5 else { return }
    let birth = try today.adding(months: -12 * 41, in: .jalali)
    try scribe.add(
      Occasion.tag, as: owner,
      [
        shape.account.tag: .reference(reached[2].account), shape.kind.tag: .text("birthday"),
        shape.contact.tag: reached[2].contact.map { .reference($0) } ?? .null,
        shape.date.tag: .integer(Int64(birth.daysSinceEpoch)), shape.calendar.tag: .text("jalali"),
        shape.greeting.tag: scribe.value(
          DemoText("زادروزتان فرخنده باد!", "Many happy returns of the day!")),
      ])
    let founded = try CivilDate(daysSinceEpoch: today.daysSinceEpoch + 3)
      .adding(months: -12 * 9, in: .gregorian)
    try scribe.add(
      Occasion.tag, as: owner,
      [
        shape.account.tag: .reference(reached[5].account), shape.kind.tag: .text("founding"),
        shape.date.tag: .integer(Int64(founded.daysSinceEpoch)),
        shape.calendar.tag: .text("gregorian"),
      ])
  }

  /// By which whoever asked at the fair is found.
  static let leadPhone = "+989361112233"

  /// Somebody who asked at the fair and waits for an answer.
  private func lead() throws {
    let shape = Lead.shape
    let need = scribe.isPersian ? DemoWords.needs[0].persian : DemoWords.needs[0].english
    try scribe.add(
      Lead.tag, as: owner,
      [
        shape.name.tag: scribe.value(DemoText("شیما آذری", "Shima Azari")),
        shape.organisation.tag: scribe.value(DemoText("رستوران باغ فین", "Fin Garden Restaurant")),
        shape.phone.tag: .text(Self.leadPhone), shape.source.tag: .text("exhibition"),
        shape.need.tag: .text(need), shape.budget.tag: .text("likely"),
        shape.authority.tag: .text("decides"), shape.timeline.tag: .text("month"),
        shape.expectedValue.tag: .integer(420_000_000), shape.currency.tag: .text("IRR"),
        shape.nextStep.tag: scribe.value(DemoText("تماس برای قرار", "Call for a meeting")),
        shape.nextActionAt.tag: .integer(scribe.instant(today, 11 * 60)),
        shape.city.tag: scribe.value(DemoPlaces.centralTehran.name),
      ])
  }

  /// An order that was begun yesterday evening and not sent.
  private func draft() throws {
    guard let customer = own.first(where: { $0.rank == .second }) else { return }
    let line = OrderOperations.Wanted(
      product: firm.products[1].id, quantity: try Quantity(whole: 12))
    try scribe.act(as: owner) {
      try OrderOperations.quick(account: customer.account, lines: [line], in: $0)
    }
  }
}
