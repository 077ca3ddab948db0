// SPDX-License-Identifier: Apache-2.0
import KarvanCore

/// Keeps every write that was ever made and says what the state must then be.
enum Oracle {
  /// Each write is present, or was named by a write that came later; what was swept was returned.
  static func faults(
    of state: RecordState, after arrivals: [World.Arrival], swept: [RecordState.Swept]
  ) -> [String] {
    var written: Set<VersionKey> = []
    var replaced: Set<VersionKey> = []
    var sweeps: Set<VersionKey> = []
    for write in arrivals.flatMap({ $0.commit.changes }).flatMap(\.writes) {
      replaced.formUnion(write.replaces.map { VersionKey(group: write.group, name: $0) })
      sweeps.formUnion(write.sweeps.map { VersionKey(group: write.group, name: $0) })
    }
    for arrival in arrivals {
      for write in arrival.commit.changes.flatMap(\.writes) where write.action != .remove {
        var element: String?
        if case .add(let added) = write.action { element = added }
        let name = VersionName(arrival.commit.dot, element: element)
        written.insert(VersionKey(group: write.group, name: name))
      }
    }
    var faults: [String] = []
    let present = keys(state.versions[...])
    if present != written.subtracting(replaced).subtracting(sweeps) {
      faults.append("the state is not what was written and not removed")
    }
    let returned = Set(swept.map { VersionKey(group: $0.version.group, name: $0.version.name) })
    if !sweeps.subtracting(replaced).isSubset(of: returned) { faults.append("swept in silence") }
    return faults + lifeFaults(of: state, after: arrivals)
  }

  private static func lifeFaults(
    of state: RecordState, after arrivals: [World.Arrival]
  ) -> [String] {
    var written: Set<Dot> = []
    var replaced: Set<Dot> = []
    for arrival in arrivals {
      for life in arrival.commit.changes.compactMap(\.life) {
        written.insert(arrival.commit.dot)
        replaced.formUnion(life.replaces)
      }
    }
    return Set(state.life.map(\.dot)) == written.subtracting(replaced)
      ? [] : ["life is not what was stated and not replaced"]
  }

  /// A draft names only what its author was shown, sweeps only what was hidden from the author.
  static func draftingFaults(
    of change: RecordChange, shown: RecordView, by drafter: Drafter
  ) -> [String] {
    var faults: [String] = []
    for write in change.writes {
      guard let group = shown.entity.group(write.group) else { return ["unknown group"] }
      let view = shown.view(of: group)
      if !Set(write.replaces).isSubset(of: view.shown.map(\.name)) {
        faults.append("replaces what was not shown")
      }
      if !Set(write.sweeps).isSubset(of: view.hidden.map(\.name)) {
        faults.append("sweeps what was not hidden")
      }
      let present = Set(shown.state.versions(of: group.tag).map(\.name))
      let own = present.filter { $0.dot.replica == drafter.replica }
      if case .set = write.action, !own.isSubset(of: write.replaces + write.sweeps) {
        faults.append("leaves an own earlier version")
      }
    }
    return faults
  }

  static func keys(_ versions: ArraySlice<Version>) -> Set<VersionKey> {
    Set(versions.map { VersionKey(group: $0.group, name: $0.name) })
  }
}
