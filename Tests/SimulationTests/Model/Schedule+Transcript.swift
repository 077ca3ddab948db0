// SPDX-License-Identifier: Apache-2.0
import KarvanCore

/// What the shipped functions make of a schedule, in the lines that `tools/model/check.py` prints.
extension Schedule {
  var transcript: [String] {
    var lines = ["schedule \(seed)"]
    for event in events {
      if case .writes(let replica, let drafts, _) = event {
        lines += drafts.flatMap { text($0, at: replica) }
      }
    }
    var first: [RecordState]?
    for (number, order) in orders.enumerated() {
      let (swept, states) = arrive(order)
      lines.append(listed("order \(number) swept", swept))
      lines += first == states ? ["order \(number) as order 0"] : states.flatMap(text)
      first = first ?? states
    }
    return lines
  }

  private func text(_ draft: Draft, at replica: ReplicaID) -> [String] {
    let head = "draft \(draft.wish.name) at \(name(of: replica)) record \(draft.record.low)"
    let writes = draft.change?.writes.map(text) ?? []
    let life = draft.change?.life.map { [text($0)] } ?? []
    return [head] + (writes.isEmpty && life.isEmpty ? ["nothing"] : writes + life)
  }

  private func text(_ write: GroupWrite) -> String {
    let action =
      switch write.action {
      case .set(let value): "set \(text(value))"
      case .add(let element): "add \"\(element)\""
      case .remove: "remove"
      }
    return "\(write.group) \(action) "
      + listed("replaces", write.replaces.map(text)) + " "
      + listed("sweeps", write.sweeps.map(text))
  }

  private func text(_ life: LifeWrite) -> String {
    "life \(life.isDeleted ? "deleted" : "lives") "
      + listed("replaces", life.replaces.map(text)) + " "
      + listed("seen", life.seen.entries.map(text))
  }

  private func arrive(_ order: [Dot]) -> (swept: [String], states: [RecordState]) {
    var states: [RecordID: RecordState] = [:]
    var swept: [String] = []
    for published in order.compactMap({ commits[$0] }) {
      for change in published.commit.changes.sorted(by: { $0.record < $1.record }) {
        var state =
          states[change.record] ?? RecordState(entity: change.entity, id: change.record)
        let removed = state.apply(change, of: published.commit, stamp: published.stamp)
        states[change.record] = state
        swept += removed.map(\.version)
          .sorted { $0.group != $1.group ? $0.group < $1.group : $0.name < $1.name }
          .map { "\(change.record.low)/\($0.group)/\(text($0.name))" }
      }
    }
    return (swept, states.values.sorted { $0.id < $1.id })
  }

  private func text(_ state: RecordState) -> [String] {
    let head = "record \(state.id.low)"
    let view = RecordView(entity: shape.entity, state: state)
    var lines = [listed("\(head) clock", state.clock.entries.map(text))]
    var displays: [String] = []
    for group in shape.entity.groups {
      let versions = state.versions(of: group.tag)
      guard !versions.isEmpty else { continue }
      lines.append(listed("\(head) group \(group.tag)", versions.map(text)))
      for rule in shape.rules(of: group) {
        let seen = rule.view(versions)
        lines.append(
          "\(head) \(rule.name) " + listed("shown", seen.shown.map { text($0.name) }) + " "
            + listed("hidden", seen.hidden.sorted { $0.name < $1.name }.map { text($0.name) })
            + (rule.isConflict(seen) ? " open" : ""))
      }
      displays.append("\(group.tag)=\(displayed(group, view))")
    }
    return lines + [
      listed("\(head) displays", displays),
      listed("\(head) conflicts", view.conflicts.map { "\($0.tag)" }),
      listed("\(head) marks", state.life.map(text)),
      listed("\(head) life", DeletePolicy.allCases.map { state.life(under: $0).rawValue }),
    ]
  }

  /// What people see of a group, through the view that the commands use.
  private func displayed(_ group: FieldGroup, _ view: RecordView) -> String {
    if group.rule.isSet, let field = shape.entity.field(group.tag) {
      return view.words(field).map { "\"\($0)\"" }.joined(separator: ",")
    }
    return text(group.fields.map { FieldValue($0, view[$0]) })
  }

  private func text(_ version: Version) -> String {
    let content = version.values.map(text) ?? "\"\(version.element ?? "")\""
    return "\(text(version.dot))@\(version.time.raw)\(version.office ? "!" : "")\(content)"
  }

  private func text(_ mark: LifeMark) -> String {
    let seen = mark.seen.entries.map(text).joined(separator: ",")
    return "\(text(mark.dot))@\(mark.time.raw)\(mark.isDeleted ? "-" : "+")[\(seen)]"
  }

  private func text(_ value: GroupValue) -> String { text(value.all) }

  /// A field without a value is as one that is not there.
  private func text(_ values: [FieldValue]) -> String {
    let parts = values.compactMap { value -> String? in
      switch value.value {
      case .null: nil
      case .integer(let number): "\(value.field)=\(number)"
      case .text(let text): "\(value.field)=\"\(text)\""
      case .bytes(let bytes): "\(value.field)=\"\(Hexadecimal.text(of: bytes))\""
      }
    }
    return "{" + parts.joined(separator: ",") + "}"
  }

  private func text(_ name: VersionName) -> String {
    text(name.dot) + (name.element.map { "\"\($0)\"" } ?? "")
  }

  private func text(_ dot: Dot) -> String { "\(name(of: dot.replica)):\(dot.sequence)" }

  private func listed(_ word: String, _ parts: [String]) -> String {
    parts.isEmpty ? word : word + " " + parts.joined(separator: " ")
  }
}
