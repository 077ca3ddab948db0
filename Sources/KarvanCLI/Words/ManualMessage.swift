// SPDX-License-Identifier: Apache-2.0
import KarvanDomain

/// What is said of manual pages.
enum ManualMessage: String, CaseIterable, Sendable {
  case aboutManual, manualForms, helpFolder, helpDump, pages, readThem

  func text(in language: TextLanguage) -> String {
    switch language {
    case .english: english
    case .persian: persian
    }
  }
}

extension Words {
  /// A message about manual pages with its places filled in.
  func callAsFunction(_ message: ManualMessage, _ arguments: String...) -> String {
    Self.fill(message.text(in: language), arguments)
  }
}

extension Tongue {
  /// A message about manual pages in the present language, for help.
  static func say(_ message: ManualMessage) -> String { Words(current.language)(message) }
}

extension ManualMessage {
  /// The words in English.
  private var english: String {
    switch self {
    case .aboutManual: "Writes the manual pages, in English."
    case .manualForms:
      """
      A page for the program and one for each command, made of the same words as --help. Those of \
      the office: karvan-server --experimental-dump-help | karvan manual DIR --dump -
      """
    case .helpFolder: "Where they are written."
    case .helpDump: "The dumped help of another program, - for standard input."
    case .pages: "Pages"
    case .readThem: "Read one: man -l {0}/karvan.1"
    }
  }

  /// The words in Persian.
  private var persian: String {
    switch self {
    case .aboutManual: "صفحه‌های راهنما را به انگلیسی می‌نویسد."
    case .manualForms:
      """
      یک صفحه برای برنامه و یکی برای هر فرمان، از همان واژه‌های --help. برای برنامهٔ دفتر: \
      karvan-server --experimental-dump-help | karvan manual DIR --dump -
      """
    case .helpFolder: "جای نوشتن آن‌ها."
    case .helpDump: "راهنمای برنامه‌ای دیگر؛ - برای ورودی استاندارد."
    case .pages: "صفحه"
    case .readThem: "برای خواندن: man -l {0}/karvan.1"
    }
  }
}
