// SPDX-License-Identifier: Apache-2.0
import Foundation

/// CPU seconds of this process and its server since a moment.
struct Usage {
  private let server: Int32
  private let start: Double

  init(_ server: Int32) {
    self.server = server
    start = Measure.cpu() + Measure.cpu(server)
  }

  var cpu: Double { Measure.cpu() + Measure.cpu(server) - start }
}

/// Times, memory and sizes, as the operating system counts them.
enum Measure {
  /// Seconds of wall time that a body takes.
  static func seconds(_ body: () throws -> Void) rethrows -> Double {
    let clock = ContinuousClock()
    return try clock.measure(body) / .seconds(1)
  }

  /// Seconds of wall time that an asynchronous body takes.
  static func seconds(_ body: () async throws -> Void) async rethrows -> Double {
    let clock = ContinuousClock()
    let start = clock.now
    try await body()
    return start.duration(to: clock.now) / .seconds(1)
  }

  /// CPU seconds of this process so far, to the nanosecond.
  static func ownCPU() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  /// CPU seconds of a process so far, user and system; 0 where the system does not say.
  static func cpu(_ pid: Int32 = ProcessInfo.processInfo.processIdentifier) -> Double {
    var clock = clockid_t()
    var time = timespec()
    guard clock_getcpuclockid(pid, &clock) == 0, clock_gettime(clock, &time) == 0 else { return 0 }
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  /// The peak of a process's memory in KiB.
  static func peakKiB(_ pid: Int32 = ProcessInfo.processInfo.processIdentifier) -> Int {
    let status = (try? String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8)) ?? ""
    for line in status.split(separator: "\n") where line.hasPrefix("VmHWM:") {
      return line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) } ?? 0
    }
    return 0
  }

  /// Bytes of a database: the file and its WAL.
  static func bytes(_ path: String) -> Int {
    ["", "-wal"].reduce(0) { sum, suffix in
      let attributes = try? FileManager.default.attributesOfItem(atPath: path + suffix)
      return sum + ((attributes?[.size] as? Int) ?? 0)
    }
  }

  /// Median and 90th percentile in milliseconds, as a JSON object.
  static func milliseconds(_ seconds: [Double]) -> String {
    let sorted = seconds.sorted()
    guard !sorted.isEmpty else { return "null" }
    let middle = sorted.count / 2
    let median =
      sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
    let high = sorted[max(0, Int(Double(sorted.count) * 0.9) - 1)]
    return "{\"med\":\(median * 1_000),\"p90\":\(high * 1_000)}"
  }
}
