// SPDX-License-Identifier: Apache-2.0

import KarvanCore

/// The calling codes of countries, for numbers in imported files that are written without one.
public enum CallingCodes {
  /// The code of a country by its English name, its Persian name or its ISO 3166 code; nil when it
  /// is not in the table.
  ///
  /// Source: ITU-T E.164, assigned country codes.
  public static func code(ofCountry country: String) -> String? {
    let key = SearchKey.normalize(country)
    guard !key.isEmpty else { return nil }
    return rows.first { row in
      row.names.contains { SearchKey.normalize($0).utf8.elementsEqual(key.utf8) }
    }?.code
  }

  private static let rows: [(code: String, names: [String])] = [
    ("98", ["Iran", "IR", "ایران"]), ("54", ["Argentina", "AR", "آرژانتین"]),
    ("43", ["Austria", "AT", "اتریش"]), ("32", ["Belgium", "BE", "بلژیک"]),
    ("55", ["Brazil", "BR", "برزیل"]), ("1", ["Canada", "CA", "کانادا"]),
    ("86", ["China", "CN", "چین"]), ("45", ["Denmark", "DK", "دانمارک"]),
    ("358", ["Finland", "FI", "فنلاند"]), ("33", ["France", "FR", "فرانسه"]),
    ("49", ["Germany", "DE", "آلمان"]), ("91", ["India", "IN", "هند"]),
    ("964", ["Iraq", "IQ", "عراق"]), ("353", ["Ireland", "IE", "ایرلند"]),
    ("39", ["Italy", "IT", "ایتالیا"]), ("81", ["Japan", "JP", "ژاپن"]),
    ("52", ["Mexico", "MX", "مکزیک"]), ("31", ["Netherlands", "NL", "هلند"]),
    ("47", ["Norway", "NO", "نروژ"]), ("48", ["Poland", "PL", "لهستان"]),
    ("351", ["Portugal", "PT", "پرتغال"]), ("7", ["Russia", "RU", "روسیه"]),
    ("34", ["Spain", "ES", "اسپانیا"]), ("46", ["Sweden", "SE", "سوئد"]),
    ("41", ["Switzerland", "CH", "سوئیس"]), ("90", ["Turkey", "TR", "ترکیه"]),
    ("44", ["UK", "United Kingdom", "GB", "بریتانیا"]),
    ("971", ["United Arab Emirates", "UAE", "AE", "امارات"]),
    ("1", ["USA", "United States", "US", "آمریکا"]), ("58", ["Venezuela", "VE", "ونزوئلا"]),
  ]
}
