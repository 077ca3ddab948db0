// SPDX-License-Identifier: Apache-2.0

/// How sure it is that two records are one, and why.
///
/// Each thing that was compared adds or takes hundredths of a bit: the logarithm of how much oftener
/// it comes out so for one than for two. Names weigh more the fewer others are called so. Source:
/// I. P. Fellegi, A. B. Sunter, "A Theory for Record Linkage", JASA 64, 1969; frequencies of names
/// after H. B. Newcombe et al., "Automatic Linkage of Vital Records", Science 130, 1959.
public struct Likeness: Hashable, Sendable {
  /// What was compared, with how it came out.
  public enum Evidence: String, Hashable, Sendable, CaseIterable {
    case sameName, soundsAlike, nearName, partOfName, otherName
    case otherBranch, perhapsBranch, otherTrade
    case samePhone, otherPhone, sameEmail, otherEmail, sameIdentity, otherIdentity
    case sameCity, otherCity, samePostalCode, sameAccount, sameBirthday, otherBirthday
  }

  /// A piece of evidence with what it adds, in hundredths of a bit.
  public struct Reason: Hashable, Sendable {
    /// What was compared.
    public let evidence: Evidence
    /// What it adds; less than nothing where it speaks against.
    public let weight: Int
  }

  /// Why, the strongest first.
  public let reasons: [Reason]
  /// The sum of the weights with what is known before anything is compared.
  public let weight: Int

  /// How sure it is, from 0 to 1.
  public var probability: Double {
    let bits = Double(max(min(weight, 3_000), -3_000)) / 100
    let whole = bits.rounded(.down)
    // A straight line between powers of two: at most six hundredths off, and the same everywhere.
    let odds = Double(sign: .plus, exponent: Int(whole), significand: 1) * (1 + bits - whole)
    return odds / (1 + odds)
  }

  /// How sure it is, in whole percent; 100 is never said.
  public var percent: Int { min(99, Int((probability * 100).rounded(.down))) }

  /// Compares two profiles.
  ///
  /// - Parameters:
  ///   - one: A profile.
  ///   - two: Another.
  ///   - size: How many records there are to be taken for one another.
  ///   - namesakes: How many further records have a name that sounds like theirs.
  public init(_ one: LikenessProfile, _ two: LikenessProfile, size: Int, namesakes: Int) {
    let population = max(size, 100)
    let rarity = Self.bits(of: population * 100) - Self.bits(of: Self.others(namesakes))
    var found = Self.names(one, two, rarity: min(rarity, 2_200))
    func compare(
      _ mine: [String], _ theirs: [String], _ same: (Evidence, Int), _ other: (Evidence, Int)?
    ) {
      guard !mine.isEmpty, !theirs.isEmpty else { return }
      if mine.contains(where: theirs.contains) {
        found.append(same)
      } else if let other {
        found.append(other)
      }
    }
    compare(one.phones, two.phones, (.samePhone, 1_400), (.otherPhone, -300))
    compare(one.emails, two.emails, (.sameEmail, 1_400), (.otherEmail, -300))
    compare(one.cities, two.cities, (.sameCity, 220), (.otherCity, -400))
    compare(one.postalCodes, two.postalCodes, (.samePostalCode, 800), nil)
    for (mine, theirs) in zip(one.identities, two.identities) {
      guard let mine, let theirs else { continue }
      found.append(mine == theirs ? (.sameIdentity, 2_400) : (.otherIdentity, -2_000))
    }
    if let account = one.account, account == two.account { found.append((.sameAccount, 900)) }
    if let mine = one.birthday, let theirs = two.birthday {
      found.append(mine == theirs ? (.sameBirthday, 800) : (.otherBirthday, -800))
    }
    // Three in ten records have another of the same.
    let before = Self.bits(of: 3) - Self.bits(of: population * 10)
    weight = found.reduce(before) { $0 + $1.1 }
    reasons = found.map { Reason(evidence: $0.0, weight: $0.1) }
      .sorted { (-abs($0.weight), $0.evidence.rawValue) < (-abs($1.weight), $1.evidence.rawValue) }
  }

  /// What the names say: those of each that agree the most.
  private static func names(
    _ one: LikenessProfile, _ two: LikenessProfile, rarity: Int
  ) -> [(Evidence, Int)] {
    let comparisons = one.names.flatMap { mine in two.names.map { NameComparison(mine, $0) } }
    guard let best = comparisons.min(by: { $0.level < $1.level }) else { return [] }
    var found: [(Evidence, Int)]
    switch best.level {
    case .same: found = [(.sameName, rarity - 140)]
    case .sounds: found = [(.soundsAlike, rarity - 190)]
    case .near: found = [(.nearName, min(rarity - 300, 1_310))]
    case .part: found = [(.partOfName, min(rarity - 300, 500))]
    case .other: found = [(.otherName, -430)]
    }
    if best.isOtherBranch { found.append((.otherBranch, -1_800)) }
    if best.isPerhapsBranch { found.append((.perhapsBranch, -500)) }
    if best.isOtherTrade { found.append((.otherTrade, -700)) }
    return found
  }

  /// How many others are called so, in hundredths: one or two may well be doubles themselves.
  private static func others(_ namesakes: Int) -> Int {
    switch namesakes {
    case ...0: 3
    case 1: 10
    case 2: 30
    default: (namesakes - 2) * 100
    }
  }

  /// The binary logarithm of a positive number in hundredths, by a straight line between powers.
  static func bits(of number: Int) -> Int {
    guard number > 0 else { return 0 }
    let whole = Int.bitWidth - 1 - number.leadingZeroBitCount
    let power = 1 << whole
    return whole * 100 + (number - power) * 100 / power
  }
}
