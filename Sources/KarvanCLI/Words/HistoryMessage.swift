// SPDX-License-Identifier: Apache-2.0
import KarvanDomain

/// What is said of histories, and of calls with those who may not be customers yet.
enum HistoryMessage: String, CaseIterable, Sendable {
  case helpSubject, helpFrom, helpUntil, about, helpDeal
  case aboutLeadLog, aboutDealLog, aboutCallLog, callLogForms, helpWho, helpDisposition
  case helpMinutes, callLogged, callOfNobody
  case aboutMissed, missedForms, helpMissedDays, helpReturned, whose, calledBack, queue
  case isLead, owes, overdue, overdueSince
  case followups, reminders, approvals, openFindings, missedToday
  case vanHeldBack

  func text(in language: TextLanguage) -> String {
    switch language {
    case .english: english
    case .persian: persian
    }
  }

  private var english: String {
    switch self {
    case .helpSubject: "An account, a lead or a deal: name, phone, number or short identifier."
    case .helpFrom: "Only what happened on or after this day."
    case .helpUntil: "Only what happened on or before this day."
    case .about: "About"
    case .helpDeal: "The deal that it is about: name or short identifier."
    case .aboutLeadLog: "Write down what was said with a lead."
    case .aboutDealLog: "Write down what was said about a deal."
    case .aboutCallLog: "Write down a telephone call that no exchange recorded."
    case .callLogForms:
      """
      The customer, the person or the lead is who has the number; a number that nobody has is kept, \
      and is shown with the account that gets it later. What was said goes to `karvan log`.
      """
    case .helpWho: "A telephone number; or an account, a contact or a lead that has one."
    case .helpDisposition: "What came of it: answered, missed, busy, failed, voicemail."
    case .helpMinutes: "How long it took, in minutes."
    case .callLogged: "Call with {0} written down."
    case .callOfNobody: "Nobody has the number {0} yet; an account that gets it will show the call."
    case .aboutMissed: "List the calls that nobody answered and nobody returned."
    case .missedForms:
      """
      A call counts as returned when somebody spoke with the number or the customer afterwards, or \
      wrote down an interaction with them.
      """
    case .helpMissedDays: "How many days back."
    case .helpReturned: "Also those that were returned."
    case .whose: "Who"
    case .calledBack: "Returned"
    case .queue: "Queue"
    case .isLead: "This is a lead, not a customer yet."
    case .owes: "Owes"
    case .overdue: "Overdue"
    case .overdueSince: "{0} since {1}"
    case .followups: "Follow-ups"
    case .reminders: "Reminders"
    case .approvals: "Waits for your approval"
    case .openFindings: "{0} {0:finding is|findings are} open: karvan review list"
    case .vanHeldBack:
      "{0} has goods and stays with its keeper: unload it (karvan van unload), then hand over again."
    case .missedToday: "{0} {0:caller|callers} of this week waited in vain: karvan call missed"
    }
  }

  private var persian: String {
    switch self {
    case .helpSubject: "حساب، سرنخ یا فرصت فروش: نام، تلفن، شماره یا شناسه کوتاه."
    case .helpFrom: "تنها آنچه از این روز به بعد رخ داده است."
    case .helpUntil: "تنها آنچه تا پایان این روز رخ داده است."
    case .about: "درباره"
    case .helpDeal: "فرصت فروشی که درباره آن است: نام یا شناسه کوتاه."
    case .aboutLeadLog: "گفت‌وگو با سرنخ را یادداشت می‌کند."
    case .aboutDealLog: "گفت‌وگو درباره فرصت فروش را یادداشت می‌کند."
    case .aboutCallLog: "تماس تلفنی‌ای را که مرکز تلفن ثبت نکرده یادداشت می‌کند."
    case .callLogForms:
      """
      مشتری، رابط یا سرنخ کسی است که شماره از آن اوست؛ شماره‌ای که از آن کسی نیست نگه داشته می‌شود و با \
      حسابی که بعدها آن را بگیرد نشان داده می‌شود. آنچه گفته شد را با `karvan log` بنویسید.
      """
    case .helpWho: "شماره تلفن؛ یا حساب، رابط یا سرنخی که شماره دارد."
    case .helpDisposition: "سرانجام تماس: answered، missed، busy، failed، voicemail."
    case .helpMinutes: "مدت تماس به دقیقه."
    case .callLogged: "تماس با {0} یادداشت شد."
    case .callOfNobody:
      "شماره {0} هنوز از آن کسی نیست؛ حسابی که آن را بگیرد این تماس را نشان خواهد داد."
    case .aboutMissed: "تماس‌هایی را فهرست می‌کند که کسی نه پاسخ داده و نه پی گرفته است."
    case .missedForms:
      """
      تماسی پی‌گرفته به شمار می‌آید که پس از آن کسی با شماره یا مشتری گفت‌وگو کرده یا تعاملی با او \
      نوشته باشد.
      """
    case .helpMissedDays: "تا چند روز پیش."
    case .helpReturned: "همچنین آن‌هایی که پی گرفته شده‌اند."
    case .whose: "چه کسی"
    case .calledBack: "پی‌گیری"
    case .queue: "صف"
    case .isLead: "این سرنخ است و هنوز مشتری نشده."
    case .owes: "بدهی"
    case .overdue: "سررسیدگذشته"
    case .overdueSince: "{0} از {1}"
    case .followups: "پیگیری‌ها"
    case .reminders: "یادآوری‌ها"
    case .approvals: "در انتظار تأیید شما"
    case .openFindings: "{0} مورد بررسی باز است: ‎karvan review list"
    case .vanHeldBack:
      "«{0}» کالا دارد و نزد تحویل‌دارش می‌ماند: آن را تخلیه (karvan van unload) و دوباره واگذار کنید."
    case .missedToday: "تماس {0} نفر در این هفته بی‌پاسخ مانده است: ‎karvan call missed"
    }
  }
}

extension Words {
  /// A message about histories with its places filled in.
  func callAsFunction(_ message: HistoryMessage, _ arguments: String...) -> String {
    Self.fill(message.text(in: language), arguments)
  }
}

extension Tongue {
  /// A message about histories in the present language, for help.
  static func say(_ message: HistoryMessage) -> String { Words(current.language)(message) }
}
