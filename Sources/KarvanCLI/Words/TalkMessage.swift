// SPDX-License-Identifier: Apache-2.0
import KarvanDomain

/// What is said of conversations, calls, tasks and occasions.
enum TalkMessage: String, CaseIterable, Sendable {
  // Help.
  case aboutLog, logForms, aboutCorrect, aboutThread, aboutTimeline, timelineForms, aboutLookup
  case aboutTasks, aboutDone, aboutTaskStart, aboutTaskCancel, aboutTaskReopen, aboutDelegate
  case aboutSnooze, aboutOccasions, aboutImportCalls, callForms
  case helpWith, helpSaid, helpIn, helpGoesOn, helpInteraction, helpTask, helpUser, helpWhen
  case helpFor, helpAll, helpDays, helpOnly, helpNumber, helpCallFile
  // Labels.
  case at, what, said, daysLeft, day, occasion, years, isDue, known, withoutCustomer, imported
  case lastContact, openTasks, openOrders, overdue, overdueYes, delegated, snoozed, cameBack, logged
  case channelsUsed, times, taskByRule

  func text(in language: TextLanguage) -> String {
    switch language {
    case .english: english
    case .persian: persian
    }
  }
}

extension Words {
  /// A message about conversations and tasks with its places filled in.
  func callAsFunction(_ message: TalkMessage, _ arguments: String...) -> String {
    Self.fill(message.text(in: language), arguments)
  }
}

extension Tongue {
  /// A message about conversations and tasks in the present language, for help.
  static func say(_ message: TalkMessage) -> String { Words(current.language)(message) }
}

extension TalkMessage {
  /// The words in English.
  private var english: String {
    switch self {
    case .aboutLog: "Write down what was said with a customer."
    case .logForms:
      """
      A note unless --channel says how: phone, sms, email, messenger, meeting, visit, letter, web. \
      What was written down stays; `karvan interaction correct` says it anew and keeps both.
      """
    case .aboutCorrect: "Say anew what you wrote down; the earlier text stays in the history."
    case .aboutThread: "Show a whole conversation, over all channels."
    case .aboutTimeline:
      "Show everything that happened with a customer, a lead or a deal, the newest first."
    case .timelineForms:
      """
      Of an account, a lead (lead:NAME) or a deal (opportunity:NAME): visits, conversations, calls, \
      tasks that were done, forms, deals and their stages, quotes, orders, deliveries, invoices, \
      payments, contracts, documents and attachments; of an account also what was merged into it, \
      what was said while it was a lead, and calls from its numbers before it was known.
      """
    case .aboutLookup: "Say whose telephone number it is, with what matters before answering."
    case .aboutTasks: "List what you have to do, the most urgent first."
    case .aboutDone: "Say that a task is done; one that comes back is followed by the next."
    case .aboutTaskStart: "Say that you have begun with a task."
    case .aboutTaskCancel: "Call a task off."
    case .aboutTaskReopen: "Put a task back on the list."
    case .aboutDelegate: "Hand a task on to somebody else."
    case .aboutSnooze: "Put a task off to another time."
    case .aboutOccasions: "List birthdays and other days of customers that are coming up."
    case .aboutImportCalls: "Bring in the calls of a telephone exchange, each once."
    case .callForms:
      """
      Reads call detail records of Asterisk and of what is built on it, with or without names of \
      columns. A call is known by its unique ID: a file may be brought in again. Times without a zone \
      are those of this machine. The customer is who has the number; the agent is the user whose \
      phone_extension it is.
      """
    case .helpWith:
      "An account, a contact, a lead or a deal: name, phone, number or short identifier."
    case .helpSaid: "What was said, in words."
    case .helpIn: "The customer began it; without it, you did."
    case .helpGoesOn: "The conversation that it goes on with: any interaction of it."
    case .helpInteraction: "An interaction, by its short identifier."
    case .helpTask: "A task: subject or short identifier."
    case .helpUser: "A user, by login or name."
    case .helpWhen: "A date, a date and time such as '1405-01-15 10:30', or +3d, +2h, +1w."
    case .helpFor: "Whose tasks: a user, by login or name."
    case .helpAll: "Also what is done or called off."
    case .helpDays: "How many days ahead."
    case .helpOnly: "Only records of this kind; may be given several times."
    case .helpNumber: "A telephone number as it is displayed or typed."
    case .helpCallFile: "The file of the exchange, as CSV; '-' for standard input."
    case .at: "When"
    case .what: "What"
    case .said: "In short"
    case .daysLeft: "Days left"
    case .day: "Day"
    case .occasion: "Occasion"
    case .years: "Years"
    case .isDue: "Due"
    case .known: "Known before"
    case .withoutCustomer: "Without a customer"
    case .imported: "Brought in"
    case .taskByRule: "Task by a rule: {0}"
    case .lastContact: "Last contact"
    case .openTasks: "Open tasks"
    case .openOrders: "Open orders"
    case .overdue: "Overdue"
    case .overdueYes: "overdue"
    case .delegated: "{0} is now a task of {1}."
    case .snoozed: "{0} is put off to {1}."
    case .cameBack: "{0} is done; it comes back on {1}."
    case .logged: "Written down with {0}: {1}"
    case .channelsUsed: "Ways of contact"
    case .times: "Times"
    }
  }

