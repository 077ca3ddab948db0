// SPDX-License-Identifier: Apache-2.0

/// What the tour asks in the end, each with three answers.
enum TourQuestion: CaseIterable {
  case network, mistake, names

  var text: TourMessage {
    switch self {
    case .network: .askNetwork
    case .mistake: .askMistake
    case .names: .askNames
    }
  }

  var answers: [TourMessage] {
    switch self {
    case .network: [.networkAsk, .networkKept, .networkLost]
    case .mistake: [.mistakeUndo, .mistakeDelete, .mistakeOffice]
    case .names: [.namesFirst, .namesFail, .namesList]
    }
  }

  /// The number of the right answer, from 1.
  var right: Int {
    switch self {
    case .network: 2
    case .mistake: 1
    case .names: 3
    }
  }
}
