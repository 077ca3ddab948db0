// SPDX-License-Identifier: Apache-2.0
import KarvanDomain

/// What is said of the money that a rep carries, and of a day as a whole.
enum HandInMessage: String, CaseIterable, Sendable {
  case aboutHandIn, handInForms, helpCounted, helpReceiver, handedIn, handedInEven, nothingInHand
  case cash, cheques, counted, difference, collected, inHand
  case aboutSummary, summaryForms
  case visitsMade, visitsOpen, visitsMissed, ordersTaken, orderTotal, received, kilometres, hours

  func text(in language: TextLanguage) -> String {
    switch language {
    case .english: english
    case .persian: persian
    }
  }

  private var english: String {
    switch self {
    case .aboutHandIn:
      "Hand in the cash and cheques that you collected; without an amount, show them."
    case .handInForms:
      """
      AMOUNT is the cash that was counted at the office. Every payment is handed in once; what is \
      missing or too much is shown with it, and a mistake is put right with \
      'cash-hand-in set NUMBER counted=…'.
      """
    case .helpCounted: "The cash that was counted, such as 1200000t."
    case .helpReceiver: "Who takes it."
    case .handedIn: "Handed in as {0}; counted and collected differ by {1}."
    case .handedInEven: "Handed in as {0}; it is what was collected."
    case .nothingInHand: "Nothing is in hand that was not handed in."
    case .cash: "Cash"
    case .cheques: "Cheques"
    case .counted: "Counted"
    case .difference: "Difference"
    case .collected: "Collected"
    case .inHand: "In hand"
    case .aboutSummary: "Show what a day on the road came to."
    case .summaryForms:
      "Visits, orders, money and the way of one day, as far as this device has them; and what is in hand."
    case .visitsMade: "Visits made"
    case .visitsOpen: "Visits still planned"
    case .visitsMissed: "Visits missed"
    case .ordersTaken: "Orders"
    case .orderTotal: "Ordered"
    case .received: "Received by {0}"
    case .kilometres: "Kilometres"
    case .hours: "Hours"
    }
  }

  private var persian: String {
    switch self {
    case .aboutHandIn: "وجه نقد و چک‌های دریافتی را تحویل دفتر می‌دهد؛ بدون مبلغ، آن‌ها را نشان می‌دهد."
    case .handInForms:
      """
      مبلغ، وجه نقدی است که در دفتر شمرده شد. هر دریافت یک بار تحویل می‌شود؛ کسری یا اضافی همراه آن نشان \
      داده می‌شود و اشتباه با ‎'cash-hand-in set NUMBER counted=…'‎ اصلاح می‌شود.
      """
    case .helpCounted: "وجه نقد شمرده‌شده، مانند ‎1200000t‎."
    case .helpReceiver: "تحویل‌گیرنده."
    case .handedIn: "با شماره {0} تحویل شد؛ شمرده و دریافت‌شده {1} اختلاف دارند."
    case .handedInEven: "با شماره {0} تحویل شد؛ برابر است با آنچه دریافت شده بود."
    case .nothingInHand: "چیزی برای تحویل در دست نیست."
    case .cash: "نقد"
    case .cheques: "چک"
    case .counted: "شمرده‌شده"
    case .difference: "اختلاف"
    case .collected: "دریافت‌شده"
    case .inHand: "در دست"
    case .aboutSummary: "کارکرد یک روز در مسیر را نشان می‌دهد."
    case .summaryForms:
      "ویزیت‌ها، سفارش‌ها، دریافت‌ها و مسیر یک روز، تا جایی که این دستگاه دارد؛ و آنچه در دست است."
    case .visitsMade: "ویزیت‌های انجام‌شده"
    case .visitsOpen: "ویزیت‌های مانده"
    case .visitsMissed: "ویزیت‌های ازدست‌رفته"
    case .ordersTaken: "سفارش‌ها"
    case .orderTotal: "جمع سفارش"
    case .received: "دریافت: {0}"
    case .kilometres: "کیلومتر"
    case .hours: "ساعت"
    }
  }
}

extension Words {
  /// A message with its places filled in.
  func callAsFunction(_ message: HandInMessage, _ arguments: String...) -> String {
    Self.fill(message.text(in: language), arguments)
  }
}

extension Tongue {
  /// A message in the language of this run.
  static func say(_ message: HandInMessage) -> String { Words(current.language)(message) }
}
