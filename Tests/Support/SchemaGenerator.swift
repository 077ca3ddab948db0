// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// Random records of any entity, derived from the kinds and limits of its fields: a new entity or
/// field is tested by every law without a line of its own.
///
/// What it makes passes types and limits; laws between fields and records are not its business.
public struct SchemaGenerator: Sendable {
  /// Whose records it makes.
  public let entity: Entity

  /// Makes records of an entity.
  public init(_ entity: Entity) { self.entity = entity }

  /// Every required field and half of the others, with elements of text sets.
  public func edit(using generator: inout SeededGenerator) -> RecordEdit {
    var edit = RecordEdit()
    for field in entity.fields where field.isRequired || generator.integer(in: 0...1) == 0 {
      if field.kind == .words {
        edit.adds[field.tag] = Self.words(using: &generator)
      } else {
        edit.values[field.tag] = Self.value(of: field, using: &generator)
      }
    }
    return edit
  }

  /// A value of a field within its limits, at its boundaries as often as between; never null, and
  /// no text that reads as nothing. Null for a text set: see ``words(using:)``.
  public static func value(of field: Field, using generator: inout SeededGenerator) -> Value {
    switch field.kind {
    case .text(let maximum): text(of: field, maximum, using: &generator)
    case .money, .quantity:
      .integer(
        generator.integer(in: 0...3) == 0
          ? generator.element(of: [Int64.min, -1, 0, 1, .max]) : generator.integerOfAnySize())
    case .choice(let choices): .text(generator.element(of: choices).code)
    case .reference: .reference(RecordID(high: generator.next(), low: generator.next()))
    case .words: .null
    case .integer, .basisPoints, .truth, .date, .instant:
      .integer(number(in: limits(of: field.kind) ?? 0...0, using: &generator))
    }
  }

  /// The numbers that a kind holds; nil for kinds without such limits.
  public static func limits(of kind: FieldKind) -> ClosedRange<Int64>? {
    switch kind {
    case .integer(let range): range
    case .basisPoints: 0...10_000
    case .truth: 0...1
    // The years 1 to 9999.
    case .date: -719_162...2_932_896
    case .instant: -62_135_596_800_000...253_402_300_799_999
    case .text, .money, .quantity, .choice, .reference, .words: nil
    }
  }

  private static func number(
    in range: ClosedRange<Int64>, using generator: inout SeededGenerator
  ) -> Int64 {
    switch generator.integer(in: 0...7) {
    case 0: range.lowerBound
    case 1: range.upperBound
    case 2: min(max(0, range.lowerBound), range.upperBound)
    // Dates and times of the present, which are the ones that calendars are for.
    case 3: min(max(generator.integer(in: 0...30_000), range.lowerBound), range.upperBound)
    default: generator.integer(in: range)
    }
  }
}

extension SchemaGenerator {
  private static let latin: [ClosedRange<UInt32>] = [
    0x20...0x7E, 0x41...0x5A, 0x61...0x7A, 0xC0...0xFF,
  ]
  private static let persian: [ClosedRange<UInt32>] = [
    0x20...0x20, 0x621...0x63A, 0x641...0x652, 0x67E...0x67E, 0x6A9...0x6AF, 0x6CC...0x6CC,
    0x6F0...0x6F9, 0x200C...0x200C, 0x60C...0x60C,
  ]
  /// What files and spreadsheets stumble over.
  private static let rough: [String] = [
    ";", ",", "\"", "\\", "\r\n", "\n", "\t", "=1+1", "'", "'=", "-", "@", "{", "}", "🙂",
    "e\u{301}",
  ]

  private static func text(
    of field: Field, _ maximum: Int, using generator: inout SeededGenerator
  ) -> Value {
    if field.isNumeral { return .text(numeral(maximum, using: &generator)) }
    // A letter first or last, so that it is not nothing but white space.
    let letter = generator.element(of: ["a", "Z", "ب", "ی"])
    var text = phrase(script: generator.element(of: [latin, persian]), using: &generator)
    text = generator.integer(in: 0...1) == 0 ? letter + text : text + letter
    if generator.integer(in: 0...5) == 0 {
      text += String(repeating: "x", count: max(0, maximum - text.utf8.count))
    }
    return .text(text.utf8.count <= maximum ? text : String(letter.prefix(maximum / 2)) + "a")
  }

