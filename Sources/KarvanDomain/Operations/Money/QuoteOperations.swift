// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// What is done with quotes, from the draft to the order.
public enum QuoteOperations {
  private static var shape: Quote { Quote.shape }

  /// Says that a draft was sent; from then on it is frozen.
  ///
  /// Its totals must be computable, as the customer reads them.
  public static func send(
    _ quote: RecordID, in context: OperationContext
  ) throws -> OperationDraft {
    let shown = try context.living(Quote.tag, quote)
    let lines = try DocumentAmounts<Quote>.lines(of: quote, reader: context.reader)
    guard !lines.isEmpty else {
      throw Failure(DomainLaw.orderHasLines, entity: "quote", record: quote, field: "status")
    }
    _ = try DocumentAmounts<Quote>.of(shown, lines: lines)
    return OperationDraft(
      "quote send", try DocumentMoves.move(shown, shape.status, to: "sent", in: context))
  }

  /// Says that the customer accepted.
  ///
  /// - Parameter day: When; today by UTC where nobody says it.
  /// - Throws: `quoteExpired` for a day after the last one, `quoteOfLost` for that of a lost deal.
  public static func accept(
    _ quote: RecordID, on day: CivilDate? = nil, in context: OperationContext
  ) throws -> OperationDraft {
    let shown = try context.living(Quote.tag, quote)
    return OperationDraft("quote accept", try acceptance(shown, on: day, in: context))
  }

  private static func acceptance(
    _ shown: RecordView, on day: CivilDate?, in context: OperationContext
  ) throws -> [RecordChange] {
    let day = Int64((day ?? context.today).daysSinceEpoch)
    try DocumentMoves.require(shown, shape.status, to: "accepted")
    if let id = shown[shape.opportunity].reference,
      let deal = try context.reader.record(Opportunity.tag, id),
      ["lost", "abandoned"].contains(deal[Opportunity.shape.status].text ?? "")
    {
      throw Failure(
        DomainLaw.quoteOfLost, entity: "quote", record: shown.id, field: "opportunity")
    }
    if let last = shown[shape.validUntil].integer, day > last {
      throw Failure(
        DomainLaw.quoteExpired, entity: "quote", record: shown.id, field: "accepted_on")
    }
    return try DocumentMoves.move(
      shown, shape.status, to: "accepted", also: [shape.acceptedOn.tag: .integer(day)],
      in: context)
  }

  /// Says that the customer does not want it.
  public static func reject(
    _ quote: RecordID, reason: String? = nil, in context: OperationContext
  ) throws -> OperationDraft {
    let shown = try context.living(Quote.tag, quote)
    return OperationDraft(
      "quote reject",
      try DocumentMoves.move(
        shown, shape.status, to: "rejected",
        also: [shape.reason.tag: reason.map { .text($0) } ?? .null], in: context))
  }

  /// Says that nobody accepted in time.
  public static func expire(
    _ quote: RecordID, in context: OperationContext
  ) throws -> OperationDraft {
    let shown = try context.living(Quote.tag, quote)
    return OperationDraft(
      "quote expire", try DocumentMoves.move(shown, shape.status, to: "expired", in: context))
  }

  /// Drafts the next revision with the same lines, and puts the old one aside; the new one comes
  /// first.
  ///
  /// - Parameter day: The day of the revision; today by UTC where nobody says it.
  public static func revise(
    _ quote: RecordID, on day: CivilDate? = nil, in context: OperationContext
  ) throws -> OperationDraft {
    let shown = try context.living(Quote.tag, quote)
    let aside = try DocumentMoves.move(shown, shape.status, to: "superseded", in: context)
    let origin = shown[shape.origin].reference ?? shown.id
    let known = try context.reader.records(
      Quote.tag, where: shape.origin.tag, is: .reference(origin))
    let last = (known + [shown]).compactMap { $0[shape.revision].integer }.max() ?? 1
    var edit = DocumentCopy.header(shown, for: try context.entity(Quote.tag))
    edit.values[shape.terms.tag] = shown[shape.terms]
    edit.values[shape.quoteDate.tag] = .integer(Int64((day ?? context.today).daysSinceEpoch))
    edit.values[shape.revision.tag] = .integer(last + 1)
    edit.values[shape.origin.tag] = .reference(origin)
    edit.values[shape.opportunity.tag] = shown[shape.opportunity]
    edit.values[shape.supersedes.tag] = .reference(quote)
    let head = try context.documentStart(Quote.self, edit)
    let lines = try DocumentCopy.lines(
      of: shown, Quote.self, into: head.record, Quote.self, in: context)
    return try OperationDraft("quote revise", [head]).adding(lines).adding(aside)
  }

  /// A quote with all of its revisions, the first one first.
  static func chain(of quote: RecordView, reader: any RecordReader) throws -> [RecordView] {
    let origin = quote[shape.origin].reference ?? quote.id
    let first = origin == quote.id ? quote : try reader.record(Quote.tag, origin)
    let revisions = try reader.records(
      Quote.tag, where: shape.origin.tag, is: .reference(origin))
    return [first].compactMap { $0 } + revisions.filter { $0.life != .deleted }
  }

  /// The order that a quote became, or another revision of it: they are one deal. Nil when there is
  /// none, or it was called off.
  public static func order(
    of quote: RecordID, reader: any RecordReader
  ) throws -> RecordView? {
    if let own = try ownOrder(of: quote, reader: reader) { return own }
    guard let shown = try reader.record(Quote.tag, quote) else { return nil }
    for revision in try chain(of: shown, reader: reader) {
      if let order = try ownOrder(of: revision.id, reader: reader) { return order }
    }
    return nil
  }

  /// The order that this very quote became.
  static func ownOrder(
    of quote: RecordID, reader: any RecordReader
  ) throws -> RecordView? {
    try reader.records(Order.tag, where: Order.shape.quote.tag, is: .reference(quote))
      .first { !$0.isCalledOff }
  }

  /// Drafts an order with the lines of a quote, which counts as accepted by that; the order comes
  /// first. Empty when the quote became an order before: ``order(of:reader:)`` is that order.
  ///
  /// - Parameter day: The day of acceptance and of the order; today by UTC where nobody says it.
  public static func convert(
    _ quote: RecordID, on day: CivilDate? = nil, in context: OperationContext
  ) throws -> OperationDraft {
    let shown = try context.living(Quote.tag, quote)
    if try order(of: quote, reader: context.reader) != nil {
      return OperationDraft("quote convert", [])
    }
    let isAccepted = shown[shape.status] == .text("accepted")
    let acceptance = isAccepted ? [] : try acceptance(shown, on: day, in: context)
    var edit = DocumentCopy.header(shown, for: try context.entity(Order.tag))
    edit.values[Order.shape.quote.tag] = .reference(quote)
    if let day { edit.values[Order.shape.orderDate.tag] = .integer(Int64(day.daysSinceEpoch)) }
    let head = try context.documentStart(Order.self, edit)
    let lines = try DocumentCopy.lines(
      of: shown, Quote.self, into: head.record, Order.self, in: context)
    return try OperationDraft("quote convert", [head]).adding(lines).adding(acceptance)
  }
}
