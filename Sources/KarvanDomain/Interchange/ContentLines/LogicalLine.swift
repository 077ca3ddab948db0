// SPDX-License-Identifier: Apache-2.0

/// A property as bytes, put together from the lines that it was folded into.
struct LogicalLine {
  /// The line on which it begins.
  let number: Int
  /// Where it stands in the file.
  private(set) var bytes: Range<Int>
  private var content: [UInt8]
  private var isCut = false

  /// The byte order mark.
  private static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]

  /// Takes a line with those that go on from it.
  ///
  /// - Parameters:
  ///   - first: The line.
  ///   - rest: The lines after it.
  ///   - isOldCard: Whether white space at a fold is part of the text, as in version 2.1.
  init(_ first: PhysicalLines.Line, _ rest: inout PhysicalLines, isOldCard: Bool) {
    number = first.number
    var first = rest.content[first.bytes]
    let start = first.startIndex
    bytes = first.startIndex..<first.endIndex
    // Files that were put together have marks in the middle.
    if first.starts(with: Self.mark) { first = first.dropFirst(Self.mark.count) }
    content = Array(first.prefix(ContentFile.lineBytes))
    isCut = first.count > content.count
    let head = Self.head(of: first)
    let isQuoted = head.contains("QUOTED-PRINTABLE")
    let isBinary = !isQuoted && Self.isBinary(head)
    while true {
      if isQuoted, Self.endsSoftly(content),
        let line = rest.next(if: { !Self.isBoundary($0) })
      {
        while content.last != UInt8(ascii: "=") { content.removeLast() }
        content.removeLast()
        append(rest.content[line.bytes])
      } else if let line = rest.next(if: { Self.isFold($0) }) {
        let folded = rest.content[line.bytes]
        append(isOldCard && !isBinary ? folded : folded.dropFirst())
      } else if isBinary, let line = rest.next(if: { Self.isBase64($0) }) {
        append(rest.content[line.bytes])
      } else {
        break
      }
    }
    bytes = start..<rest.consumed
  }

  private mutating func append(_ piece: ArraySlice<UInt8>) {
    let room = ContentFile.lineBytes - content.count
    content += piece.prefix(room)
    isCut = isCut || piece.count > room
  }

  /// Whether nothing is on it.
  var isBlank: Bool { content.allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0 } }

  /// The beginning of it, for whoever looks for it.
  var excerpt: String {
    let text = TransferText.utf8(content) ?? TransferText.guess(content)
    return String(TextTrimming.trim(text).prefix(40))
  }

  private static func head(of line: ArraySlice<UInt8>) -> String {
    String(decoding: line.prefix { $0 != UInt8(ascii: ":") }.prefix(200), as: UTF8.self)
      .uppercased()
  }

  private static func isBinary(_ head: String) -> Bool {
    head.contains("BASE64") || head.contains("ENCODING=B")
  }

  private static func isFold(_ line: ArraySlice<UInt8>) -> Bool {
    guard let first = line.first, first == 0x20 || first == 0x09 else { return false }
    return true
  }

  /// Whether the line says that it goes on: `=` is its last sign but for white space.
  private static func endsSoftly(_ line: [UInt8]) -> Bool {
    line.last { $0 != 0x20 && $0 != 0x09 } == UInt8(ascii: "=")
  }

  private static func isBoundary(_ line: ArraySlice<UInt8>) -> Bool {
    let text = String(decoding: line.prefix(6), as: UTF8.self).uppercased()
    return text == "BEGIN:" || text.hasPrefix("END:")
  }

  /// Whether a line can be more of a picture, which careless programs do not fold.
  private static func isBase64(_ line: ArraySlice<UInt8>) -> Bool {
    !line.isEmpty
      && line.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "/"),
          UInt8(ascii: "="):
          true
        default: false
        }
      }
  }
}

extension LogicalLine {
  /// The property; nil when it is none. What could not be read as it was meant is told with it.
  func parse() -> (line: ContentLine?, problems: [InterchangeError]) {
    guard let colon = Self.colon(in: content) else { return (nil, []) }
    let head = content[..<colon]
    let pieces = Self.split(head, at: UInt8(ascii: ";"))
    let name = String(decoding: pieces[0], as: UTF8.self)
    let parts = name.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard let last = parts.last, !last.isEmpty, last.utf8.allSatisfy(Self.isOfName) else {
      return (nil, [])
    }
    let property = TextTrimming.trim(last).uppercased()
    let parameters = pieces.dropFirst().compactMap(Self.parameter)
    var problems: [InterchangeError] = []
    func note(_ code: InterchangeError.Code, _ arguments: String...) {
      problems.append(InterchangeError(code, line: number, column: property, arguments))
    }
    let isBinary = Self.isBinary(parameters)
    if isCut, !isBinary { note(.propertyTooLong, "\(ContentFile.lineBytes)") }
    let value = text(content[(colon + 1)...], parameters, note)
    let clean = value.unicodeScalars.filter { !ContentText.isControl($0) || $0 == "\n" }
    if clean.count < value.unicodeScalars.count(where: { $0 != "\r" }) { note(.controlsLeftOut) }
    let line = ContentLine(
      property, parameters, group: parts.count == 2 ? parts[0].lowercased() : nil,
      value: String(String.UnicodeScalarView(clean)), line: number)
    return (line, problems)
  }

