// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// Settling what the rules could not, and putting back what they hid.
public enum ConflictOperations {
  /// What shall stand.
  public enum Choice: Hashable, Sendable {
    /// One of the versions that are there, shown or hidden.
    case version(VersionName)
    /// Another value.
    case value(GroupValue)
  }

  /// Settles a group of a record: the chosen value replaces every version that is there.
  ///
  /// - Throws: `nothingToResolve` for a text set, for a version that is gone, and for a group with
  ///   a single version.
  public static func resolve(
    _ shown: RecordView, group: FieldGroup, keep choice: Choice, in context: OperationContext
  ) throws(Failure) -> OperationDraft {
    let versions = shown.state.versions(of: group.tag)
    let value: GroupValue? =
      switch choice {
      case .version(let name): versions.first { $0.name == name }?.values
      case .value(let value): value
      }
    guard !group.rule.isSet, versions.count > 1, let value else {
      throw Failure(
        .nothingToResolve, entity: shown.entity.name, record: shown.id, field: group.name)
    }
    let isOpen = group.rule.isConflict(shown.view(of: group))
    return OperationDraft(
      isOpen ? "conflict resolve" : "history restore",
      [context.drafter.resolve(shown, group: group, value: value)])
  }
}
