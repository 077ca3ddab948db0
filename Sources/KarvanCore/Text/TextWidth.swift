// SPDX-License-Identifier: Apache-2.0

/// How many columns a text takes in a terminal.
public enum TextWidth {
  /// The columns of a text on one line, as most terminals count them.
  ///
  /// Zero for controls, combining marks, joiners and direction marks; two for East Asian wide
  /// characters and for emoji (a sequence held together by joiners or a skin tone is one emoji, a
  /// pair of regional indicators one flag); one for the rest, also for each Arabic letter: a
  /// terminal gives a ligature the cells of its letters.
  public static func columns(_ text: String) -> Int {
    var count = 0
    var isASCII = true
    for byte in text.utf8 {
      if byte >= 0x80 {
        isASCII = false
        break
      }
      if byte >= 0x20, byte != 0x7F { count += 1 }
    }
    return isASCII ? count : measure(text)
  }

  private static func measure(_ text: String) -> Int {
    var total = 0
    var lastWidth = 0
    var afterEmojiJoiner = false
    var openIndicator = false
    var lastWasEmoji = false
    for scalar in text.unicodeScalars {
      let value = scalar.value
      if value == 0x200D {
        afterEmojiJoiner = lastWasEmoji
        continue
      }
      if value == 0xFE0F {
        // Emoji style: the sign before it is drawn wide.
        if lastWidth == 1, lastWasEmoji {
          total += 1
          lastWidth = 2
        }
        continue
      }
      if (0x1F1E6...0x1F1FF).contains(value) {
        total += openIndicator ? 0 : 2
        openIndicator.toggle()
        continue
      }
      openIndicator = false
      let isEmoji = scalar.properties.isEmoji && value > 0x7F
      let isModifier = lastWasEmoji && (0x1F3FB...0x1F3FF).contains(value)
      let width = isModifier || (afterEmojiJoiner && isEmoji) ? 0 : columns(of: scalar)
      afterEmojiJoiner = false
      total += width
      if width > 0 || isEmoji {
        lastWidth = width
        lastWasEmoji = isEmoji
      }
    }
    return total
  }

  private static func columns(of scalar: Unicode.Scalar) -> Int {
    let value = scalar.value
    switch value {
    case ..<0x20, 0x7F..<0xA0: return 0
    case ..<0x300: return 1
    case 0x600...0x605, 0x6DD, 0x70F, 0x890...0x891, 0x8E2: return 1  // visible number signs
    case 0x1160...0x11FF: return 0  // vowels and finals of a Korean syllable
    default: break
    }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format, .control, .lineSeparator, .paragraphSeparator:
      return 0
    default: break
    }
    return isWide(value) || scalar.properties.isEmojiPresentation ? 2 : 1
  }

  private static func isWide(_ value: UInt32) -> Bool {
    switch value {
    case 0x1100...0x115F, 0x2329...0x232A, 0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97C,
      0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF01...0xFF60,
      0xFFE0...0xFFE6, 0x16FE0...0x18D08, 0x1AFF0...0x1B2FB, 0x1F200...0x1F265,
      0x20000...0x3FFFD:
      true
    default: false
    }
  }
}
