// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// The money of customers that somebody carries: cash, and cheques that were not deposited, of which
/// nothing was handed in.
public struct CashInHand: Sendable {
  /// The currency.
  public let currency: String
  /// Cash that was taken and paid back, by day.
  public let payments: [RecordView]
  /// Cheques, by day.
  public let cheques: [RecordView]
  /// What was taken in cash less what was paid back of it, in minor units.
  public let cash: Int64
  /// What the cheques amount to.
  public let chequeSum: Int64

  /// Adds up what was collected.
  ///
  /// - Throws: `amountOverflow` when a sum does not fit.
  private init(_ payments: [RecordView], currency: String) throws(Failure) {
    let shape = Payment.shape
    let sorted = payments.filter { $0[shape.currency].text == currency && Payment.counts($0) }
      .sorted { ($0[shape.paidOn], $0.id) < ($1[shape.paidOn], $1.id) }
    self.currency = currency
    self.payments = sorted.filter { $0[shape.method] == .text("cash") }
    cheques = sorted.filter { $0[shape.method] == .text("cheque") }
    cash = try Owing.sum(self.payments.map(Self.amount))
    chequeSum = try Owing.sum(cheques.map(Self.amount))
  }

  /// What a user carries now.
  public init(of user: RecordID, currency: String, reader: any RecordReader) throws {
    let shape = Payment.shape
    let own = try reader.records(
      Payment.tag, where: CreationFields.by.tag, is: .reference(user))
    try self.init(
      own.filter {
        $0[shape.handIn].isNull
          && ($0[shape.method] != .text("cheque") || $0[shape.status] == .text("received"))
      }, currency: currency)
  }

  /// What was handed in with a record.
  public init(of handIn: RecordView, reader: any RecordReader) throws {
    try self.init(
      try reader.records(Payment.tag, where: Payment.shape.handIn.tag, is: .reference(handIn.id)),
      currency: handIn[CashHandIn.shape.currency].text ?? Currency.irr.code)
  }

  private static func amount(_ payment: RecordView) -> Int64 {
    let amount = payment[Payment.shape.amount].integer ?? 0
    return payment[Payment.shape.direction] == .text("out") ? -amount : amount
  }

  /// The most payments that one hand-in takes along; the oldest go first.
  public static let most = 500

  /// Writes down that the author hands all of it in.
  ///
  /// - Parameters:
  ///   - counted: The cash that was counted, in minor units, whatever should be there.
  ///   - receiver: Who takes it.
  /// - Throws: `nothingLeft` where there is nothing to hand in.
  public func handIn(
    counted: Int64, receiver: String? = nil, note: String? = nil, in context: OperationContext
  ) throws -> OperationDraft {
    let all = Array((payments + cheques).prefix(Self.most))
    guard !all.isEmpty else {
      throw Failure(DomainLaw.nothingLeft, entity: CashHandIn.about.name)
    }
    let shape = CashHandIn.shape
    var edit = RecordEdit(values: [
      shape.currency.tag: .text(currency), shape.counted.tag: .integer(counted),
    ])
    edit.write(shape.receiver, receiver.map { .text($0) })
    edit.write(shape.note, note.map { .text($0) })
    let head = try context.creation(
      try context.entity(CashHandIn.tag), context.makeID(), edit)
    let named = RecordEdit(values: [Payment.shape.handIn.tag: .reference(head.record)])
    return try OperationDraft("cash hand-in", [head])
      .adding(all.compactMap { try context.change($0, named) })
  }
}
