// SPDX-License-Identifier: Apache-2.0

/// Everything that is known of one record: its clock, the versions of its groups, its life.
///
/// Two states that result from the same commits are equal, whatever the order of arrival.
public struct RecordState: Hashable, Sendable {
  /// Which entity it is a record of.
  public let entity: EntityTag
  /// Which record.
  public let id: RecordID
  /// The greatest commit of each replica that was applied.
  public internal(set) var clock: RecordClock
  /// All versions, sorted by group and name; several of one group are siblings or set elements.
  public internal(set) var versions: [Version]
  /// Statements about its life, sorted by dot.
  public internal(set) var life: [LifeMark]

  /// A record that nothing was written to yet.
  public init(entity: EntityTag, id: RecordID) {
    self.init(entity: entity, id: id, clock: RecordClock(), versions: [], life: [])
  }

  /// Assembles a state, as a store or a decoder does; the parts are put in order.
  public init(
    entity: EntityTag, id: RecordID, clock: RecordClock, versions: [Version], life: [LifeMark]
  ) {
    self.entity = entity
    self.id = id
    self.clock = clock
    self.versions = Self.isSorted(versions) ? versions : versions.sorted(by: Self.precedes)
    self.life = life.count < 2 ? life : life.sorted { $0.dot < $1.dot }
  }

  /// The versions of one group, sorted by name.
  public func versions(of group: GroupTag) -> ArraySlice<Version> {
    guard let start = versions.firstIndex(where: { $0.group >= group }) else { return [] }
    var end = start
    while end < versions.count, versions[end].group == group { end += 1 }
    return versions[start..<end]
  }

  /// The groups that have a version, in order.
  public var groups: [GroupTag] {
    var tags: [GroupTag] = []
    for version in versions where tags.last != version.group { tags.append(version.group) }
    return tags
  }

  static func precedes(_ left: Version, _ right: Version) -> Bool {
    left.group != right.group ? left.group < right.group : left.name < right.name
  }

  private static func isSorted(_ versions: [Version]) -> Bool {
    for index in versions.indices.dropFirst() {
      if versions[index - 1].group < versions[index].group { continue }
      if !precedes(versions[index - 1], versions[index]) { return false }
    }
    return true
  }
}

extension RecordState {
  /// Equality of what people and digests see: versions and life, not the clock.
  ///
  /// Clocks differ harmlessly where a commit only removed versions that were gone already.
  public func sameContent(as other: RecordState) -> Bool {
    entity == other.entity && id == other.id && versions == other.versions && life == other.life
  }
}
