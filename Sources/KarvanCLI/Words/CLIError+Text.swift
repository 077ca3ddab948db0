// SPDX-License-Identifier: Apache-2.0
public import KarvanDomain

extension CLIError.Code {
  /// The words in a language, with places `{0}`, `{1}` … for what the error names.
  public func text(in language: TextLanguage) -> String {
    switch language {
    case .english: english
    case .persian: persian
    }
  }
}
