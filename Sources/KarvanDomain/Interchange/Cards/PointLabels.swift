// SPDX-License-Identifier: Apache-2.0

/// What telephones and addresses are called on cards, and what people call them.
enum PointLabels {
  /// The type of a card that a label means, in either language; nil for words of somebody's own.
  static func type(of label: String) -> String? {
    let key = label.lowercased()
    return types.first { $0.labels.contains(key) }?.type
  }

  /// What a line of a card calls its value: its own label before its types.
  static func label(of line: ContentLine, named label: String?) -> String? {
    if let label, !label.isEmpty { return bare(label) }
    let words = line.values(of: "TYPE").map { $0.lowercased() }
      .flatMap { $0.split(separator: ",").map(String.init) }
      .filter { !silent.contains($0) && !$0.isEmpty && !$0.hasPrefix("x-") }
    return words.first { word in types.contains { $0.type == word } } ?? words.first
  }

  /// Whether a line says that its value is to be tried first.
  static func isPreferred(_ line: ContentLine) -> Bool {
    line.values(of: "TYPE").contains { $0.lowercased() == "pref" }
      || line.values(of: "PREF").contains { $0 == "1" }
  }

  /// `_$!<Home>!$_` as `home`: how one address book writes the labels that it has words for.
  private static func bare(_ label: String) -> String {
    guard label.hasPrefix("_$!<"), label.hasSuffix(">!$_") else { return label }
    return label.dropFirst(4).dropLast(4).lowercased()
  }

  private static let types: [(type: String, labels: [String])] = [
    ("cell", ["cell", "mobile", "همراه", "موبایل", "تلفن همراه"]),
    ("work", ["work", "office", "کار", "دفتر", "محل کار"]),
    ("home", ["home", "خانه", "منزل"]),
    ("fax", ["fax", "نمابر", "فکس", "دورنگار"]),
    ("pager", ["pager"]),
  ]

  /// What says nothing that Karvan keeps.
  private static let silent: Set<String> = [
    "pref", "voice", "msg", "internet", "text", "video", "isdn", "bbs", "modem", "main", "other",
    "intl", "dom", "postal", "parcel", "quoted-printable", "base64",
  ]
}
