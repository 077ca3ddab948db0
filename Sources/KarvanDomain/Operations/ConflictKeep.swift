// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// Which version stands where many conflicts are settled at once.
public enum ConflictKeep: String, CaseIterable, Sendable {
  /// The newest that this device wrote.
  case mine
  /// The newest that others wrote.
  case theirs
  /// The newest that was written with office authority.
  case office
  /// The newest.
  case latest
  /// The oldest.
  case earliest
  /// The greatest value; only where values are numbers or dates.
  case greatest
  /// The smallest value; only where values are numbers or dates.
  case smallest

  /// The version that stands of those that are shown; nil where none is meant.
  ///
  /// - Parameter own: The replica whose versions are mine.
  public func choice(
    of shown: [Version], _ group: FieldGroup, in entity: Entity, own: ReplicaID
  ) -> Version? {
    switch self {
    case .mine: shown.filter { $0.dot.replica == own }.max(by: Version.earlier)
    case .theirs: shown.filter { $0.dot.replica != own }.max(by: Version.earlier)
    case .office: shown.filter(\.office).max(by: Version.earlier)
    case .latest: shown.max(by: Version.earlier)
    case .earliest: shown.min(by: Version.earlier)
    case .greatest, .smallest:
      entity.measure(self == .greatest ? "max" : "min", for: group)?.displayed(
        shown.sorted { $0.name < $1.name }[...])
    }
  }
}
