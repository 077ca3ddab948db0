// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// A commercial document that takes a legal number of a leased series.
public protocol NumberedDocument: CommercialDocument {
  /// The number as it is printed.
  var legalNumber: Field { get }
  /// The lease that the number is of; in the group of the number.
  var legalLease: Field { get }
  /// The number within its series; in the group of the number.
  var legalIndex: Field { get }
  /// Where the number for the tax office is kept, in the same group; nil for none.
  var taxNumberField: Field? { get }
}

extension NumberedDocument {
  /// None.
  public var taxNumberField: Field? { nil }

  /// The fields of the number, all empty.
  static var noNumber: [FieldTag: Value] {
    let fields = [shape.legalNumber, shape.legalLease, shape.legalIndex, shape.taxNumberField]
    return Dictionary(
      fields.compactMap { $0 }.map { ($0.tag, .null) }, uniquingKeysWith: { first, _ in first })
  }

  /// The fields of one number of a lease.
  ///
  /// - Parameter date: The day of the document, in days since 1970.
  static func number(
    _ index: Int64, of lease: RecordView, date: Int64
  ) throws -> [FieldTag: Value] {
    let series = lease[NumberLease.shape.series].text ?? ""
    var values: [FieldTag: Value] = [
      shape.legalNumber.tag: .text(Numbers.text(series, index)),
      shape.legalLease.tag: .reference(lease.id), shape.legalIndex.tag: .integer(index),
    ]
    if let field = shape.taxNumberField,
      let tax = try Numbers.taxNumber(index, of: lease, date: date)
    {
      values[field.tag] = .text(tax)
    }
    return values
  }
}

extension Order: NumberedDocument {}

extension Invoice: NumberedDocument {
  /// Where the number for the tax office is kept.
  public var taxNumberField: Field? { taxNumber }
}
