// SPDX-License-Identifier: Apache-2.0
import KarvanDomain

/// What is said of documents and money.
enum MoneyMessage: String, CaseIterable, Sendable {
  // Help.
  case helpDocument

  func text(in language: TextLanguage) -> String {
    switch language {
    case .english: english
    case .persian: persian
    }
  }
}

extension Words {
  /// A message about documents and money with its places filled in.
  func callAsFunction(_ message: MoneyMessage, _ arguments: String...) -> String {
    Self.fill(message.text(in: language), arguments)
  }
}

extension Tongue {
  /// A message about documents and money in the present language, for help.
  static func say(_ message: MoneyMessage) -> String { Words(current.language)(message) }
}
