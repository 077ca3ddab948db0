// SPDX-License-Identifier: Apache-2.0

extension RecordState {
  /// A version that a write removed although its author had not been shown it.
  public struct Swept: Hashable, Sendable {
    /// The version that went to the merge history.
    public let version: Version
    /// The commit that swept it.
    public let by: Dot
  }

  /// Applies one commit's change of this record: the one function, on devices and on the server.
  ///
  /// Because only a write that names a version removes it, the result does not depend on the
  /// order in which the commits of different replicas arrive, as long as each replica's own come
  /// in order. A commit that the clock covers is skipped.
  ///
  /// - Parameters:
  ///   - change: What the commit does to this record.
  ///   - commit: The commit; `change` is one of its changes.
  ///   - stamp: The time that the server gave it, where it differs from the author's.
  /// - Returns: What was swept, for the merge history.
  @discardableResult
  public mutating func apply(
    _ change: RecordChange, of commit: Commit, stamp: HybridTime? = nil
  ) -> [Swept] {
    let dot = commit.dot
    guard !clock.covers(dot) else { return [] }
    let time = stamp ?? commit.time
    var swept: [Swept] = []
    if versions.isEmpty { versions.reserveCapacity(change.writes.count) }
    for write in change.writes {
      if !versions.isEmpty { remove(write, by: dot, into: &swept) }
      let content: Version.Content
      switch write.action {
      case .set(let values): content = .register(values)
      case .add(let element): content = .element(element)
      case .remove: continue
      }
      insert(
        Version(
          group: write.group, dot: dot, time: time, office: commit.office, content: content))
    }
    if let statement = change.life { apply(statement, dot: dot, time: time) }
    clock.advance(to: dot)
    return swept
  }

  /// Gives what a commit wrote another time: an office that was put back may accept the commit again,
  /// and changes its time by another clock or not at all.
  public mutating func retime(_ dot: Dot, to time: HybridTime) {
    for (index, version) in versions.enumerated() where version.dot == dot && version.time != time {
      versions[index] = Version(
        group: version.group, dot: dot, time: time, office: version.office,
        content: version.content)
    }
    for (index, mark) in life.enumerated() where mark.dot == dot && mark.time != time {
      life[index] = LifeMark(dot: dot, time: time, isDeleted: mark.isDeleted, seen: mark.seen)
    }
  }

  private mutating func remove(_ write: GroupWrite, by dot: Dot, into swept: inout [Swept]) {
    guard !write.replaces.isEmpty || !write.sweeps.isEmpty else { return }
    versions.removeAll { version in
      guard version.group == write.group else { return false }
      let name = version.name
      if write.replaces.contains(name) { return true }
      guard write.sweeps.contains(name) else { return false }
      swept.append(Swept(version: version, by: dot))
      return true
    }
  }

  private mutating func insert(_ version: Version) {
    // Writes come in the order of their groups, so that most versions go to the end.
    let end = versions.count - 1
    if end < 0 || versions[end].group < version.group {
      versions.append(version)
    } else if !Self.precedes(versions[end], version) {
      let index = versions.firstIndex { Self.precedes(version, $0) } ?? versions.endIndex
      versions.insert(version, at: index)
    } else {
      versions.append(version)
    }
  }

  private mutating func apply(_ statement: LifeWrite, dot: Dot, time: HybridTime) {
    life.removeAll { statement.replaces.contains($0.dot) }
    life.append(
      LifeMark(dot: dot, time: time, isDeleted: statement.isDeleted, seen: statement.seen))
    life.sort { $0.dot < $1.dot }
  }
}
