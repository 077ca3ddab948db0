// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// An entity whose records are priced documents with lines: a quote, an order, an invoice.
///
/// Amounts, freezing and the editing of lines are written once for all of them; the fields that they
/// need are found under these names.
public protocol CommercialDocument: EntityType {
  /// The entity of its lines.
  associatedtype Line: CommercialLine where Line.Document == Self

  /// The declaration, for reading tags.
  static var shape: Self { get }
  /// The only state in which it can be edited.
  static var draft: String { get }

  /// `DEVICE-n`.
  var number: Field { get }
  /// Whom it is for.
  var account: Field { get }
  /// Its state; the machine is that of the field's rule.
  var status: Field { get }
  /// The currency of all its amounts.
  var currency: Field { get }
  /// The civil date by which prices and rates of tax are looked up.
  var date: Field { get }
  /// Off the whole document; either this or an amount.
  var discountPercent: Field { get }
  /// Off the whole document; either this or a percentage.
  var discountAmount: Field { get }
  /// Whether tax is rounded per line or once.
  var roundingScope: Field { get }
  /// How amounts are rounded.
  var roundingMode: Field { get }
  /// What the payable amount is a multiple of, in minor units.
  var payableStep: Field { get }
}

/// One line of a commercial document, with the price as it was when it was entered.
public protocol CommercialLine: PartEntity {
  /// The entity of the document.
  associatedtype Document: CommercialDocument where Document.Line == Self

  /// The declaration, for reading tags.
  static var shape: Self { get }

  /// The document that it is a line of.
  var document: Field { get }
  /// What is sold.
  var product: Field { get }
  /// Its place in the document, from 1; equal places are ordered by identifier.
  var position: Field { get }
  /// How much of it, more than zero.
  var quantity: Field { get }
  /// What the quantity is counted in.
  var unit: Field { get }
  /// The price of one unit, in the minor unit of the document's currency.
  var unitPrice: Field { get }
  /// Off this line; either this or an amount.
  var discountPercent: Field { get }
  /// Off this line; either this or a percentage.
  var discountAmount: Field { get }
  /// The class of value added tax.
  var vatClass: Field { get }
  /// The rate that was in force for the class on the document's date.
  var vatRate: Field { get }
  /// A note, which stays open when the rest is frozen.
  var note: Field { get }
  /// What promotions take off after the discount, in minor units; nil where lines have none.
  var promotionAmount: Field? { get }
}

extension CommercialLine {
  /// No promotions.
  public var promotionAmount: Field? { nil }
  /// It goes with its document.
  public static var whole: EntityTag { Document.tag }
  /// The document that it goes with.
  public static var wholeField: FieldTag { shape.document.tag }
}

extension Order: CommercialDocument {
  /// The lines of an order.
  public typealias Line = OrderLine
  /// The civil date by which prices and rates of tax are looked up.
  public var date: Field { orderDate }
}

extension OrderLine: CommercialLine {
  /// The document that it is a line of.
  public typealias Document = Order
  /// The order that it is a line of.
  public var document: Field { order }
}

/// The amounts of an order.
public typealias OrderTotals = DocumentAmounts<Order>
