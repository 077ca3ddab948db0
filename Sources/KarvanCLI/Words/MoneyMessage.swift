// SPDX-License-Identifier: Apache-2.0
import KarvanDomain

/// What is said of documents and money.
enum MoneyMessage: String, CaseIterable, Sendable {
  // Help: what commands do.
  case aboutNewDocument, aboutQuoteSend, aboutQuoteAccept, aboutQuoteReject, aboutQuoteExpire
  case aboutQuoteRevise, aboutQuoteConvert, aboutOrderInvoice, aboutOrderDeliver, aboutOrderReturn
  case aboutDeliveryMove, aboutDeliveryReverse, aboutInvoiceIssue, aboutInvoiceVoid
  case aboutInvoiceCredit, aboutInvoiceNumber, aboutInvoiceTax, aboutInvoiceMoadian
  case aboutPaymentTake, aboutPaymentBack, aboutPaymentAllocate, aboutPaymentRelease
  case aboutPaymentCheque, aboutPaymentVoid, aboutStatement, aboutCredit, creditForms
  case moadianForms, paymentForms, statementForms, creditStandingForms
  case aboutPrint, printForms
  // Help: arguments and options.
  case helpDocument, helpDay, helpParts, helpReceivedBy, helpCause, helpGoodsOut, helpGoodsBack
  case helpTaxState, helpTaxReference, helpTaxError, helpMoney, helpShare, helpMethod
  case helpReference, helpSayad, helpChequeNumber, helpBank, helpDue, helpDrawer, helpCurrency
  case helpSettles, helpUnallocated, helpSource, helpInvoice, helpChequeState, helpFrom, helpUntil
  case helpCreditOrder
  // Labels.
  case labelAccount, labelOrdered, labelHandedOver, labelCameBack, labelInvoiced, labelDelivery
  case labelInvoicing, labelFulfilment, labelSettlement, labelSettled, labelLeft, labelPaid
  case labelUsed, labelKind, labelNumber, labelBalance, labelOpening, labelClosing, labelEntries
  case labelDue, labelLimit, labelOpenInvoices, labelOpenOrders, labelUncleared, labelPaidAhead
  case labelExposure, labelAvailable, labelHold, labelOutcome, labelOverdue, noLimit
  case labelSeller, labelBuyer, sealOfSeller, sealOfBuyer, titleReceipt, titlePaidBack
  case titleDelivery, titleReturn, titleExchange, markReversed, labelSettles
  // States.
  case stateNone, statePartly, stateDone, stateBeyond, stateOpen, statePartlyPaid, statePaid
  case stateOverpaid, kindInvoice, kindCreditNote, kindPayment, kindPaidBack, kindBounced
  case kindReturned, kindPresented, creditGood, creditWarn, creditNeedsApproval
  // Sentences.
  case needsApproval, creditIsNear, otherCurrencies, orderOfAccount, notComputable
  case undoNextPayment, sellerHasNoCode

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
