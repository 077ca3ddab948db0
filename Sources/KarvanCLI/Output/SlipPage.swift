// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanDomain
import KarvanStore

/// A receipt for money or for goods, as a page that is printed and signed.
struct SlipPage {
  let cells: RecordCells
  let view: RecordView

  private var words: Words { cells.desk.words }

  /// The receipt for a payment: how it was paid, and what it settles.
  func receipt() throws -> String {
    let shape = Payment.shape
    let isBack = view[shape.direction] == .text("out")
    let states = ["void", "bounced", "returned"]
    let mark = view[shape.status].text.flatMap { state in
      states.contains(state)
        ? FieldText.choice(state, field: shape.status, language: words.language) : nil
    }
    return try page(
      isBack ? .titlePaidBack : .titleReceipt, number: shape.number, mark: mark,
      facts: [
        shape.paidOn, shape.amount, shape.method, shape.reference, shape.sayadId,
        shape.chequeNumber, shape.bank, shape.dueDate, shape.drawer,
      ],
      what: words(MoneyMessage.labelSettles), rows: cells.settled(by: view), note: shape.note)
  }

  /// The note that goes with goods that are handed over or taken back.
  func deliveryNote() throws -> String {
    let shape = Delivery.shape
    let title: MoneyMessage =
      switch view[shape.kind].text {
      case "return": .titleReturn
      case "exchange": .titleExchange
      default: .titleDelivery
      }
    let isReversed = try !cells.reader.records(
      Delivery.tag, where: shape.reverses.tag, is: .reference(view.id)
    ).isEmpty
    return try page(
      title, number: shape.number, mark: isReversed ? words(MoneyMessage.markReversed) : nil,
      facts: [shape.deliveredOn, shape.order, shape.cause, shape.receivedBy, shape.reverses],
      what: nil, rows: goods(), note: shape.note)
  }

  private func page(
    _ title: MoneyMessage, number: Field, mark: String?, facts: [Field], what: String?,
    rows: Report, note: Field
  ) throws -> String {
    let said = try facts.compactMap { view.entity.field($0.tag) }.filter { !view[$0].isNull }
      .map { ($0.label.text(in: words.language), try cells.cell($0, of: view).text) }
    let heading = rows.rows.isEmpty ? nil : what.map { "<h2>\(HTMLText.escape($0))</h2>" }
    return PrintedPage(
      title: "\(words(title)) \(words.digits(view[number].text ?? ""))", mark: mark,
      facts: HTMLText.facts(said),
      body: [
        heading ?? "", HTMLText.table(rows),
        HTMLText.section(note, of: view, words.language) ?? "",
      ]
    ).html(try DocumentParties(cells: cells, view: view), in: words.language)
  }

  /// What changed hands; which way is said where it went both ways.
  private func goods() throws -> Report {
    let shape = DeliveryLine.shape
    let lines = try cells.reader.records(
      DeliveryLine.tag, where: shape.delivery.tag, is: .reference(view.id))
    let both = Set(lines.map { $0[shape.direction] }).count > 1
    let entity = try cells.desk.entity(DeliveryLine.tag)
    let fields =
      ((both ? [shape.direction] : []) + [shape.product, shape.quantity, shape.unit]
      + (lines.contains { !$0[shape.lot].isNull } ? [shape.lot] : []))
      .compactMap { entity.field($0.tag) }
    var report = Report(fields.map(cells.column))
    report.rows = try lines.map { line in try fields.map { try cells.cell($0, of: line) } }
    return report
  }
}
