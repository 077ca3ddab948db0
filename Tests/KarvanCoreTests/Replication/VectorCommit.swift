// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import Testing

/// One commit of `apply.json`.
struct VectorCommit {
  let object: [String: Any]

  func decoded(record: RecordID) throws -> (Commit, RecordChange, HybridTime) {
    let writes = try #require(object["writes"] as? [[String: Any]]).map(Self.write)
    let change = RecordChange(
      entity: 9, record: record, creates: false, writes: writes,
      life: try (object["life"] as? [String: Any]).map { life in
        LifeWrite(
          isDeleted: try #require(life["deleted"] as? Bool),
          replaces: try VectorFile.dots(life["replaces"]),
          seen: RecordClock(try VectorFile.dots(life["seen"])))
      })
    let commit = Commit(
      replica: VectorFile.replica(try #require(object["replica"] as? Int)),
      sequence: UInt64(try #require(object["sequence"] as? Int)), time: try time("time"),
      office: try #require(object["office"] as? Bool), basis: 0, operation: "vector",
      changes: [change])
    return (commit, change, try time("stamp"))
  }

  private func time(_ key: String) throws -> HybridTime {
    HybridTime(raw: UInt64(try #require(object[key] as? Int)))
  }

  private static func write(_ object: [String: Any]) throws -> GroupWrite {
    let group = GroupTag(try #require(object["group"] as? Int))
    let action: GroupWrite.Action
    if let element = object["add"] as? String {
      action = .add(element)
    } else if object.keys.contains("remove") {
      action = .remove
    } else {
      action = .set(value(of: object["set"], group))
    }
    return GroupWrite(
      group: group, action: action, replaces: try VectorFile.names(object["replaces"] ?? []),
      sweeps: try VectorFile.names(object["sweeps"] ?? []))
  }

  private static func value(of text: Any?, _ group: GroupTag) -> GroupValue {
    GroupValue(FieldValue(group, (text as? String).map(Value.text) ?? .null))
  }

  static func version(_ object: [String: Any]) throws -> Version {
    let group = GroupTag(try #require(object["group"] as? Int))
    let element = object["element"] as? String
    return Version(
      group: group, dot: try VectorFile.dot(object["dot"]),
      time: HybridTime(raw: UInt64(try #require(object["time"] as? Int))),
      office: try #require(object["office"] as? Bool),
      content: element.map(Version.Content.element) ?? .register(value(of: object["value"], group)))
  }

  static func mark(_ object: [String: Any]) throws -> LifeMark {
    LifeMark(
      dot: try VectorFile.dot(object["dot"]),
      time: HybridTime(raw: UInt64(try #require(object["time"] as? Int))),
      isDeleted: try #require(object["deleted"] as? Bool),
      seen: RecordClock(try VectorFile.dots(object["seen"])))
  }
}
