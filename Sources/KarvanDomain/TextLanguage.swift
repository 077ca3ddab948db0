// SPDX-License-Identifier: Apache-2.0

/// The languages in which values are shown.
public enum TextLanguage: String, CaseIterable, Sendable {
  /// English words and ASCII digits.
  case english = "en"
  /// Persian words and digits.
  case persian = "fa"
}
