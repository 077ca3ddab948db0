// SPDX-License-Identifier: Apache-2.0

import KarvanCore

/// What keeps payments, cheques and their allocation true.
///
/// Nobody is refused for allocating more than is open: two reps may do so at a time, and what is
/// open then says it.
enum PaymentLaws {
  private static var shape: Payment { Payment.shape }

  static let all: [Invariant] = [
    Laws.starts(in: ["received"], shape.status), amount, cheque, sayad,
    Laws.fixed([shape.account, shape.amount, shape.visit, shape.sayadId]), moves, handsInOwn,
  ]

  private static let amount: Invariant = { context in
    context.written(shape.amount).allSatisfy { ($0[shape.amount.tag].integer ?? 0) > 0 }
      ? nil : context.breaks(.amountPositive, shape.amount)
  }

  /// A cheque has its day; nothing else has what only cheques have.
  private static let cheque: Invariant = { context in
    guard context.before == nil else { return nil }
    let fields = [
      shape.sayadId, shape.chequeNumber, shape.bank, shape.dueDate, shape.drawer,
    ]
    guard context.after[shape.method] == .text("cheque") else {
      let odd = fields.first { !context.after[$0].isNull }
      return odd.map { context.breaks(.chequeFields, $0) }
    }
    return context.after[shape.dueDate].isNull
      ? context.failure(.required, shape.dueDate) : nil
  }

  private static let sayad: Invariant = { context in
    context.canonical(shape.sayadId, SayadID.normalize)
  }

  /// Only a cheque is deposited, cleared, bounced and returned, by who may settle; a mistake is made
  /// void by who wrote it, within a day of writing it, whatever dates they typed: a day of 24 hours
  /// ends at no midnight of some time zone.
  private static let moves: Invariant = { context in
    guard let before = context.before else { return nil }
    for version in context.written(shape.status) {
      switch version[shape.status.tag].text {
      case "received": continue
      case "void":
        let isOwn = context.after.creator == context.author.user
        if !isOwn || !isRecent(version, context) {
          return context.breaks(.voidSameDay, shape.status)
        }
        if try isOnItsWay(before, context) { return context.breaks(.voidOnItsWay, shape.status) }
      default:
        guard context.after[shape.method] == .text("cheque") else {
          return context.breaks(.chequeState, shape.status)
        }
        if let failure = context.requiring("settlement", shape.status) { return failure }
        if context.had(version[shape.status.tag], in: shape.status) { continue }
        let moves = try context.reader.records(
          ChequeMove.tag, where: ChequeMove.shape.payment.tag, is: .reference(before.id))
        guard moves.contains(where: { $0.isWritten(by: version.dot) }) else {
          return context.breaks(.chequeByMove, shape.status)
        }
      }
    }
    return nil
  }

  /// Money is handed in by who took it: else who still carries it would seem to have given it away.
  private static let handsInOwn: Invariant = { context in
    for version in context.written(shape.handIn) {
      guard let id = version[shape.handIn.tag].reference,
        let handIn = try context.reader.record(CashHandIn.tag, id),
        handIn[CashHandIn.shape.user].reference != context.after.creator
      else { continue }
      return context.breaks(.handsInOwn, shape.handIn)
    }
    return nil
  }

  /// A move of a cheque is written by who may settle, of a cheque.
  static let movedByOffice: Invariant = { context in
    guard context.before == nil else { return nil }
    let row = ChequeMove.shape
    guard context.author.may(.edit, Payment.about.name, group: "settlement") else {
      return context.failure(.notGranted, row.toStatus, ["payment.settlement:edit"])
    }
    guard let id = context.after[row.payment].reference,
      let payment = try context.reader.record(Payment.tag, id)
    else { return nil }
    return payment[shape.method] == .text("cheque")
      ? nil : context.breaks(.chequeState, row.toStatus)
  }

  /// Whether the office has had it in its hands, whatever somebody's clock says.
  private static func isOnItsWay(
    _ payment: RecordView, _ context: ChangeContext
  ) throws -> Bool {
    guard payment[shape.handIn].isNull else { return true }
    return try !context.reader.records(
      ChequeMove.tag, where: ChequeMove.shape.payment.tag, is: .reference(payment.id)
    ).isEmpty
  }

  private static func isRecent(_ version: Version, _ context: ChangeContext) -> Bool {
    guard let group = context.after.entity.group(of: shape.amount.tag),
      let written = context.before?.state.versions(of: group.tag).map(\.time).min()
    else { return false }
    return version.time.milliseconds &- written.milliseconds <= 24 * 3_600_000
  }

  /// An allocation is from one payment or one credit note.
  static let oneSource: Invariant = { context in
    let shape = PaymentAllocation.shape
    let sources = [shape.payment, shape.creditNote].filter { !context.after[$0].isNull }
    return sources.count == 1 ? nil : context.breaks(.allocationFits, shape.payment)
  }

  /// Money that came in settles an invoice, money that went out a credit note, of one account in its currency;
  /// a reversal is the mirror of what it reverses.
  static let fits: Invariant = { context in
    let shape = PaymentAllocation.shape
    let row = context.after
    guard
      let target = try row[shape.invoice].reference
        .flatMap({ try context.reader.record(Invoice.tag, $0) })
    else { return nil }
    if target[Invoice.shape.status] == .text(Invoice.draft) {
      return context.breaks(.documentIssued, shape.invoice)
    }
    guard try isOfKind(row, target, context.reader) else {
      return context.breaks(.allocationFits, shape.invoice)
    }
    let amount = row[shape.amount].integer ?? 0
    guard let reversed = row[shape.reverses].reference else {
      return amount > 0 ? nil : context.breaks(.amountPositive, shape.amount)
    }
    guard let other = try context.reader.record(PaymentAllocation.tag, reversed),
      other[shape.reverses].isNull, other[shape.payment] == row[shape.payment],
      other[shape.creditNote] == row[shape.creditNote], other[shape.invoice] == row[shape.invoice],
      let whole = other[shape.amount].integer, amount == -whole
    else { return context.breaks(.allocationFits, shape.reverses) }
    return nil
  }

  private static func isOfKind(
    _ row: RecordView, _ target: RecordView, _ reader: any RecordReader
  ) throws -> Bool {
    let fields = PaymentAllocation.shape
    let isBack = Invoice.isCreditNote(target)
    if let id = row[fields.payment].reference, let payment = try reader.record(Payment.tag, id) {
      return try isOfOne(payment[shape.account], target[Invoice.shape.account], reader)
        && payment[shape.currency] == target[Invoice.shape.currency]
        && payment[shape.direction] == .text(isBack ? "out" : "in")
    }
    guard let id = row[fields.creditNote].reference,
      let note = try reader.record(Invoice.tag, id)
    else { return false }
    return try isOfOne(note[Invoice.shape.account], target[Invoice.shape.account], reader)
      && Invoice.isCreditNote(note) && !isBack
      && note[Invoice.shape.status] != .text(Invoice.draft)
      && note[Invoice.shape.currency] == target[Invoice.shape.currency]
  }

  /// Whether two references name one account, or accounts that were merged.
  private static func isOfOne(
    _ one: Value, _ other: Value, _ reader: any RecordReader
  ) throws -> Bool {
    if one == other { return true }
    func survivor(_ value: Value) throws -> RecordID? {
      guard let id = value.reference, let account = try reader.record(Account.tag, id) else {
        return value.reference
      }
      return try Duplicates.survivor(of: account, reader: reader).id
    }
    return try survivor(one) == survivor(other)
  }
}
