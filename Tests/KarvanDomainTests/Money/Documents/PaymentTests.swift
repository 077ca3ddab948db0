// SPDX-License-Identifier: Apache-2.0

import KarvanCore
import KarvanDomain
import TestSupport
import Testing

@Suite("Payments, cheques and statements")
struct PaymentTests {
  let world: World
  let shape = Payment.shape

  init() throws { world = try World() }

  /// The balance of an account, told in three ways that must agree.
  private func agree(_ world: World, _ account: RecordID) throws -> Int64 {
    let book = try world.book(account)
    let balance = try book.balance()
    let owed = book.invoices.map(\.left).reduce(Int64(0), +)
    let credited = book.creditNotes.map(\.left).reduce(Int64(0), +)
    let paid = book.payments.map { $0.isReceived ? $0.left : -$0.left }.reduce(Int64(0), +)
    let parts = owed - credited - paid
    try #require(balance == parts)
    let statement = try Statement(book)
    try #require(statement.closing == balance && statement.opening == 0)
    try #require(statement.entries.map(\.amount).reduce(0, +) == balance)
    return balance
  }

  @Test("what is open, what the books say and what the statement says are one balance")
  func oneBalance() throws {
    try forAllSeeds(12) { generator in
      let world = try World()
      let account = try world.openAccount()
      var invoices: [RecordID] = []
      var payments: [RecordID] = []
      for _ in 0..<14 {
        switch generator.integer(in: 0...6) {
        case 0, 1:
          invoices.append(
            try world.issuedInvoice(
              account, [(generator.integer(in: 1...9_000), generator.integer(in: 1...5_000))]))
        case 2:
          payments.append(try world.take(account, generator.integer(in: 1...9_000)))
        case 3:
          let cheque = try world.take(account, generator.integer(in: 1...9_000), method: "cheque")
          payments.append(cheque)
          if generator.integer(in: 0...1) == 0 {
            try world.cheque(cheque, "deposited")
            try world.cheque(cheque, generator.element(of: ["bounced", "cleared"]))
            if try world.view(Payment.self, cheque)[shape.status] == .text("bounced"),
              let next = generator.element(of: [nil, "deposited", "returned"])
            {
              try world.cheque(cheque, next)
            }
          }
        case 4 where !invoices.isEmpty:
          let note = try? world.run(world.rep) {
            try CreditNotes.draft(of: generator.element(of: invoices), in: $0)
          }
          if let note {
            try world.run(world.manager, World.laptop) {
              try InvoiceOperations.issue(note, in: $0)
            }
          }
        case 5 where !payments.isEmpty && !invoices.isEmpty:
          let payment = try world.view(Payment.self, generator.element(of: payments))
          let invoice = generator.element(of: invoices)
          _ = try? world.run(world.rep) {
            try generator.integer(in: 0...1) == 0
              ? PaymentOperations.release(payment, from: invoice, in: $0)
              : PaymentOperations.allocate(payment, to: invoice, in: $0)
          }
        default:
          _ = try? world.take(
            account, generator.integer(in: 1...500), [shape.direction.tag: .text("out")])
        }
        _ = try agree(world, account)
      }
      let last = try Statement(try world.book(account))
      // However it is cut into spans, each goes on where the other ended.
      for day in [Int32(20_088), 20_089, 20_090] {
        let before = try Statement(
          try world.book(account), to: CivilDate(daysSinceEpoch: day - 1))
        let after = try Statement(
          try world.book(account), from: CivilDate(daysSinceEpoch: day))
        try #require(before.closing == after.opening && after.closing == last.closing)
        try #require(before.entries.count + after.entries.count == last.entries.count)
      }
    }
  }

