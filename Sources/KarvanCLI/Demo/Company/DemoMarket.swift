// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanDomain
import KarvanStore

/// What happens beside visits and orders: calls, tasks, leads and deals.
struct DemoMarket {
  let year: DemoYear
  let day: CivilDate

  private var scribe: DemoScribe { year.scribe }
  private var source: DemoSource { year.scribe.source }
  private var firm: DemoFirm { year.firm }

  /// What begins on a working day.
  func begin() {
    for _ in 0..<source.number(0...3) { at(9 * 60 + source.number(0...480)) { try call() } }
    if scribe.chance(45) { at(10 * 60 + source.number(0...360)) { try talk() } }
    if scribe.chance(45) { at(9 * 60 + source.number(0...60)) { try chore() } }
    if scribe.chance(36) { at(11 * 60 + source.number(0...240)) { try lead() } }
    if scribe.chance(14) { at(14 * 60 + source.number(0...90)) { try deal() } }
  }

  private func at(_ minutes: Int64, _ run: @escaping () throws -> Void) {
    year.plan(day, minutes, run)
  }

  private func later(_ days: ClosedRange<Int64>) -> CivilDate {
    let today = InstantText.civilDate(
      milliseconds: scribe.clock.now(), offsetMinutes: scribe.offset)
    return CivilDate(daysSinceEpoch: today.daysSinceEpoch + Int32(source.number(days)))
  }

  /// Large customers call, and are called, more often.
  private func customer() -> DemoCustomer {
    scribe.pick(year.customers) { Int($0.size) }
  }

  private func rep(_ customer: DemoCustomer) -> RecordID { firm.reps[customer.rep].user }

  // MARK: Talking

  private func call() throws {
    let customer = customer()
    let shape = Call.shape
    let isIn = scribe.chance(58)
    let start = scribe.clock.now()
    let disposition = scribe.pick(["answered", "missed", "busy"]) {
      ["answered": 78, "missed": 17][$0] ?? 5
    }
    let station = "20\(customer.rep + 1)"
    var values: [FieldTag: Value] = [
      shape.account.tag: .reference(customer.account),
      shape.direction.tag: .text(isIn ? "in" : "out"), shape.disposition.tag: .text(disposition),
      shape.caller.tag: .text(isIn ? customer.phone : station),
      shape.callee.tag: .text(isIn ? station : customer.phone),
      shape.agent.tag: .reference(rep(customer)), shape.start.tag: .integer(start),
      shape.uniqueId.tag: .text("\(start / 1_000).\(scribe.operations)"),
      shape.contact.tag: customer.contact.map { .reference($0) } ?? .null,
    ]
    if disposition == "answered" {
      let answer = start + source.number(3...25) * 1_000
      values[shape.answer.tag] = .integer(answer)
      values[shape.end.tag] = .integer(answer + source.number(20...540) * 1_000)
    } else {
      values[shape.end.tag] = .integer(start + source.number(8...40) * 1_000)
    }
    try scribe.add(Call.tag, as: rep(customer), values)
  }

  private func talk() throws {
    let customer = customer()
    let shape = Interaction.shape
    let edit = RecordEdit(values: [
      shape.account.tag: .reference(customer.account),
      shape.channel.tag: .text(source.pick(["phone", "phone", "messenger", "email", "sms"])),
      shape.direction.tag: .text(scribe.chance(50) ? "in" : "out"),
      shape.summary.tag: scribe.value(source.pick(DemoWords.calls)),
      shape.outcome.tag: .text(source.pick(["reached", "reached", "call_back", "resolved"])),
    ])
    try scribe.act(as: rep(customer)) { try InteractionOperations.log(edit, in: $0) }
  }

  private func chore() throws {
    let customer = customer()
    let due = later(2...9)
    let task = try scribe.add(
      ToDo.tag, as: scribe.chance(25) ? firm.manager : rep(customer),
      [
        ToDo.shape.subject.tag: scribe.value(source.pick(DemoWords.chores)),
        ToDo.shape.account.tag: .reference(customer.account),
        ToDo.shape.assignee.tag: .reference(rep(customer)),
        ToDo.shape.due.tag: .integer(scribe.instant(due, 16 * 60)),
        ToDo.shape.priority.tag: .text(source.pick(["normal", "normal", "low", "high"])),
      ])
    guard !scribe.chance(4) else { return }
    year.plan(CivilDate(daysSinceEpoch: due.daysSinceEpoch + Int32(source.number(-1...2))), 960) {
      try scribe.act(as: rep(customer)) {
        try TaskOperations.complete(task, offsetMinutes: scribe.offset, in: $0)
      }
    }
  }

  // MARK: Leads

