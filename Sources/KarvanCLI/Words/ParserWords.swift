// SPDX-License-Identifier: Apache-2.0
import KarvanDomain

/// Says in Persian what the parser of commands says by itself: the headings of help and what was
/// wrong with a command line. Its own words are English alone.
enum ParserWords {
  /// The text in a language; a line that is not the parser's own stays as it is, and so does what
  /// programs read: completion scripts and dumps.
  static func text(_ text: String, in language: TextLanguage) -> String {
    guard language == .persian, starts.contains(where: text.hasPrefix) else { return text }
    return text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { line(String($0)) }.joined(separator: "\n")
  }

  private static func line(_ line: String) -> String {
    for (english, persian) in lines {
      guard let parts = match(line, english) else { continue }
      return Words.fill(persian, parts.map(values))
    }
    if let error = match(line, "Error: {0}")?.first { return "خطا: \(phrase(error))" }
    return values(line)
  }

  private static func phrase(_ error: String) -> String {
    for (english, persian) in phrases {
      if let parts = match(error, english) { return Words.fill(persian, parts) }
    }
    return error
  }

  /// How what it says to people begins.
  private static let starts = ["OVERVIEW: ", "USAGE: ", "Error: "]

  /// Usage has a line of its own: it is read from left to right.
  private static let lines = [
    ("OVERVIEW: {0}", "{0}"), ("USAGE: {0}", "کاربرد:\n       {0}"),
    ("Usage: {0}", "کاربرد:\n       {0}"), ("Help:  {0}", "       {0}"),
    ("ARGUMENTS:", "آرگومان‌ها:"), ("OPTIONS:", "گزینه‌ها:"), ("SUBCOMMANDS:", "زیرفرمان‌ها:"),
    ("{0} SUBCOMMANDS:", "{0}:"),
    ("{0}Show the version.", "{0}نسخه را نشان می‌دهد."),
    ("{0}Show help information.", "{0}این راهنما را نشان می‌دهد."),
    ("{0}Show subcommand help information.", "{0}راهنمای یک فرمان را نشان می‌دهد."),
    ("  See '{0}' for detailed help.", "  راهنمای هر یک: {0}"),
    ("  See '{0}' for more information.", "  راهنما: {0}"),
  ]

  private static let phrases = [
    ("Missing expected argument '{0}'", "{0} نوشته نشده است."),
    ("Missing one of: '{0}'", "یکی از این‌ها باید نوشته شود: '{0}'"),
    ("Unknown option '{0}'. Did you mean '{1}'?", "گزینه {0} شناخته نیست. شاید {1}؟"),
    ("Unknown option '{0}'", "گزینه {0} شناخته نیست."),
    ("Missing value for '{0}'", "مقدار {0} نوشته نشده است."),
    (
      "The option '{0}' does not take any value, but '{1}' was specified.",
      "گزینه {0} مقدار نمی‌گیرد، ولی '{1}' نوشته شده است."
    ),
    ("Unexpected argument '{0}'", "'{0}' زیادی است."),
    ("{0} unexpected arguments: '{1}'", "این‌ها زیادی‌اند: '{1}'"),
    (
      "The value '{0}' is invalid for '{1}'. Please provide one of {2}.",
      "'{0}' برای {1} درست نیست. یکی از این‌ها: {2}"
    ),
    ("The value '{0}' is invalid for '{1}': {2}", "'{0}' برای {1} درست نیست: {2}"),
    ("The value '{0}' is invalid for '{1}'", "'{0}' برای {1} درست نیست."),
    (
      "Value to be set with {0} had already been set with {1}",
      "{0} با {1} جمع نمی‌شود؛ یکی را بنویسید."
    ),
    ("Missing required subcommand.", "زیرفرمان نوشته نشده است."),
  ]

  /// What is said in brackets after an option.
  private static func values(_ text: String) -> String {
    var text = text
    for (english, persian) in [
      ("(default: ", "(پیش‌فرض: "), ("(values: ", "(مقدارها: "), ("; default: ", "؛ پیش‌فرض: "),
    ] where text.contains(english) { text = text.replacing(english, with: persian) }
    return text
  }

  /// What stands in the places of a pattern; nil where the text is another one.
  private static func match(_ text: String, _ pattern: String) -> [String]? {
    var pieces: [Substring] = []
    var rest = pattern[...]
    while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
      pieces.append(rest[..<open])
      rest = rest[rest.index(after: close)...]
    }
    guard text.hasPrefix(pieces.first ?? rest) else { return nil }
    guard !pieces.isEmpty else { return text == pattern ? [] : nil }
    var found: [String] = []
    var left = text.dropFirst(pieces[0].count)
    for piece in pieces.dropFirst() {
      guard let range = left.firstRange(of: piece) else { return nil }
      found.append(String(left[..<range.lowerBound]))
      left = left[range.upperBound...]
    }
    guard left.hasSuffix(rest) else { return nil }
    return found + [String(left.dropLast(rest.count))]
  }
}
