// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanDomain
import KarvanStore

/// Turns values of records into cells: exact for programs, by label and name for people.
final class RecordCells {
  let desk: Desk
  let reader: ReplicaReader
  private var titles: [RecordID: String] = [:]

  init(desk: Desk, reader: ReplicaReader) {
    self.desk = desk
    self.reader = reader
  }

  private var language: TextLanguage { desk.words.language }

  /// The column of a field.
  func column(_ field: Field) -> Column {
    let isNumber =
      switch field.kind {
      case .integer, .money, .quantity, .basisPoints: true
      default: false
      }
    return Column(field.name, field.label.text(in: language), isNumber: isNumber)
  }

  /// The displayed value of a field.
  func cell(_ field: Field, of view: RecordView) throws -> Cell {
    if field.kind == .words { return try words(field, of: view) }
    if field.tag == ReviewItem.shape.details.tag, view.entity.tag == ReviewItem.tag {
      let text = ReviewItem.details(of: view, in: language) ?? ""
      return Cell(.text(text), text)
    }
    // People read the facts in the details.
    if field.tag == ReviewItem.shape.facts.tag, view.entity.tag == ReviewItem.tag {
      return Cell(.text(view[field].text), "")
    }
    return try cell(view[field], field: field, of: view)
  }

  /// Any value of a field, such as one of several versions.
  func cell(_ value: Value, field: Field, of view: RecordView) throws -> Cell {
    if value.isNull { return .empty }
    switch (field.kind, value) {
    case (.reference(let entity), _):
      guard let id = value.reference else { return .empty }
      return Cell(.string("\(id)"), try title(entity, id))
    case (.money, .integer(let amount)):
      let currency = try currency(of: field, in: view)
      return money(amount, currency)
    case (.instant, .integer(let instant)):
      return Cell(Self.json(value, field), desk.say(instant: instant))
    default:
      return Cell(
        Self.json(value, field),
        FieldText.format(value, field: field, options: desk.textOptions()))
    }
  }

  /// An amount with its currency.
  func money(_ amount: Int64, _ currency: Currency) -> Cell {
    let unit = currency == .irr ? desk.settings.unit : nil
    return Cell(
      .object([("amount", .integer(amount)), ("currency", .string(currency.code))]),
      MoneyText.format(Money(amount, currency), unit: unit, language: language))
  }

  /// The name by which people know a record; its short identifier when it is not here.
  func title(_ entity: EntityTag, _ id: RecordID) throws -> String {
    if let title = titles[id] { return title }
    let title = try reader.record(entity, id).map { RecordTitle.text($0, desk.words) }
    let shown = try title ?? reader.stub(entity, id) ?? ShortID.of(id)
    titles[id] = shown
    return shown
  }

  /// The currency in which a field's amounts are: said by a field beside it, or by the document
  /// that the record is a part of; rial where nothing says.
  func currency(of field: Field, in view: RecordView) throws -> Currency {
    if let said = Self.currencyField(for: field, in: view.entity) {
      return view[said].text.flatMap { try? Currency.named($0) } ?? .irr
    }
    guard let part = Catalog.type(of: view.entity.tag) as? any PartEntity.Type,
      let whole = view[part.wholeField].reference,
      let document = try reader.record(part.whole, whole)
    else { return .irr }
    return try currency(of: field, in: document)
  }

  /// The field that says in which currency an amount is, by its name.
  static func currencyField(for field: Field, in entity: Entity) -> Field? {
    let fields = entity.fields.filter { $0.name == "currency" || $0.name.hasSuffix("_currency") }
    return fields.first { $0.group == field.group && field.group != nil } ?? fields.first
  }

  private func words(_ field: Field, of view: RecordView) throws -> Cell {
    let elements = view.words(field)
    // Sets of identifiers are read by people as names.
    let shown = try elements.map { element in
      if field.tag == Order.shape.approvalReasons.tag, view.entity.tag == Order.tag,
        let reason = ApprovalReason(rawValue: element)
      {
        return reason.label.text(in: language)
      }
      guard let id = RecordID(text: element) else { return element }
      let named = try desk.namedEntity(of: field, in: view.entity)
      for entity in [named, SchemaTags.territory, SchemaTags.user].compactMap({ $0 }) {
        if let record = try reader.record(entity, id) { return record.title }
      }
      return element
    }
    return Cell(
      .array(elements.map { .string($0) }),
      FieldText.format(words: shown, language: language))
  }

  /// The value for programs: codes, ISO dates, exact numbers.
  static func json(_ value: Value, _ field: Field) -> JSON {
    switch (field.kind, value) {
    case (_, .null): .null
    case (.truth, .integer(let number)): .bool(number != 0)
    case (.quantity, .integer(let number)): .decimal(Quantity(thousandths: number).text)
    case (.basisPoints, .integer(let number)): .decimal(percent(number))
    case (.date, .integer(let number)):
      .string(CivilDate(daysSinceEpoch: Int32(clamping: number)).isoText)
    case (.instant, .integer(let number)): .string(InstantText.format(milliseconds: number))
    case (_, .integer(let number)): .integer(number)
    case (_, .text(let text)): .string(text)
    case (.reference, .bytes): .text(value.reference.map { "\($0)" })
    case (_, .bytes(let bytes)): .string(Hexadecimal.text(of: bytes))
    }
  }

  private static func percent(_ points: Int64) -> String {
    let hundredths = points % 100
    if hundredths == 0 { return "\(points / 100)" }
    let digits = hundredths < 10 ? "0\(hundredths)" : "\(hundredths)"
    return "\(points / 100)." + (digits.hasSuffix("0") ? String(digits.dropLast()) : digits)
  }
}
