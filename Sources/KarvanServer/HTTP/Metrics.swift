// SPDX-License-Identifier: Apache-2.0

/// Counts what the server does, and prints it as Prometheus text (exposition format 0.0.4).
actor Metrics {
  /// What is counted.
  enum Counter: String, CaseIterable {
    case exchanges = "karvan_exchanges_total"
    case refused = "karvan_exchanges_refused_total"
    case enrolments = "karvan_enrolments_total"
    case contents = "karvan_content_requests_total"
    case commits = "karvan_commits_accepted_total"
    case rejections = "karvan_commits_rejected_total"
    case bytesIn = "karvan_request_bytes_total"
    case bytesOut = "karvan_answer_bytes_total"
    case errors = "karvan_errors_total"

    var help: String {
      switch self {
      case .exchanges: "Exchanges that were carried out."
      case .refused: "Requests that were no exchange or not of a welcome device."
      case .enrolments: "Devices that were enrolled."
      case .contents: "Requests about contents of attachments that were answered."
      case .commits: "Commits that were published."
      case .rejections: "Commits that were rejected."
      case .bytesIn: "Bytes of requests."
      case .bytesOut: "Bytes of answers."
      case .errors: "Requests that failed through a fault of the server."
      }
    }
  }

  private var counts: [Counter: UInt64] = [:]

  func add(_ counter: Counter, _ count: Int = 1) {
    counts[counter, default: 0] += UInt64(max(0, count))
  }

  /// The counters, then gauges that were read from the store, as Prometheus text.
  func text(gauges: [Gauge]) -> String {
    var lines: [String] = []
    for counter in Counter.allCases {
      lines.append("# HELP \(counter.rawValue) \(counter.help)")
      lines.append("# TYPE \(counter.rawValue) counter")
      lines.append("\(counter.rawValue) \(counts[counter] ?? 0)")
    }
    for gauge in gauges {
      lines.append("# HELP \(gauge.name) \(gauge.help)")
      lines.append("# TYPE \(gauge.name) gauge")
      lines.append("\(gauge.name) \(gauge.value)")
    }
    return lines.joined(separator: "\n") + "\n"
  }
}

/// A figure that is read from the store when somebody asks.
struct Gauge: Sendable {
  let name: String
  let help: String
  let value: Int

  init(_ name: String, _ help: String, _ value: Int) {
    self.name = name
    self.help = help
    self.value = value
  }
}
