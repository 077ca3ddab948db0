// SPDX-License-Identifier: Apache-2.0

/// Reads CSV as its bytes arrive: RFC 4180, with what spreadsheets make of it.
///
/// The letters are UTF-8, or UTF-16 where a byte order mark says so; a file that has no letter
/// beyond ASCII in UTF-8 before the first that is none is read by ``WindowsLetters``, see
/// ``isGuessed``. A byte order mark is dropped; the delimiter is the most frequent of comma, semicolon and tab in
/// the first line, unless it is given or a first line `sep=;` names it. Lines end in CR LF, LF or
/// CR; empty lines are skipped; quoted fields hold line ends and doubled quotes; a quote inside an
/// unquoted field is text. What is wrong with a row is told in the row, with its line; the rows
/// after it are still read, also after a quote that is never closed. Holds at most one row, within
/// ``CSVLimits``.
public struct CSVReader: Sendable {
  private enum Place { case start, plain, quoted, closing }
  /// What the bytes beyond ASCII are; unknown until the first of them was read.
  private enum Letters { case unknown, unicode, windows }

  private let limits: CSVLimits
  private let stripsGuards: Bool
  /// The delimiter; nil until the first line was seen.
  public private(set) var delimiter: CSVDelimiter?

  /// The first bytes, held back until it is known how wide the letters are.
  private var mark: [UInt8]? = []
  private var wide: WideBytes?
  private var letters = Letters.unknown
  // The first line, held back until the delimiter is known.
  private var opening: [UInt8]? = []
  private var openingInQuotes = false
  private var rows: [CSVRow] = []
  private var place = Place.start
  private var isAfterReturn = false
  private var line = 1
  // The row that is being read.
  private var content: [UInt8] = []
  private var ends: [Int] = []
  private var rowLine = 1
  /// The bytes of the row, to read what follows a quote that is never closed once more.
  private var raw: [UInt8] = []
  private var quoteLine = 1
  private var quoteOffset = 0
  private var recoveredBytes = 0
  private var problem: InterchangeError?
  private var isDiscarding = false

  /// A reader at the start of a file.
  ///
  /// - Parameters:
  ///   - delimiter: What separates fields; nil to find out.
  ///   - limits: What bounds the reading.
  ///   - stripsGuards: Whether to take off the apostrophes of ``FormulaGuard``.
  public init(
    delimiter: CSVDelimiter? = nil, limits: CSVLimits = .standard, stripsGuards: Bool = false
  ) {
    self.delimiter = delimiter
    self.limits = limits
    self.stripsGuards = stripsGuards
  }

  /// Takes the next bytes and gives the rows that they complete.
  public mutating func push(_ bytes: some Sequence<UInt8>) -> [CSVRow] {
    for byte in bytes {
      if opening == nil && wide == nil { consume(byte) } else { begin(with: byte) }
    }
    return takeRows()
  }

  /// Whether the file was neither UTF-8 nor UTF-16, so that its letters were guessed: worth a look
  /// before what was read is kept.
  public var isGuessed: Bool { letters == .windows }

  /// Says that the file has ended and gives the rest.
  public mutating func finish() -> [CSVRow] {
    let held = mark ?? []
    mark = nil
    for byte in held { read(byte) }
    for byte in wide?.finish() ?? [] { read(byte) }
    startReading()
    while place == .quoted {
      note(.unclosedQuote, ["\(quoteLine)"])
      if !recover() { break }
    }
    endRow()
    return takeRows()
  }

  private mutating func takeRows() -> [CSVRow] {
    defer { rows = [] }
    return rows
  }
}

extension CSVReader {
  private static let quote = UInt8(ascii: "\"")
  private static let lineFeed = UInt8(ascii: "\n")
  private static let carriageReturn = UInt8(ascii: "\r")

  private static func isLineEnd(_ byte: UInt8) -> Bool {
    byte == lineFeed || byte == carriageReturn
  }

