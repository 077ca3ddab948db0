// SPDX-License-Identifier: Apache-2.0
import Foundation
import KarvanSealing
import Synchronization

@testable import KarvanCLI
@testable import KarvanServer

/// The way to a real office, which breaks when a test says so.
final class CutLink: Link {
  /// What happens to a request about contents.
  enum Cut: Sendable { case before, after }

  private let answer: @Sendable (String, [UInt8]) throws -> [UInt8]
  private let cuts = Mutex<[Int: Cut]>([:])
  private let asked = Mutex(0)
  /// The bytes of the requests about contents that the office got, and of its answers that came.
  private let sizes = Mutex<(requests: [Int], answers: [Int])>(([], []))

  init(_ answer: @escaping @Sendable (String, [UInt8]) throws -> [UInt8]) { self.answer = answer }

  /// How many requests about contents came.
  var requests: Int { asked.withLock { $0 } }

  /// How many requests, and answers, about contents with a whole chunk in them got through.
  var chunks: (sent: Int, got: Int) {
    sizes.withLock { sizes in
      (sizes.requests.count { $0 > 262_144 }, sizes.answers.count { $0 > 262_144 })
    }
  }

  /// Breaks the line at the so-manieth request about contents from now.
  func cut(at number: Int, _ cut: Cut) {
    let now = requests
    cuts.withLock { $0[now + number] = cut }
  }

  func get(_ path: String, limit: Int) async throws(LinkFailure) -> [UInt8] {
    try reply(path, [])
  }

  func post(_ path: String, _ body: [UInt8], limit: Int) async throws(LinkFailure) -> [UInt8] {
    guard path.hasSuffix("contents") else { return try reply(path, body) }
    let number = asked.withLock { asked in
      asked += 1
      return asked
    }
    let cut = cuts.withLock { $0[number] }
    if cut == .before { throw .unreachable(reason: "cut") }
    sizes.withLock { $0.requests.append(body.count) }
    let bytes = try reply(path, body)
    if cut == .after { throw .unreachable(reason: "cut") }
    sizes.withLock { $0.answers.append(bytes.count) }
    return bytes
  }

  private func reply(_ path: String, _ body: [UInt8]) throws(LinkFailure) -> [UInt8] {
    do {
      return try answer(path, body)
    } catch let error as SealingError {
      throw .status(code: 400, line: "\(error.code)")
    } catch {
      throw .status(code: 503, line: "\(error)")
    }
  }
}

/// A laptop with a folder of its own, where commands run as people type them.
final class Laptop {
  let folder = NSTemporaryDirectory() + "karvan-laptop-" + UUID().uuidString
  let link: any Link
  let now: Int64
  var isMetered = false
  /// How far the clock goes on each time that it is looked at, in milliseconds.
  var tick: Int64 = 0
  private let looks = Looks()

  convenience init(_ link: CutLink, now: Int64) throws { try self.init(over: link, now: now) }

  init(over link: any Link, now: Int64) throws {
    self.link = link
    self.now = now
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  struct Ran {
    let status: Int32
    let out: String
    let err: String
    var list: [[String: Any]] {
      (try? JSONSerialization.jsonObject(with: Data(out.utf8))) as? [[String: Any]] ?? []
    }
    var object: [String: Any] {
      (try? JSONSerialization.jsonObject(with: Data(out.utf8))) as? [String: Any] ?? [:]
    }
  }

  @discardableResult
  func run(_ arguments: String..., input: String? = nil) async -> Ran {
    await run(arguments, input: input)
  }

  @discardableResult
  func run(_ arguments: [String], input: String? = nil) async -> Ran {
    let texts = Mutex((out: "", err: ""))
    let console = KarvanCLI.Console(
      write: { text in texts.withLock { $0.out += text } },
      tell: { text in texts.withLock { $0.err += text } }, outputFailure: { nil },
      readLine: { input }, readSecret: { input }, isInputTerminal: false, isOutputTerminal: false,
      isErrorTerminal: false, columns: 200)
    let (link, now, isMetered) = (self.link, self.now, self.isMetered)
    let (tick, looks) = (self.tick, self.looks)
    let surroundings = Surroundings(
      console: console, environment: ["KARVAN_HOME": folder + "/home"],
      now: { now + looks.next(tick) }, offsetMinutes: { _ in 0 }, link: { _ in link }, pause: {},
      isMetered: { isMetered })
    let status = await Program.run(arguments, surroundings)
    return texts.withLock { Ran(status: status, out: $0.out, err: $0.err) }
  }

  func write(_ bytes: [UInt8], to name: String) throws -> String {
    let path = folder + "/" + name
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    return path
  }

  func read(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(fileURLWithPath: folder + "/" + name)))
  }

  /// Bytes that nothing compresses.
  static func bytes(_ count: Int, _ seed: Int = 1) -> [UInt8] {
    var state = UInt64(seed)
    return (0..<count).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return UInt8(truncatingIfNeeded: state >> 56)
    }
  }

  /// The names of the files with contents.
  var contents: [String] {
    let names = try? FileManager.default.contentsOfDirectory(atPath: folder + "/home/contents")
    return names?.filter { !$0.contains(".") } ?? []
  }
}

/// How far a clock has gone by being looked at.
private final class Looks: Sendable {
  private let total = Mutex<Int64>(0)

  func next(_ tick: Int64) -> Int64 {
    total.withLock { total in
      total += tick
      return total
    }
  }
}
