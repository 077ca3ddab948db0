// SPDX-License-Identifier: Apache-2.0
import KarvanDomain

/// What is said of what people set once.
enum SettingMessage: String, CaseIterable, Sendable {
  case aboutSetting, settingForms, helpSetting, helpSettingValue, helpSettingWorkspace
  case helpSettingReset
  case settingName, settingValue, settingFrom, settingChoices, settingKept, settingRemoved
  case settingOutranked, settingNowhere
  // What each is for.
  case aboutLang, aboutCalendar, aboutFormat, aboutUnit, aboutProgress, aboutPDF

  func text(in language: TextLanguage) -> String {
    switch language {
    case .english: english
    case .persian: persian
    }
  }

  private var english: String {
    switch self {
    case .aboutSetting: "Show what is set, or set language, calendar, form and unit once for all."
    case .settingForms:
      """
      An option of a command comes before a variable KARVAN_NAME of the environment, that before the \
      settings of the workspace, and those before your own. `karvan setting lang fa` sets one, \
      `karvan setting lang --reset` takes it back.
      """
    case .helpSetting: "Which one; all of them without it."
    case .helpSettingValue: "What it is to be."
    case .helpSettingWorkspace: "For this workspace alone, whoever uses it."
    case .helpSettingReset: "Take it back."
    case .settingName: "Setting"
    case .settingValue: "Value"
    case .settingFrom: "Set in"
    case .settingChoices: "Possible"
    case .settingKept: "{0} is {1} now, in {2}."
    case .settingRemoved: "{0} is not set any more in {1}."
    case .settingOutranked: "But {0} says {1}, and comes first."
    case .settingNowhere: "nowhere"
    case .aboutLang: "Language of messages"
    case .aboutCalendar: "Calendar of dates"
    case .aboutFormat: "Form of results"
    case .aboutUnit: "Unit of amounts that are typed without one"
    case .aboutProgress: "Progress of long work"
    case .aboutPDF: "Program that makes PDFs"
    }
  }

  private var persian: String {
    switch self {
    case .aboutSetting:
      "تنظیم‌ها را نشان می‌دهد، یا زبان، تقویم، شکل و واحد را یک بار برای همیشه تعیین می‌کند."
    case .settingForms:
      """
      گزینه فرمان بر متغیر محیطی KARVAN_NAME مقدم است، آن بر تنظیم فضای کاری، و آن بر تنظیم خود شما. \
      `karvan setting lang fa` تعیین می‌کند و `karvan setting lang --reset` پس می‌گیرد.
      """
    case .helpSetting: "کدام یک؛ بدون آن همه."
    case .helpSettingValue: "مقدار تازه."
    case .helpSettingWorkspace: "تنها برای این فضای کاری، هر که به کار برد."
    case .helpSettingReset: "پس گرفته شود."
    case .settingName: "تنظیم"
    case .settingValue: "مقدار"
    case .settingFrom: "تعیین‌شده در"
    case .settingChoices: "ممکن"
    case .settingKept: "‏{0} اکنون {1} است، در {2}."
    case .settingRemoved: "‏{0} دیگر در {1} تعیین نشده است."
    case .settingOutranked: "ولی {0} می‌گوید {1}، و مقدم است."
    case .settingNowhere: "هیچ‌جا"
    case .aboutLang: "زبان پیام‌ها"
    case .aboutCalendar: "تقویم تاریخ‌ها"
    case .aboutFormat: "شکل نتیجه"
    case .aboutUnit: "واحد مبلغ‌هایی که بدون واحد نوشته می‌شوند"
    case .aboutProgress: "پیشرفت کارهای طولانی"
    case .aboutPDF: "برنامه‌ای که PDF می‌سازد"
    }
  }
}

extension Words {
  /// A message about settings with its places filled in.
  func callAsFunction(_ message: SettingMessage, _ arguments: String...) -> String {
    Self.fill(message.text(in: language), arguments)
  }
}

extension Tongue {
  /// A message about settings in the present language, for help.
  static func say(_ message: SettingMessage) -> String { Words(current.language)(message) }
}