  /// The words in Persian.
  private var persian: String {
    switch self {
    case .aboutLog: "گفت‌وگو با مشتری را یادداشت می‌کند."
    case .logForms:
      """
      بدون ‎--channel یادداشت است؛ راه‌ها: phone، sms، email، messenger، meeting، visit، letter، web. \
      آنچه نوشته شد می‌ماند؛ `karvan interaction correct` آن را از نو می‌گوید و هر دو را نگه می‌دارد.
      """
    case .aboutCorrect: "نوشته خود را از نو می‌گوید؛ متن پیشین در تاریخچه می‌ماند."
    case .aboutThread: "همه یک گفت‌وگو را، از هر راه که بوده، نشان می‌دهد."
    case .aboutTimeline: "هر چه با مشتری، سرنخ یا فرصت گذشته را، از تازه‌ترین، نشان می‌دهد."
    case .timelineForms:
      """
      از حساب، سرنخ (lead:NAME) یا فرصت فروش (opportunity:NAME): ویزیت‌ها، گفت‌وگوها، تماس‌ها، کارهای \
      انجام‌شده، پرسش‌نامه‌ها، فرصت‌ها و مرحله‌هایشان، پیش‌فاکتورها، سفارش‌ها، تحویل‌ها، فاکتورها، \
      پرداخت‌ها، قراردادها، سندها و پیوست‌ها؛ برای حساب همچنین آنچه در آن ادغام شده، آنچه در زمان سرنخ \
      بودن گفته شده و تماس‌هایی که پیش از شناخته شدن از شماره‌هایش بوده است.
      """
    case .aboutLookup: "می‌گوید شماره تلفن از کیست و پیش از پاسخ چه باید دانست."
    case .aboutTasks: "کارهای شما را، از فوری‌ترین، فهرست می‌کند."
    case .aboutDone: "می‌گوید کار انجام شد؛ کار تکرارشونده نوبت بعدی می‌یابد."
    case .aboutTaskStart: "می‌گوید کار را آغاز کرده‌اید."
    case .aboutTaskCancel: "کار را لغو می‌کند."
    case .aboutTaskReopen: "کار را به فهرست بازمی‌گرداند."
    case .aboutDelegate: "کار را به کس دیگری می‌سپارد."
    case .aboutSnooze: "کار را به زمان دیگری می‌اندازد."
    case .aboutOccasions: "زادروزها و مناسبت‌های پیش روی مشتریان را فهرست می‌کند."
    case .aboutImportCalls: "تماس‌های مرکز تلفن را وارد می‌کند، هر یک را یک بار."
    case .callForms:
      """
      ریز تماس‌های Asterisk و آنچه بر پایه آن است، با نام ستون‌ها یا بدون آن. هر تماس با شناسه یکتایش \
      شناخته می‌شود و پرونده را می‌توان دوباره وارد کرد. زمان بدون منطقه، به ساعت همین دستگاه است. \
      مشتری کسی است که شماره از آن اوست؛ کارشناس کاربری است که phone_extension او همان داخلی است.
      """
    case .helpWith: "حساب، رابط، سرنخ یا فرصت فروش: نام، تلفن، شماره یا شناسه کوتاه."
    case .helpSaid: "آنچه گفته شد."
    case .helpIn: "مشتری آغازگر بود؛ بدون آن، شما."
    case .helpGoesOn: "گفت‌وگویی که این دنباله آن است: هر تعاملی از آن."
    case .helpInteraction: "تعامل، با شناسه کوتاه آن."
    case .helpTask: "کار: موضوع یا شناسه کوتاه."
    case .helpUser: "کاربر، با نام کاربری یا نام."
    case .helpWhen: "تاریخ، تاریخ و ساعت مانند '1405-01-15 10:30'، یا ‎+3d، ‎+2h، ‎+1w."
    case .helpFor: "کارهای چه کسی: کاربر، با نام کاربری یا نام."
    case .helpAll: "همچنین انجام‌شده‌ها و لغوشده‌ها."
    case .helpDays: "تا چند روز دیگر."
    case .helpOnly: "تنها رکوردهای این نوع؛ می‌تواند چند بار بیاید."
    case .helpNumber: "شماره تلفن، همان‌گونه که نمایش داده یا تایپ می‌شود."
    case .helpCallFile: "پرونده مرکز تلفن، به شکل CSV؛ '-' برای ورودی استاندارد."
    case .at: "زمان"
    case .what: "چه"
    case .said: "خلاصه"
    case .daysLeft: "روز مانده"
    case .day: "روز"
    case .occasion: "مناسبت"
    case .years: "سال"
    case .isDue: "نوبت یادآوری"
    case .known: "از پیش موجود"
    case .withoutCustomer: "بی‌مشتری"
    case .imported: "واردشده"
    case .taskByRule: "کار به موجب قاعده: {0}"
    case .lastContact: "آخرین تماس"
    case .openTasks: "کارهای باز"
    case .openOrders: "سفارش‌های باز"
    case .overdue: "دیرکرد"
    case .overdueYes: "دیر شده"
    case .delegated: "{0} اکنون کار {1} است."
    case .snoozed: "{0} به {1} افتاد."
    case .cameBack: "{0} انجام شد؛ نوبت بعدی {1} است."
    case .logged: "با {0} یادداشت شد: {1}"
    case .channelsUsed: "راه‌های تماس"
    case .times: "بار"
    }
  }
}