  private func lead() throws {
    let shape = Lead.shape
    let index = Int(source.number(0...3))
    let rep = firm.reps[index]
    let way = scribe.pick(
      ["phone_in", "visit", "referral", "web", "exhibition", "sms", "cold_call"]
    ) { ["phone_in": 26, "visit": 22, "referral": 20, "web": 14, "exhibition": 10][$0] ?? 4 }
    let person = source.pick(DemoWords.men + DemoWords.women)
    let family = source.pick(DemoWords.families)
    let kind = source.pick(DemoWords.kinds).name
    let campaign = way == "exhibition" ? firm.campaigns[0] : way == "sms" ? firm.campaigns[1] : nil
    let value = source.number(40...900) * 1_000_000
    let name =
      scribe.isPersian
      ? "\(kind.persian) \(family.persian)" : "\(family.english) \(kind.english)"
    let lead = try scribe.add(
      Lead.tag, as: rep.user,
      [
        shape.name.tag: .text("\(scribe.say(person)) \(scribe.say(family))"),
        shape.organisation.tag: .text(name),
        shape.phone.tag: .text("0935\(1_000_000 + scribe.operations * 37 % 8_000_000)"),
        shape.source.tag: .text(way), shape.campaign.tag: campaign.map { .reference($0) } ?? .null,
        shape.need.tag: scribe.value(source.pick(DemoWords.needs)),
        shape.budget.tag: .text(source.pick(["confirmed", "likely", "unclear", "none"])),
        shape.timeline.tag: .text(source.pick(["month", "quarter", "half_year", "later"])),
        shape.size.tag: .text(source.pick(["large", "medium", "small", "small"])),
        shape.expectedValue.tag: .integer(value), shape.currency.tag: .text("IRR"),
        shape.city.tag: scribe.value(source.pick(rep.cities).name),
      ])
    year.plan(later(1...4), 600) {
      try scribe.act(as: rep.user) { try LeadOperations.work(lead, in: $0) }
      judge(lead, rep, worth: value)
    }
  }

  private func judge(_ lead: RecordID, _ rep: DemoRep, worth: Int64) {
    let isGood = scribe.chance(46)
    year.plan(later(3...14), 620) {
      guard isGood else {
        let reason = source.pick(["no_need", "no_budget", "unreachable", "competitor"])
        try scribe.act(as: rep.user) {
          try LeadOperations.disqualify(lead, reason: reason, in: $0)
        }
        return
      }
      try scribe.act(as: rep.user) { try LeadOperations.qualify(lead, in: $0) }
      year.plan(later(2...10), 640) { try convert(lead, rep, worth: worth) }
    }
  }

  private func convert(_ lead: RecordID, _ rep: DemoRep, worth: Int64) throws {
    let close = later(20...70)
    let plan = LeadConversion(
      opportunity: RecordEdit(values: [
        Opportunity.shape.expectedClose.tag: .integer(Int64(close.daysSinceEpoch)),
        Opportunity.shape.amount.tag: .integer(worth),
      ]))
    try scribe.act(as: rep.user) { try LeadOperations.convert(lead, plan, in: $0) }
    let deal = try scribe.reader.record(Lead.tag, lead)?[Lead.shape.convertedOpportunity].reference
    if let deal { advance(deal, rep, stage: 0) }
  }

  // MARK: Deals

  private func deal() throws {
    let customer = customer()
    guard let contact = customer.contact else { return }
    let shape = Opportunity.shape
    let need = source.pick(DemoWords.needs)
    let deal = try scribe.make(as: rep(customer)) {
      try OpportunityOperations.start(
        account: customer.account,
        RecordEdit(values: [
          shape.name.tag: scribe.value(need), shape.need.tag: scribe.value(need),
          shape.contact.tag: .reference(contact), shape.source.tag: .text("visit"),
          shape.amount.tag: .integer(source.number(200...4_000) * 1_000_000),
          shape.currency.tag: .text("IRR"),
          shape.expectedClose.tag: .integer(Int64(later(20...80).daysSinceEpoch)),
        ]), in: $0)
    }
    advance(deal, firm.reps[customer.rep], stage: 0)
  }

  /// One more step of a deal, some time later: forward, won, or lost.
  private func advance(_ deal: RecordID, _ rep: DemoRep, stage: Int) {
    year.plan(later(4...24), 840) {
      let today = later(0...0)
      let fate = scribe.pick(["on", "lost", "abandoned", "waits"]) {
        ["on": 68, "lost": 19, "abandoned": 4][$0] ?? 9
      }
      switch fate {
      case "lost": try lose(deal, rep, on: today)
      case "abandoned":
        try scribe.act(as: rep.user) {
          try OpportunityOperations.abandon(deal, .init(on: today), in: $0)
        }
      case "waits": advance(deal, rep, stage: stage)
      default: try goOn(deal, rep, stage: stage, on: today)
      }
    }
  }

  private func goOn(_ deal: RecordID, _ rep: DemoRep, stage: Int, on today: CivilDate) throws {
    let checks = try firm.stages.flatMap { id in
      try scribe.reader.record(Stage.tag, id)?.words(Stage.shape.exitChecks) ?? []
    }
    guard stage + 1 < firm.stages.count else {
      _ = try scribe.act(as: rep.user) {
        try OpportunityOperations.win(deal, .init(on: today), confirming: checks, in: $0)
      }
      return
    }
    try scribe.act(as: rep.user) {
      try OpportunityOperations.move(
        deal, to: firm.stages[stage + 1], confirming: checks, in: $0)
    }
    advance(deal, rep, stage: stage + 1)
  }

  private func lose(_ deal: RecordID, _ rep: DemoRep, on today: CivilDate) throws {
    let reason = scribe.pick(["price", "competitor", "terms", "no_decision", "delivery"]) {
      ["price": 34, "competitor": 24, "terms": 18, "no_decision": 16][$0] ?? 8
    }
    let rival = reason == "no_decision" ? nil : source.pick(firm.rivals)
    try scribe.act(as: rep.user) {
      try OpportunityOperations.lose(
        deal, .init(on: today, lostReason: reason, lostTo: rival), in: $0)
    }
  }
}
