// SPDX-License-Identifier: Apache-2.0

/// One property of a card or a calendar: `item1.TEL;TYPE=cell:+989121234567`.
public struct ContentLine: Hashable, Sendable {
  /// Something that is said of the value.
  public struct Parameter: Hashable, Sendable {
    /// Its name, in upper case.
    public let name: String
    /// Its values.
    public let values: [String]

    /// Says something of a value.
    public init(_ name: String, _ values: [String]) {
      self.name = name
      self.values = values
    }
  }

  /// What ties it to other lines of the card, in lower case.
  public let group: String?
  /// The property, in upper case.
  public let name: String
  /// What is said of the value, in the order of the file.
  public let parameters: [Parameter]
  /// The value as text: no transfer encoding and no character set any more, but still with the
  /// escapes of ``ContentText``. What is in Base64 stays in it.
  public let value: String
  /// The line of the file on which it begins.
  public let line: Int

  /// Gathers a property.
  public init(
    _ name: String, _ parameters: [Parameter] = [], group: String? = nil, value: String,
    line: Int = 0
  ) {
    self.name = name
    self.parameters = parameters
    self.group = group
    self.value = value
    self.line = line
  }

  /// All values of a parameter.
  public func values(of parameter: String) -> [String] {
    parameters.filter { $0.name == parameter }.flatMap(\.values)
  }

  /// The value as plain text.
  public var text: String { ContentText.unescape(value) }

  /// The parts of a structured value such as a name or an address, as plain text.
  public var fields: [String] {
    ContentText.split(value, at: ";").map { ContentText.unescape($0) }
  }

  /// The elements of a list, as plain text.
  public var elements: [String] {
    ContentText.split(value, at: ",").map { ContentText.unescape($0) }
  }
}

/// A card, a calendar or a part of one: what stands between `BEGIN` and `END`.
public struct ContentComponent: Hashable, Sendable {
  /// How its end was found.
  public enum Ending: Hashable, Sendable {
    /// By its `END`.
    case closed
    /// By the `BEGIN` or `END` of another one: what was read is likely all of it.
    case implied
    /// By the end of the file: nobody knows what is missing.
    case cutOff
  }

  /// `VCARD`, `VEVENT` …
  public let name: String
  /// The line of the file on which it begins.
  public let line: Int
  /// How its end was found.
  public internal(set) var ending = Ending.closed
  /// Its properties, in the order of the file.
  public internal(set) var lines: [ContentLine] = []
  /// What stands within it.
  public internal(set) var parts: [ContentComponent] = []
  /// What could not be read in it, or not as it was meant.
  public internal(set) var problems: [InterchangeError] = []
  /// Where it stands in ``ContentFile/content``.
  public internal(set) var bytes: Range<Int>

  init(_ name: String, line: Int, bytes: Range<Int> = 0..<0) {
    self.name = name
    self.line = line
    self.bytes = bytes
  }

  /// The first property of a name.
  public func first(_ name: String) -> ContentLine? { lines.first { $0.name == name } }

  /// All properties of a name.
  public func all(_ name: String) -> [ContentLine] { lines.filter { $0.name == name } }

  /// Keeps a problem; of very many only the first.
  mutating func note(_ problem: InterchangeError) {
    if problems.count < ContentFile.mostProblems { problems.append(problem) }
  }
}
