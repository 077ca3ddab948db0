// SPDX-License-Identifier: Apache-2.0
import KarvanDomain

/// What is said of those who owe.
enum OwingMessage: String, CaseIterable, Sendable {
  case aboutOwing, owingForms, helpOnlyOverdue, helpWhoseCustomers
  case owed, overdue, daysLate, paidAhead, uncleared
  case notDue, days30, days60, days90, longer
  case nobodyOwes, customers

  func text(in language: TextLanguage) -> String {
    switch language {
    case .english: english
    case .persian: persian
    }
  }

  private var english: String {
    switch self {
    case .aboutOwing: "List who owes, how much, and for how long it has been due."
    case .owingForms:
      """
      What is left of issued invoices, as far as this device has them; who has been late for longest \
      comes first. What was paid ahead and what waits in cheques is shown beside it and not \
      subtracted. The sums of all follow in the totals.
      """
    case .helpOnlyOverdue: "Only those with something overdue."
    case .helpWhoseCustomers: "Only the customers of this user; 'me' for one's own."
    case .owed: "Owes"
    case .overdue: "Overdue"
    case .daysLate: "Days late"
    case .paidAhead: "Paid ahead"
    case .uncleared: "In cheques"
    case .notDue: "Not due"
    case .days30: "1-30 days"
    case .days60: "31-60 days"
    case .days90: "61-90 days"
    case .longer: "Over 90 days"
    case .nobodyOwes: "Nobody owes anything."
    case .customers: "Customers"
    }
  }

  private var persian: String {
    switch self {
    case .aboutOwing: "بدهکاران را با مبلغ بدهی و مدت گذشته از سررسید فهرست می‌کند."
    case .owingForms:
      """
      مانده فاکتورهای صادرشده، تا جایی که این دستگاه دارد؛ قدیمی‌ترین بدهی اول می‌آید. پیش‌پرداخت‌ها و \
      چک‌های وصول‌نشده کنار آن نشان داده می‌شوند و کم نمی‌شوند. جمع همه در پایان می‌آید.
      """
    case .helpOnlyOverdue: "فقط کسانی که بدهی سررسیدگذشته دارند."
    case .helpWhoseCustomers: "فقط مشتریان این کاربر؛ برای مشتریان خود me."
    case .owed: "بدهی"
    case .overdue: "سررسیدگذشته"
    case .daysLate: "روز تأخیر"
    case .paidAhead: "پیش‌پرداخت"
    case .uncleared: "در چک"
    case .notDue: "سررسیدنشده"
    case .days30: "۱ تا ۳۰ روز"
    case .days60: "۳۱ تا ۶۰ روز"
    case .days90: "۶۱ تا ۹۰ روز"
    case .longer: "بیش از ۹۰ روز"
    case .nobodyOwes: "کسی بدهکار نیست."
    case .customers: "مشتریان"
    }
  }
}

extension Words {
  /// A message with its places filled in.
  func callAsFunction(_ message: OwingMessage, _ arguments: String...) -> String {
    Self.fill(message.text(in: language), arguments)
  }
}

extension Tongue {
  /// A message in the language of this run.
  static func say(_ message: OwingMessage) -> String { Words(current.language)(message) }
}
