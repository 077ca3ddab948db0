// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// Finds all pairs of records of an entity that look like one another.
///
/// Only records that share a number or a mark of their names are compared; each table is read once.
public struct LikenessSweep {
  /// Two records that look like one, of which the first is the older.
  public struct Pair: Hashable, Sendable {
    /// The record with the smaller identifier.
    public let one: RecordID
    /// The other one.
    public let two: RecordID
    /// How sure that is, and why.
    public let likeness: Likeness
    /// The number of the group of records that pairs join, from 1 on.
    public let group: Int
  }

  /// From this probability on a pair is told where nobody says otherwise.
  public static let threshold = 0.8
  /// What more records share makes no pairs.
  static let largestBlock = 120

  /// In a large book names that more records have tell nobody from anybody.
  static let commonName = 12
  /// A book that is not large.
  static let smallBook = 20_000

  /// The profiles, by identifier.
  private var profiles: [LikenessProfile] = []
  private var places: [RecordID: Int] = [:]
  /// The pairs of which somebody said what one is to the other: then they are two.
  private var apart: Set<UInt64> = []

  /// Reads what is known of all records of an entity.
  public init(_ entity: EntityTag, reader: any NameReader) throws {
    let fields = LikenessProfile.fields(of: entity)
    let successor = LikenessProfile.successor(of: entity)
    try reader.forEach(entity, showing: fields) { id, values in
      func value(_ tag: FieldTag) -> Value {
        fields.firstIndex(of: tag).map { values[$0] } ?? .null
      }
      guard successor.map({ value($0.tag).isNull }) ?? true else { return }
      add(LikenessProfile(entity, id, value: value))
    }
    let point = ContactPoint.shape
    guard entity != Lead.tag else { return }
    try reader.forEach(
      ContactPoint.tag,
      showing: [point.account, point.contact, point.kind, point.normalized].map(\.tag)
    ) { _, values in
      guard entity == Contact.tag || values[1].isNull,
        let owner = values[entity == Contact.tag ? 1 : 0].reference, let place = places[owner]
      else { return }
      profiles[place].add(kind: values[2], normalized: values[3])
    }
    guard entity == Account.tag else { return }
    let address = Address.shape
    try reader.forEach(
      Address.tag, showing: [address.account, address.city, address.postalCode].map(\.tag)
    ) { _, values in
      guard let owner = values[0].reference, let place = places[owner] else { return }
      profiles[place].add(city: values[1], postalCode: values[2])
    }
    let relation = Relation.shape
    try reader.forEach(Relation.tag, showing: [relation.from, relation.to].map(\.tag)) { _, ends in
      guard let one = ends[0].reference.flatMap({ places[$0] }),
        let two = ends[1].reference.flatMap({ places[$0] })
      else { return }
      apart.insert(Self.key(min(one, two), max(one, two)))
    }
  }

  private static func key(_ one: Int, _ two: Int) -> UInt64 { UInt64(one) << 32 | UInt64(two) }

  /// Compares profiles that somebody else made, each with its record.
  public init(_ profiles: [LikenessProfile]) {
    for profile in profiles { add(profile) }
  }

  private mutating func add(_ profile: LikenessProfile) {
    guard let record = profile.record else { return }
    places[record] = profiles.count
    profiles.append(profile)
  }

  /// How many records were read.
  public var count: Int { profiles.count }

  /// The pairs at or above a probability, group by group, the surest first.
  public func pairs(atLeast threshold: Double = threshold) -> [Pair] {
    let namesakes = namesakes()
    var found: [(one: Int, two: Int, likeness: Likeness)] = []
    for (one, two) in candidates(namesakes) {
      let others = max(min(namesakes[one], namesakes[two]) - 2, 0)
      let likeness = Likeness(
        profiles[one], profiles[two], size: profiles.count, namesakes: others)
      if likeness.probability >= threshold { found.append((one, two, likeness)) }
    }
    return grouped(found)
  }

