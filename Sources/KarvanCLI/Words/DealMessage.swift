// SPDX-License-Identifier: Apache-2.0
import KarvanDomain

/// What is said of offers for deals.
enum DealMessage: String, CaseIterable, Sendable {
  case aboutOpportunityQuote, opportunityQuoteForms, linesInNote

  func text(in language: TextLanguage) -> String {
    switch language {
    case .english: english
    case .persian: persian
    }
  }

  private var english: String {
    switch self {
    case .aboutOpportunityQuote: "Draft a quote with the lines of an opportunity."
    case .opportunityQuoteForms:
      """
      Prices and discounts are those that were talked about; classes and rates of tax are looked up. \
      The quote stays linked to the opportunity. Lines that are no product of the list go into the note.
      """
    case .linesInNote: "Not products of the list, and therefore in the note: {0}."
    }
  }

  private var persian: String {
    switch self {
    case .aboutOpportunityQuote: "پیش‌فاکتوری با ردیف‌های یک فرصت فروش می‌سازد."
    case .opportunityQuoteForms:
      """
      قیمت‌ها و تخفیف‌ها همان‌هایی است که درباره‌شان گفت‌وگو شده؛ طبقه و نرخ مالیات از نو خوانده می‌شود. \
      پیش‌فاکتور به فرصت فروش پیوسته می‌ماند. ردیف‌هایی که کالای فهرست نیستند به یادداشت می‌روند.
      """
    case .linesInNote: "کالای فهرست نبودند و در یادداشت آمدند: {0}."
    }
  }
}

extension Words {
  /// A message about offers for deals with its places filled in.
  func callAsFunction(_ message: DealMessage, _ arguments: String...) -> String {
    Self.fill(message.text(in: language), arguments)
  }
}

extension Tongue {
  /// A message about offers for deals in the present language, for help.
  static func say(_ message: DealMessage) -> String { Words(current.language)(message) }
}
