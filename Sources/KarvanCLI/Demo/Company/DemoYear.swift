// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanDomain
import KarvanStore

/// Something that somebody does at a time.
struct DemoEvent {
  let at: Int64
  let run: () throws -> Void
}

/// A year of the demonstration company, day after day.
final class DemoYear {
  let scribe: DemoScribe
  let firm: DemoFirm
  let customers: [DemoCustomer]
  /// The plan and the stop of each customer, as the calendar of journeys reads them.
  private var stops: [(plan: RecordView, stop: RecordView)] = []
  /// Which customers are due on a day of the week, in the order of the rounds.
  private var rounds: [[Int]: [Int]] = [:]
  /// What was agreed on for later days.
  private var agenda: [Int32: [DemoEvent]] = [:]
  /// The cheques and invoices that are on their way end here.
  let end: CivilDate

  init(
    scribe: DemoScribe, firm: DemoFirm, customers: [DemoCustomer], end: CivilDate
  ) throws {
    self.scribe = scribe
    self.firm = firm
    self.customers = customers
    self.end = end
    for (index, customer) in customers.enumerated() {
      guard let plan = try scribe.reader.record(JourneyPlan.tag, firm.reps[customer.rep].plan),
        let stop = try scribe.reader.record(JourneyStop.tag, customer.stop)
      else { throw CLIError(.internalFailure, "demo") }
      stops.append((plan, stop))
      rounds[[customer.rep, customer.weekday.rawValue], default: []].append(index)
    }
    for key in rounds.keys {
      rounds[key]?.sort { (customers[$0].slot, $0) < (customers[$1].slot, $1) }
    }
  }

  /// Something on a later day; on one that is beyond the story nothing comes of it.
  func plan(_ day: CivilDate, _ minutes: Int64, _ run: @escaping () throws -> Void) {
    let day = DemoCalendar.workday(from: day)
    guard day < end else { return }
    agenda[day.daysSinceEpoch, default: []].append(
      DemoEvent(at: scribe.instant(day, minutes), run: run))
  }

  /// Lives through one day, with what is agreed on for the same day meanwhile.
  func live(_ day: CivilDate) throws {
    if DemoCalendar.isWorkday(day) {
      for rep in firm.reps.indices {
        agenda[day.daysSinceEpoch, default: []] += round(of: rep, on: day)
      }
    }
    while let events = agenda.removeValue(forKey: day.daysSinceEpoch) {
      // Of one moment, in the order in which they were thought of.
      let ordered = events.enumerated().sorted {
        ($0.element.at, $0.offset) < ($1.element.at, $1.offset)
      }
      for (_, event) in ordered {
        scribe.clock.reach(event.at)
        try event.run()
      }
    }
  }

  /// The visits of a rep on a day: those of the journey plan, one after the other.
  private func round(of rep: Int, on day: CivilDate) -> [DemoEvent] {
    var minutes: Int64 = 8 * 60 + 30
    var events: [DemoEvent] = []
    for index in rounds[[rep, day.weekday.rawValue]] ?? [] {
      guard JourneyCalendar.isDue(stops[index].stop, of: stops[index].plan, on: day) else {
        continue
      }
      minutes = max(minutes + scribe.source.number(9...25), customers[index].slot - 5)
      let stays = scribe.source.number(10...35)
      events += visit(index, on: day, from: minutes, minutes: stays)
      minutes += stays
    }
    return events
  }

  private func due(_ index: Int, on day: CivilDate) -> DueStop {
    DueStop(
      plan: stops[index].plan, stop: stops[index].stop, date: day,
      rep: firm.reps[customers[index].rep].user)
  }

  private func visit(
    _ index: Int, on day: CivilDate, from start: Int64, minutes: Int64
  ) -> [DemoEvent] {
    let customer = customers[index]
    let rep = firm.reps[customer.rep]
    let due = due(index, on: day)
    guard !scribe.chance(3) else { return missed(due, rep, on: day) }
    let readiness =
      customer.rank.readiness * rep.skill * DemoCalendar.appetite(day) / 10_000
    let buys = scribe.chance(readiness)
    let report = outcome(buys)
    let scribe = self.scribe
    let began = DemoEvent(at: scribe.instant(day, start)) { [self] in
      let fix = near(customer)
      try scribe.act(as: rep.user) {
        try VisitOperations.start(
          account: customer.account, due: (due, scribe.offset), position: fix, in: $0)
      }
      if scribe.chance(6) { try audit(customer, due.visit) }
    }
    let ended = DemoEvent(at: scribe.instant(day, start + minutes)) {
      try scribe.act(as: rep.user) { try VisitOperations.end(report: report, in: $0) }
    }
    guard buys else { return [began, ended] }
    let sale = DemoEvent(at: scribe.instant(day, start + minutes - 4)) { [self] in
      try DemoSale(year: self, customer: customer, day: day).order()
    }
    return [began, sale, ended]
  }

  /// Where a check-in is measured: at the customer, more or less.
  private func near(_ customer: DemoCustomer) -> GeoFix {
    let isFar = scribe.chance(2)
    let spread: Int64 = isFar ? 20_000 : 350
    return GeoFix(
      latitude: customer.latitude + scribe.source.number(-spread...spread),
      longitude: customer.longitude + scribe.source.number(-spread...spread),
      accuracyM: scribe.source.number(4...30))
  }

  private func missed(_ due: DueStop, _ rep: DemoRep, on day: CivilDate) -> [DemoEvent] {
    let scribe = self.scribe
    return [
      DemoEvent(at: scribe.instant(day, 8 * 60)) {
        try scribe.act(as: rep.user) {
          try JourneyOperations.plan(due, offsetMinutes: scribe.offset, in: $0)
        }
      },
      DemoEvent(at: scribe.instant(day, 18 * 60)) {
        try scribe.act(as: rep.user) {
          try JourneyOperations.close(due.visit, as: "missed", in: $0)
        }
      },
    ]
  }

  private func outcome(_ buys: Bool) -> VisitOperations.Report {
    let note = scribe.chance(7) ? scribe.say(scribe.source.pick(DemoWords.visitNotes)) : nil
    if buys { return .init(outcome: "order", note: note) }
    let other = scribe.pick(["no_order", "closed", "service", "collected"]) {
      ["no_order": 78, "closed": 10, "service": 5, "collected": 7][$0] ?? 1
    }
    guard other == "no_order" else { return .init(outcome: other, note: note) }
    let reason = scribe.pick(
      ["stocked", "price", "competitor", "no_money", "absent", "other"]
    ) {
      ["stocked": 40, "price": 18, "competitor": 14, "no_money": 12, "absent": 12][$0] ?? 4
    }
    return .init(outcome: other, noOrderReason: reason, note: note)
  }

  /// The shelf is looked at, now and then.
  private func audit(_ customer: DemoCustomer, _ visit: RecordID) throws {
    guard let form = firm.form else { return }
    let questions = try FormOperations.questions(of: form, reader: scribe.reader)
    let answers = ["\(scribe.source.number(0...9))", scribe.chance(80) ? "yes" : "no"]
    let given = zip(questions.map(\.id), answers).map { ($0, $1) }
    try scribe.act(as: firm.reps[customer.rep].user) {
      try FormOperations.respond(
        to: form, at: customer.account, visit: visit,
        answers: Dictionary(uniqueKeysWithValues: given), in: $0)
    }
  }
}