  private static func phrase(
    script: [ClosedRange<UInt32>], using generator: inout SeededGenerator
  ) -> String {
    (0..<generator.integer(in: 0...3)).reduce(into: "") { text, _ in
      text += generator.text(maximumLength: 8, from: script)
      if generator.integer(in: 0...2) == 0 { text += generator.element(of: rough) }
    }
  }

  /// A code as it is kept: ASCII, nothing around it.
  private static func numeral(_ maximum: Int, using generator: inout SeededGenerator) -> String {
    let length =
      generator.integer(in: 0...3) == 0 ? maximum : generator.integer(in: 1...maximum)
    let signs = Array("0123456789012345678901234567890123456789ABCxyz-")
    var text = String((0..<length).map { _ in generator.element(of: signs) })
    for edge in [text.startIndex, text.index(before: text.endIndex)] where text[edge] == "-" {
      text.replaceSubrange(edge...edge, with: "7")
    }
    return text
  }

  /// The elements of a text set: none to four, each once.
  public static func words(using generator: inout SeededGenerator) -> [String] {
    let words = (0..<generator.integer(in: 0...4)).map { index in
      let word =
        "\(index)" + phrase(script: generator.element(of: [latin, persian]), using: &generator)
      let isLong = generator.integer(in: 0...5) == 0
      let room = max(0, FieldKind.maximumElementBytes - word.utf8.count)
      return word + String(repeating: "y", count: isLong ? room : 0)
    }
    return words.filter { $0.utf8.count <= FieldKind.maximumElementBytes }
  }
}

/// A record that is wrong in exactly one field.
public struct InvalidEdit: Sendable {
  /// The record.
  public let edit: RecordEdit
  /// The field that is wrong.
  public let field: Field
  /// The code of the failure that says so.
  public let code: Failure.Code
}

extension SchemaGenerator {
  /// Every way in which the fields of the entity can be wrong, each in a record that is otherwise
  /// right.
  public func invalidEdits(using generator: inout SeededGenerator) -> [InvalidEdit] {
    var edits: [InvalidEdit] = []
    for field in entity.fields {
      let base = edit(using: &generator)
      for (value, code) in Self.invalid(field, using: &generator) {
        var edit = base
        edit.values[field.tag] = value
        edits.append(InvalidEdit(edit: edit, field: field, code: code))
      }
      if field.kind == .words {
        var edit = base
        let long = String(repeating: "ش", count: FieldKind.maximumElementBytes / 2) + "x"
        edit.adds[field.tag] = [long]
        edits.append(InvalidEdit(edit: edit, field: field, code: .tooLong))
        edit.adds[field.tag] = [""]
        edits.append(InvalidEdit(edit: edit, field: field, code: .required))
      } else if field.isRequired && field.initial.isNull {
        var edit = base
        edit.values[field.tag] = nil
        edits.append(InvalidEdit(edit: edit, field: field, code: .required))
      }
    }
    return edits
  }

  /// The values that a field does not hold, with the code of the failure; none for a text set.
  public static func invalid(
    _ field: Field, using generator: inout SeededGenerator
  ) -> [(value: Value, code: Failure.Code)] {
    if let range = limits(of: field.kind) {
      let outside = [
        range.lowerBound.subtractingReportingOverflow(1),
        range.upperBound.addingReportingOverflow(1),
      ]
      return outside.filter { !$0.overflow }.map { (.integer($0.partialValue), .outOfRange) }
        + [(.text("1"), .wrongKind)]
    }
    switch field.kind {
    case .text(let maximum):
      let letter = generator.element(of: ["x", "ش"])
      let long = String(repeating: letter, count: maximum / letter.utf8.count + 1)
      let empty: [(value: Value, code: Failure.Code)] =
        field.isRequired ? [(.text(""), .required)] : []
      return empty + [(.text(long), .tooLong), (.integer(1), .wrongKind)]
    case .choice: return [(.text("no such choice"), .notAChoice), (.integer(0), .wrongKind)]
    case .reference:
      return [(.bytes(Array(repeating: 1, count: 15)), .malformed), (.text("x"), .wrongKind)]
    case .words: return []
    case .money, .quantity, .integer, .basisPoints, .truth, .date, .instant:
      return [(.text("1"), .wrongKind), (.bytes([1]), .wrongKind)]
    }
  }
}
