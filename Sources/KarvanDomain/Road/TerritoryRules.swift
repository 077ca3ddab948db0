// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// Which territory an account belongs to by the rules of the territories.
public struct TerritoryRules: Sendable {
  /// Why an account belongs to a territory.
  public enum Reason: String, Hashable, Sendable, CaseIterable {
    case city, province, boundary, kind, industry, group
  }

  /// A move that the rules ask for.
  public struct Proposal: Hashable, Sendable {
    /// The account.
    public let account: RecordID
    /// The territory that it is in; nil for none.
    public let from: RecordID?
    /// The territory that it belongs to.
    public let to: RecordID
    /// Which conditions it meets.
    public let reasons: [Reason]
  }

  /// A territory with its conditions.
  private struct Rule: Sendable {
    let territory: RecordID
    let cities: [String]
    let provinces: [String]
    let boundary: Boundary?
    let kinds: [String]
    let industries: [String]
    let groups: [String]
    let priority: Int64
    let depth: Int

    var hasPlace: Bool { !cities.isEmpty || !provinces.isEmpty || boundary != nil }
    var conditions: Int {
      [hasPlace, !kinds.isEmpty, !industries.isEmpty, !groups.isEmpty].count { $0 }
    }
  }

  /// Those that have conditions, the most special first.
  private let rules: [Rule]
  /// The territory that each is inside of.
  private let parents: [RecordID: RecordID]

  /// Reads the rules of territories.
  public init(_ territories: [RecordView]) {
    let shape = Territory.shape
    var parents: [RecordID: RecordID] = [:]
    for territory in territories { parents[territory.id] = territory[shape.parent].reference }
    self.parents = parents
    func depth(_ id: RecordID) -> Int {
      var depth = 0
      var next = parents[id]
      while let id = next, depth < Territory.maximumDepth {
        (depth, next) = (depth + 1, parents[id])
      }
      return depth
    }
    func folded(_ words: [String]) -> [String] { words.map { SearchKey.normalize($0) } }
    rules = territories.map { view in
      Rule(
        territory: view.id,
        cities: view.words(shape.cities).compactMap { LikenessProfile.city(.text($0)) },
        provinces: view.words(shape.provinces).compactMap { LikenessProfile.city(.text($0)) },
        boundary: view[shape.boundary].text.flatMap { Boundary($0) },
        kinds: folded(view.words(shape.accountKinds)),
        industries: folded(view.words(shape.industries)),
        groups: view.words(shape.customerGroups),
        priority: view[shape.priority].integer ?? 0, depth: depth(view.id))
    }
    .filter { $0.conditions > 0 }
    .sorted {
      ($1.depth, $1.priority, $1.conditions, $0.territory)
        < ($0.depth, $0.priority, $0.conditions, $1.territory)
    }
  }

  /// Whether there is any rule.
  public var isEmpty: Bool { rules.isEmpty }

  /// Where an account belongs by the rules; nil where it is there already, or no rule names it.
  ///
  /// Who is in a territory inside of the one that the rules name stays there.
  public func proposal(for account: RecordView, places: [RecordView]) -> Proposal? {
    let from = account[Account.shape.territory].reference
    for rule in rules {
      guard let reasons = Self.reasons(rule, account, places) else { continue }
      guard !isInside(from, rule.territory) else { return nil }
      return Proposal(account: account.id, from: from, to: rule.territory, reasons: reasons)
    }
    return nil
  }

  private func isInside(_ territory: RecordID?, _ other: RecordID) -> Bool {
    var next = territory
    for _ in 0...Territory.maximumDepth {
      guard let id = next else { return false }
      if id == other { return true }
      next = parents[id]
    }
    return false
  }

  /// Which conditions an account meets; nil where it misses one. One of the conditions on the place
  /// is enough, of the others each one has to hold.
  private static func reasons(
    _ rule: Rule, _ account: RecordView, _ places: [RecordView]
  ) -> [Reason]? {
    var reasons: [Reason] = []
    if rule.hasPlace {
      let found = places.lazy.compactMap { place(rule, $0) }.first
      guard let found else { return nil }
      reasons.append(found)
    }
    func holds(_ reason: Reason, _ values: [String], _ own: String?) -> Bool {
      guard !values.isEmpty else { return true }
      guard let own, values.contains(own) else { return false }
      reasons.append(reason)
      return true
    }
    let shape = Account.shape
    guard holds(.kind, rule.kinds, account[shape.kind].text),
      holds(.industry, rule.industries, account[shape.industry].text.map(SearchKey.normalize)),
      holds(.group, rule.groups, account[shape.customerGroup].reference.map { "\($0)" })
    else { return nil }
    return reasons
  }

  private static func place(_ rule: Rule, _ place: RecordView) -> Reason? {
    let shape = Address.shape
    if let boundary = rule.boundary, let latitude = place[shape.latitude].integer,
      let longitude = place[shape.longitude].integer,
      boundary.contains(.init(latitude: latitude, longitude: longitude))
    {
      return .boundary
    }
    if let city = LikenessProfile.city(place[shape.city]), rule.cities.contains(city) {
      return .city
    }
    if let province = LikenessProfile.city(place[shape.province]),
      rule.provinces.contains(province)
    {
      return .province
    }
    return nil
  }
}

extension TerritoryRules {
  /// Moves accounts to where they belong; those that are elsewhere by now, or gone, are left.
  ///
  /// The history of each account says where it was.
  /// - Throws: `notOffice` for who has no office authority.
  public static func assign(
    _ proposals: some Sequence<Proposal>, in context: OperationContext
  ) throws -> OperationDraft {
    guard context.author.office else { throw Failure(.notOffice) }
    let field = Account.shape.territory
    let changes = try proposals.compactMap { proposal -> RecordChange? in
      guard let account = try context.reader.record(Account.tag, proposal.account),
        account.life != .deleted, account[field].reference == proposal.from
      else { return nil }
      return try context.change(
        account, RecordEdit(values: [field.tag: .reference(proposal.to)]))
    }
    return try OperationDraft("territory assign", []).adding(changes)
  }
}