  /// How many records have the name of each by its sound, itself among them; of several names the
  /// one that most have.
  private func namesakes() -> [Int] {
    let sounds = profiles.map { profile in
      profile.names.map(\.sounds).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
    }
    var counts: [String: Int] = [:]
    for sound in sounds.joined() { counts[sound, default: 0] += 1 }
    return sounds.map { $0.map { counts[$0] ?? 0 }.max() ?? 0 }
  }

  /// The pairs that share something, each once.
  private func candidates(_ namesakes: [Int]) -> [(Int, Int)] {
    let keys = keys(namesakes)
    var pairs: [UInt64] = []
    var start = 0
    while start < keys.count {
      var end = start + 1
      while end < keys.count, keys[end].key == keys[start].key { end += 1 }
      if end - start <= Self.largestBlock {
        for one in start..<end {
          for two in (one + 1)..<end where keys[one].place != keys[two].place {
            pairs.append(Self.key(keys[one].place, keys[two].place))
          }
        }
      }
      start = end
    }
    pairs.sort()
    var last: UInt64?
    return pairs.compactMap { pair in
      defer { last = pair }
      return pair == last || apart.contains(pair) ? nil : (Int(pair >> 32), Int(pair & 0xFFFF_FFFF))
    }
  }

  /// What each record can be found by, as numbers, so that a hundred thousand are quickly sorted.
  ///
  /// In a large book a name that many have makes no pair without something else that is shared.
  private func keys(_ namesakes: [Int]) -> [(key: UInt64, place: Int)] {
    var keys: [(key: UInt64, place: Int)] = []
    func add(_ text: String, _ place: Int) { keys.append((Self.hash(text), place)) }
    for (place, profile) in profiles.enumerated() {
      let tells = namesakes[place] <= Self.commonName || profiles.count <= Self.smallBook
      for name in profile.names {
        let sounds = name.sounds
        if tells {
          for mark in name.marks { add(mark, place) }
          add("n" + sounds, place)
        }
        if let account = profile.account { add("a\(account)" + sounds, place) }
        if let birthday = profile.birthday { add("b\(birthday)" + sounds, place) }
      }
      for code in profile.postalCodes { add("z" + code, place) }
      for phone in profile.phones { add("p" + phone, place) }
      for email in profile.emails { add("e" + email, place) }
      for (index, text) in profile.identities.enumerated() {
        if let text { add("i\(index)" + text, place) }
      }
    }
    return keys.sorted { ($0.key, $0.place) < ($1.key, $1.place) }
  }

  /// FNV-1a: two texts of one hash only make a pair more to compare.
  private static func hash(_ text: String) -> UInt64 {
    text.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
  }

  /// Numbers the groups that pairs join, in the order of their surest pair.
  private func grouped(_ found: [(one: Int, two: Int, likeness: Likeness)]) -> [Pair] {
    var parent = Array(profiles.indices)
    func root(_ place: Int) -> Int {
      var place = place
      while parent[place] != place { place = parent[place] }
      return place
    }
    for pair in found {
      let (one, two) = (root(pair.one), root(pair.two))
      if one != two { parent[max(one, two)] = min(one, two) }
    }
    let sorted = found.sorted {
      ($1.likeness.weight, $0.one, $0.two) < ($0.likeness.weight, $1.one, $1.two)
    }
    var numbers: [Int: Int] = [:]
    let pairs: [Pair] = sorted.compactMap { pair in
      let group = numbers[root(pair.one)] ?? numbers.count + 1
      numbers[root(pair.one)] = group
      guard let one = profiles[pair.one].record, let two = profiles[pair.two].record else {
        return nil
      }
      return Pair(one: min(one, two), two: max(one, two), likeness: pair.likeness, group: group)
    }
    return pairs.enumerated().sorted {
      ($0.element.group, $0.offset) < ($1.element.group, $1.offset)
    }
    .map(\.element)
  }
}
