// SPDX-License-Identifier: Apache-2.0

import KarvanCore

/// One line of what a telephone exchange wrote down.
public struct CallRecord: Hashable, Sendable {
  /// The line of the file.
  public let line: Int
  /// Who called, as it was written.
  public let source: String
  /// Who was called, as it was written.
  public let destination: String
  /// The extension that the call was put through to; empty where none is said.
  public let station: String
  /// A code of the field `disposition` of a call.
  public let disposition: String
  /// When it began to ring, in milliseconds.
  public let start: Int64
  /// When somebody answered.
  public let answer: Int64?
  /// When it ended.
  public let end: Int64?
  /// The queue or ring group.
  public let queue: String
  /// Where the recording is.
  public let recording: String
  /// The exchange's name of this part of the call.
  public let uniqueID: String
  /// The name that all parts of a call share.
  public let callID: String
}

/// Reads call detail records as Asterisk writes them, with or without a header, and as the web
/// interfaces in front of it export them.
///
/// Columns are found by their names in any order; a file without names has the eighteen columns of
/// Asterisk's `cdr_csv`. Times without a zone are those of the exchange's place. What is wrong with
/// a line is told with the line; the others are still read.
public struct CallRecordReader {
  /// The minutes east of UTC at an instant that was read as if it were UTC.
  private let offset: (Int64) -> Int
  private var places: [Column: Int]?

  enum Column: CaseIterable {
    case source, destination, station, start, answer, end, duration, talk, disposition, application
    case queue, recording, unique, linked
  }

  /// A reader at the start of a file.
  public init(offsetMinutes: @escaping (Int64) -> Int) { offset = offsetMinutes }

  /// Reads a row; nil for the names of the columns.
  ///
  /// - Throws: An `InterchangeError` that names line and column.
  public mutating func read(_ row: CSVRow) throws(InterchangeError) -> CallRecord? {
    if let problem = row.problem { throw problem }
    guard let places else {
      guard Self.isNamed(row) else {
        self.places = Self.usual
        return try record(row, Self.usual)
      }
      self.places = try Self.places(row)
      return nil
    }
    return try record(row, places)
  }

  private func record(
    _ row: CSVRow, _ places: [Column: Int]
  ) throws(InterchangeError) -> CallRecord {
    func text(_ column: Column) -> String {
      guard let place = places[column], row.fields.indices.contains(place) else { return "" }
      return TextTrimming.trim(row.fields[place])
    }
    let unique = text(.unique)
    guard !unique.isEmpty else {
      throw InterchangeError(.keyEmpty, line: row.line, column: "uniqueid")
    }
    guard let start = instant(text(.start)) else {
      throw InterchangeError(.notTime, line: row.line, column: "start", [text(.start)])
    }
    let disposition = Self.disposition(text(.disposition), text(.application))
    guard let disposition else {
      throw InterchangeError(
        .notInTable, line: row.line, column: "disposition", [text(.disposition)])
    }
    let end =
      instant(text(.end)) ?? Self.seconds(text(.duration)).map { start + $0 * 1_000 }
    var answer = instant(text(.answer))
    if answer == nil, disposition == "answered", let end, let talk = Self.seconds(text(.talk)) {
      answer = end - talk * 1_000
    }
    return CallRecord(
      line: row.line, source: text(.source), destination: text(.destination),
      station: Self.station(text(.station)), disposition: disposition, start: start,
      answer: answer.map { max($0, start) }, end: end.map { max($0, answer ?? start, start) },
      queue: text(.queue), recording: text(.recording), uniqueID: unique,
      callID: text(.linked).isEmpty ? unique : text(.linked))
  }

  /// An instant with its zone, or the date and time of day at the exchange.
  private func instant(_ text: String) -> Int64? {
    if text.isEmpty { return nil }
    if let instant = try? InstantText.parse(text) { return instant }
    let parts = Digits.toASCII(text).split { $0 == " " || $0 == "T" }
    guard parts.count == 2, let date = try? CivilDateText.parse(String(parts[0])),
      let seconds = Self.timeOfDay(parts[1])
    else { return nil }
    let asUTC = InstantText.startMilliseconds(of: date, offsetMinutes: 0) + seconds * 1_000
    return asUTC - Int64(offset(asUTC)) * 60_000
  }