  /// Takes a byte of a file whose letters or delimiter are not known yet, or are wide.
  private mutating func begin(with byte: UInt8) {
    if let narrow = wide?.push(byte) {
      for byte in narrow { read(byte) }
    } else if mark == nil {
      read(byte)
    } else {
      mark?.append(byte)
      guard let start = mark, start.count == 2 else { return }
      mark = nil
      if let isLittleEndian = WideBytes.isLittleEndian(start) {
        wide = WideBytes(isLittleEndian: isLittleEndian)
        letters = .unicode
      } else {
        for byte in start { read(byte) }
      }
    }
  }

  private mutating func read(_ byte: UInt8) {
    if opening == nil { consume(byte) } else { open(with: byte) }
  }

  private mutating func open(with byte: UInt8) {
    opening?.append(byte)
    if byte == Self.quote { openingInQuotes.toggle() }
    let isFull = (opening?.count ?? 0) > limits.rowBytes
    if isFull || (!openingInQuotes && Self.isLineEnd(byte)) { startReading() }
  }

  /// Reads what was held back, now that the first line is known.
  private mutating func startReading() {
    guard var held = opening else { return }
    opening = nil
    if held.starts(with: CSVWriter.byteOrderMark) {
      held.removeFirst(3)
      letters = .unicode
    }
    if let named = Self.named(in: held) {
      delimiter = delimiter ?? named
      held.removeFirst(5)
    }
    if delimiter == nil { delimiter = Self.mostFrequent(in: held) }
    for byte in held { consume(byte) }
  }

  /// The delimiter of a line `sep=;`, which some spreadsheets put first.
  private static func named(in line: [UInt8]) -> CSVDelimiter? {
    guard line.count >= 5, line.starts(with: Array("sep=".utf8)),
      line.count == 5 || isLineEnd(line[5])
    else { return nil }
    return CSVDelimiter(rawValue: line[4])
  }

  private static func mostFrequent(in line: [UInt8]) -> CSVDelimiter {
    var counts: [UInt8: Int] = [:]
    var inQuotes = false
    for byte in line {
      if byte == quote { inQuotes.toggle() }
      if !inQuotes { counts[byte, default: 0] += 1 }
    }
    // The first of several that are equally frequent, by the order of the cases.
    return CSVDelimiter.allCases.reduce(.comma) { best, next in
      counts[next.rawValue, default: 0] > counts[best.rawValue, default: 0] ? next : best
    }
  }

  private mutating func consume(_ byte: UInt8) {
    let endsPair = isAfterReturn && byte == Self.lineFeed
    isAfterReturn = byte == Self.carriageReturn
    if endsPair {
      // The line was counted, and an unquoted row ended, at the carriage return.
      if place == .quoted && countRow(byte) { append(byte) }
      return
    }
    guard countRow(byte) else { return }
    switch place {
    case .start, .plain: consumePlain(byte)
    case .quoted: consumeQuoted(byte)
    case .closing: consumeClosing(byte)
    }
  }

  private mutating func consumePlain(_ byte: UInt8) {
    if byte == Self.quote && place == .start {
      place = .quoted
      quoteLine = line
      quoteOffset = raw.count
    } else if byte == delimiter?.rawValue {
      endField()
    } else if Self.isLineEnd(byte) {
      endRow()
    } else {
      place = .plain
      append(byte)
    }
  }

  private mutating func consumeQuoted(_ byte: UInt8) {
    if byte == Self.quote {
      place = .closing
      return
    }
    if Self.isLineEnd(byte) { line += 1 }
    append(byte)
  }

  private mutating func consumeClosing(_ byte: UInt8) {
    if byte == Self.quote {
      place = .quoted
      append(byte)
    } else if byte == delimiter?.rawValue {
      endField()
    } else if Self.isLineEnd(byte) {
      endRow()
    } else {
      if line > quoteLine && !isDiscarding {
        // A quote that was never meant to close before this line's own.
        note(.unclosedQuote, ["\(quoteLine)"])
        if recover() { return }
      }
      note(.textAfterQuote, ["\(ends.count + 1)"])
      place = .plain
      append(byte)
    }
  }

