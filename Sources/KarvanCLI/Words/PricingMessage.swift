// SPDX-License-Identifier: Apache-2.0
import KarvanDomain

/// What is said of prices and promotions.
enum PricingMessage: String, CaseIterable, Sendable {
  // Help.
  case aboutPrice, priceForms, helpPackQuantity, helpUnitOption, helpPriceOption, priceHelpDate
  case priceHelpCurrency, aboutOrderPromote, promoteForms, helpOff, helpTry, aboutOrderPrices
  case pricesForms, helpRefresh, aboutSetPrice, setPriceForms, helpList, helpPrice, priceHelpFrom
  case priceHelpTo, helpMinimum, helpForGroup, helpForAccount, priceAboutConvert, helpAmount
  case helpFromCurrency, helpToCurrency, helpSaleProduct
  // Labels.
  case priceAccount, priceProduct, quantity, inOwnUnit, priceDate, price, priceGross, priceRule,
    list, edition, because
  case discountLimit, steps, priceAmount, step, others, priceReason, method, from, rate, worth,
    promotion
  case gives, given, notGiven, freeGoods, priceLine, agreed, byRules, now, priceDifference, stale,
    own
  case result, listPrice, beforeTax
  // Steps.
  case stepFixed, stepBase, stepDiscount, stepMarkup, stepSurcharge, stepRounding
  case stepLeastMargin, stepGreatestMargin, stepFloor
  // Why a list is asked.
  case listOfAccount, listOfGroup, listOfEverybody
  // Why not.
  case notActive, notYet, noLonger, notTheseGoods, notThisCustomer, needsMore, otherPack, noBase
  case noRate, outranked, laterList, otherCurrency, noLine, exclusive, nothingLeft, noPrice
  case noBudget
  // Sentences.
  case promoted, promotionsOff, noPromotion, wouldPromote, repriced, stalePrices, priceSet
  case priceNeedsApproval, perPack

  func text(in language: TextLanguage) -> String {
    switch language {
    case .english: english
    case .persian: persian
    }
  }
}

extension Words {
  /// A message about prices with its places filled in.
  func callAsFunction(_ message: PricingMessage, _ arguments: String...) -> String {
    Self.fill(message.text(in: language), arguments)
  }
}

extension Tongue {
  /// A message about prices in the present language, for help.
  static func say(_ message: PricingMessage) -> String { Words(current.language)(message) }
}
