// SPDX-License-Identifier: Apache-2.0

extension MoneyMessage {
  /// The words in English.
  var english: String {
    switch self {
    case .aboutNewDocument: "Starts a draft for an account."
    case .aboutQuoteSend: "Says that a quote was sent; it is frozen from then on."
    case .aboutQuoteAccept: "Says that the customer accepted a quote."
    case .aboutQuoteReject: "Says that the customer does not want a quote."
    case .aboutQuoteExpire: "Says that nobody accepted a quote in time."
    case .aboutQuoteRevise: "Drafts the next revision of a quote, with the same lines."
    case .aboutQuoteConvert: "Drafts an order of a quote, once; it counts as accepted by that."
    case .aboutOrderInvoice: "Drafts an invoice of what was delivered, or of all of an order."
    case .aboutOrderDeliver: "Notes goods of an order that were handed over."
    case .aboutOrderReturn: "Notes goods of an order that came back."
    case .aboutDeliveryMove: "Notes goods that went out, came back, or both, without an order."
    case .aboutDeliveryReverse: "Says that a delivery never happened, by a mirror of it."
    case .aboutInvoiceIssue: "Issues a draft: it is owed, numbered and frozen from then on."
    case .aboutInvoiceVoid: "Makes an issued invoice void that the tax office does not know."
    case .aboutInvoiceCredit: "Drafts a credit note of an issued invoice."
    case .aboutInvoiceNumber: "Gives an issued invoice the next legal number that is leased here."
    case .aboutInvoiceTax: "Notes how far the tax office is with an invoice (office)."
    case .aboutInvoiceMoadian: "Shows an invoice by the field names of the taxpayers' system."
    case .aboutPaymentTake: "Takes money of an account: cash, card, transfer or cheque."
    case .aboutPaymentBack: "Pays money back to an account."
    case .aboutPaymentAllocate: "Settles an invoice with a payment or a credit note."
    case .aboutPaymentRelease: "Takes back what a payment settles of an invoice."
    case .aboutPaymentCheque: "Moves a cheque on: deposited, cleared, bounced, returned (office)."
    case .aboutPaymentVoid: "Makes your payment of today void, as a mistake."
    case .aboutStatement: "Shows what an account owed and paid, day by day."
    case .aboutCredit: "Explains how an account stands with its credit."
    case .creditForms:
      """
      Without lines all that is left of the invoice is credited, as its exact mirror. Issue \
      the note with `karvan invoice issue`; it then settles what is open of the invoice.
      """
    case .moadianForms:
      """
      The codes of measures are added by the program that submits; that of the seller is the \
      company's economic code, or else its legal ID: karvan company set. The tax \
      number comes from a lease of numbers with a tax memory: karvan-server numbers lease
      """
    case .paymentForms:
      """
      Without --for the money settles the invoices that are due first, as far as it goes. A \
      cheque needs --due. Cheques that are at hand: karvan payment list -f method=cheque -f \
      status=received -s due_date
      """
    case .statementForms:
      """
      Cheques count when they are taken, and come back when they bounce. What is void is not \
      told.
      """
    case .creditStandingForms:
      """
      Exposure is what is left of invoices, orders that were not invoiced yet, and cheques \
      whose money is not there, less what was paid ahead.
      """
    case .aboutPrint: "Writes a document as a page of HTML to print or send."
    case .printForms:
      """
      The page needs nothing else and is right to left with --lang fa. As a PDF: chromium \
      --headless --print-to-pdf=FILE.pdf FILE.html
      """
    case .helpDocument: "The document: number or identifier."
    case .helpDay: "The day, also by name (tomorrow, monday, +3); today without it."
    case .helpParts: "How much of which line, such as 2=1.5; everything that is left without it."
    case .helpReceivedBy: "Who took the goods."
    case .helpCause: "Why goods came back: damaged, expired, wrong, unsold, quality, other."
    case .helpGoodsOut: "Goods that went out; can be repeated."
    case .helpGoodsBack: "Goods that came back; can be repeated."
    case .helpTaxState: "queued, sent, accepted or rejected."
    case .helpTaxReference: "The tax office's reference."
    case .helpTaxError: "Why the tax office rejected it."
    case .helpMoney: "How much, with its unit: 12500t or 125000r."
    case .helpShare: "How much of it; as much as fits without it."
    case .helpMethod: "How it is paid; cash without it, and a cheque where one is described."
    case .helpReference: "The number of the card slip or transfer."
    case .helpSayad: "The sixteen digits of a cheque in Sayad."
    case .helpChequeNumber: "The number that is printed on the cheque."
    case .helpBank: "The bank of the cheque."
    case .helpDue: "From when the cheque can be cashed."
    case .helpDrawer: "Who signed the cheque."
    case .helpCurrency: "The currency; rial without it."
    case .helpSettles: "What it settles; can be repeated."
    case .helpUnallocated: "Settle nothing yet."
    case .helpSource: "The payment or credit note."
    case .helpInvoice: "The invoice."
    case .helpChequeState: "deposited, cleared, bounced or returned."
    case .helpFrom: "The first day."
    case .helpUntil: "The last day."
    case .helpCreditOrder: "An order that is to be decided on."
    case .labelAccount: "Account"
    case .labelOrdered: "Ordered"
    case .labelHandedOver: "Handed over"
    case .labelCameBack: "Came back"
    case .labelInvoiced: "Invoiced"
    case .labelDelivery: "Delivery"
    case .labelInvoicing: "Invoicing"
    case .labelFulfilment: "Fulfilment"
    case .labelSettlement: "Settlement"
    case .labelSettled: "Settled"
    case .labelLeft: "Left"
    case .labelPaid: "Paid"
    case .labelUsed: "Settles"
    case .labelKind: "Kind"
    case .labelNumber: "Number"
    case .labelBalance: "Balance"
    case .labelOpening: "Balance before"
    case .labelClosing: "Balance after"
    case .labelEntries: "Statement"
    case .labelDue: "Due"
    case .labelLimit: "Credit limit"
    case .labelOpenInvoices: "Open invoices"
    case .labelOpenOrders: "Orders not invoiced yet"
    case .labelUncleared: "Uncleared cheques"
    case .labelPaidAhead: "Paid ahead"
    case .labelExposure: "Exposure"
    case .labelAvailable: "Available"
    case .labelHold: "Held"
    case .labelOutcome: "Outcome"
    case .labelOverdue: "Overdue"
    case .noLimit: "no limit"
    case .stateNone: "nothing yet"
    case .statePartly: "in part"
    case .stateDone: "complete"
    case .stateBeyond: "more than ordered"
    case .stateOpen: "not paid"
    case .statePartlyPaid: "paid in part"
    case .statePaid: "paid"
    case .stateOverpaid: "paid too much"
    case .kindInvoice: "Invoice"
    case .kindCreditNote: "Credit note"
    case .kindPayment: "Payment"
    case .kindPaidBack: "Paid back"
    case .kindBounced: "Cheque bounced"
    case .kindReturned: "Cheque handed back"
    case .kindPresented: "Cheque presented again"
    case .labelSeller: "Seller"
    case .labelBuyer: "Buyer"
    case .sealOfSeller: "Stamp and signature of the seller"
    case .sealOfBuyer: "Stamp and signature of the buyer"
    case .titleReceipt: "Receipt"
    case .titlePaidBack: "Receipt for money paid back"
    case .titleDelivery: "Delivery note"
    case .titleReturn: "Return note"
    case .titleExchange: "Exchange note"
    case .markReversed: "Reversed"
    case .labelSettles: "Settles"
    case .sellerHasNoCode:
      "The code of the seller is missing: karvan company set COMPANY economic_code=CODE"
    case .creditGood: "may be taken"
    case .creditWarn: "may be taken, with care"
    case .creditNeedsApproval: "needs an approval"
    case .needsApproval: "It waits for the office's approval: {0}."
    case .creditIsNear:
      "The credit of {0} is nearly used up, or something is due: karvan account credit"
    case .otherCurrencies:
      "There are documents in other currencies, which are not counted here: {0}."
    case .notComputable:
      "Not counted, as their amounts cannot be computed: {0}. Look at each, and make it void."
    case .orderOfAccount: "order of {0}"
    case .undoNextPayment: "A payment is declared void: karvan payment void {0}"
    }
  }
}
