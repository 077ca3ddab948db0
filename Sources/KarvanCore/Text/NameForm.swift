// SPDX-License-Identifier: Apache-2.0

/// A name as names are compared: its own words, without titles and legal forms, and apart from them
/// what trade it says and which branch.
public struct NameForm: Hashable, Sendable {
  /// A word with the ways in which it can be the same as another.
  public struct Word: Hashable, Sendable {
    /// Folded as for searching.
    public let text: String
    /// How it sounds in any script.
    public let skeleton: String
    /// How it sounds with its long vowels; nil outside of Persian.
    public let spoken: String?
    /// Whether it has a digit.
    public let isNumber: Bool

    /// A word that is folded as for searching.
    public init(_ text: String) {
      self.text = text
      skeleton = NameSkeleton.of(text)
      spoken = NameSkeleton.spoken(text)
      isNumber = text.utf8.contains { (0x30...0x39).contains($0) }
    }
  }

  /// The words by which it is known, in order.
  public let words: [Word]
  /// The number of the trade that it names, such as pharmacies; nil for none.
  public let trade: Int?
  /// The words that tell one branch from another.
  public let branch: [Word]

  /// Reads a name.
  public init(_ name: String) {
    let plain = String(String.UnicodeScalarView(name.unicodeScalars.filter { !Self.isMark($0) }))
    let found = Self.joined(SearchKey.words(plain))
    let (rest, branch) = Self.split(found)
    let trades = rest.compactMap { NameVocabulary.trades[$0] }
    let own = rest.filter {
      !NameVocabulary.generic.contains($0) && NameVocabulary.trades[$0] == nil
    }
    // A name of nothing but such words is known by them.
    let named = own.isEmpty ? rest : own
    let numbers = named.filter { $0.utf8.contains { (0x30...0x39).contains($0) } }
    let words = named.count > numbers.count ? named.filter { !numbers.contains($0) } : named
    self.words = words.map(Word.init)
    self.branch = (branch + (words.count < named.count ? numbers : [])).map(Word.init)
    trade = trades.min()
  }

  /// Apostrophes stand for letters that other spellings leave out.
  private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x27, 0x60, 0x2BB, 0x2BC, 0x2018, 0x2019: true
    default: false
    }
  }

  /// Endings of family names that are also written apart.
  private static func joined(_ words: [String]) -> [String] {
    words.reduce(into: []) { joined, word in
      if NameVocabulary.endings.contains(word), let last = joined.indices.last,
        !NameVocabulary.generic.contains(joined[last])
      {
        joined[last] += word
      } else {
        joined.append(word)
      }
    }
  }

  /// The words of the name and those of the branch: what follows «شعبه», or comes before `branch`.
  private static func split(_ words: [String]) -> (name: [String], branch: [String]) {
    guard let mark = words.firstIndex(where: { NameVocabulary.branches.contains($0) }) else {
      return (words, [])
    }
    if mark == words.count - 1 {
      guard mark > 1 else { return (Array(words[..<mark]), []) }
      return (Array(words[..<(mark - 1)]), [words[mark - 1]])
    }
    return (Array(words[..<mark]), Array(words[(mark + 1)...]))
  }
}

extension NameForm {
  /// Begins every mark: a letter that nobody types.
  private static let sign = "ꙮ"
  /// Of more words only the first are marked.
  private static let markedWords = 4

  /// The skeletons that marks are made of, each once, in order.
  private var skeletons: [String] {
    words.prefix(Self.markedWords).map(\.skeleton).reduce(into: []) {
      if !$0.contains($1) { $0.append($1) }
    }
  }

  /// The marks by which a name that sounds alike is found: each word with the first sound of each
  /// other one.
  public var marks: [String] {
    let skeletons = skeletons
    guard skeletons.count > 1 else {
      return skeletons.map { Self.sign + $0 + Self.sign + Self.sign } + shortened
    }
    return skeletons.flatMap { word in
      skeletons.filter { $0 != word }.map { Self.sign + word + Self.sign + $0.prefix(1) }
    }.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }

  /// What every name that sounds the same has.
  public var allMarks: [String] { marks.filter { !shortened.contains($0) } }

  /// The beginnings of the marks of names in which the only word of this one is one of several.
  public var beginnings: [String] {
    let skeletons = skeletons
    return skeletons.count == 1 ? skeletons.map { Self.sign + $0 + Self.sign } : []
  }

  /// The skeleton of a single word without one of its sounds each: two words of which one has lost,
  /// gained or swapped a sound share one.
  private var shortened: [String] {
    let skeletons = skeletons
    guard skeletons.count == 1, let word = skeletons.first, (3...12).contains(word.count) else {
      return []
    }
    return word.indices.map { index in
      Self.sign + Self.sign + word[..<index] + word[word.index(after: index)...]
    }
  }

  /// All sounds of the name in no order: what sounds the same has the same.
  public var sounds: String {
    words.map(\.skeleton).sorted(by: UTF8Order.precedes).joined(separator: " ")
  }
}
