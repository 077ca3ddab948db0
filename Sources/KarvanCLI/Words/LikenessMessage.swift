// SPDX-License-Identifier: Apache-2.0
import KarvanDomain

/// What is said of records that look like one another.
enum LikenessMessage: String, CaseIterable, Sendable {
  // Help.
  case aboutDuplicates, duplicateForms, helpLikenessKind, helpAtLeast, helpStrictAdd
  // Labels.
  case likenessGroup, likenessDegree, likenessOne, likenessTwo, likenessReasons, likenessCommand,
    likenessFound
  // Sentences.
  case looksLike, mergeHint, lineLooksLike, moreLookAlike, noDuplicates, likenessCompared,
    likenessRefused, apartHint, numberShared

  func text(in language: TextLanguage) -> String {
    switch language {
    case .english: english
    case .persian: persian
    }
  }
}

extension Words {
  /// A message about likeness with its places filled in.
  func callAsFunction(_ message: LikenessMessage, _ arguments: String...) -> String {
    Self.fill(message.text(in: language), arguments)
  }

  /// Why two records look like one: what speaks for it, then what speaks against it.
  func callAsFunction(_ likeness: Likeness) -> String {
    let told = likeness.reasons.filter { $0.weight > 0 } + likeness.reasons.filter { $0.weight < 0 }
    return list(told.map { $0.evidence.text(in: language) })
  }

  /// A share of hundred.
  func percent(_ number: Int) -> String {
    self.number(number) + (language == .persian ? "٪" : "%")
  }
}

extension Tongue {
  /// A message about likeness in the present language, for help.
  static func say(_ message: LikenessMessage) -> String { Words(current.language)(message) }
}

extension LikenessMessage {
  /// The words in English.
  var english: String {
    switch self {
    case .aboutDuplicates: "Find records that look like one another."
    case .duplicateForms:
      """
      Compares names in Persian and Latin letters, phones, e-mail addresses, numbers of the state and \
      places, on this device. Each pair says how sure it is, why, and what to type to make one of the \
      two; nothing is merged by itself.
      """
    case .helpLikenessKind: "accounts, contacts or leads; all of them where nothing is said."
    case .helpAtLeast: "How sure it must be at least, such as 0.9 or 90%."
    case .helpStrictAdd: "Add nothing that looks like a record that is there."
    case .likenessGroup: "Group"
    case .likenessDegree: "Likeness"
    case .likenessOne: "One"
    case .likenessTwo: "The other"
    case .likenessReasons: "Because"
    case .likenessCommand: "To merge them"
    case .likenessFound: "Looks like"
    case .looksLike: "It looks like {0} {1} ({2}), {3}: {4}."
    case .apartHint:
      "Two that are not the same: karvan relation add from=ONE to=OTHER kind=distinct"
    case .numberShared: "{0} is also the number of {1} {2} ({3})."
    case .mergeHint: "If it is the same: karvan {0} merge {1} {2}"
    case .lineLooksLike: "Line {0} looks like {1} ({2}), {3}: {4}."
    case .moreLookAlike: "{0} more {0:row looks|rows look} like records that are there."
    case .noDuplicates: "Nothing looks like one another that much."
    case .likenessCompared: "{0} {0:record was|records were} compared."
    case .likenessRefused: "{0} Nothing was added; leave --strict out to add it anyway."
    }
  }

