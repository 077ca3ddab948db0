// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Foundation
import KarvanCore
import Synchronization

@testable import KarvanCLI

/// What a run left behind.
struct Ran {
  let status: Int32
  let out: String
  let err: String

  /// Standard output as JSON; nil when it is not exactly one document.
  var json: Any? {
    try? JSONSerialization.jsonObject(with: Data(out.utf8), options: [.fragmentsAllowed])
  }
  var object: [String: Any] { json as? [String: Any] ?? [:] }
  var list: [[String: Any]] { json as? [[String: Any]] ?? [] }
}

/// A clock that a test sets; it stands still.
final class TestClock: Sendable {
  private let milliseconds: Mutex<Int64>

  /// 2025-03-21T08:00:00Z, which is 1404/01/01.
  init(_ milliseconds: Int64 = 1_742_544_000_000) { self.milliseconds = Mutex(milliseconds) }

  func now() -> Int64 { milliseconds.withLock { $0 } }
  func pass(_ milliseconds: Int64) { self.milliseconds.withLock { $0 += milliseconds } }
}

/// A machine with a folder of its own, where commands run as people type them.
final class TestShell: Sendable {
  let folder: String
  let clock: TestClock
  let environment: [String: String]
  let link: @Sendable (String) throws -> any Link
  let isTerminal: Bool
  /// What passes while a command waits; no time does.
  let pause: @Sendable () async throws -> Void

  init(
    clock: TestClock = TestClock(), environment: [String: String] = [:], isTerminal: Bool = false,
    link: @escaping @Sendable (String) throws -> any Link = { _ in DeadLink() },
    pause: @escaping @Sendable () async throws -> Void = {}
  ) throws {
    folder = NSTemporaryDirectory() + "karvan-cli-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    self.clock = clock
    self.environment = environment.merging(["KARVAN_HOME": folder + "/home"]) { own, _ in own }
    self.link = link
    self.isTerminal = isTerminal
    self.pause = pause
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  var home: String { folder + "/home" }

  /// Runs one command, with lines of standard input when they are given.
  @discardableResult
  func run(_ arguments: String..., input: String? = nil) async -> Ran {
    await run(arguments, input: input)
  }

  func run(
    _ arguments: [String], input: String? = nil, outputFailure: String? = nil,
    argumentsAreText: Bool = true
  ) async -> Ran {
    let out = Captured()
    let err = Captured()
    let lines = Captured(
      input?.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) ?? [])
    let console = Console(
      write: { out.append($0) }, tell: { err.append($0) },
      outputFailure: { outputFailure }, readLine: { lines.next() },
      readSecret: { lines.next() }, isInputTerminal: isTerminal && input != nil,
      isOutputTerminal: isTerminal, isErrorTerminal: isTerminal, columns: 120)
    let surroundings = surroundings(console, argumentsAreText: argumentsAreText)
    let status = await Program.run(arguments, surroundings)
    return Ran(status: status, out: out.text, err: err.text)
  }

  /// Everything outside of the program, with nobody who reads or types.
  var surroundings: Surroundings {
    surroundings(
      Console(
        write: { _ in }, tell: { _ in }, outputFailure: { nil }, readLine: { nil },
        readSecret: { nil }, isInputTerminal: false, isOutputTerminal: false,
        isErrorTerminal: false, columns: 120), argumentsAreText: true)
  }

  private func surroundings(_ console: Console, argumentsAreText: Bool) -> Surroundings {
    let clock = self.clock
    return Surroundings(
      console: console, environment: environment, now: { clock.now() },
      offsetMinutes: { _ in 210 }, link: link, pause: pause,
      argumentsAreText: argumentsAreText)
  }

  /// A machine with the demonstration company on it.
  static func demo(
    environment: [String: String] = [:], isTerminal: Bool = false
  ) async throws -> TestShell {
    let shell = try TestShell(environment: environment, isTerminal: isTerminal)
    let made = await shell.run("init", "--demo", "--size", "small", "--quiet")
    guard made.status == 0 else { throw TestFailure(text: made.err) }
    return shell
  }

  func write(_ text: String, to name: String) throws -> String {
    let path = folder + "/" + name
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    return path
  }
}

struct TestFailure: Error { let text: String }

/// What was written, piece by piece.
final class Captured: Sendable {
  private let pieces: Mutex<[String]>

  init(_ pieces: [String] = []) { self.pieces = Mutex(pieces) }

  func append(_ piece: String) { pieces.withLock { $0.append(piece) } }
  func next() -> String? { pieces.withLock { $0.isEmpty ? nil : $0.removeFirst() } }
  var text: String { pieces.withLock { $0.joined() } }
}

/// No network.
struct DeadLink: Link {
  func get(_ path: String, limit: Int) async throws(LinkFailure) -> [UInt8] {
    throw .unreachable(reason: "no connection")
  }
  func post(_ path: String, _ body: [UInt8], limit: Int) async throws(LinkFailure) -> [UInt8] {
    throw .unreachable(reason: "no connection")
  }
}

extension Desk {
  /// A desk without any option.
  static func plain(_ surroundings: Surroundings) throws -> Desk {
    let today = try Karvan.parseAsRoot(["today"]) as? any Verb
    guard let common = today?.common else { throw TestFailure(text: "today takes no options") }
    return try Desk(common, surroundings)
  }
}
