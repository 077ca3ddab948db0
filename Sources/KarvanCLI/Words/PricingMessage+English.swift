// SPDX-License-Identifier: Apache-2.0

extension PricingMessage {
  /// The words in English.
  var english: String {
    switch self {
    case .aboutPrice: "Say what a product costs an account, and why."
    case .priceForms:
      """
      The account's own list is asked first, then that of its group, then the lists for everybody; \
      the first that has a rule for the product decides, and without any the product's list price. \
      Within a list a higher priority comes first; then the closer goods (product, brand, \
      category, everything); then the closer customer (account, group, territory, anybody); then \
      a named pack, the higher quantity, the later first day, the newer rule.
      """
    case .helpPackQuantity: "How much: 12, 2.5, or in a pack: 3carton, “3 carton”."
    case .helpUnitOption: "The pack or unit of the quantity, such as carton."
    case .helpPriceOption: "The price of one unit, in place of what the rules say."
    case .priceHelpDate: "The day, also by name (tomorrow, monday, +3); today without it."
    case .priceHelpCurrency: "The currency of the price; rial without it."
    case .aboutOrderPromote: "Give a draft order what the promotions of its day give."
    case .promoteForms:
      """
      Discounts go onto the lines, free goods become lines of their own. A change of a line takes \
      its promotions off; run this again. What is given is said, and why the rest is not.
      """
    case .helpOff: "Take off what promotions gave."
    case .helpTry: "Say what would be given; change nothing."
    case .aboutOrderPrices: "Compare the prices of an order with what the price rules say now."
    case .pricesForms:
      """
      An order keeps the prices that were agreed. Where newer rules of its day say another price, \
      the line is marked as stale with the difference; --refresh takes it over while it is a draft. \
      Prices that a person set stay.
      """
    case .helpRefresh: "Take over what the rules say now."
    case .aboutSetPrice: "Set the price of a product in a list, from a day on."
    case .setPriceForms:
      """
      Nothing is overwritten: a new rule of the list comes before the older ones from its first \
      day on, and the list gets a new edition.
      """
    case .helpList: "The price list: code or name."
    case .helpPrice: "The price of one unit, or of one pack with --pack."
    case .priceHelpFrom: "The first day; today without it."
    case .priceHelpTo: "The last day."
    case .helpMinimum: "From how many on."
    case .helpForGroup: "Only for this customer group."
    case .helpForAccount: "Only for this account."
    case .priceAboutConvert: "Convert an amount by the exchange rates of a day."
    case .helpAmount: "The amount, in the first currency."
    case .helpFromCurrency: "The currency of the amount, such as USD."
    case .helpToCurrency: "The currency to convert to; rial without it."
    case .helpSaleProduct: "The product: SKU, name, or the barcode of a pack."
    case .priceAccount: "Account"
    case .priceProduct: "Product"
    case .quantity: "Quantity"
    case .inOwnUnit: "In its own unit"
    case .priceDate: "Date"
    case .price: "Price of one unit"
    case .priceGross: "Amount before tax and discounts"
    case .priceRule: "By rule"
    case .list: "Price list"
    case .edition: "Edition"
    case .because: "List of"
    case .discountLimit: "You may give up to"
    case .steps: "How it comes about"
    case .priceAmount: "Amount"
    case .step: "Step"
    case .others: "Rules that do not decide"
    case .priceReason: "Why not"
    case .method: "Method"
    case .from: "From quantity"
    case .rate: "Rate"
    case .worth: "Worth"
    case .promotion: "Promotion"
    case .gives: "Off lines"
    case .given: "Given"
    case .notGiven: "Not given"
    case .freeGoods: "Free goods"
    case .priceLine: "Line"
    case .agreed: "Agreed"
    case .byRules: "Rules then"
    case .now: "Rules now"
    case .priceDifference: "Difference"
    case .stale: "Stale"
    case .own: "Own price"
    case .result: "Result"
    case .listPrice: "the product's list price"
    case .beforeTax: "before tax"
    case .stepFixed: "price"
    case .stepBase: "base"
    case .stepDiscount: "percent off"
    case .stepMarkup: "markup"
    case .stepSurcharge: "surcharge"
    case .stepRounding: "rounding"
    case .stepLeastMargin: "up to the least margin"
    case .stepGreatestMargin: "down to the greatest margin"
    case .stepFloor: "up to nothing"
    case .listOfAccount: "the account"
    case .listOfGroup: "its group"
    case .listOfEverybody: "everybody"
    case .notActive: "it is switched off"
    case .notYet: "it does not hold yet"
    case .noLonger: "it holds no longer"
    case .notTheseGoods: "it is for other goods"
    case .notThisCustomer: "it is for other customers"
    case .needsMore: "more has to be bought"
    case .otherPack: "it is for another pack"
    case .noBase: "there is no price or cost to start from"
    case .noRate: "there is no exchange rate"
    case .outranked: "another rule of the list comes first"
    case .laterList: "a closer list decides"
    case .otherCurrency: "it is in another currency"
    case .noLine: "no line is left for it"
    case .exclusive: "another one of its group was given"
    case .nothingLeft: "nothing is left to take off"
    case .noPrice: "what it gives has no price"
    case .noBudget: "its budget does not reach for it here"
    case .promoted: "{0}: promotions worth {1} were given."
    case .promotionsOff: "{0}: promotions were taken off."
    case .noPromotion: "{0}: no promotion gives anything."
    case .wouldPromote: "{0}: promotions worth {1} would be given; nothing was changed."
    case .repriced: "{0}: prices were taken over from the rules."
    case .stalePrices:
      """
      {0} {0:price differs|prices differ} from what the rules say now. In a draft: karvan order \
      prices {1} --refresh
      """
    case .priceSet: "{0} costs {1} in {2} from {3} on (edition {4})."
    case .priceNeedsApproval:
      "{0} is {1} below its price, more than the {2} that need no approval: the office decides."
    case .perPack: "{0} of {1}"
    }
  }
}
