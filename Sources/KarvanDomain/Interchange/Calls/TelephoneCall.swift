// SPDX-License-Identifier: Apache-2.0

import KarvanCore

/// A whole call: all lines of an exchange that share its name, as it went through the company.
public struct TelephoneCall: Hashable, Sendable {
  /// The lines, in the order in which they began.
  public let parts: [CallRecord]

  /// Gathers the lines of each call, in the order of their beginnings.
  public static func gather(_ records: [CallRecord]) -> [TelephoneCall] {
    var calls: [String: [CallRecord]] = [:]
    var order: [String] = []
    for record in records {
      if calls[record.callID] == nil { order.append(record.callID) }
      // A line that the file holds twice is one.
      if calls[record.callID]?.contains(where: { $0.isSame(as: record) }) == true { continue }
      calls[record.callID, default: []].append(record)
    }
    let all = order.compactMap { calls[$0] }.map { parts in
      TelephoneCall(
        parts: parts.sorted { ($0.start, $0.line) < ($1.start, $1.line) })
    }
    return all.sorted { ($0.first.start, $0.first.line) < ($1.first.start, $1.first.line) }
  }

  private var first: CallRecord { parts[0] }
  /// The exchange's name of the call.
  public var uniqueID: String { first.callID }
  /// When it began.
  public var start: Int64 { first.start }
  /// When somebody first answered.
  public var answer: Int64? {
    parts.compactMap { $0.disposition == "answered" ? $0.answer ?? $0.start : nil }.min()
  }
  /// When the last part of it ended.
  public var end: Int64? { parts.compactMap(\.end).max() }
  /// Answered when a part of it was; else what became of the last part.
  public var disposition: String {
    answer != nil ? "answered" : parts.last?.disposition ?? "failed"
  }
  /// The first queue that it came through.
  public var queue: String { parts.map(\.queue).first { !$0.isEmpty } ?? "" }
  /// The first recording of it.
  public var recording: String { parts.map(\.recording).first { !$0.isEmpty } ?? "" }

  /// A code of the field `direction` of a call.
  public var direction: String {
    let isOwn = (Self.isInternal(first.source), Self.isInternal(first.destination))
    return switch isOwn {
    case (true, true): "internal"
    case (true, false): "out"
    default: "in"
    }
  }

  /// The number of the other side; nil for an internal call.
  public var outside: String? {
    switch direction {
    case "in": first.source
    case "out": first.destination
    default: nil
    }
  }

  /// The extensions that had to do with it: whoever answered comes first.
  public var stations: [String] {
    if direction == "out" { return [first.source] }
    let answered = parts.filter { $0.disposition == "answered" }
    return (answered + parts).map(\.ownStation).filter { !$0.isEmpty }
  }

  /// Extensions are short; numbers of the public network are not.
  static func isInternal(_ number: String) -> Bool {
    let ascii = Digits.toASCII(number)
    return (1...6).contains(ascii.utf8.count) && ascii.utf8.allSatisfy { (48...57).contains($0) }
  }
}

extension CallRecord {
  /// The extension of the company that the line is about.
  public var ownStation: String {
    if !station.isEmpty { return station }
    return TelephoneCall.isInternal(destination) ? destination : ""
  }

  fileprivate func isSame(as other: CallRecord) -> Bool {
    uniqueID == other.uniqueID && start == other.start && destination == other.destination
      && station == other.station
  }
}
