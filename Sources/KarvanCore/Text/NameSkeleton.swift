// SPDX-License-Identifier: Apache-2.0

/// How a word of a name sounds, whichever script it is written in: its consonants.
///
/// «محمدی», `Mohammadi` and `Mohamadi` have the same skeleton, as have «رضایی» and `Rezaei`. Letters
/// that sound alike in Persian are one (ث س ص, ذ ز ض ظ, ت ط, ح ه, ق غ, ج ژ); vowels are left out but
/// for one in front; doubled consonants are one; a final h is not heard. Words of other scripts, and
/// those with digits, are their own skeleton.
public enum NameSkeleton {
  /// The skeleton of a word that was folded by ``SearchKey/normalize(_:)``; never empty for a word
  /// that is not.
  public static func of(_ word: String) -> String {
    let scalars = Array(word.unicodeScalars)
    guard !scalars.contains(where: isDigit) else { return word }
    var sounds: [Character] = []
    var index = 0
    while index < scalars.count {
      let (sound, length) = sound(at: index, of: scalars)
      if let sound, sounds.last != sound { sounds.append(sound) }
      index += length
    }
    return sounds.isEmpty ? "a" : String(sounds)
  }

  /// A word of Persian with its long vowels, in which only letters of one sound are the same; nil
  /// for words of other scripts.
  ///
  /// «طاهری» and «تاهری» are the same in it, «کریمی» and «کرمی» are not.
  public static func spoken(_ word: String) -> String? {
    var spoken = ""
    for scalar in word.unicodeScalars {
      guard let letter = persian[scalar] else { return nil }
      spoken.append(letter)
    }
    return spoken
  }

  private static func isDigit(_ scalar: Unicode.Scalar) -> Bool {
    ("0"..."9").contains(scalar)
  }

  /// What is heard at a place, nil for nothing, and how many letters that takes.
  private static func sound(
    at index: Int, of word: [Unicode.Scalar]
  ) -> (sound: Character?, length: Int) {
    let isFirst = index == 0
    let isLast = index == word.count - 1
    if let letter = persian[word[index]] {
      switch letter {
      case "A", "E": return (isFirst ? "a" : nil, 1)
      case "V": return (isFirst ? "v" : nil, 1)
      case "Y": return (isFirst ? "y" : nil, 1)
      case "h" where isLast && !isFirst: return (nil, 1)
      default: return (letter, 1)
      }
    }
    for (text, sound) in digraphs where word[index...].starts(with: text.unicodeScalars) {
      return (sound, text.unicodeScalars.count)
    }
    let next = isLast ? nil : word[index + 1]
    switch word[index] {
    case "a", "e", "i", "o", "u": return (isFirst ? "a" : nil, 1)
    case "v", "w": return (isFirst ? "v" : nil, 1)
    case "y": return (isFirst ? "y" : nil, 1)
    case "h" where isLast && !isFirst: return (nil, 1)
    case "c": return (next == "e" || next == "i" || next == "y" ? "s" : "k", 1)
    case let other: return (Character(other), 1)
    }
  }

  /// What Latin letters are together; the longer first. `o` stands for sh, `c` for ch, `x` for kh.
  private static let digraphs: [(String, Character)] = [
    ("tch", "c"), ("sch", "o"), ("sh", "o"), ("ch", "c"), ("kh", "x"), ("gh", "q"), ("zh", "j"),
    ("dj", "j"), ("ph", "f"), ("th", "t"), ("ck", "k"),
  ]

  /// The sound of each Persian letter; capitals are what is a vowel within a word.
  private static let persian: [Unicode.Scalar: Character] = [
    "ا": "A", "آ": "A", "أ": "A", "إ": "A", "ع": "E", "ء": "E", "ئ": "Y", "ؤ": "V", "و": "V",
    "ی": "Y", "ب": "b", "پ": "p", "ت": "t", "ط": "t", "ث": "s", "س": "s", "ص": "s", "ج": "j",
    "ژ": "j", "چ": "c", "ح": "h", "ه": "h", "خ": "x", "د": "d", "ذ": "z", "ز": "z", "ض": "z",
    "ظ": "z", "ر": "r", "ش": "o", "غ": "q", "ق": "q", "ف": "f", "ک": "k", "گ": "g", "ل": "l",
    "م": "m", "ن": "n",
  ]
}
