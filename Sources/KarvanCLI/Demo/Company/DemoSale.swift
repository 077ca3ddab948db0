// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanDomain
import KarvanStore

/// One sale of the demonstration company, from the order to the money.
struct DemoSale {
  let year: DemoYear
  let customer: DemoCustomer
  let day: CivilDate

  private var scribe: DemoScribe { year.scribe }
  private var rep: RecordID { year.firm.reps[customer.rep].user }
  private var manager: RecordID { year.firm.manager }

  private func days(_ range: ClosedRange<Int64>) -> CivilDate {
    CivilDate(daysSinceEpoch: day.daysSinceEpoch + Int32(scribe.source.number(range)))
  }

  /// Takes the order; what becomes of it happens on later days.
  func order() throws {
    let lines = try wanted()
    let day = day
    let edit = RecordEdit(values: [Order.shape.orderDate.tag: .integer(Int64(day.daysSinceEpoch))])
    let order = try scribe.make(as: rep) {
      try OrderOperations.quick(account: customer.account, edit, lines: lines, in: $0)
    }
    // Sweets are cheaper in the first weeks, as the promotion says.
    let gets =
      day <= year.firm.sweetsUntil
      && lines.contains { line in
        year.firm.products.first { $0.id == line.product }?.good.category == .sweets
      }
    if gets { try scribe.act(as: rep) { try DocumentPromotions<Order>.apply(to: order, in: $0) } }
    guard !scribe.chance(2) else {
      try scribe.act(as: rep) { try OrderOperations.cancel(order, in: $0) }
      return
    }
    try scribe.act(as: rep) { try OrderOperations.submit(order, on: day, in: $0) }
    year.plan(CivilDate(daysSinceEpoch: day.daysSinceEpoch + 1), 8 * 60 + 20) {
      try decide(order)
    }
  }

  /// What a customer takes: more of what goes well in this month, more the larger it is.
  private func wanted() throws -> [OrderOperations.Wanted] {
    let month = JalaliDate(day).month
    let count = min(2 + customer.size / 130, 4)
    var chosen: [RecordID] = []
    var lines: [OrderOperations.Wanted] = []
    for _ in 0..<scribe.source.number(1...count + 1) {
      let product = scribe.pick(year.firm.products) {
        $0.good.weight * $0.good.category.season(month)
      }
      guard !chosen.contains(product.id) else { continue }
      chosen.append(product.id)
      let share = customer.size * scribe.source.number(50...160) / 100
      let pieces = max(2, share * product.good.pack.content * 2_000_000 / product.good.price / 40)
      // Large customers buy whole packs.
      let pack = product.good.pack.content
      let quantity = pieces > pack ? (pieces + pack / 2) / pack * pack : pieces
      lines.append(.init(product: product.id, quantity: try Quantity(whole: quantity)))
    }
    return lines
  }

  /// The office looks at the order in the next morning.
  private func decide(_ order: RecordID) throws {
    let reasons = try scribe.reader.record(Order.tag, order)?.words(Order.shape.approvalReasons)
    guard reasons?.isEmpty != false || scribe.chance(75) else {
      try scribe.act(as: manager) {
        try OrderOperations.decline(
          order, reason: scribe.say(DemoText("سقف اعتبار", "Credit limit")), in: $0)
      }
      return
    }
    try scribe.act(as: manager) { try OrderOperations.approve(order, in: $0) }
    let day = days(1...3)
    year.plan(day, 11 * 60) { try deliver(order) }
  }

  private var today: CivilDate {
    InstantText.civilDate(milliseconds: scribe.clock.now(), offsetMinutes: scribe.offset)
  }

  private func deliver(_ order: RecordID) throws {
    let today = today
    try scribe.act(as: manager) {
      try DeliveryOperations.deliver(order: order, [:], .init(day: today), in: $0)
    }
    let invoice = try scribe.make(as: manager) {
      try InvoiceOperations.draft(order: order, on: today, in: $0)
    }
    try scribe.act(as: manager) { try InvoiceOperations.issue(invoice, in: $0) }
    if scribe.chance(2) {
      year.plan(days(4...9), 12 * 60) { try takeBack(order, invoice) }
    } else {
      settle(invoice, from: today)
    }
  }

  /// Damaged goods: all of it comes back, and is credited.
  private func takeBack(_ order: RecordID, _ invoice: RecordID) throws {
    let today = today
    try scribe.act(as: manager) {
      try DeliveryOperations.takeBack(
        order: order, [:], .init(day: today, cause: "damaged"), in: $0)
    }
    let note = try scribe.make(as: manager) {
      try CreditNotes.draft(of: invoice, on: today, in: $0)
    }
    try scribe.act(as: manager) { try InvoiceOperations.issue(note, in: $0) }
  }

  /// When and how it is paid: at once, when it is due, later, or not yet.
  private func settle(_ invoice: RecordID, from day: CivilDate) {
    let grants = ["cash": 0, "net_15": 15, "net_30": 30][customer.terms] ?? 0
    let isPrompt = scribe.chance(customer.reliability)
    let late = isPrompt ? scribe.source.number(-3...2) : scribe.source.number(6...55)
    let after = max(0, Int64(grants) + late)
    guard !scribe.chance(1) else { return }
    let paid = CivilDate(daysSinceEpoch: day.daysSinceEpoch + Int32(after))
    let isCheque = grants == 30 && scribe.chance(35)
    year.plan(paid, 15 * 60 + scribe.source.number(0...90)) {
      try take(invoice, isCheque: isCheque)
    }
  }

  private func take(_ invoice: RecordID, isCheque: Bool) throws {
    guard let view = try scribe.reader.record(Invoice.tag, invoice) else { return }
    let shape = Payment.shape
    let left = try InvoiceBalance(view, reader: scribe.reader).left
    guard left > 0 else { return }
    let today = today
    var values: [FieldTag: Value] = [
      shape.amount.tag: .integer(left), shape.paidOn.tag: .integer(Int64(today.daysSinceEpoch)),
      shape.method.tag: .text(
        isCheque ? "cheque" : scribe.source.pick(["cash", "card", "card", "transfer"])),
    ]
    let due = CivilDate(daysSinceEpoch: today.daysSinceEpoch + 30)
    if isCheque {
      values[shape.sayadId.tag] = .text(
        "\(scribe.source.number(1_000...9_999))"
          + "\(100_000_000_000 + scribe.source.number(0...899_999_999_999))")
      values[shape.bank.tag] = scribe.value(scribe.source.pick(DemoWords.banks))
      values[shape.dueDate.tag] = .integer(Int64(due.daysSinceEpoch))
      values[shape.chequeNumber.tag] = .text("\(scribe.source.number(100_000...999_999))")
    }
    let payment = try scribe.make(as: rep) {
      try PaymentOperations.take(
        account: customer.account, RecordEdit(values: values), settling: .named([invoice]), in: $0)
    }
    if isCheque { deposit(payment, due: due) }
  }

  private func deposit(_ payment: RecordID, due: CivilDate) {
    let manager = manager
    let scribe = self.scribe
    let isGood = scribe.chance(92)
    func move(_ after: Int32, _ state: String) {
      year.plan(CivilDate(daysSinceEpoch: due.daysSinceEpoch + after), 10 * 60) {
        let day = today
        try scribe.act(as: manager) {
          try PaymentOperations.move(
            payment, to: state, on: day,
            reason: state == "bounced" ? scribe.say(DemoText("کسری موجودی", "No funds")) : nil,
            in: $0)
        }
      }
    }
    move(0, "deposited")
    move(4, isGood ? "cleared" : "bounced")
  }
}
