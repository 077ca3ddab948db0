// SPDX-License-Identifier: Apache-2.0

/// A name in both languages that Karvan speaks.
public struct Label: Hashable, Sendable {
  /// In English.
  public let english: String
  /// In Persian.
  public let persian: String

  /// Pairs the names.
  public init(_ english: String, _ persian: String) {
    self.english = english
    self.persian = persian
  }
}

/// One of the values that a choice allows.
public struct Choice: Hashable, Sendable {
  /// What is stored: never changed, never reused.
  public let code: String
  /// What people read.
  public let label: Label

  /// Makes a choice.
  public init(_ code: String, _ english: String, _ persian: String) {
    self.code = code
    label = Label(english, persian)
  }
}

/// What a field can hold, and within which limits.
public enum FieldKind: Hashable, Sendable {
  /// Text of at most this many UTF-8 bytes.
  case text(maximum: Int)
  /// A whole number.
  case integer(ClosedRange<Int64>)
  /// An amount in the currency's minor unit.
  case money
  /// A decimal amount in thousandths.
  case quantity
  /// A share in hundredths of a percent, 0 to 10,000.
  case basisPoints
  /// Yes or no.
  case truth
  /// A civil date, in days since 1970-01-01.
  case date
  /// An instant, in milliseconds since 1970 UTC.
  case instant
  /// One of a list of codes.
  case choice([Choice])
  /// A record of the entity with this tag.
  case reference(EntityTag)
  /// A set of short texts, each at most 200 UTF-8 bytes.
  case words

  /// Whether it is text of people's own words.
  public var isText: Bool {
    if case .text = self { true } else { false }
  }

  /// The most bytes that one element of a text set may have.
  public static let maximumElementBytes = 200
}

/// One field of an entity, said once: everything else is derived from it.
public struct Field: Sendable {
  /// The stable number; never reused.
  public let tag: FieldTag
  /// What it can hold.
  public let kind: FieldKind
  /// What people read.
  public let label: Label
  /// The name of the group that it is versioned with; nil when it is a group of its own.
  public let group: String?
  /// Which concurrent version is shown, when the field is a group of its own.
  public let rule: Rule
  /// Whether a record may not be without it.
  public let isRequired: Bool
  /// Whether writing it needs a grant that names it, not only one for the entity.
  public let isGuarded: Bool
  /// Whether `find` looks into it.
  public let isSearched: Bool
  /// Whether records are found by its value: a store keeps an index.
  public let isKey: Bool
  /// Whether its text is a number or a code that people type with digits of any script: it is
  /// stored with ASCII digits and nothing around it, so that equal codes have equal bytes.
  public let isNumeral: Bool
  /// What is shown where nothing was written; computed, never synced.
  public let initial: Value
  /// Whether it takes no new values; those that are there are shown as ever.
  public let isRetired: Bool
  /// Whether whoever fills a record is asked for it. Unlike with a required one, a record without
  /// it is taken: whoever wrote it may not have known.
  public let isAsked: Bool
  /// The name in commands, columns and files; given by reflection.
  public internal(set) var name = ""

  /// Declares a field.
  public init(
    _ tag: FieldTag, _ kind: FieldKind, _ english: String, _ persian: String,
    rule: Rule? = nil, group: String? = nil, required: Bool = false, guarded: Bool = false,
    searched: Bool = false, key: Bool = false, numeral: Bool = false,
    initial: Value = .null, retired: Bool = false, asked: Bool = false
  ) {
    self.tag = tag
    self.kind = kind
    label = Label(english, persian)
    self.group = group
    self.rule = rule ?? (kind == .words ? .addWins : .lastWriter)
    isRequired = required
    isGuarded = guarded
    isSearched = searched
    isKey = key
    isNumeral = numeral
    self.initial = initial
    isRetired = retired
    isAsked = asked
  }
}

extension Field {
  /// Checks one value against the field's kind and limits.
  public func failure(of value: Value) -> Failure? {
    if value.isNull { return isRequired ? Failure(.required, field: name) : nil }
    switch (kind, value) {
    case (.text(let maximum), .text(let text)):
      if isRequired && text.isEmpty { return Failure(.required, field: name) }
      return text.utf8.count <= maximum
        ? nil : Failure(.tooLong, field: name, ["\(maximum)", "\(text.utf8.count)"])
    case (.integer(let range), .integer(let number)):
      return range.contains(number) ? nil : outOfRange(range)
    case (.basisPoints, .integer(let number)):
      return (0...10_000).contains(number) ? nil : outOfRange(0...10_000)
    case (.truth, .integer(let number)):
      return (0...1).contains(number) ? nil : outOfRange(0...1)
    case (.date, .integer(let number)):
      return Self.dayRange.contains(number) ? nil : outOfRange(Self.dayRange)
    case (.instant, .integer(let number)):
      return Self.instantRange.contains(number) ? nil : outOfRange(Self.instantRange)
    case (.money, .integer), (.quantity, .integer): return nil
    case (.choice(let choices), .text(let code)):
      return choices.contains { $0.code.isIdentical(to: code) }
        ? nil : Failure(.notAChoice, field: name, [String(code.prefix(60))] + choices.map(\.code))
    case (.reference, .bytes(let bytes)):
      return bytes.count == 16 ? nil : Failure(.malformed, field: name)
    default: return Failure(.wrongKind, field: name)
    }
  }

  /// The years 1 to 9999.
  private static let dayRange: ClosedRange<Int64> = -719_162...2_932_896
  private static let instantRange: ClosedRange<Int64> = -62_135_596_800_000...253_402_300_799_999

  private func outOfRange(_ range: ClosedRange<Int64>) -> Failure {
    Failure(.outOfRange, field: name, ["\(range.lowerBound)", "\(range.upperBound)"])
  }
}
