// SPDX-License-Identifier: Apache-2.0
import KarvanCore

/// Which scopes hold a record on the server, since when, and whose echo its newest state is.
///
/// Packed into the record's own row, so that publishing a record touches one row and, for each
/// scope, one entry of the feed.
struct Holdings: Equatable {
  /// What one scope has to do with the record.
  struct Holding: Equatable {
    let scope: UInt64
    /// The newest change of the record or of its place in the scope: its key in the feed.
    var at: UInt64
    /// Since when it is in the scope.
    var entered: UInt64
    /// Whether the scope holds it now; otherwise it left at `at`.
    var isHere: Bool
  }

  /// By scope number.
  var all: [Holding] = []
  /// The number of the replica that made every change after `echoSince`; nil for several.
  var echo: UInt64?
  var echoSince: UInt64 = 0

  /// The groups that changed after `knownSince`, each with its newest change, in order.
  var changes: [GroupChange] = []
  /// From where on `changes` tells of everything; 0 where that is from the beginning.
  var knownSince: UInt64 = 0

  /// The newest change of one group.
  struct GroupChange: Equatable {
    let group: GroupTag
    var at: UInt64
  }

  /// The numbers of the scopes that hold it.
  var here: [UInt64] { all.filter(\.isHere).map(\.scope) }
  /// The newest change.
  var newest: UInt64 { all.map(\.at).max() ?? 0 }

  func holding(_ scope: UInt64) -> Holding? { all.first { $0.scope == scope } }

  /// The groups that changed after a sequence; nil where that is not known any more.
  func groupsChanged(since sequence: UInt64) -> [GroupTag]? {
    guard sequence >= knownSince else { return nil }
    return changes.filter { $0.at > sequence }.map(\.group)
  }

  mutating func note(changed groups: [GroupTag], at sequence: UInt64) {
    for group in groups {
      let place = changes.firstIndex { $0.group >= group } ?? changes.endIndex
      if place < changes.endIndex, changes[place].group == group {
        changes[place].at = sequence
      } else {
        changes.insert(GroupChange(group: group, at: sequence), at: place)
      }
    }
  }
}

extension Holdings {
  private static let isHere: UInt64 = 1
  private static let isNew: UInt64 = 2

  /// The form in the row.
  var encoded: Value {
    var writer = ByteWriter(reserving: 8 * all.count + 8)
    writer.unsigned(UInt64(all.count))
    for holding in all {
      let isNew = holding.entered == holding.at
      writer.unsigned(
        holding.scope << 2 | (holding.isHere ? Self.isHere : 0) | (isNew ? Self.isNew : 0))
      writer.unsigned(holding.at)
      if !isNew { writer.unsigned(holding.entered) }
    }
    if let echo {
      writer.unsigned(echo + 1)
      writer.unsigned(echoSince)
    } else {
      writer.unsigned(0)
    }
    writer.unsigned(UInt64(changes.count) << 1 | (knownSince > 0 ? 1 : 0))
    if knownSince > 0 { writer.unsigned(knownSince) }
    for change in changes {
      writer.unsigned(UInt64(change.group))
      writer.unsigned(change.at)
    }
    return .bytes(writer.bytes)
  }

  init(_ value: Value, place: @autoclosure () -> String) throws {
    guard case .bytes(let bytes) = value else {
      if value.isNull { return }
      throw StoreError(.damaged, "memberships of another kind", place: place())
    }
    do {
      var reader = ByteReader(bytes)
      try read(&reader)
      try reader.finish()
    } catch let failure as DecodingFailure {
      throw StoreError(
        .damaged, "memberships: \(failure.expected) expected at byte \(failure.offset)",
        place: place())
    }
  }

  private mutating func read(_ reader: inout ByteReader) throws {
    for _ in 0..<(try reader.count(limit: 1 << 20, bytesEach: 2)) {
      let head = try reader.unsigned()
      let at = try reader.unsigned()
      all.append(
        Holding(
          scope: head >> 2, at: at,
          entered: head & Self.isNew == 0 ? try reader.unsigned() : at,
          isHere: head & Self.isHere != 0))
    }
    let mark = try reader.unsigned()
    if mark > 0 {
      echo = mark - 1
      echoSince = try reader.unsigned()
    }
    // Written by a build that kept no changes of groups.
    guard !reader.isAtEnd else { return knownSince = newest }
    let head = try reader.unsigned()
    if head & 1 != 0 { knownSince = try reader.unsigned() }
    changes.reserveCapacity(Int(min(head >> 1, UInt64(reader.remaining))))
    for _ in 0..<(head >> 1) {
      changes.append(GroupChange(group: try reader.tag(), at: try reader.unsigned()))
    }
  }
}
