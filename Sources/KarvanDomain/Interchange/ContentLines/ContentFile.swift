// SPDX-License-Identifier: Apache-2.0

/// A file of cards or calendars, read as far as it can be.
///
/// Ends of line of every kind, a byte order mark, UTF-16, lines that were folded in the middle of a
/// letter, quoted-printable, other character sets, cards without an end and cards within cards are
/// understood; what is not is told with its line. No file makes reading fail.
public struct ContentFile: Sendable {
  /// The most problems that are kept of a file, and of a component.
  public static let mostProblems = 1_000
  /// How deep components may stand within one another; deeper ones are passed over.
  public static let depth = 6
  /// The most bytes of a property; of a longer one the beginning is read.
  public static let lineBytes = 262_144

  /// The most properties of a component; more are passed over.
  public static let mostLines = 20_000

  /// The bytes that the ranges of components are of: UTF-8 where the file was UTF-16.
  public let content: [UInt8]
  /// The outermost components, in the order of the file.
  public private(set) var components: [ContentComponent] = []
  /// What is wrong outside of all components.
  public private(set) var problems: [InterchangeError] = []

  /// The open components, the outermost first.
  private var open: [ContentComponent] = []
  /// How many open ones are too deep.
  private var skipped = 0

  /// Reads a file.
  public init(_ bytes: [UInt8]) {
    content = Self.withoutWideLetters(bytes)
    var lines = PhysicalLines(content)
    var end = 0
    while let line = lines.next() {
      take(LogicalLine(line, &lines, isOldCard: isOldCard))
      end = lines.consumed
    }
    while let unclosed = open.popLast() { close(unclosed, .cutOff, at: end) }
  }

  /// Whether the card at hand says that it is of version 2.1, which folds lines in its own way.
  private var isOldCard: Bool {
    guard let card = open.last, card.name == "VCARD" else { return false }
    // It stands at the beginning; to look through all lines at each line would take for ever.
    return card.lines.prefix(8).contains { $0.name == "VERSION" && $0.text == "2.1" }
  }

  private mutating func take(_ logical: LogicalLine) {
    guard !logical.isBlank else { return }
    let parsed = logical.parse()
    guard let line = parsed.line else {
      return note(
        InterchangeError(.noProperty, line: logical.number, [logical.excerpt]))
    }
    switch line.name {
    case "BEGIN": begin(line.text, logical)
    case "END": end(line.text, logical)
    default:
      guard !open.isEmpty else {
        return note(InterchangeError(.outsideCard, line: line.line, column: line.name))
      }
      guard skipped == 0 else { return }
      guard open[open.count - 1].lines.count < Self.mostLines else {
        return note(InterchangeError(.tooManyLines, line: line.line, ["\(Self.mostLines)"]))
      }
      open[open.count - 1].lines.append(line)
      for problem in parsed.problems { open[open.count - 1].note(problem) }
    }
  }

  private mutating func begin(_ text: String, _ logical: LogicalLine) {
    let name = TextTrimming.trim(text).uppercased()
    // A card within a card is somebody's agent, or the one before has no end.
    if open.contains(where: { $0.name == name }), open.last?.lines.last?.name != "AGENT" {
      while let unclosed = open.popLast() {
        close(unclosed, .implied, at: logical.bytes.lowerBound)
        if unclosed.name == name { break }
      }
      skipped = 0
    }
    guard open.count < Self.depth else {
      skipped += 1
      return
    }
    open.append(ContentComponent(name, line: logical.number, bytes: logical.bytes))
  }

  private mutating func end(_ text: String, _ logical: LogicalLine) {
    let name = TextTrimming.trim(text).uppercased()
    if skipped > 0, open.last?.name != name {
      skipped -= 1
      return
    }
    guard let index = open.lastIndex(where: { $0.name == name }) else {
      return note(InterchangeError(.strayEnd, line: logical.number, [name]))
    }
    skipped = 0
    while open.count - 1 > index, let unclosed = open.popLast() {
      close(unclosed, .implied, at: logical.bytes.lowerBound)
    }
    if let closed = open.popLast() { close(closed, .closed, at: logical.bytes.upperBound) }
  }

  private mutating func close(
    _ component: ContentComponent, _ ending: ContentComponent.Ending, at end: Int
  ) {
    var component = component
    component.ending = ending
    component.bytes = component.bytes.lowerBound..<max(end, component.bytes.lowerBound)
    if ending == .implied {
      component.note(InterchangeError(.noEnd, line: component.line, [component.name]))
    }
    guard open.isEmpty else {
      open[open.count - 1].parts.append(component)
      return
    }
    components.append(component)
  }

  private mutating func note(_ problem: InterchangeError) {
    guard open.isEmpty else { return open[open.count - 1].note(problem) }
    if problems.count < Self.mostProblems { problems.append(problem) }
  }

  /// UTF-16 with its mark as UTF-8.
  private static func withoutWideLetters(_ bytes: [UInt8]) -> [UInt8] {
    let isBig = bytes.starts(with: [0xFE, 0xFF])
    guard isBig || bytes.starts(with: [0xFF, 0xFE]) else { return bytes }
    let units = stride(from: 2, to: bytes.count - 1, by: 2).map { index in
      let (high, low) = isBig ? (index, index + 1) : (index + 1, index)
      return UInt16(bytes[high]) << 8 | UInt16(bytes[low])
    }
    return Array(String(decoding: units, as: UTF16.self).utf8)
  }
}

/// The lines of a file as they stand in it.
struct PhysicalLines {
  /// One line.
  struct Line {
    /// From 1 on.
    let number: Int
    /// Without its end.
    let bytes: Range<Int>
  }

  let content: [UInt8]
  /// Where the next line begins.
  private(set) var consumed = 0
  private var number = 0

  init(_ content: [UInt8]) { self.content = content }

  /// The next line, whatever ends it: CR LF, LF, or CR alone.
  mutating func next() -> Line? {
    guard consumed < content.count else { return nil }
    let start = consumed
    var end = start
    while end < content.count, content[end] != 0x0A, content[end] != 0x0D { end += 1 }
    consumed = min(end + 1, content.count)
    if end + 1 < content.count, content[end] == 0x0D, content[end + 1] == 0x0A { consumed += 1 }
    number += 1
    return Line(number: number, bytes: start..<end)
  }

  /// The next line if a condition holds for its bytes.
  mutating func next(if condition: (ArraySlice<UInt8>) -> Bool) -> Line? {
    var ahead = self
    guard let line = ahead.next(), condition(content[line.bytes]) else { return nil }
    self = ahead
    return line
  }
}
