// SPDX-License-Identifier: Apache-2.0
import KarvanDomain

/// What is said of the demonstration company and of what is due today.
enum DemoMessage: String, CaseIterable, Sendable {
  case helpSize, helpPast, tryThis, dueTasks, dueOccasions

  func text(in language: TextLanguage) -> String {
    switch language {
    case .english: english
    case .persian: persian
    }
  }
}

extension Words {
  /// A message about the demonstration company with its places filled in.
  func callAsFunction(_ message: DemoMessage, _ arguments: String...) -> String {
    Self.fill(message.text(in: language), arguments)
  }
}

extension Tongue {
  /// A message about the demonstration company in the present language, for help.
  static func say(_ message: DemoMessage) -> String { Words(current.language)(message) }
}

extension DemoMessage {
  /// The words in English.
  private var english: String {
    switch self {
    case .helpSize:
      """
      A company of this size: full (500 customers and a year of their history) or small (20 customers). \
      (default: full)
      """
    case .helpPast: "How many days of its past a full company has."
    case .dueTasks: "To be done today"
    case .dueOccasions: "Days of customers"
    case .tryThis: "Try: karvan tour, karvan today, karvan next, karvan find نیکا"
    }
  }

  /// The words in Persian.
  private var persian: String {
    switch self {
    case .helpSize:
      "اندازهٔ شرکت: full (۵۰۰ مشتری با سابقهٔ یک سال) یا small (۲۰ مشتری). پیش‌فرض: full"
    case .helpPast: "شرکت کامل چند روز سابقه دارد."
    case .dueTasks: "کارهای امروز"
    case .dueOccasions: "مناسبت‌های مشتریان"
    case .tryThis: "بیازمایید: karvan tour، karvan today، karvan next، karvan find نیکا"
    }
  }
}
