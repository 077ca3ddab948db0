// SPDX-License-Identifier: Apache-2.0

/// Groups of a state apart from the others: what is sent of a record that its reader has (P-070).
extension RecordState {
  /// The groups whose versions differ between two states of a record, in order.
  public func groupsChanged(since old: RecordState) -> [GroupTag] {
    var changed: [GroupTag] = []
    var (place, oldPlace) = (0, 0)
    while true {
      let new = place < versions.count ? versions[place] : nil
      let previous = oldPlace < old.versions.count ? old.versions[oldPlace] : nil
      if new == nil && previous == nil { return changed }
      if new == previous {
        place += 1
        oldPlace += 1
        continue
      }
      let tag = min(new?.group ?? .max, previous?.group ?? .max)
      changed.append(tag)
      while place < versions.count, versions[place].group <= tag { place += 1 }
      while oldPlace < old.versions.count, old.versions[oldPlace].group <= tag { oldPlace += 1 }
    }
  }

  /// The state with the versions of these groups alone; clock and life stay whole.
  public func only(_ groups: [GroupTag]) -> RecordState {
    RecordState(
      entity: entity, id: id, clock: clock,
      versions: versions.filter { groups.contains($0.group) }, life: life)
  }

  /// The state in which these groups, the clock and the life are those of a newer state.
  public func taking(_ groups: [GroupTag], of newer: RecordState) -> RecordState {
    var merged: [Version] = []
    merged.reserveCapacity(versions.count + newer.versions.count)
    var place = 0
    for index in versions.indices where !groups.contains(versions[index].group) {
      // Both are in the order of groups.
      while place < newer.versions.count, newer.versions[place].group < versions[index].group {
        if groups.contains(newer.versions[place].group) { merged.append(newer.versions[place]) }
        place += 1
      }
      merged.append(versions[index])
    }
    for index in place..<newer.versions.count where groups.contains(newer.versions[index].group) {
      merged.append(newer.versions[index])
    }
    return RecordState(
      entity: entity, id: id, clock: newer.clock, versions: merged, life: newer.life)
  }
}