  /// The words in Persian.
  var persian: String {
    switch self {
    case .aboutDuplicates: "رکوردهایی را که به هم می‌مانند پیدا می‌کند."
    case .duplicateForms:
      """
      نام‌ها را به خط فارسی و لاتین، تلفن‌ها، ایمیل‌ها، شناسه‌های رسمی و نشانی‌ها را روی همین دستگاه مقایسه \
      می‌کند. برای هر جفت می‌گوید چقدر احتمال دارد یکی باشند، چرا، و برای یکی کردنشان چه باید نوشت؛ هیچ چیز \
      خودبه‌خود ادغام نمی‌شود.
      """
    case .helpLikenessKind: "accounts،‏ contacts یا leads؛ اگر چیزی گفته نشود، همه."
    case .helpAtLeast: "دست‌کم چقدر احتمال، مانند 0.9 یا ۹۰٪."
    case .helpStrictAdd: "آنچه به رکوردی موجود می‌ماند افزوده نشود."
    case .likenessGroup: "گروه"
    case .likenessDegree: "همانندی"
    case .likenessOne: "یکی"
    case .likenessTwo: "دیگری"
    case .likenessReasons: "چون"
    case .likenessCommand: "برای ادغام"
    case .likenessFound: "همانندها"
    case .looksLike: "به {0} «{1}» ({2}) می‌ماند، {3}: {4}."
    case .apartHint: "دو حسابی که یکی نیستند: karvan relation add from=ONE to=OTHER kind=distinct"
    case .numberShared: "\u{200E}{0}\u{200E} از آن {1} «{2}» ({3}) هم هست."
    case .mergeHint: "اگر یکی هستند: \u{200E}karvan {0} merge {1} {2}"
    case .lineLooksLike: "سطر {0} به «{1}» ({2}) می‌ماند، {3}: {4}."
    case .moreLookAlike: "{0} سطر دیگر نیز به رکوردهای موجود می‌مانند."
    case .noDuplicates: "هیچ دو رکوردی تا این اندازه به هم نمی‌مانند."
    case .likenessCompared: "{0} رکورد مقایسه شد."
    case .likenessRefused: "{0} چیزی افزوده نشد؛ برای افزودن، ‎--strict را بردارید."
    }
  }
}

extension Likeness.Evidence {
  /// What was compared, as people say it.
  func text(in language: TextLanguage) -> String {
    switch language {
    case .english: english
    case .persian: persian
    }
  }

  private var english: String {
    switch self {
    case .sameName: "the same name"
    case .soundsAlike: "a name that sounds the same"
    case .nearName: "nearly the same name"
    case .partOfName: "a part of the name"
    case .otherName: "but another name"
    case .otherBranch: "but another branch"
    case .perhapsBranch: "but perhaps a branch"
    case .otherTrade: "but another trade"
    case .samePhone: "the same phone"
    case .otherPhone: "but another phone"
    case .sameEmail: "the same e-mail address"
    case .otherEmail: "but another e-mail address"
    case .sameIdentity: "the same number of the state"
    case .otherIdentity: "but another number of the state"
    case .sameCity: "the same city"
    case .otherCity: "but another city"
    case .samePostalCode: "the same postal code"
    case .sameAccount: "at the same account"
    case .sameBirthday: "the same birthday"
    case .otherBirthday: "but another birthday"
    }
  }

  private var persian: String {
    switch self {
    case .sameName: "همان نام"
    case .soundsAlike: "نامی هم‌آوا"
    case .nearName: "نامی بسیار نزدیک"
    case .partOfName: "بخشی از نام"
    case .otherName: "ولی نامی دیگر"
    case .otherBranch: "ولی شعبه‌ای دیگر"
    case .perhapsBranch: "ولی شاید شعبه‌ای از آن"
    case .otherTrade: "ولی صنفی دیگر"
    case .samePhone: "همان تلفن"
    case .otherPhone: "ولی تلفنی دیگر"
    case .sameEmail: "همان ایمیل"
    case .otherEmail: "ولی ایمیلی دیگر"
    case .sameIdentity: "همان شناسه رسمی"
    case .otherIdentity: "ولی شناسه رسمی دیگر"
    case .sameCity: "همان شهر"
    case .otherCity: "ولی شهری دیگر"
    case .samePostalCode: "همان کد پستی"
    case .sameAccount: "نزد همان حساب"
    case .sameBirthday: "همان زادروز"
    case .otherBirthday: "ولی زادروزی دیگر"
    }
  }
}