  /// The value without its transfer encoding and character set.
  private func text(
    _ raw: ArraySlice<UInt8>, _ parameters: [ContentLine.Parameter],
    _ note: (InterchangeError.Code, String...) -> Void
  ) -> String {
    var bytes = Array(raw)
    if Self.isQuoted(parameters) {
      let (decoded, isWhole) = TransferText.quotedPrintable(raw)
      bytes = decoded
      if !isWhole { note(.encodingDamaged, "QUOTED-PRINTABLE") }
    }
    let charset = parameters.first { $0.name == "CHARSET" }?.values.first
    if let charset, !["UTF-8", "UTF8"].contains(charset.uppercased()) {
      if let text = TransferText.decode(bytes, charset: charset) { return text }
      note(.charsetUnknown, charset)
    }
    if let text = TransferText.utf8(bytes) { return text }
    // A line that was cut at a bound may end within a letter.
    for count in 1...3 where isCut && bytes.count > count {
      if let text = TransferText.utf8(Array(bytes.dropLast(count))) { return text }
    }
    if charset == nil { note(.charsetGuessed) }
    return TransferText.guess(bytes)
  }

  private static func isQuoted(_ parameters: [ContentLine.Parameter]) -> Bool {
    parameters.contains { parameter in
      ["ENCODING", "TYPE"].contains(parameter.name)
        && parameter.values.contains { ["QUOTED-PRINTABLE", "Q"].contains($0.uppercased()) }
    }
  }

  private static func isBinary(_ parameters: [ContentLine.Parameter]) -> Bool {
    parameters.contains { parameter in
      ["ENCODING", "TYPE"].contains(parameter.name)
        && parameter.values.contains { ["BASE64", "B"].contains($0.uppercased()) }
    }
  }

  /// The colon before the value: one that no quotes enclose, or the first where quotes have no end.
  private static func colon(in content: [UInt8]) -> Int? {
    var isQuoted = false
    for (index, byte) in content.enumerated() {
      if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
      if byte == UInt8(ascii: ":"), !isQuoted { return index }
    }
    return content.firstIndex(of: UInt8(ascii: ":"))
  }

  private static func split(_ bytes: ArraySlice<UInt8>, at separator: UInt8) -> [ArraySlice<UInt8>]
  {
    var isQuoted = false
    return bytes.split(omittingEmptySubsequences: false) { byte in
      if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
      return byte == separator && !isQuoted
    }
  }

  private static func isOfName(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), 0x20:
      true
    default: false
    }
  }

  /// `TYPE=home,work`, or the bare `HOME` of version 2.1, which is a type.
  private static func parameter(_ piece: ArraySlice<UInt8>) -> ContentLine.Parameter? {
    guard let equals = piece.firstIndex(of: UInt8(ascii: "=")) else {
      let word = TextTrimming.trim(text(piece))
      if word.isEmpty { return nil }
      let isEncoding = ["QUOTED-PRINTABLE", "BASE64", "8BIT", "7BIT"].contains(word.uppercased())
      return ContentLine.Parameter(isEncoding ? "ENCODING" : "TYPE", [word])
    }
    let name = TextTrimming.trim(text(piece[..<equals])).uppercased()
    let values = split(piece[(equals + 1)...], at: UInt8(ascii: ",")).map { value in
      unquoted(text(value))
    }
    return ContentLine.Parameter(name, values)
  }

  private static func text(_ bytes: ArraySlice<UInt8>) -> String {
    let bytes = Array(bytes)
    return TransferText.utf8(bytes) ?? TransferText.guess(bytes)
  }

  /// A value without its quotes and without the escapes of RFC 6868.
  private static func unquoted(_ value: String) -> String {
    var result = String.UnicodeScalarView()
    var isEscaped = false
    for scalar in value.unicodeScalars {
      if isEscaped {
        isEscaped = false
        switch scalar {
        case "^": result.append("^")
        case "n": result.append("\n")
        case "'": result.append("\"")
        default: result.append(contentsOf: ["^", scalar])
        }
      } else if scalar == "^" {
        isEscaped = true
      } else if scalar != "\"", !ContentText.isControl(scalar) {
        result.append(scalar)
      }
    }
    if isEscaped { result.append("^") }
    return String(result)
  }
}
