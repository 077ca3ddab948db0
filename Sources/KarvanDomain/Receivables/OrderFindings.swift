// SPDX-License-Identifier: Apache-2.0

import KarvanCore

/// What the office finds about an order that left the draft: it computes anew what the device said,
/// since an older program may not have looked, or somebody changed theirs.
struct OrderFindings {
  private let order: RecordView
  private let context: OperationContext
  private let lines: [RecordView]
  private let fulfilment: Fulfilment
  private let currency: String

  init(_ order: RecordView, in context: OperationContext) throws {
    self.order = order
    self.context = context
    lines = try OrderTotals.lines(of: order.id, reader: context.reader)
    fulfilment = try Fulfilment(of: order, reader: context.reader)
    currency = order[Order.shape.currency].text ?? Currency.irr.code
  }

  /// Everything that is wrong with it.
  func all() throws -> [MoneyFindings.Found] {
    var found = wentWrong()
    let titles = try withdrawn()
    if !titles.isEmpty {
      found.append(.init(code: .withdrawn, facts: titles.map { OfficeFact(.text($0)) }))
    }
    let state = order[Order.shape.status].text ?? ""
    guard state != Order.draft, !order.isCalledOff else { return found }
    found += differing()
    found += try credit()
    if goesUnapproved {
      let reasons = stored.map { OfficeFact(.reason($0)) }
      found.append(.init(code: .unapproved, facts: reasons))
    }
    return found + (try terms())
  }

  // MARK: State

  /// The states that it has, shown or not.
  private var states: [String] {
    guard let group = order.entity.group(of: Order.shape.status.tag) else { return [] }
    return order.state.versions(of: group.tag).compactMap { $0[Order.shape.status.tag].text }
  }

  /// Whether it was moved past approval by somebody who never saw one: what comes before stays.
  private var skipsApproval: Bool {
    let isPast = ["delivered", "invoiced", "closed"].contains(order[Order.shape.status].text ?? "")
    return isPast && !states.contains("approved")
      && states.contains { [Order.draft, "submitted"].contains($0) }
  }

  /// Whether nobody approved it.
  private var isUnapproved: Bool {
    order[Order.shape.status] == .text("submitted") || skipsApproval
  }

  /// Whether it waits for an approval, or should, and went out all the same.
  private var goesUnapproved: Bool {
    skipsApproval
      || isUnapproved && !stored.isEmpty && (fulfilment.isOut || fulfilment.isInvoiced)
  }

  /// Why an approval was asked for when it was submitted.
  private var stored: [ApprovalReason] {
    order.words(Order.shape.approvalReasons).compactMap { ApprovalReason(rawValue: $0) }
  }

  /// What handed goods over or took them back.
  private var handovers: [RecordView] { fulfilment.deliveries + fulfilment.sales }

  /// Whether its terms are those of now: nothing went out after it was submitted. What was written
  /// before, as an invoice of a draft, or with it does not make it old.
  private var isFresh: Bool {
    guard let group = order.entity.group(of: Order.shape.status.tag) else { return false }
    let written = order.state.versions(of: group.tag)
    let submitted = written.filter { $0[Order.shape.status.tag].text == "submitted" }
    return (fulfilment.invoices + handovers).allSatisfy { record in
      written.contains { record.isWritten(by: $0.dot) }
        || submitted.contains(where: record.isOlder)
    }
  }
}

extension OrderFindings {
  /// Goods and invoices that do not agree with the order.
  private func wentWrong() -> [MoneyFindings.Found] {
    var found: [MoneyFindings.Found] = []
    let isOff =
      order.isCalledOff || states.contains("cancelled") && order.life != .deleted
    if fulfilment.isOut, isOff {
      found.append(
        .init(
          code: .deliveredCalledOff,
          facts: fulfilment.parts.filter { $0.kept > 0 }.map { part in
            OfficeFact(title(part.line), .quantity(part.kept))
          }))
    }
    if fulfilment.isInvoiced, isOff {
      found.append(
        .init(
          code: .invoicedCalledOff,
          facts: fulfilment.invoices.map { OfficeFact(.text($0.title)) }))
    }
    let parts = fulfilment.parts
    let over: [(OfficeFinding, Bool, [(Fulfilment.Part, Int64, Int64)], [RecordView])] = [
      (
        .returnedTwice, parts.contains { $0.kept < 0 },
        parts.filter { $0.kept < 0 }.map { ($0, $0.cameBack, $0.handedOver) },
        handovers
      ),
      (
        .deliveredTwice, fulfilment.delivery == .beyond,
        parts.filter { $0.kept > $0.ordered }.map { ($0, $0.kept, $0.ordered) },
        handovers
      ),
      (
        .invoicedTwice, fulfilment.invoicing == .beyond,
        parts.filter { $0.invoiced > $0.ordered }.map { ($0, $0.invoiced, $0.ordered) },
        fulfilment.invoices
      ),
    ]
    // With the documents: the same once more, after it was put right, is another finding.
    for (code, isSo, rows, documents) in over where isSo {
      let facts = rows.map { OfficeFact(title($0.0.line), .quantity($0.1), .quantity($0.2)) }
      found.append(.init(code: code, facts: facts + documents.map { OfficeFact(.text($0.title)) }))
    }
    return found
  }

