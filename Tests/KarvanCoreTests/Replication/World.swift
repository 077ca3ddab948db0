// SPDX-License-Identifier: Apache-2.0
import KarvanCore

/// The key of a version among all versions of one record.
struct VersionKey: Hashable {
  let group: GroupTag
  let name: VersionName
}

/// What a simulated person does next.
enum Action: Sendable, Hashable {
  case edit(String), editSecond(String), note(String), resolve(String)
  case tag(String), untag(String), delete, undelete, settle
  case push(Int), pull
}

/// One record on a few devices and a tiny server: a device holds its base, the newest server
/// state, with its own unsent commits applied in order; a pull replaces the base.
struct World {
  struct Device {
    let drafter: Drafter
    var base: RecordState
    var pending: [Commit] = []
    var sequence: UInt64 = 0
    var clock = HybridClock()
    /// What the wall clock of this device is off by.
    var skew: Int64

    var state: RecordState {
      pending.reduce(into: base) { state, commit in
        for change in commit.changes { state.apply(change, of: commit) }
      }
    }
  }

  /// A commit as it reached the server, and what its author knew.
  struct Arrival {
    let commit: Commit
    let stamp: HybridTime
    /// The clock of the base that the commit was drafted on: what must have arrived before it.
    let after: RecordClock
  }

  static let record = RecordID(high: 7, low: 7)
  static let bound: Int64 = 5

  let entity: Entity
  var devices: [Device]
  var server: RecordState
  var arrivals: [Arrival] = []
  var swept: [RecordState.Swept] = []
  /// The laws that were found broken, with the step.
  var faults: [String] = []
  private var bases: [Dot: RecordClock] = [:]
  private var now: Int64 = 100

  /// Makes devices that hold the record which the first of them created.
  init(entity: Entity, devices count: Int, skews: [Int64] = []) {
    self.entity = entity
    server = RecordState(entity: entity.tag, id: Self.record)
    let blank = server
    devices = (0..<count).map { index in
      Device(
        drafter: Drafter(replica: Self.replica(index)), base: blank,
        skew: index < skews.count ? skews[index] : 0)
    }
    var edit = RecordEdit(values: [5: .text("first")])
    if entity.group(1)?.rule.isSet == true {
      edit.adds[1] = ["a"]
    } else {
      edit.values[1] = .text("a")
    }
    note(devices[0].drafter.create(entity, Self.record, edit), on: 0)
    step(.push(1), on: 0)
    for index in devices.indices { step(.pull, on: index) }
  }

  static func replica(_ index: Int) -> ReplicaID {
    ReplicaID(high: UInt64(index) &* 0x9E37_79B9_7F4A_7C15 | 1, low: UInt64(index))
  }

  /// What the device's person sees.
  func view(on device: Int) -> RecordView {
    RecordView(entity: entity, state: devices[device].state)
  }

  mutating func step(_ action: Action, on device: Int) {
    now += 1
    switch action {
    case .push(let count):
      for commit in devices[device].pending.filter({ !server.clock.covers($0.dot) }).prefix(count) {
        publish(commit)
      }
    case .pull:
      devices[device].base = server
      devices[device].pending.removeAll { server.clock.covers($0.dot) }
      for version in server.versions {
        devices[device].clock.observe(version.time, now: now + devices[device].skew)
      }
    default:
      if let change = change(action, on: device) { note(change, on: device) }
    }
  }

  /// Sends and fetches everything, twice, so that all have seen all.
  mutating func heal() {
    for _ in 0..<2 {
      for index in devices.indices {
        step(.push(.max), on: index)
        step(.pull, on: index)
      }
    }
  }

  private func change(_ action: Action, on device: Int) -> RecordChange? {
    let shown = view(on: device)
    let drafter = devices[device].drafter
    let isSet = entity.group(1)?.rule.isSet == true
    switch action {
    case .edit(let text):
      let edit = isSet ? RecordEdit(adds: [1: [text]]) : RecordEdit(values: [1: .text(text)])
      return drafter.edit(shown, edit)
    case .editSecond(let text):
      let edit = isSet ? RecordEdit(removes: [1: [text]]) : RecordEdit(values: [2: .text(text)])
      return drafter.edit(shown, edit)
    case .note(let text): return drafter.edit(shown, RecordEdit(values: [5: .text(text)]))
    case .tag(let text): return drafter.edit(shown, RecordEdit(adds: [6: [text]]))
    case .untag(let text): return drafter.edit(shown, RecordEdit(removes: [6: [text]]))
    case .resolve(let text):
      guard let group = entity.group(1), !isSet else { return nil }
      return drafter.resolve(shown, group: group, value: GroupValue(FieldValue(1, .text(text))))
    case .delete: return drafter.delete(shown)
    case .undelete: return drafter.undelete(shown)
    case .settle:
      let hidden = entity.groups.filter { !$0.rule.isSet }.map { group in
        (group.tag, shown.view(of: group).hidden.map(\.name))
      }.filter { !$0.1.isEmpty }
      return hidden.isEmpty ? nil : drafter.settle(shown, hidden)
    case .push, .pull: return nil
    }
  }

  private mutating func note(_ change: RecordChange, on index: Int) {
    faults += Oracle.draftingFaults(of: change, shown: view(on: index), by: devices[index].drafter)
    devices[index].sequence += 1
    let commit = Commit(
      replica: devices[index].drafter.replica, sequence: devices[index].sequence,
      time: devices[index].clock.tick(now: now + devices[index].skew), office: index == 0,
      basis: 0, operation: "test", changes: [change])
    bases[commit.dot] = devices[index].base.clock
    devices[index].pending.append(commit)
    if !devices[index].state.clock.covers(commit.dot) {
      faults.append("own write not in own state")
    }
  }

  private mutating func publish(_ commit: Commit) {
    let stamp = min(commit.time, HybridTime(milliseconds: now + Self.bound))
    for change in commit.changes { swept += server.apply(change, of: commit, stamp: stamp) }
    arrivals.append(
      Arrival(commit: commit, stamp: stamp, after: bases[commit.dot] ?? RecordClock()))
    faults += Oracle.faults(of: server, after: arrivals, swept: swept)
  }
}
