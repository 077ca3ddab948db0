// SPDX-License-Identifier: Apache-2.0

extension MoneyMessage {
  /// The words in English.
  var english: String {
    switch self {
    case .helpDocument: "The document: number or identifier."
    }
  }
}
