// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanSealing
import KarvanSync
import KarvanWire

/// Speaks with the office about contents (P-091).
struct ContentLine {
  let link: any Link
  let keysPath: String
  let machineClock: @Sendable () -> Int64
  private(set) var device: DeviceFile
  /// The life of the office's database that answered last.
  private(set) var incarnation: IncarnationID?
  /// How many chunks the next request has: more while the line is quick, fewer while it is slow.
  private(set) var pace = 1

  /// A request that took longer than this was too large, in milliseconds.
  private static let slow: Int64 = 10_000
  /// One that took less than this can be larger.
  private static let quick: Int64 = 2_000

  init(
    link: any Link, device: DeviceFile, keysPath: String,
    machineClock: @escaping @Sendable () -> Int64
  ) {
    self.link = link
    self.device = device
    self.keysPath = keysPath
    self.machineClock = machineClock
  }

  /// Asks once.
  ///
  /// - Throws: ``LinkFailure``, ``SyncStop`` `revoked`, `upgrade`, what sealing and wire refuse.
  mutating func ask(_ request: ContentRequest) async throws -> ContentAnswer {
    let body = try Wire.encode(request)
    let start = machineClock()
    let answer: ContentAnswer
    do {
      answer = try await post(body)
    } catch let failure as LinkFailure {
      guard failure.saysUnknownKey,
        try await device.renewCard(over: link, keysPath: keysPath)
      else { throw failure }
      answer = try await post(body)
    }
    let elapsed = machineClock() - start
    if elapsed < Self.quick { pace = min(pace * 2, ContentLimits.pieces) }
    if elapsed > Self.slow { pace = max(pace / 2, 1) }
    return answer
  }

  private mutating func post(_ body: [UInt8]) async throws -> ContentAnswer {
    let exchange = try DeviceExchange(
      to: device.target().forContents, keys: device.keys,
      payload: try Wire.contentHeader(replica: device.replica), body: body)
    let bytes = try await link.post(
      WirePath.contents, exchange.request, limit: ExchangeLimits.answerBytes)
    let answer = try exchange.open(bytes)
    switch try Wire.contentVerdict(answer.payload) {
    case .done(let incarnation):
      self.incarnation = incarnation
      return try Wire.contentAnswer(answer.body)
    case .revoked: throw SyncStop.revoked
    case .upgrade: throw SyncStop.upgrade(serverSchema: 0, serverProtocol: 0)
    }
  }
}

extension ContentAnswer {
  /// What was said of a record; the last word counts.
  func standing(of record: RecordID) -> ContentStanding? {
    standings.last { $0.record == record }
  }
}

/// How far contents have come, on the error terminal.
final class ContentMeter {
  private let desk: Desk
  private let text: (_ done: String, _ total: String, _ percent: String) -> String
  private let start: Int64
  private var isShown = false

  init(_ desk: Desk, text: @escaping (String, String, String) -> String) {
    self.desk = desk
    self.text = text
    start = desk.surroundings.now()
  }

  func show(_ done: UInt64, of total: UInt64) {
    guard desk.console.isErrorTerminal, !desk.isQuiet, total > 0,
      desk.surroundings.now() - start >= 1_000
    else { return }
    let words = desk.words
    let line = text(
      words.size(min(done, total)), words.size(total), words.number(min(done, total) * 100 / total))
    desk.console.tell("\r\u{1B}[K" + Printable.text(line))
    isShown = true
  }

  func clear() {
    if isShown { desk.console.tell("\r\u{1B}[K") }
    isShown = false
  }
}
