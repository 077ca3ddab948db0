// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// The choices of a declared field as people type them.
public enum ChoiceText {
  /// What could not be read.
  public struct Wrong: Error, Hashable, Sendable {
    /// As it was typed.
    public let text: String
    /// Whether it is there twice; otherwise it has another form.
    public let isTwice: Bool
  }

  /// Reads `code=English=Persian` and its shorter forms, separated by commas.
  public static func read(_ arguments: [String]) throws(Wrong) -> [Choice] {
    var choices: [Choice] = []
    for text in arguments.flatMap({ $0.split(whereSeparator: { $0 == "," || $0 == "،" }) }) {
      let parts = text.split(separator: "=", omittingEmptySubsequences: false).map {
        String($0.drop(while: \.isWhitespace))
      }
      guard (1...3).contains(parts.count), parts.allSatisfy({ !$0.isEmpty }) else {
        throw Wrong(text: String(text), isTwice: false)
      }
      let english = parts.count > 1 ? parts[1] : parts[0]
      let choice = Choice(parts[0], english, parts.count > 2 ? parts[2] : english)
      guard !choices.contains(where: { $0.code == choice.code }) else {
        throw Wrong(text: choice.code, isTwice: true)
      }
      choices.append(choice)
    }
    return choices
  }
}

extension DeclaredField.Kind {
  /// The name as it is typed.
  public var typed: String {
    String(rawValue.map { $0 == "_" ? "-" : $0 })
  }

  /// Reads a name as it is typed, or stored.
  public init?(typed text: String) {
    guard let kind = Self.allCases.first(where: { $0.typed == text || $0.rawValue == text })
    else { return nil }
    self = kind
  }
}
