// SPDX-License-Identifier: Apache-2.0
import KarvanDomain

/// What is said of territories that accounts belong to by rules.
enum TerritoryMessage: String, CaseIterable, Sendable {
  case aboutAssign, assignForms
  case fromTerritory, toTerritory, territoryReasons
  case byCity, byProvince, byBoundary, byKind, byIndustry, byGroup
  case allInPlace, noTerritoryRules, wouldAssign, assignQuestion, assigned

  init(_ reason: TerritoryRules.Reason) {
    self =
      switch reason {
      case .city: .byCity
      case .province: .byProvince
      case .boundary: .byBoundary
      case .kind: .byKind
      case .industry: .byIndustry
      case .group: .byGroup
      }
  }

  func text(in language: TextLanguage) -> String {
    switch language {
    case .english: english
    case .persian: persian
    }
  }

  private var english: String {
    switch self {
    case .aboutAssign: "Move accounts to the territories that they belong to by rule."
    case .assignForms:
      """
      A territory may name cities, provinces, a boundary (35.70,51.30 35.80,51.30 35.75,51.45), kinds \
      of customers, industries and customer groups: karvan territory set NAME cities=Tehran,Rey. One of \
      the places is enough, of the rest all must hold. The innermost territory that fits is taken, then \
      that of the highest priority. Needs the authority of the office; karvan undo takes it back.
      """
    case .fromTerritory: "From"
    case .toTerritory: "To"
    case .territoryReasons: "By"
    case .byCity: "city"
    case .byProvince: "province"
    case .byBoundary: "boundary"
    case .byKind: "kind of customer"
    case .byIndustry: "industry"
    case .byGroup: "customer group"
    case .allInPlace: "Every account is where the rules say."
    case .noTerritoryRules: "No territory has a rule. See: karvan territory assign --help"
    case .wouldAssign: "{0} {0:account|accounts} would be moved."
    case .assignQuestion: "Move {0} {0:account|accounts}?"
    case .assigned: "{0} {0:account was|accounts were} moved."
    }
  }

  private var persian: String {
    switch self {
    case .aboutAssign: "حساب‌ها را به قلمرویی می‌برد که بنا به قاعده به آن تعلق دارند."
    case .assignForms:
      """
      هر قلمرو می‌تواند شهرها، استان‌ها، مرز (35.70,51.30 35.80,51.30 35.75,51.45)، نوع مشتری، صنعت و گروه \
      مشتری داشته باشد: ‎karvan territory set NAME cities=تهران,ری. یکی از نشانی‌ها بس است، از بقیه همه باید \
      برقرار باشد. درونی‌ترین قلمروی مناسب برگزیده می‌شود و سپس آنکه اولویت بالاتری دارد. اختیار دفتر لازم \
      است؛ karvan undo آن را پس می‌گیرد.
      """
    case .fromTerritory: "از"
    case .toTerritory: "به"
    case .territoryReasons: "بر پایه"
    case .byCity: "شهر"
    case .byProvince: "استان"
    case .byBoundary: "مرز"
    case .byKind: "نوع مشتری"
    case .byIndustry: "صنعت"
    case .byGroup: "گروه مشتری"
    case .allInPlace: "همه حساب‌ها همان جایی هستند که قاعده‌ها می‌گویند."
    case .noTerritoryRules: "هیچ قلمرویی قاعده ندارد. ببینید: ‎karvan territory assign --help"
    case .wouldAssign: "{0} حساب جابه‌جا می‌شد."
    case .assignQuestion: "{0} حساب جابه‌جا شود؟"
    case .assigned: "{0} حساب جابه‌جا شد."
    }
  }
}

extension Words {
  /// A message about territories with its places filled in.
  func callAsFunction(_ message: TerritoryMessage, _ arguments: String...) -> String {
    Self.fill(message.text(in: language), arguments)
  }
}

extension Tongue {
  /// A message about territories in the present language, for help.
  static func say(_ message: TerritoryMessage) -> String { Words(current.language)(message) }
}
