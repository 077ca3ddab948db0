// SPDX-License-Identifier: Apache-2.0

/// How a command ends, for scripts; the numbers never change.
public enum ExitStatus: Int32, Hashable, Sendable, CaseIterable {
  /// Done.
  case done = 0
  /// Something failed: a file, the network, a damaged database.
  case failure = 1
  /// The command was typed wrongly.
  case usage = 2
  /// Nothing, or more than one thing, has that name.
  case notFound = 3
  /// The rights do not suffice.
  case denied = 4
  /// A conflict is unresolved, with `--strict`.
  case conflict = 5
  /// A value or a move is not allowed.
  case invalid = 6
}
