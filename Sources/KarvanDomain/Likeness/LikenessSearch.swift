// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// Finds the records that look like one that is being typed: by its numbers, and by how its names
/// sound; what it asks does not grow with the number of records.
public struct LikenessSearch {
  /// A record that looks like it.
  public struct Match: Sendable {
    /// The record, or the one that stands for it.
    public let view: RecordView
    /// How sure that is, and why.
    public let likeness: Likeness
  }

  /// From this probability on it is worth saying.
  public static let threshold = 0.5
  /// The most matches that are told.
  public static let mostMatches = 8

  /// Of more records of one name only so many are looked at: what so many share tells nobody from
  /// anybody.
  static let commonName = 60
  /// Marks that more names have find none.
  static let commonMark = 25
  /// The most records that are compared with all that is known of them.
  private static let mostCompared = 24

  private let reader: any NameReader

  /// Searches by a reader.
  public init(_ reader: any NameReader) { self.reader = reader }

  /// Which entities hold what could be the same as a record of this one.
  static func counterparts(of entity: EntityTag) -> [EntityTag] {
    switch entity {
    case Account.tag: [Account.tag, Lead.tag]
    case Contact.tag: [Contact.tag]
    case Lead.tag: [Lead.tag, Account.tag, Contact.tag]
    default: []
    }
  }

  /// The records that look like it, the likeliest first.
  ///
  /// - Parameters:
  ///   - profile: What is known of it.
  ///   - threshold: The least probability.
  public func matches(
    _ profile: LikenessProfile, atLeast threshold: Double = threshold
  ) throws -> [Match] {
    var matches: [Match] = []
    for entity in Self.counterparts(of: profile.entity) {
      let size = try reader.size(of: entity)
      let (candidates, namesakes) = try candidates(profile, in: entity)
      for view in candidates.prefix(Self.mostCompared) {
        let survivor = try Duplicates.survivor(of: view, reader: reader)
        guard survivor.id != profile.record, Self.isOpen(view),
          !matches.contains(where: { $0.view.id == survivor.id })
        else { continue }
        let other = try self.profile(of: view)
        // The record itself is one of those of its name.
        let likeness = Likeness(profile, other, size: size, namesakes: max(namesakes - 1, 0))
        guard likeness.probability >= threshold else { continue }
        matches.append(Match(view: survivor, likeness: likeness))
      }
    }
    return Array(
      matches.sorted { ($1.likeness.weight, $0.view.id) < ($0.likeness.weight, $1.view.id) }
        .prefix(Self.mostMatches))
  }

  /// A converted lead is its account by now.
  private static func isOpen(_ view: RecordView) -> Bool {
    view.entity.tag != Lead.tag || view[Lead.shape.convertedAccount].isNull
  }

  /// The records worth comparing, those that share a number first, then by their names; and how many
  /// have a name that sounds the same.
  private func candidates(
    _ profile: LikenessProfile, in entity: EntityTag
  ) throws -> (views: [RecordView], namesakes: Int) {
    var found = try byNumbers(profile, in: entity)
    var namesakes = 0
    var named: [(level: NameComparison.Level, view: RecordView)] = []
    func add(_ views: [RecordView]) {
      for view in views
      where !found.contains(where: { $0.id == view.id })
        && !named.contains(where: { $0.view.id == view.id })
      {
        let names = LikenessProfile.nameFields(of: entity).compactMap { view[$0].text }
        let level = profile.names.flatMap { mine in
          names.map { NameComparison(mine, NameForm($0)).level }
        }.min()
        if let level, level < .other { named.append((level, view)) }
      }
    }
    for name in profile.names {
      let same = try reader.records(entity, marked: name.allMarks, limit: Self.commonName)
      namesakes = max(namesakes, same.count { isNamesake($0, of: name, in: entity) })
      add(same)
      for mark in name.marks {
        let some = try reader.records(entity, marked: [mark], limit: Self.commonMark)
        if some.count < Self.commonMark { add(some) }
      }
      for beginning in name.beginnings {
        add(try reader.records(entity, markedFrom: beginning, limit: Self.commonMark))
      }
    }
    found += named.sorted { ($0.level, $0.view.id) < ($1.level, $1.view.id) }.map(\.view)
    return (found, namesakes)
  }

  /// Whether a record of a name that sounds the same says no other trade.
  private func isNamesake(
    _ view: RecordView, of name: NameForm, in entity: EntityTag
  ) -> Bool {
    guard let trade = name.trade else { return true }
    let others = LikenessProfile.nameFields(of: entity).compactMap { view[$0].text }
      .compactMap { NameForm($0).trade }
    return others.isEmpty || others.contains(trade)
  }

  /// The records that share a phone, an address or a number of the state.
  private func byNumbers(
    _ profile: LikenessProfile, in entity: EntityTag
  ) throws -> [RecordView] {
    var found: [RecordView] = []
    func add(_ views: [RecordView]) {
      found += views.filter { view in !found.contains { $0.id == view.id } }
    }
    let fields = LikenessProfile.identityFields(of: entity)
    for (field, text) in zip(fields, profile.identities) {
      guard let text else { continue }
      add(try reader.records(entity, where: field.tag, is: .text(text)))
    }
    if entity == Lead.tag {
      for (field, values) in [
        (Lead.shape.normalizedPhone, profile.phones), (Lead.shape.email, profile.emails),
      ] {
        for value in values { add(try reader.records(entity, where: field.tag, is: .text(value))) }
      }
      return found
    }
    let shape = ContactPoint.shape
    let owner = entity == Account.tag ? shape.account : shape.contact
    for value in profile.phones + profile.emails {
      let points = try reader.records(
        ContactPoint.tag, where: shape.normalized.tag, is: .text(value))
      add(
        try points.prefix(20).compactMap {
          try $0[owner].reference.flatMap { try living(entity, $0) }
        })
    }
    return found
  }

  private func living(_ entity: EntityTag, _ id: RecordID) throws -> RecordView? {
    guard let view = try reader.record(entity, id), view.life != .deleted else { return nil }
    return view
  }

  /// What is known of a record, with its phones and places.
  public func profile(of view: RecordView) throws -> LikenessProfile {
    var profile = LikenessProfile(view.entity.tag, view.id) { view[$0] }
    let point = ContactPoint.shape
    let owner: Field
    switch view.entity.tag {
    case Account.tag: owner = point.account
    case Contact.tag: owner = point.contact
    default: return profile
    }
    for held in try reader.records(ContactPoint.tag, where: owner.tag, is: .reference(view.id))
    where owner.tag == point.contact.tag || held[point.contact].isNull {
      profile.add(kind: held[point.kind], normalized: held[point.normalized])
    }
    if view.entity.tag == Account.tag {
      let shape = Address.shape
      for place in try reader.records(
        Address.tag, where: shape.account.tag, is: .reference(view.id))
      {
        profile.add(city: place[shape.city], postalCode: place[shape.postalCode])
      }
    }
    return profile
  }
}
