// SPDX-License-Identifier: Apache-2.0

/// The name of one version of a field group: its dot and, in a text set, its element.
public struct VersionName: Hashable, Comparable, Sendable {
  /// The commit that wrote it.
  public let dot: Dot
  /// The element of a text set; nil in a register.
  public let element: String?

  /// Names a version.
  public init(_ dot: Dot, element: String? = nil) {
    self.dot = dot
    self.element = element
  }

  /// Equality of dots and of the elements' bytes.
  public static func == (left: VersionName, right: VersionName) -> Bool {
    guard left.dot == right.dot else { return false }
    switch (left.element, right.element) {
    case (nil, nil): return true
    case (let one?, let other?): return one.isIdentical(to: other)
    default: return false
    }
  }

  /// The order of dots, then of elements by their UTF-8 bytes.
  public static func < (left: VersionName, right: VersionName) -> Bool {
    if left.dot != right.dot { return left.dot < right.dot }
    return (left.element ?? "").utf8.lexicographicallyPrecedes((right.element ?? "").utf8)
  }
}

/// One value of one field group, with the name, time and authority of its writing.
public struct Version: Hashable, Sendable {
  /// What a version holds.
  public enum Content: Hashable, Sendable {
    /// The values of a register's fields.
    case register(GroupValue)
    /// One element of a text set.
    case element(String)

    /// Equality of values and of the elements' bytes.
    public static func == (left: Content, right: Content) -> Bool {
      switch (left, right) {
      case (.register(let one), .register(let other)): one == other
      case (.element(let one), .element(let other)): one.isIdentical(to: other)
      default: false
      }
    }
  }

  /// The group that it belongs to.
  public let group: GroupTag
  /// The commit that wrote it.
  public let dot: Dot
  /// When it was written, as stamped at acceptance.
  public let time: HybridTime
  /// Whether it was written with office authority.
  public let office: Bool
  /// What was written.
  public let content: Content

  /// Makes a version.
  public init(group: GroupTag, dot: Dot, time: HybridTime, office: Bool, content: Content) {
    self.group = group
    self.dot = dot
    self.time = time
    self.office = office
    self.content = content
  }

  /// Its name within the group.
  public var name: VersionName { VersionName(dot, element: element) }

  /// The element, in a text set.
  public var element: String? {
    if case .element(let element) = content { element } else { nil }
  }

  /// The values, in a register.
  public var values: GroupValue? {
    if case .register(let values) = content { values } else { nil }
  }

  /// The value of one field; `null` in a text set.
  public subscript(field: FieldTag) -> Value { values?[field] ?? .null }

  /// The order that `lastWriter` and `firstWriter` use: time, then replica, then sequence.
  public static func earlier(_ left: Version, _ right: Version) -> Bool {
    if left.time != right.time { return left.time < right.time }
    return left.name < right.name
  }
}

/// One statement about the life of a record: that it was deleted, or that it lives.
public struct LifeMark: Hashable, Sendable {
  /// The commit that wrote it.
  public let dot: Dot
  /// When it was written, as stamped at acceptance.
  public let time: HybridTime
  /// Whether it says that the record is deleted.
  public let isDeleted: Bool
  /// The record clock that the deleter saw; empty when it lives.
  public let seen: RecordClock

  /// Makes a mark.
  public init(dot: Dot, time: HybridTime, isDeleted: Bool, seen: RecordClock) {
    self.dot = dot
    self.time = time
    self.isDeleted = isDeleted
    self.seen = seen
  }
}
