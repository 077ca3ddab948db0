// SPDX-License-Identifier: Apache-2.0

/// What befalls a process from within, at an exact call: see tools/lib/strike.c.
struct Strike {
  enum Way: String, CaseIterable {
    case kill, torn, full, io
  }

  private(set) var variables: [String: String]

  /// At the n-th call that changes a file or sends bytes.
  init(_ way: Way, at call: Int, span: Int = 1) {
    variables = [
      "KARVAN_STRIKE_HOW": way.rawValue, "KARVAN_STRIKE_AT": "\(call)",
      "KARVAN_STRIKE_FOR": "\(span)",
    ]
  }

  /// The wall clock is off by so much.
  init(clock milliseconds: Int) {
    variables = ["KARVAN_STRIKE_CLOCK": "\(milliseconds)"]
  }
}