  /// What it has against what it had when it was submitted: a line may have been refused.
  private func differing() -> [MoneyFindings.Found] {
    let shape = Order.shape
    guard let count = order[shape.linesSubmitted].integer,
      let payable = order[shape.payableSubmitted].integer
    else { return [] }
    let present = (try? OrderTotals.of(order, lines: lines))?.payable
    guard count != Int64(lines.count) || present != payable else { return [] }
    let here = OfficeFact([.number(Int64(lines.count))] + money(present))
    let said = OfficeFact(.number(count), .money(payable, currency))
    return [.init(code: .linesDiffer, facts: [said, here])]
  }

  private func money(_ amount: Int64?) -> [OfficeFact.Part] {
    amount.map { [.money($0, currency)] } ?? []
  }

  /// What speaks against the account that was not seen when it was submitted.
  private func credit() throws -> [MoneyFindings.Found] {
    guard isUnapproved, let totals = try? OrderTotals.of(order, lines: lines),
      let credit = try OrderOperations.credit(
        for: order, totals, on: context.today, reader: context.reader)
    else { return [] }
    let codes: [(ApprovalReason, OfficeFinding)] = [
      (.creditLimit, .overCredit), (.creditHold, .creditHeld), (.overdue, .overdue),
    ]
    return codes.filter { reason, _ in
      credit.decision.reasons.contains(reason) && !stored.contains(reason)
    }.map { .init(code: $0.1) }
  }

  /// Prices, discounts and promotions, computed anew while they are those of now.
  private func terms() throws -> [MoneyFindings.Found] {
    guard isUnapproved, isFresh else { return [] }
    var found: [MoneyFindings.Found] = []
    let prices = try stalePrices()
    if !prices.isEmpty { found.append(.init(code: .stalePrice, facts: prices)) }
    if !stored.contains(.discount), try !MoneyFindings.mayApprove(order.creator, context.reader),
      let excesses = try? DiscountReview.excesses(of: order, Order.self, reader: context.reader),
      !excesses.isEmpty
    {
      let facts = excesses.map {
        OfficeFact(title($0.line), .money($0.off, currency), .money($0.amount, currency))
      }
      found.append(.init(code: .discount, facts: facts))
    }
    if let replica = order.author?.replica,
      let beyond = try? DocumentPromotions<Order>.beyond(
        order, lines: lines, for: replica, reader: context.reader), !beyond.isEmpty
    {
      found.append(.init(code: .promotion, facts: beyond.map { OfficeFact(title($0)) }))
    }
    return found
  }

  /// The lines whose price is said to be that of the rules, and is not; what was offered in a quote
  /// is measured by the day of the quote.
  private func stalePrices() throws -> [OfficeFact] {
    let shape = OrderLine.shape
    let offered =
      try order[Order.shape.quote].reference.flatMap {
        try context.reader.record(Quote.tag, $0)
      }.map { try PriceReview<Quote>.lines(of: $0, reader: context.reader) } ?? []
    return try PriceReview<Order>.lines(of: order, reader: context.reader).compactMap { entry in
      guard let price = entry.line[shape.unitPrice].integer, let now = entry.now,
        entry.isStale || lacksRule(entry)
      else { return nil }
      let isOffered = offered.contains { quoted in
        quoted.line[QuoteLine.shape.product] == entry.line[shape.product] && !quoted.isStale
          && quoted.before != nil && quoted.before == entry.before
      }
      if isOffered { return nil }
      return OfficeFact(title(entry.line), .money(price, currency), .money(now, currency))
    }
  }

  /// Whether a line asks less than the rules, and does not say what these said.
  private func lacksRule(_ entry: PriceReview<Order>.Line) -> Bool {
    guard entry.before == nil, let answer = entry.answer,
      let one = try? OrderLine.shape.price(of: entry.line).ofOne()
    else { return false }
    return one < answer.price.minorUnits
  }

  /// The titles of the deleted products on it, each once.
  private func withdrawn() throws -> [String] {
    try lines.reduce(into: []) { titles, line in
      guard let id = line[OrderLine.shape.product].reference,
        let product = try context.reader.record(Product.tag, id), product.life == .deleted,
        !titles.contains(product.title)
      else { return }
      titles.append(product.title)
    }
  }

  /// What a line is of.
  private func title(_ line: RecordView) -> OfficeFact.Part {
    let product = line[OrderLine.shape.product].reference.flatMap {
      try? context.reader.record(Product.tag, $0)
    }
    return .text(product?.title ?? line.title)
  }
}

extension RecordView {
  /// Whether it was made before a version of another record was written. Of one replica the numbers
  /// of commits say so, which nobody can choose; of two their clocks.
  fileprivate func isOlder(than version: Version) -> Bool {
    guard let first = state.versions.min(by: { $0.time < $1.time }) else { return false }
    return first.dot.replica == version.dot.replica
      ? first.dot.sequence <= version.dot.sequence : first.time <= version.time
  }
}
