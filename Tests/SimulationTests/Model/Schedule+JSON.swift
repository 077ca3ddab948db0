// SPDX-License-Identifier: Apache-2.0
import KarvanCore

/// A schedule as the model in `tools/model` reads it: one line of JSON.
extension Schedule {
  var json: String {
    let groups = shape.entity.groups.map { group in
      """
      {"tag":\(group.tag),"fields":[\(group.fields.map { "\($0)" }.joined(separator: ","))],\
      "rule":"\(group.rule.name)"}
      """
    }
    let ranks = SampleShape.states.map { "\"\($0)\":\(shape.ranks[$0] ?? 0)" }
    let hard = shape.hard.map { pair in list(pair.map(JSONText.quoted)) }
    return """
      {"schedule":\(seed),"policy":"\(shape.entity.about.deletePolicy.rawValue)",\
      "groups":\(list(groups)),"ranks":{\(ranks.joined(separator: ","))},"hard":\(list(hard)),\
      "events":\(list(events.map(json))),"orders":\(list(orders.map { list($0.map(json)) }))}
      """
  }

  private func json(_ event: Event) -> String {
    switch event {
    case .takes(let replica, let dot):
      return "{\"at\":\"\(name(of: replica))\",\"takes\":\(json(dot))}"
    case .writes(let replica, let drafts, let published):
      var parts = ["\"at\":\"\(name(of: replica))\"", "\"drafts\":\(list(drafts.map(json)))"]
      if let published { parts.append("\"commit\":\(json(published))") }
      return object(parts)
    }
  }

  private func json(_ published: Published) -> String {
    let commit = published.commit
    return """
      {"sequence":\(commit.sequence),"time":\(commit.time.raw),"stamp":\(published.stamp.raw),\
      "office":\(commit.office),"changes":\(list(commit.changes.map(json)))}
      """
  }

  private func json(_ change: RecordChange) -> String {
    var parts = ["\"record\":\(change.record.low)", "\"writes\":\(list(change.writes.map(json)))"]
    if let life = change.life {
      parts.append(
        """
        "life":{"deleted":\(life.isDeleted),"replaces":\(list(life.replaces.map(json))),\
        "seen":\(list(life.seen.entries.map(json)))}
        """)
    }
    return object(parts)
  }

  private func json(_ write: GroupWrite) -> String {
    let action =
      switch write.action {
      case .set(let value): "\"set\":\(json(value.all))"
      case .add(let element): "\"add\":\(JSONText.quoted(element))"
      case .remove: "\"remove\":null"
      }
    return """
      {"group":\(write.group),\(action),"replaces":\(list(write.replaces.map(json))),\
      "sweeps":\(list(write.sweeps.map(json)))}
      """
  }

  private func json(_ draft: Draft) -> String {
    var parts = ["\"record\":\(draft.record.low)", "\"do\":\"\(draft.wish.name)\""]
    switch draft.wish {
    case .edit(let edit):
      parts.append("\"values\":\(json(edit.values.map { FieldValue($0.key, $0.value) }))")
      parts.append("\"adds\":\(json(edit.adds))")
      parts.append("\"removes\":\(json(edit.removes))")
    case .resolve(_, let value): parts.append("\"values\":\(json(value.all))")
    case .settle, .delete, .undelete: break
    }
    return object(parts)
  }

  private func json(_ values: [FieldValue]) -> String {
    object(values.sorted { $0.field < $1.field }.map { "\"\($0.field)\":\(json($0.value))" })
  }

  private func json(_ elements: [FieldTag: [String]]) -> String {
    object(
      elements.sorted { $0.key < $1.key }.map { tag, elements in
        "\"\(tag)\":\(list(elements.map(JSONText.quoted)))"
      })
  }

  private func json(_ value: Value) -> String {
    switch value {
    case .null: "null"
    case .integer(let number): "\(number)"
    case .text(let text): JSONText.quoted(text)
    case .bytes(let bytes): JSONText.quoted(Hexadecimal.text(of: bytes))
    }
  }

  private func json(_ name: VersionName) -> String {
    guard let element = name.element else { return json(name.dot) }
    return
      "[\"\(self.name(of: name.dot.replica))\",\(name.dot.sequence),\(JSONText.quoted(element))]"
  }

  private func json(_ dot: Dot) -> String { "[\"\(name(of: dot.replica))\",\(dot.sequence)]" }

  private func list(_ parts: [String]) -> String { "[" + parts.joined(separator: ",") + "]" }

  private func object(_ parts: [String]) -> String { "{" + parts.joined(separator: ",") + "}" }
}

extension Schedule.Wish {
  /// What the model calls it.
  var name: String {
    switch self {
    case .edit: "edit"
    case .resolve: "resolve"
    case .settle: "settle"
    case .delete: "delete"
    case .undelete: "undelete"
    }
  }
}
