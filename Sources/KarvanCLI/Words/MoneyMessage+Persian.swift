// SPDX-License-Identifier: Apache-2.0

extension MoneyMessage {
  /// The words in Persian.
  var persian: String {
    switch self {
    case .helpDocument: "سند: شماره یا شناسه."
    }
  }
}
