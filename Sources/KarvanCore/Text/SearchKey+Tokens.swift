// SPDX-License-Identifier: Apache-2.0

/// Tokens: how Persian compounds are found however they are spaced.
///
/// A compound such as «می‌خواهم» is also written «می خواهم» and «میخواهم». The index holds
/// `tokens(for:)` of a text; a search asks for a token that begins with each of `queryWords(_:)`.
///
/// Found: any of the three by any of the three, also half typed, when the separate piece is one of
/// the common prefixes and suffixes of Persian (می، نمی، بی، ها، های، تر، ترین، ام، ات، اش، …);
/// a compound of a non-joiner by each of its pieces and by its joined form.
/// Not found: two free words written together («کتابخانه») by the same two apart («کتاب خانه»);
/// the inside of a joined word («خواهم» does not find «میخواهم»); a phrase with an affix
/// («خوب تر») in a text that has the two words, but not side by side.
extension SearchKey {
  /// The pieces of one compound beyond which a new one begins; bounds the tokens of hostile text.
  private static let maximumPieces = 6

  /// The tokens to index for a text, each once, in order of appearance: the pieces of its words,
  /// and for each compound the joined form from every piece on.
  public static func tokens(for text: String) -> [String] {
    var seen: Set<String> = []
    var result: [String] = []
    func add(_ token: String) {
      if seen.insert(token).inserted { result.append(token) }
    }
    for compound in compounds(text) {
      compound.forEach(add)
      for start in compound.indices.dropLast() { add(compound[start...].joined()) }
    }
    return result
  }

  /// The words to search for, each by prefix and all of them: every compound in its joined form.
  public static func queryWords(_ text: String) -> [String] {
    compounds(text).map { $0.joined() }
  }

  /// The text as compounds of pieces: pieces belong together when a non-joiner is between them, or
  /// white space on the free side of an affix.
  private static func compounds(_ text: String) -> [[String]] {
    var compounds: [[String]] = []
    for (piece, gap) in pieces(text) {
      guard let last = compounds.indices.last, let previous = compounds[last].last,
        compounds[last].count < maximumPieces,
        gap == .joiner
          || (gap == .space && (prefixes.contains(previous) || suffixes.contains(piece)))
      else {
        compounds.append([piece])
        continue
      }
      compounds[last].append(piece)
    }
    return compounds
  }

  private enum Gap { case joiner, space, hard }

  /// The folded pieces of a text with what came before each.
  private static func pieces(_ text: String) -> [(piece: String, gap: Gap)] {
    if text.utf8.allSatisfy({ $0 < 0x80 }) { return words(text).map { ($0, .hard) } }
    let table = FoldTable.shared
    var result: [(piece: String, gap: Gap)] = []
    var current = String.UnicodeScalarView()
    var gap: Gap? = .hard
    /// Ends the piece, if one is open, and widens the gap that follows it.
    func close(_ next: Gap) {
      if !current.isEmpty {
        result.append((String(current), gap ?? .hard))
        current = String.UnicodeScalarView()
        gap = nil
      }
      switch (gap, next) {
      case (nil, _), (.joiner, _): gap = next
      case (.space, .hard): gap = .hard
      default: break
      }
    }
    for scalar in text.unicodeScalars {
      if scalar.value == 0x200C {
        close(.joiner)
        continue
      }
      table.fold(scalar) { value in
        if value == 0x20 {
          close(.space)
        } else if let folded = Unicode.Scalar(value) {
          if isWordScalar(folded) { current.append(folded) } else { close(.hard) }
        }
      }
    }
    close(.hard)
    return result
  }

  /// Verb and word prefixes that are often written apart, folded.
  private static let prefixes: Set<String> = ["می", "نمی", "همی", "بی", "نا"]

  /// Endings that are often written apart, folded: plural, comparison, possession, verb endings.
  private static let suffixes: Set<String> = [
    "ها", "های", "هایی", "هایم", "هایت", "هایش", "هایمان", "هایتان", "هایشان", "تر", "تری",
    "ترین", "ترینها", "ام", "ات", "اش", "ایم", "اید", "اند", "ای", "ان", "مان", "تان", "شان",
    "گر", "گری", "گان", "مند", "ی",
  ]
}
