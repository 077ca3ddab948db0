// SPDX-License-Identifier: Apache-2.0
import KarvanDomain

/// What is said of the fields that a workspace has of its own.
enum FieldMessage: String, CaseIterable, Sendable {
  case aboutField, aboutFieldMore, aboutFieldList, aboutFieldAdd, addForms, aboutChange, aboutRetire
  case helpFieldEntity, helpKey, helpType, helpTarget, helpRule, helpLabel, helpLabelFa, helpChoices
  case helpSearchable, helpRequired, helpUnretire
  case key, refersTo, label, labelFa, choices, required, retired, isSo, isNot
  case declared, fieldChanged

  func text(in language: TextLanguage) -> String {
    switch language {
    case .english: english
    case .persian: persian
    }
  }

  private var english: String {
    switch self {
    case .aboutField: "Fields of your own: shows them; declares them where no office does."
    case .aboutFieldMore:
      """
      In a workspace that stands alone fields are declared here. Where there is an office, its \
      administrator declares them (karvan-server field), and they come with the next sync.
      """
    case .aboutFieldList: "Lists the fields of your own."
    case .aboutFieldAdd: "Declares a field, in a workspace that stands alone."
    case .addForms:
      """
      From then on it is a field like any other: shown, set with KEY=VALUE, found, filtered, \
      imported and exported, merged by its rule.

        karvan field add account shelf_space --type decimal --label "Shelf space"
        karvan field add account supplier --type reference --to account --label Supplier
      """
    case .aboutChange: "Changes labels, adds choices, asks for a field or not."
    case .aboutRetire: "Takes no new values of a field; those that are there stay."
    case .helpFieldEntity: "The kind of record, such as account."
    case .helpKey: "The name in commands and files: a-z, 0-9 and _, such as shelf_space."
    case .helpType: "What it holds:"
    case .helpTarget: "What a reference refers to: account, contact, product, user, …"
    case .helpRule: "What is shown of concurrent values; lastWriter, or addWins for a set."
    case .helpLabel: "What people read in English."
    case .helpLabelFa: "What people read in Persian; the English label if it is left out."
    case .helpChoices: "What it can be: codes with their labels; can be repeated."
    case .helpSearchable: "Let find look into it: texts, whole numbers and sets."
    case .helpRequired:
      "Ask for it: who adds or imports a record has to give it. Records without it stay as they are."
    case .helpUnretire: "Take new values again."
    case .key: "Key"
    case .refersTo: "Refers to"
    case .label: "Label"
    case .labelFa: "Persian label"
    case .choices: "Choices"
    case .required: "Required"
    case .retired: "Retired"
    case .isSo: "yes"
    case .isNot: "no"
    case .declared: "{0} {1}: declared."
    case .fieldChanged: "{0} {1}: changed."
    }
  }

  private var persian: String {
    switch self {
    case .aboutField: "فیلدهای سفارشی: نشان می‌دهد، و جایی که دفتری نیست تعریف می‌کند."
    case .aboutFieldMore:
      """
      در فضای کاری مستقل، فیلدها همین‌جا تعریف می‌شوند. جایی که دفتر هست، مدیر سامانه آن‌ها را تعریف \
      می‌کند (karvan-server field) و با همگام‌سازی بعدی می‌رسند.
      """
    case .aboutFieldList: "فیلدهای سفارشی را فهرست می‌کند."
    case .aboutFieldAdd: "در فضای کاری مستقل فیلدی تعریف می‌کند."
    case .addForms:
      """
      از آن پس فیلدی است مانند دیگر فیلدها: نشان داده می‌شود، با KEY=VALUE مقدار می‌گیرد، جست‌وجو و \
      صافی می‌شود، وارد و صادر می‌شود و با قاعده خودش ادغام می‌شود.

        karvan field add account shelf_space --type decimal --label "Shelf space"
        karvan field add account supplier --type reference --to account --label Supplier
      """
    case .aboutChange: "برچسب‌ها را تغییر می‌دهد، گزینه می‌افزاید، فیلد را پرسیدنی می‌کند یا نمی‌کند."
    case .aboutRetire: "فیلد را کنار می‌گذارد: مقدار تازه نمی‌پذیرد و مقدارهای پیشین می‌مانند."
    case .helpFieldEntity: "نوع رکورد، مانند account."
    case .helpKey: "نام در فرمان‌ها و پرونده‌ها: a-z، 0-9 و _، مانند shelf_space."
    case .helpType: "چه نگه می‌دارد:"
    case .helpTarget: "به چه ارجاع می‌دهد: account، contact، product، user و …"
    case .helpRule: "از مقدارهای همزمان کدام دیده شود؛ lastWriter، و برای مجموعه addWins."
    case .helpLabel: "برچسب انگلیسی."
    case .helpLabelFa: "برچسب فارسی؛ اگر نباشد همان برچسب انگلیسی."
    case .helpChoices: "گزینه‌ها: کد با برچسب‌هایش؛ می‌تواند تکرار شود."
    case .helpSearchable: "در جست‌وجو بیاید: متن، عدد صحیح و مجموعه متن."
    case .helpRequired:
      "پرسیدنی باشد: هر که رکوردی می‌افزاید یا وارد می‌کند باید آن را بدهد. رکوردهای بی آن همان‌گونه می‌مانند."
    case .helpUnretire: "دوباره مقدار تازه بپذیرد."
    case .key: "کلید"
    case .refersTo: "ارجاع به"
    case .label: "برچسب"
    case .labelFa: "برچسب فارسی"
    case .choices: "گزینه‌ها"
    case .required: "پرسیدنی"
    case .retired: "کنارگذاشته"
    case .isSo: "بله"
    case .isNot: "خیر"
    case .declared: "{0} {1}: تعریف شد."
    case .fieldChanged: "{0} {1}: تغییر کرد."
    }
  }
}

extension Words {
  /// A message about declared fields with its places filled in.
  func callAsFunction(_ message: FieldMessage, _ arguments: String...) -> String {
    Self.fill(message.text(in: language), arguments)
  }
}

extension Tongue {
  /// The same in the present language, for help.
  static func say(_ message: FieldMessage) -> String { Words(current.language)(message) }
}
