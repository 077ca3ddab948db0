// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// Telling everybody whose device is whose.
public enum DeviceOperations {
  /// What the office knows of a device.
  public struct Facts: Hashable, Sendable {
    /// The device's identifier.
    public let id: RecordID
    /// Who works on it.
    public let user: RecordID
    /// What begins its document numbers.
    public let code: String
    /// What people call it.
    public let name: String
    /// A code of the field `state`.
    public let state: String
    /// The replicas that live or lived on it.
    public let replicas: [ReplicaID]
    /// The device that it began as a copy of.
    public let former: RecordID?

    /// Gathers what is known.
    public init(
      id: RecordID, user: RecordID, code: String, name: String, state: String,
      replicas: [ReplicaID], former: RecordID? = nil
    ) {
      self.id = id
      self.user = user
      self.code = code
      self.name = name
      self.state = state
      self.replicas = replicas
      self.former = former
    }
  }

  /// Writes what is known of a device; the draft is empty where everybody knows it already.
  public static func publish(
    _ facts: Facts, in context: OperationContext
  ) throws -> OperationDraft {
    let shape = Device.shape
    let edit = RecordEdit(
      values: [
        shape.user.tag: .reference(facts.user), shape.code.tag: .text(facts.code),
        shape.name.tag: facts.name.isEmpty ? .null : .text(facts.name),
        shape.state.tag: .text(facts.state),
        shape.former.tag: facts.former.map { .reference($0) } ?? .null,
      ],
      adds: [shape.replicas.tag: facts.replicas.map { "\($0)" }])
    let change: RecordChange?
    if let shown = try context.reader.record(Device.tag, facts.id) {
      change = try context.change(shown, edit)
    } else {
      change = try context.creation(try context.entity(Device.tag), facts.id, edit)
    }
    return OperationDraft("device publish", change.map { [$0] } ?? [])
  }
}
