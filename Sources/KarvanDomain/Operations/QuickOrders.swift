// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// A product and a quantity as typed in one word: `TEA-100x12`, `۱۲×TEA-100`, `TEA-100`,
/// `TEA-100x2carton`.
public struct QuickLine: Hashable, Sendable {
  /// What names the product.
  public let product: String
  /// How much; nil where none was typed.
  public let quantity: Quantity?
  /// The pack that the quantity counts, by its code; nil for the product's own unit.
  public let unit: String?

  /// Pairs what names a product and a quantity.
  public init(product: String, quantity: Quantity?, unit: String? = nil) {
    self.product = product
    self.quantity = quantity
    self.unit = unit
  }

  /// Every way to read a word, the likeliest first.
  ///
  /// The sign may be `x`, `X`, `×` or `*`; codes may have such letters, too, so that whoever knows the
  /// products takes the first reading that names one.
  public static func readings(of word: String) -> [QuickLine] {
    let text = TextTrimming.trim(word)
    var readings = [QuickLine(product: text, quantity: nil)]
    let signs = text.indices.filter { ["x", "X", "×", "*", "✕", "х"].contains(text[$0]) }
    // From the end: what comes last is the quantity more often than not.
    for sign in signs.reversed() {
      let before = TextTrimming.trim(text[..<sign])
      let after = TextTrimming.trim(text[text.index(after: sign)...])
      for (product, amount) in [(before, after), (after, before)] where !product.isEmpty {
        guard amount.first?.isNumber == true, let asked = try? UnitQuantity.parse(amount) else {
          continue
        }
        readings.append(
          QuickLine(product: product, quantity: asked.number, unit: asked.unit))
      }
    }
    return readings
  }
}

extension OrderOperations {
  /// What one line of a quick order is of.
  public struct Wanted: Hashable, Sendable {
    /// The product.
    public let product: RecordID
    /// How much of it, in its own unit.
    public let quantity: Quantity
    /// The same in the pack in which it was entered; nil where that was its own unit.
    public let packs: UnitQuantity?

    /// Pairs a product and a quantity.
    public init(product: RecordID, quantity: Quantity, packs: UnitQuantity? = nil) {
      self.product = product
      self.quantity = quantity
      self.packs = packs
    }

    /// So much of a product as typed, in a pack that it has or its own unit.
    public init(
      _ asked: UnitQuantity, of product: RecordView, reader: any RecordReader
    ) throws {
      let packed = try LineUnits.quantity(asked, of: product, reader: reader)
      self.init(
        product: product.id, quantity: packed.quantity, packs: packed.unit == nil ? nil : asked)
    }
  }

  /// Starts a draft with all of its lines in one commit; the order comes first.
  public static func quick(
    account: RecordID, _ edit: RecordEdit = RecordEdit(), lines: [Wanted],
    as operation: String = "order quick", in context: OperationContext
  ) throws -> OperationDraft {
    guard !lines.isEmpty else {
      throw Failure(DomainLaw.orderHasLines, entity: "order", field: "status")
    }
    var combined = CombinedDraft(in: context)
    guard let order = try combined.add({ try start(account: account, edit, in: $0) }) else {
      throw Failure(.missingRecord, entity: "order")
    }
    for line in lines {
      try combined.add {
        try DocumentLines<Order>.add(
          to: order, product: line.product,
          quantity: line.packs ?? UnitQuantity(line.quantity), in: $0)
      }
    }
    return try combined.draft(operation)
  }

  /// The last order of an account that was not called off; nil when there is none.
  public static func last(
    of account: RecordID, reader: any RecordReader
  ) throws -> RecordView? {
    let shape = Order.shape
    return try CustomerParts.records(Order.tag, where: shape.account, is: account, reader: reader)
      .filter { !$0.isCalledOff }
      .max { ($0[shape.orderDate], $0.id) < ($1[shape.orderDate], $1.id) }
  }

  /// What an order has, at the prices of today, product by product in the order of its lines; and
  /// the products that cannot be ordered any more.
  public static func wanted(
    like order: RecordID, reader: any RecordReader
  ) throws -> (lines: [Wanted], gone: [RecordID]) {
    let shape = OrderLine.shape
    var lines: [Wanted] = []
    var gone: [RecordID] = []
    for line in try OrderTotals.lines(of: order, reader: reader) {
      guard let product = line[shape.product].reference else { continue }
      let view = try reader.record(Product.tag, product)
      guard let view, view.life != .deleted, view[Product.shape.active] == .truth(true) else {
        gone.append(product)
        continue
      }
      let quantity = Quantity(thousandths: line[shape.quantity].integer ?? 0)
      let packs = line[shape.enteredQuantity].integer.map {
        UnitQuantity(Quantity(thousandths: $0), of: line[shape.enteredUnit].text)
      }
      // A pack that is gone or has another content by now is ordered in the product's own unit.
      let same = packs.flatMap { packs in
        try? Wanted(packs, of: view, reader: reader)
      }.flatMap { $0.quantity == quantity ? $0 : nil }
      lines.append(same ?? Wanted(product: product, quantity: quantity))
    }
    return (lines, gone)
  }
}
