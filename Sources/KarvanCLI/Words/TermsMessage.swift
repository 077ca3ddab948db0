// SPDX-License-Identifier: Apache-2.0
import KarvanDomain

/// What is said of easier terms.
enum TermsMessage: String, CaseIterable, Sendable {
  case aboutTerms, termsForms, helpClaim
  case termsRule, bought, neededLevel, missingToLevel, termsGain, termsState
  case stateReached, stateMissing, stateHas, stateWaits, termsClaimed, nothingToClaim

  func text(in language: TextLanguage) -> String {
    switch language {
    case .english: english
    case .persian: persian
    }
  }

  private var english: String {
    switch self {
    case .aboutTerms: "Show which easier terms a customer has earned, and how far the others are."
    case .termsForms:
      """
      Counts issued invoices (less credit notes) or orders within the days of each rule, as far as \
      this device has them. --claim writes down what was reached, with the reason; the office \
      decides by what everybody sold, and changes the customer's terms.
      """
    case .helpClaim: "Write down what was reached, for the office to grant."
    case .termsRule: "Rule"
    case .bought: "Bought"
    case .neededLevel: "Needed"
    case .missingToLevel: "Missing"
    case .termsGain: "Gives"
    case .termsState: "Status"
    case .stateReached: "reached: claim it"
    case .stateMissing: "not reached"
    case .stateHas: "has it"
    case .stateWaits: "waits for the office"
    case .termsClaimed: "Claimed for {0}: {1}."
    case .nothingToClaim: "There is nothing to claim for {0}."
    }
  }

  private var persian: String {
    switch self {
    case .aboutTerms: "نشان می‌دهد مشتری به کدام شرایط آسان‌تر رسیده و تا بقیه چقدر مانده است."
    case .termsForms:
      """
      فاکتورهای صادرشده (منهای برگشتی‌ها) یا سفارش‌ها را در روزهای هر قاعده، تا جایی که این دستگاه دارد، \
      می‌شمارد. ‎--claim آنچه را به دست آمده با دلیلش می‌نویسد؛ دفتر بر پایه فروش همه تصمیم می‌گیرد و شرایط \
      مشتری را تغییر می‌دهد.
      """
    case .helpClaim: "آنچه به دست آمده برای تأیید دفتر نوشته شود."
    case .termsRule: "قاعده"
    case .bought: "خرید"
    case .neededLevel: "حد لازم"
    case .missingToLevel: "مانده تا حد"
    case .termsGain: "می‌دهد"
    case .termsState: "وضعیت"
    case .stateReached: "به دست آمده؛ درخواست کنید"
    case .stateMissing: "هنوز نرسیده"
    case .stateHas: "دارد"
    case .stateWaits: "در انتظار دفتر"
    case .termsClaimed: "برای {0} درخواست شد: {1}."
    case .nothingToClaim: "برای {0} چیزی برای درخواست نیست."
    }
  }
}

extension Words {
  /// A message about easier terms with its places filled in.
  func callAsFunction(_ message: TermsMessage, _ arguments: String...) -> String {
    Self.fill(message.text(in: language), arguments)
  }
}

extension Tongue {
  /// A message about easier terms in the present language, for help.
  static func say(_ message: TermsMessage) -> String { Words(current.language)(message) }
}
