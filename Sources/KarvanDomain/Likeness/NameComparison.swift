// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// How two names compare.
public struct NameComparison: Hashable, Sendable {
  /// How far they agree, the most first.
  public enum Level: Int, Hashable, Sendable, Comparable {
    /// Word by word, in any order.
    case same
    /// They sound the same, in any script.
    case sounds
    /// But for a slip of the hand.
    case near
    /// A part of the words.
    case part
    /// Not at all.
    case other

    /// More agreement comes first.
    public static func < (one: Level, two: Level) -> Bool { one.rawValue < two.rawValue }
  }

  /// How far they agree.
  public let level: Level
  /// Whether both say which branch, and say different ones.
  public let isOtherBranch: Bool
  /// Whether only one of them says which branch.
  public let isPerhapsBranch: Bool
  /// Whether they name different trades.
  public let isOtherTrade: Bool

  /// Compares two names.
  public init(_ one: NameForm, _ two: NameForm) {
    level = Self.level(one, two)
    isOtherTrade = one.trade != nil && two.trade != nil && one.trade != two.trade
    let branches = (one.branch, two.branch)
    isPerhapsBranch = branches.0.isEmpty != branches.1.isEmpty
    isOtherBranch =
      !branches.0.isEmpty && !branches.1.isEmpty && Self.level(branches.0, branches.1) > .near
  }

  private static func level(_ one: NameForm, _ two: NameForm) -> Level {
    level(one.words, two.words)
  }

  private static func level(_ one: [NameForm.Word], _ two: [NameForm.Word]) -> Level {
    guard !one.isEmpty, !two.isEmpty else { return .other }
    if one.map(\.text).joined() == two.map(\.text).joined() { return .same }
    let (few, many) = one.count <= two.count ? (one, two) : (two, one)
    guard few.count <= 8, many.count <= 8 else { return .other }
    let apart = aligned(few, many)
    guard many.count == few.count + 1 else { return apart }
    // One of them may have written two words as one; that such a long word is near says nothing.
    return many.indices.dropLast().map { place in
      let joined = NameForm.Word(many[place].text + many[place + 1].text)
      return aligned(few, Array(many[..<place]) + [joined] + many[(place + 2)...])
    }.filter { $0 <= .sounds }.reduce(apart, min)
  }

  private static func aligned(_ few: [NameForm.Word], _ many: [NameForm.Word]) -> Level {
    let found = alignment(few, many)
    let sum = 2 * found.reduce(0, +)
    let count = Double(few.count + many.count)
    guard few.count == many.count else { return sum >= partly * count ? .part : .other }
    let least = found.min() ?? 0
    if least >= 0.995 { return .same }
    if least >= 0.955 { return .sounds }
    if least >= 0.88 { return .near }
    return sum >= 0.75 * count ? .part : .other
  }

  private static let partly = 0.66

  /// How alike each word is to the one that is left and most like it.
  private static func alignment(_ few: [NameForm.Word], _ many: [NameForm.Word]) -> [Double] {
    var left = many
    return few.map { word in
      var best = (index: 0, value: 0.0)
      for (index, other) in left.enumerated() {
        let value = similarity(word, other)
        if value > best.value { best = (index, value) }
      }
      if best.value > 0 { left.remove(at: best.index) }
      return best.value
    }
  }

  /// How alike two words are, from 0 to 1; little likeness is none.
  static func similarity(_ one: NameForm.Word, _ two: NameForm.Word) -> Double {
    if one.text == two.text { return 1 }
    if one.isNumber || two.isNumber { return 0 }
    let isSameScript = (one.spoken == nil) == (two.spoken == nil)
    guard isSameScript else {
      if one.skeleton == two.skeleton { return one.skeleton.count > 1 ? 0.97 : 0.93 }
      let value = 0.95 * JaroWinkler.similarity(one.skeleton, two.skeleton)
      return value >= 0.85 ? value : 0
    }
    if let spoken = one.spoken, spoken == two.spoken { return 0.97 }
    let spelled = JaroWinkler.similarity(one.text, two.text)
    guard one.skeleton == two.skeleton else { return spelled >= 0.8 ? spelled : 0 }
    // Latin letters spell a Persian name in many ways; Persian vowels are not a matter of taste.
    if one.spoken == nil { return spelled >= 0.85 ? 0.96 : 0.9 }
    return spelled >= 0.8 ? min(spelled, 0.9) : 0
  }
}
