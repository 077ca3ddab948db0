// SPDX-License-Identifier: Apache-2.0

import KarvanCore

/// What keeps invoices and credit notes true.
enum InvoiceLaws {
  private static var shape: Invoice { Invoice.shape }

  static let all: [Invariant] = [
    Laws.starts(in: [Invoice.draft], shape.status),
    DocumentLaws<Invoice>.frozen(but: [shape.note, shape.legalNumber, shape.taxStatus]),
    DocumentLaws<Invoice>.hasLines(on: "issued"), amountSeen,
    Laws.fixed([shape.kind]), source, credit, tax,
    NumberLaws.ofDocument(Invoice.self),
    Laws.discount(percent: shape.discountPercent, amount: shape.discountAmount),
    Laws.notNegative(shape.cashAmount),
  ]

  /// A credit note names the invoice that it corrects, which is no credit note; others name none.
  private static let source: Invariant = { context in
    guard context.before == nil else { return nil }
    let original = context.after[shape.original].reference
    guard Invoice.isCreditNote(context.after) else {
      return original == nil ? nil : context.breaks(.creditNoteOf, shape.original)
    }
    guard let original, let view = try context.reader.record(Invoice.tag, original),
      !Invoice.isCreditNote(view), view[shape.status] != .text(Invoice.draft)
    else { return context.breaks(.creditNoteOf, shape.original) }
    return view[shape.currency] == context.after[shape.currency]
      ? nil : context.breaks(.creditNoteOf, shape.currency)
  }

  /// An invoice is issued over the amount that its author saw. A discount from one device and a
  /// shorter line from another may be right each, and together more than the invoice, or another
  /// invoice than the one that the customer was handed.
  private static let amountSeen: Invariant = { context in
    guard context.before != nil else { return nil }
    let field = shape.payableSeen
    let seen = context.written(shape.status).first { $0[shape.status.tag] == .text("issued") }
      .flatMap { $0[field.tag].integer }
    guard let seen else { return nil }
    let lines = try DocumentAmounts<Invoice>.lines(of: context.after.id, reader: context.reader)
    let totals = Result { () throws(Failure) in
      try DocumentAmounts<Invoice>.of(context.after, lines: lines)
    }
    let payable = try? totals.get().payable
    return payable == seen ? nil : context.breaks(.amountSeen, field)
  }

  /// Whoever sells drafts a credit note; to give the money away is for who may.
  private static let credit: Invariant = { context in
    guard Invoice.isCreditNote(context.after) else { return nil }
    let issues = context.written(shape.status).contains {
      $0[shape.status.tag] != .text(Invoice.draft)
    }
    return issues ? context.requiring("credit", shape.status) : nil
  }

  /// The way to the tax office begins in the queue, for what was issued.
  private static let tax: Invariant = { context in
    for version in context.written(shape.taxStatus) {
      let state = version[shape.taxStatus.tag].text ?? "none"
      let hadNone =
        context.before.map { $0.state.versions(of: shape.taxStatus.tag).isEmpty } ?? true
      if hadNone, !["none", "queued"].contains(state) {
        return context.failure(.moveNotAllowed, shape.taxStatus, ["none", state, "queued"])
      }
      if state != "none", context.after[shape.status] == .text(Invoice.draft) {
        return context.breaks(.documentIssued, shape.taxStatus)
      }
    }
    return nil
  }
}
