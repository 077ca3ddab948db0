// SPDX-License-Identifier: Apache-2.0

extension Weekday {
  /// The name of the day in a language.
  public func name(in language: TextLanguage) -> String {
    let names =
      switch language {
      case .english:
        ["Saturday", "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]
      case .persian:
        ["شنبه", "یکشنبه", "دوشنبه", "سه‌شنبه", "چهارشنبه", "پنجشنبه", "جمعه"]
      }
    return names[rawValue]
  }
}

extension CalendarKind {
  /// The name of a month, 1 to 12, in a language; empty for another number.
  public func monthName(_ month: Int, in language: TextLanguage) -> String {
    let names = names(in: language)
    return names.indices.contains(month - 1) ? names[month - 1] : ""
  }

  private func names(in language: TextLanguage) -> [String] {
    switch (self, language) {
    case (.gregorian, .english):
      [
        "January", "February", "March", "April", "May", "June", "July", "August", "September",
        "October", "November", "December",
      ]
    case (.gregorian, .persian):
      [
        "ژانویه", "فوریه", "مارس", "آوریل", "مه", "ژوئن", "ژوئیه", "اوت", "سپتامبر", "اکتبر",
        "نوامبر", "دسامبر",
      ]
    case (.jalali, .english):
      [
        "Farvardin", "Ordibehesht", "Khordad", "Tir", "Mordad", "Shahrivar", "Mehr", "Aban",
        "Azar", "Dey", "Bahman", "Esfand",
      ]
    case (.jalali, .persian):
      [
        "فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور", "مهر", "آبان", "آذر", "دی",
        "بهمن", "اسفند",
      ]
    }
  }
}