  @Test("money settles the invoices that are due first, and the rest waits")
  func oldest() throws {
    let account = try world.openAccount()
    let later = try world.issuedInvoice(
      account, [(1_000, 1_000)], RecordEdit(values: [Invoice.shape.dueDate.tag: .integer(20_300)]))
    let first = try world.issuedInvoice(
      account, [(1_000, 1_000)], RecordEdit(values: [Invoice.shape.dueDate.tag: .integer(20_100)]))
    let payment = try world.take(account, 1_500)
    #expect(try world.balance(first).state == .paid && world.balance(later).state == .partly)
    #expect(try world.balance(later).left == 700)
    try world.run(world.rep) {
      try PaymentOperations.release(try world.view(Payment.self, payment), from: first, in: $0)
    }
    #expect(try world.balance(first).state == .open)
    let more = failure {
      try world.run(world.rep) {
        try PaymentOperations.allocate(
          try world.view(Payment.self, payment), to: first, 1_101, in: $0)
      }
    }
    #expect(more?.arguments.first == DomainLaw.moreThanLeft.rawValue)
    let kept = try world.take(account, 5_000, settling: .nothing)
    #expect(try PaymentBalance(try world.view(Payment.self, kept), reader: world.records).used == 0)
    let named = try world.take(account, 100, settling: .named([later]))
    #expect(
      try PaymentBalance(try world.view(Payment.self, named), reader: world.records).left == 0)
    #expect(try world.balance(later).left == 600)
  }

  @Test("two reps who settle an invoice at a time are both believed, and it shows as overpaid")
  func twice() throws {
    let account = try world.openAccount()
    let invoice = try world.issuedInvoice(account, [(1_000, 1_000)])
    let payments = try [1_100, 1_100].map {
      try world.take(account, $0, settling: .nothing)
    }
    let contexts = try [World.phone, World.laptop].map { try world.context(world.rep, $0) }
    let drafts = try zip(payments, contexts).map { payment, context in
      try PaymentOperations.allocate(
        try world.view(Payment.self, payment), to: invoice, in: context)
    }
    for (draft, context) in zip(drafts, contexts) {
      try world.commit(draft, by: context.author, replica: context.drafter.replica)
    }
    #expect(try world.balance(invoice).state == .overpaid)
    // Two who take the same back at a time take it back once.
    let releases = try contexts.map { _ in
      let context = try world.context(world.rep)
      return try PaymentOperations.release(
        try world.view(Payment.self, payments[0]), from: invoice, in: context)
    }
    for release in releases { try world.commit(release, by: contexts[0].author) }
    #expect(try world.balance(invoice).state == .paid)
    #expect(try world.balance(invoice).settled == 1_100)
  }

  @Test("a cheque goes its way by the office alone; one that bounced settles nothing")
  func cheques() throws {
    let account = try world.openAccount()
    let invoice = try world.issuedInvoice(account, [(1_000, 1_000)])
    let cheque = try world.take(
      account, 1_100, method: "cheque", [shape.sayadId.tag: .text("۱۲۳۴ ۵۶۷۸ ۹۰۱۲ ۳۴۵۶")])
    #expect(try world.view(Payment.self, cheque)[shape.sayadId] == .text("1234567890123456"))
    #expect(try world.balance(invoice).state == .paid)
    let rep = failure {
      try world.run(world.rep) { try PaymentOperations.move(cheque, to: "deposited", in: $0) }
    }
    #expect(rep?.code == .notGranted && rep?.arguments == ["payment.settlement:edit"])
    let skipped = failure { try world.cheque(cheque, "cleared") }
    #expect(skipped?.code == .moveNotAllowed)
    try world.cheque(cheque, "deposited")
    try world.cheque(cheque, "bounced")
    #expect(try world.balance(invoice).state == .open)
    let statement = try Statement(try world.book(account))
    #expect(statement.entries.map(\.kind) == [.invoice, .payment, .bounced])
    #expect(statement.closing == 1_100)
    try world.cheque(cheque, "deposited")
    try world.cheque(cheque, "cleared")
    #expect(try world.balance(invoice).state == .paid)
    #expect(failure { try world.cheque(cheque, "bounced") }?.code == .moveNotAllowed)
  }

  @Test("cleared here and bounced there at a time: the money came")
  func chequeRace() throws {
    let account = try world.openAccount()
    let cheque = try world.take(account, 1_000, method: "cheque")
    try world.cheque(cheque, "deposited")
    let one = try world.context(world.manager, World.laptop)
    let other = try world.context(world.administrator, World.phone)
    let cleared = try PaymentOperations.move(cheque, to: "cleared", in: one)
    let bounced = try PaymentOperations.move(cheque, to: "bounced", in: other)
    try world.commit(cleared, by: one.author, replica: World.laptop)
    try world.commit(bounced, by: other.author, replica: World.phone)
    #expect(try world.view(Payment.self, cheque)[shape.status] == .text("cleared"))
    // Whoever lost moved nothing: neither the statement nor the books know of it.
    let kinds = try Statement(try world.book(account)).entries.map(\.kind)
    #expect(kinds == [.payment])
  }

  @Test("money is handed in by who took it, and by nobody else in their own name")
  func handsInOwn() throws {
    _ = try world.take(try world.openAccount(), 1_000)
    func handIn(_ user: RecordID, _ replica: ReplicaID) throws {
      _ = try world.run(user, replica) { context in
        try CashInHand(of: world.rep, currency: "IRR", reader: context.reader)
          .handIn(counted: 1_000, in: context)
      }
    }
    let other = failure { try handIn(world.manager, World.laptop) }
    #expect(other?.arguments.first == DomainLaw.handsInOwn.rawValue)
    try handIn(world.rep, World.phone)
    #expect(failure { try handIn(world.rep, World.phone) } != nil, "It was handed in.")
    let payment = try #require(world.all(Payment.self).first)
    let void = failure {
      try world.run(world.rep) { try PaymentOperations.move(payment.id, to: "void", in: $0) }
    }
    #expect(void?.arguments.first == DomainLaw.voidOnItsWay.rawValue)
  }

  @Test("a cheque moves by its command alone, and nobody writes moves of others' money")
  func movesAreKept() throws {
    let account = try world.openAccount()
    let cheque = try world.take(account, 1_000, method: "cheque")
    let bare = failure {
      try world.run(world.manager, World.laptop) { context in
        try RecordOperations.edit(
          try world.view(Payment.self, cheque),
          RecordEdit(values: [shape.status.tag: .text("deposited")]), in: context)
      }
    }
    #expect(bare?.arguments.first == DomainLaw.chequeByMove.rawValue)
    let move = ChequeMove.shape
    let rogue = failure {
      try world.run(world.rep) { context in
        let values: [FieldTag: Value] = [
          CreationFields.at.tag: .integer(world.now),
          CreationFields.by.tag: .reference(world.rep), move.payment.tag: .reference(cheque),
          move.fromStatus.tag: .text("received"),
          move.toStatus.tag: .text("bounced"), move.movedOn.tag: .integer(20_089),
        ]
        return OperationDraft(
          "rogue",
          [
            context.drafter.create(
              try world.entity(ChequeMove.self), world.makeID(), RecordEdit(values: values))
          ])
      }
    }
    #expect(rogue?.code == .notGranted)
  }

  @Test("a cheque is taken once, however often its number is typed")
  func chequeOnce() throws {
    let account = try world.openAccount()
    let sayad: [FieldTag: Value] = [shape.sayadId.tag: .text("1234567890123456")]
    let first = try world.take(account, 1_000, method: "cheque", sayad)
    let again = failure { try world.take(account, 1_000, method: "cheque", sayad) }
    #expect(again?.arguments.first == DomainLaw.chequeKnown.rawValue)
    try world.cheque(first, "returned")
    #expect(failure { try world.take(account, 1_000, method: "cheque", sayad) } == nil)
  }

  @Test("what happened before moves were kept is inferred from the state and from the next move")
  func inferred() throws {
    let account = try world.openAccount()
    let cheque = try world.take(account, 1_000, method: "cheque")
    for state in ["deposited", "bounced", "deposited"] { try world.cheque(cheque, state) }
    let former = Former(records: world.records, kept: 1)
    let view = try world.view(Payment.self, cheque)
    let steps = try ChequeWay(of: view, reader: former).steps
    #expect(steps.map(\.to) == ["deposited", "bounced", "deposited"])
    let none = try ChequeWay(of: view, reader: Former(records: world.records, kept: 0)).steps
    #expect(none.map(\.to) == ["deposited"])
  }

  /// A replica that knows the last moves alone.
  private struct Former: RecordReader {
    let records: World.Records
    let kept: Int
    func record(_ entity: EntityTag, _ id: RecordID) throws -> RecordView? {
      records.record(entity, id)
    }
    func records(
      _ entity: EntityTag, where field: FieldTag, is value: Value
    ) throws -> [RecordView] {
      let found = records.records(entity, where: field, is: value)
      return entity == ChequeMove.tag ? found.suffix(kept) : found
    }
  }

  @Test("a mistake is void within a day of writing it, by who wrote it and by nobody else")
  func void() throws {
    let account = try world.openAccount()
    let invoice = try world.issuedInvoice(account, [(1_000, 1_000)])
    let payment = try world.take(account, 1_100)
    func void(_ user: RecordID) -> Failure? {
      failure {
        try world.run(user, World.laptop) {
          try PaymentOperations.move(payment, to: "void", in: $0)
        }
      }
    }
    let written = world.now
    world.now += 2 * 86_400_000
    #expect(void(world.rep)?.arguments.first == DomainLaw.voidSameDay.rawValue)
    world.now = written
    #expect(void(world.manager)?.arguments.first == DomainLaw.voidSameDay.rawValue)
    #expect(void(world.rep) == nil)
    #expect(try world.balance(invoice).state == .open)
    #expect(try Statement(try world.book(account)).entries.map(\.kind) == [.invoice])
  }

  @Test("what was paid is never changed, and only a cheque has what cheques have")
  func fixed() throws {
    let account = try world.openAccount()
    let payment = try world.take(account, 1_100)
    let edits: [[FieldTag: Value]] = [
      [shape.amount.tag: .integer(1)], [shape.method.tag: .text("card")],
      [shape.paidOn.tag: .integer(1)], [shape.bank.tag: .text("Melli")],
    ]
    for values in edits {
      let refused = failure {
        try world.run(world.manager, World.laptop) {
          try RecordOperations.edit(
            try world.view(Payment.self, payment), RecordEdit(values: values), in: $0)
        }
      }
      #expect(refused?.code == .alreadySet)
    }
    let cash = failure { try world.take(account, 5, [shape.bank.tag: .text("Melli")]) }
    #expect(cash?.arguments.first == DomainLaw.chequeFields.rawValue)
    let dateless = failure {
      try world.take(account, 5, method: "cheque", [shape.dueDate.tag: .null])
    }
    #expect(dateless?.code == .required && dateless?.field == "due_date")
    #expect(
      failure { try world.take(account, 0) }?.arguments.first
        == DomainLaw.amountPositive.rawValue)
    let state = failure { try world.cheque(payment, "deposited") }
    #expect(state?.arguments.first == DomainLaw.chequeState.rawValue)
    let odd = failure {
      try world.take(account, 5, method: "cheque", [shape.sayadId.tag: .text("12")])
    }
    #expect(odd?.arguments.first == "sayad-id-invalid")
    #expect(
      failure {
        try world.run(world.rep) {
          try RecordOperations.delete(try world.view(Payment.self, payment), in: $0)
        }
      } != nil)
  }

  @Test("money out settles credit notes; a credit note settles another invoice")
  func creditNotes() throws {
    let account = try world.openAccount()
    let first = try world.issuedInvoice(account, [(1_000, 1_000)])
    _ = try world.take(account, 1_100)
    let note = try world.run(world.rep) { try CreditNotes.draft(of: first, in: $0) }
    try world.run(world.manager, World.laptop) { try InvoiceOperations.issue(note, in: $0) }
    // The invoice was paid, so that all of the note is left.
    #expect(try world.balance(note).left == 1_100)
    let second = try world.issuedInvoice(account, [(500, 1_000)])
    try world.run(world.rep) {
      try PaymentOperations.allocate(try world.view(Invoice.self, note), to: second, in: $0)
    }
    #expect(try world.balance(second).state == .paid && world.balance(note).left == 550)
    let back = try world.take(account, 550, [shape.direction.tag: .text("out")])
    #expect(try world.balance(note).state == .paid)
    #expect(try agree(world, account) == 0)
    let wrong = failure {
      try world.run(world.rep) {
        let row = PaymentAllocation.shape
        return try RecordOperations.add(
          try world.entity(PaymentAllocation.self),
          RecordEdit(values: [
            row.payment.tag: .reference(back), row.invoice.tag: .reference(second),
            row.amount.tag: .integer(1),
          ]), in: $0)
      }
    }
    #expect(wrong?.arguments.first == DomainLaw.allocationFits.rawValue)
    let draft = try world.run(world.rep) {
      try DocumentLines<Invoice>.start(account: account, in: $0)
    }
    let early = failure {
      try world.run(world.rep) {
        let row = PaymentAllocation.shape
        return try RecordOperations.add(
          try world.entity(PaymentAllocation.self),
          RecordEdit(values: [
            row.creditNote.tag: .reference(note), row.invoice.tag: .reference(draft),
            row.amount.tag: .integer(1),
          ]), in: $0)
      }
    }
    #expect(early?.arguments.first == DomainLaw.documentIssued.rawValue)
  }
}
