// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// What the office is told of documents, money and goods: a code, so that each reader reads it in
/// their own language, and facts beside.
public enum OfficeFinding: String, CaseIterable, Sendable {
  case deliveredCalledOff = "delivered_called_off"
  case invoicedCalledOff = "invoiced_called_off"
  case returnedTwice = "returned_twice"
  case deliveredTwice = "delivered_twice"
  case invoicedTwice = "invoiced_twice"
  case withdrawn
  case overCredit = "over_credit"
  case creditHeld = "credit_held"
  case overdue
  case stalePrice = "stale_price"
  case discount
  case promotion
  case unapproved
  case linesDiffer = "lines_differ"
  case settledTwice = "settled_twice"
  case voidCredited = "void_credited"
  case voidAtTaxOffice = "void_at_tax_office"
  case allocatedTwice = "allocated_twice"
  case dealTwice = "deal_twice"
  case oversold
  case takenBackTwice = "taken_back_twice"
  case belowZero = "below_zero"
  case countDiffers = "count_differs"
  case contractDiffers = "contract_differs"

  /// The code of the item's field `kind`.
  var kind: String {
    switch self {
    case .overCredit, .creditHeld, .overdue: "over_credit"
    case .stalePrice: "stale_price"
    case .belowZero: "negative_stock"
    case .countDiffers: "stock_difference"
    default: "other"
    }
  }

  /// What it says, with its facts, to people of a language.
  public func say(_ facts: [OfficeFact], in language: TextLanguage) -> String {
    let sentence = label.text(in: language)
    guard !facts.isEmpty else { return sentence }
    let said = facts.map { $0.say(of: self, in: language) }
    return sentence + (language == .persian ? ": " : " - ")
      + said.joined(separator: language == .persian ? "؛ " : "; ")
  }

  /// What items that were written before there were codes begin with.
  var mark: String { String(label.english.prefix { $0 != ":" }) + ":" }
}

/// One of the facts that a finding rests on, as parts that each language puts into words.
public struct OfficeFact: Hashable, Sendable {
  /// A part of a fact.
  public enum Part: Hashable, Sendable {
    /// A name or number that is the same in every language.
    case text(String)
    /// A whole number.
    case number(Int64)
    /// A quantity, in thousandths.
    case quantity(Int64)
    /// An amount in the minor unit of a currency.
    case money(Int64, String)
    /// Why an order needs an approval.
    case reason(ApprovalReason)
    /// A state of an order.
    case state(String)
    /// Why a count differs from the books.
    case difference(String)
    /// What a contract agrees on.
    case term(FieldTag)
  }

  /// The parts, in their order.
  public let parts: [Part]

  /// Gathers parts.
  public init(_ parts: Part...) { self.parts = parts }

  /// Facts as an item keeps them: a line each, as many as fit.
  static func text(of facts: [OfficeFact]) -> String {
    var text = ""
    for fact in facts {
      let line = fact.parts.map(\.code).joined(separator: "\t")
      guard text.utf8.count + line.utf8.count < 1_000 else { break }
      text += text.isEmpty ? line : "\n" + line
    }
    return text
  }

  /// Facts as an item keeps them; what a newer program wrote is left out.
  public static func all(in text: String) -> [OfficeFact] {
    text.split(separator: "\n").map { line in
      OfficeFact(line.split(separator: "\t").compactMap { Part(code: $0) })
    }
  }

  /// Gathers parts.
  init(_ parts: [Part]) { self.parts = parts }
}

extension OfficeFact.Part {
  fileprivate var code: String {
    switch self {
    case .text(let text):
      "t:" + String(text.map { $0 == "\t" || $0.isNewline ? " " : $0 }.prefix(120))
    case .number(let number): "n:\(number)"
    case .quantity(let quantity): "q:\(quantity)"
    case .money(let amount, let currency): "m:\(amount) \(currency)"
    case .reason(let reason): "r:" + reason.rawValue
    case .state(let state): "s:" + state
    case .difference(let reason): "d:" + reason
    case .term(let tag): "c:\(tag)"
    }
  }

  fileprivate init?(code: Substring) {
    let value = code.dropFirst(2)
    switch code.prefix(2) {
    case "t:": self = .text(String(value))
    case "n:":
      guard let number = Int64(value) else { return nil }
      self = .number(number)
    case "q:":
      guard let quantity = Int64(value) else { return nil }
      self = .quantity(quantity)
    case "m:":
      let words = value.split(separator: " ")
      guard words.count == 2, let amount = Int64(words[0]) else { return nil }
      self = .money(amount, String(words[1]))
    case "r:":
      guard let reason = ApprovalReason(rawValue: String(value)) else { return nil }
      self = .reason(reason)
    case "s:": self = .state(String(value))
    case "d:": self = .difference(String(value))
    case "c:":
      guard let tag = FieldTag(value) else { return nil }
      self = .term(tag)
    default: return nil
    }
  }
}

extension ReviewItem {
  /// What was found, in a language of its reader where the item has a code, and else in the words
  /// in which it was written.
  public static func details(of item: RecordView, in language: TextLanguage) -> String? {
    guard let finding = item[shape.finding].text.flatMap({ OfficeFinding(rawValue: $0) }) else {
      return item[shape.details].text
    }
    return finding.say(OfficeFact.all(in: item[shape.facts].text ?? ""), in: language)
  }
}