  /// `09:30` or `09:30:15` in seconds since midnight; a time of day is no duration.
  private static func timeOfDay(_ text: Substring) -> Int64? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard (2...3).contains(parts.count),
      parts.allSatisfy({ (1...2).contains($0.utf8.count) && $0.utf8.allSatisfy(isDigit) })
    else { return nil }
    let numbers = parts.compactMap { Int64($0) }
    guard numbers[0] < 24, numbers.dropFirst().allSatisfy({ $0 < 60 }) else { return nil }
    return numbers[0] * 3_600 + numbers[1] * 60 + (numbers.count == 3 ? numbers[2] : 0)
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }

  /// `83`, `83s`, `01:23` or `00:01:23` in seconds.
  private static func seconds(_ text: String) -> Int64? {
    let ascii = Digits.toASCII(text)
    let parts = (ascii.hasSuffix("s") ? String(ascii.dropLast()) : ascii)
      .split(separator: ":", omittingEmptySubsequences: false)
    guard (1...3).contains(parts.count) else { return nil }
    var total: Int64 = 0
    for part in parts {
      guard part.utf8.count <= 8, let number = Int64(part), number >= 0 else { return nil }
      total = total * 60 + number
    }
    return total
  }

  /// The extension in the name of a channel, such as `SIP/101-0000002a`.
  private static func station(_ channel: String) -> String {
    guard let slash = channel.lastIndex(of: "/") else { return channel }
    return String(channel[channel.index(after: slash)...].prefix { $0 != "-" && $0 != "@" })
  }

  private static func disposition(_ text: String, _ application: String) -> String? {
    let key = text.lowercased().filter { $0.isLetter }
    if application.lowercased() == "voicemail" { return "voicemail" }
    return switch key {
    case "answered", "answer": "answered"
    case "noanswer", "missed", "cancel", "abandoned", "unanswered": "missed"
    case "busy": "busy"
    case "failed", "congestion", "chanunavail": "failed"
    case "voicemail": "voicemail"
    default: nil
    }
  }
}

extension CallRecordReader {
  /// The columns of Asterisk's file without names, in its order.
  private static let usual: [Column: Int] = [
    .source: 1, .destination: 2, .station: 6, .application: 7, .start: 9, .answer: 10, .end: 11,
    .duration: 12, .talk: 13, .disposition: 14, .unique: 16, .recording: 17,
  ]

  /// What the columns are called, by letters and digits alone.
  private static let names: [Column: [String]] = [
    .source: ["src", "source", "from", "caller", "callerid"],
    .destination: ["dst", "destination", "to", "callee"],
    .station: ["dstchannel", "destinationchannel", "extension", "agent"],
    .start: ["start", "calldate", "date", "datetime", "starttime"],
    .answer: ["answer", "answertime"], .end: ["end", "endtime"],
    .duration: ["duration"], .talk: ["billsec", "talk", "talktime"],
    .disposition: ["disposition", "status"], .application: ["lastapp"],
    .queue: ["queue", "ringgroup", "group"],
    .recording: ["recordingfile", "recording", "userfield"],
    .unique: ["uniqueid", "id"], .linked: ["linkedid"],
  ]

  /// Whether a first row holds names: no column of it is a time.
  private static func isNamed(_ row: CSVRow) -> Bool {
    let known = Set(names.values.joined())
    return row.fields.filter { known.contains(key($0)) }.count >= 3
  }

  private static func places(_ row: CSVRow) throws(InterchangeError) -> [Column: Int] {
    let keys = row.fields.map { key($0) }
    var places: [Column: Int] = [:]
    for column in Column.allCases {
      // The earlier of its names counts, whatever order the columns have.
      let names = names[column] ?? []
      if let place = names.lazy.compactMap({ keys.firstIndex(of: $0) }).first {
        places[column] = place
      }
    }
    for needed in [Column.source, .destination, .start, .disposition, .unique]
    where places[needed] == nil {
      throw InterchangeError(
        .columnMissing, line: row.line, column: names[needed]?.first)
    }
    return places
  }

  private static func key(_ text: String) -> String {
    String(text.lowercased().unicodeScalars.filter { $0.properties.isAlphabetic })
  }
}
