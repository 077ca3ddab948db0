// SPDX-License-Identifier: Apache-2.0
import Dispatch
import Foundation
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// How a process ended.
struct Ending {
  /// The exit status; nil where a signal ended it, or where it did not end in time.
  let status: Int32?
  /// The signal that ended it.
  let signal: Int32?
  let output: String
  let errors: String

  /// Whether it ended in a way that a program chooses.
  var isOrderly: Bool { status != nil }

  /// The last line of what it said went wrong.
  var reason: String {
    let said = errors.split(separator: "\n").last.map(String.init) ?? "nothing said"
    return "\(status.map { "status \($0)" } ?? "signal \(signal ?? 0)"): \(said)"
  }
}

/// A process that this program started; it ends none that it did not start.
final class Child {
  let pid: pid_t
  private let name: String
  private let folder: String
  private(set) var ended: (status: Int32?, signal: Int32?)?

  /// Starts a program, with its output in files.
  ///
  /// - Parameters:
  ///   - folder: Where the files of its output go; it must be there.
  ///   - input: What it reads from standard input.
  init(
    _ program: String, _ arguments: [String], environment: [String: String], in folder: String,
    input: String = ""
  ) throws {
    self.folder = folder
    name = "child-\(UInt64.random(in: 0 ... .max))"
    try Data(input.utf8).write(to: URL(fileURLWithPath: "\(folder)/\(name).in"))
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    let create = O_WRONLY | O_CREAT | O_TRUNC
    posix_spawn_file_actions_addopen(&actions, 0, "\(folder)/\(name).in", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, "\(folder)/\(name).out", create, 0o600)
    posix_spawn_file_actions_addopen(&actions, 2, "\(folder)/\(name).err", create, 0o600)
    let words = ([program] + arguments).map { strdup($0) }
    let variables = environment.sorted { $0.key < $1.key }.map { strdup("\($0.key)=\($0.value)") }
    defer { (words + variables).forEach { free($0) } }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // What this program ignores to watch for it, its children do not.
    var signals = sigset_t()
    sigemptyset(&signals)
    for signal in Children.watched { sigaddset(&signals, signal) }
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))
    var started: pid_t = 0
    let status = posix_spawn(
      &started, program, &actions, &attributes, words + [nil], variables + [nil])
    guard status == 0 else {
      throw Trouble("\(program) could not be started: \(String(cString: strerror(status)))")
    }
    pid = started
    Children.began(started)
  }

  /// Whether it has ended by now.
  func hasEnded() -> Bool {
    if ended != nil { return true }
    var status: Int32 = 0
    guard waitpid(pid, &status, WNOHANG) == pid else { return false }
    Children.ended(pid)
    let signal = status & 0x7F
    ended = signal == 0 ? ((status >> 8) & 0xFF, nil) : (nil, signal)
    return true
  }

  /// Waits until it has ended; false when it has not after so long.
  func waits(milliseconds: Int) -> Bool {
    let end = Moment.now + milliseconds
    while !hasEnded() {
      guard Moment.now < end else { return false }
      usleep(1_500)
    }
    return true
  }

  /// Ends it without a word.
  func end() { if !hasEnded() { _ = send(SIGKILL) } }

  /// Sends it a signal, if it has not ended.
  @discardableResult
  func send(_ signal: Int32) -> Bool { !hasEnded() && kill(pid, signal) == 0 }

  /// What it has said so far.
  var said: String { text("out") }

  /// How it ended; waits for that, and forgets its files.
  func ending(milliseconds: Int) throws -> Ending {
    guard waits(milliseconds: milliseconds) else {
      end()
      _ = waits(milliseconds: 5_000)
      throw Trouble("a command did not end in \(milliseconds / 1_000) s: \(text("err"))")
    }
    let ending = Ending(
      status: ended?.status, signal: ended?.signal, output: text("out"), errors: text("err"))
    for kind in ["in", "out", "err"] { unlink("\(folder)/\(name).\(kind)") }
    return ending
  }

  private func text(_ kind: String) -> String {
    let data = FileManager.default.contents(atPath: "\(folder)/\(name).\(kind)") ?? Data()
    return String(decoding: data, as: UTF8.self)
  }
}

/// Milliseconds that only go forward.
enum Moment {
  static var now: Int {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int(time.tv_sec) * 1_000 + Int(time.tv_nsec) / 1_000_000
  }

  static func pause(milliseconds: Int) { usleep(UInt32(max(0, milliseconds)) * 1_000) }
}

/// Every process that was started and has not ended; they end with this one.
enum Children {
  static let watched = [SIGTERM, SIGINT, SIGHUP]
  private static let running = Mutex<Set<pid_t>>([])

  static func began(_ pid: pid_t) { running.withLock { _ = $0.insert(pid) } }
  static func ended(_ pid: pid_t) { running.withLock { _ = $0.remove(pid) } }

  /// Ends them when this process is told to end, for as long as the answer is kept.
  static func endWithThis() -> [any DispatchSourceSignal] {
    watched.map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler {
        running.withLock { for pid in $0 { kill(pid, SIGKILL) } }
        exit(128 + number)
      }
      source.resume()
      return source
    }
  }
}