  private mutating func append(_ byte: UInt8) {
    guard !isDiscarding else { return }
    content.append(byte)
    if content.count - (ends.last ?? 0) > limits.fieldBytes {
      discard(.fieldTooLong, ["\(ends.count + 1)", "\(limits.fieldBytes)"])
    }
  }

  /// Keeps a byte of the row as it came.
  /// - Returns: Whether it is still to be read: a recovery reads it with the rest.
  private mutating func countRow(_ byte: UInt8) -> Bool {
    guard !isDiscarding else { return true }
    raw.append(byte)
    guard raw.count > limits.rowBytes else { return true }
    return !discard(.rowTooLong, ["\(limits.rowBytes)"])
  }

  /// Keeps no more of the row; what is far too long in quotes most likely lacks the closing quote.
  /// - Returns: Whether the lines after the quote were read once more.
  @discardableResult
  private mutating func discard(
    _ code: InterchangeError.Code, _ arguments: [String]
  ) -> Bool {
    note(code, arguments)
    isDiscarding = true
    guard place == .quoted else { return false }
    if recover() { return true }
    place = .plain
    return false
  }

  /// Ends the row on the line of the open quote and reads the lines after it once more.
  /// - Returns: Whether there was another line; false as well when a file of such quotes has used up
  ///   what may be read again.
  private mutating func recover() -> Bool {
    guard recoveredBytes < 16 * limits.rowBytes, quoteOffset <= raw.count,
      let end = raw[quoteOffset...].firstIndex(where: Self.isLineEnd)
    else { return false }
    let isPair = raw[end] == Self.carriageReturn && raw[(end + 1)...].first == Self.lineFeed
    let endsInReturn = raw[end] == Self.carriageReturn && !isPair
    let rest = Array(raw[(end + (isPair ? 2 : 1))...])
    recoveredBytes += rest.count
    content.removeSubrange((ends.last ?? 0)...)
    content += raw[quoteOffset..<end].prefix(limits.fieldBytes)
    isDiscarding = false
    line = quoteLine
    endRow()
    isAfterReturn = endsInReturn
    for byte in rest { consume(byte) }
    return true
  }

  private mutating func note(_ code: InterchangeError.Code, _ arguments: [String]) {
    if problem == nil { problem = InterchangeError(code, line: rowLine, arguments) }
  }

  private mutating func endField() {
    place = .start
    guard !isDiscarding else { return }
    ends.append(content.count)
    if ends.count >= limits.columns { discard(.tooManyColumns, ["\(limits.columns)"]) }
  }

  private mutating func endRow() {
    let isBlank = place == .start && ends.isEmpty && content.isEmpty && problem == nil
    if !isBlank {
      if !isDiscarding { ends.append(content.count) }
      let fields = makeFields()
      rows.append(CSVRow(line: rowLine, fields: fields, problem: problem))
    }
    line += 1
    rowLine = line
    raw.removeAll(keepingCapacity: raw.capacity <= 1 << 16)
    place = .start
    problem = nil
    isDiscarding = false
    content.removeAll(keepingCapacity: content.capacity <= 1 << 16)
    ends.removeAll(keepingCapacity: true)
  }

  private mutating func makeFields() -> [String] {
    var fields: [String] = []
    fields.reserveCapacity(ends.count)
    var start = 0
    for end in ends {
      fields.append(field(content[start..<end], at: fields.count + 1))
      start = end
    }
    return fields
  }

  private mutating func field(_ bytes: ArraySlice<UInt8>, at column: Int) -> String {
    let text = text(bytes, at: column)
    return stripsGuards ? FormulaGuard.strip(text) : text
  }

  private mutating func text(_ bytes: ArraySlice<UInt8>, at column: Int) -> String {
    guard letters != .windows else { return WindowsLetters.text(bytes) }
    if let text = String(validating: bytes, as: UTF8.self) {
      if letters == .unknown && text.utf8.contains(where: { $0 >= 0x80 }) { letters = .unicode }
      return text
    }
    if letters == .unknown {
      letters = .windows
      return WindowsLetters.text(bytes)
    }
    // One letter of a Unicode file was damaged.
    note(.invalidUTF8, ["\(column)"])
    return String(decoding: bytes, as: UTF8.self)
  }
}
