// SPDX-License-Identifier: Apache-2.0
public import KarvanCore

/// Who a device's database is: what enrolment gives.
public struct ReplicaIdentity: Hashable, Sendable {
  /// The company's data.
  public var workspace: WorkspaceID
  /// The machine.
  public var device: DeviceID
  /// The short code that begins its document numbers, such as `A7`.
  public var deviceCode: String
  /// The user who works on it.
  public var user: RecordID
  /// This life of the database.
  public var replica: ReplicaID
  /// The scopes to begin with; the first answer brings what is missing.
  public var scopes: [Scope]
  /// The workspace's key for digests of records.
  public var digestKey: [UInt8]

  /// Gathers an identity.
  public init(
    workspace: WorkspaceID, device: DeviceID, deviceCode: String, user: RecordID,
    replica: ReplicaID, scopes: [Scope], digestKey: [UInt8]
  ) {
    self.workspace = workspace
    self.device = device
    self.deviceCode = deviceCode
    self.user = user
    self.replica = replica
    self.scopes = scopes
    self.digestKey = digestKey
  }
}

extension ReplicaIdentity {
  func write(_ session: Session) throws {
    try session.setInfo("workspace", .bytes(workspace.bytes))
    try session.setInfo("device", .bytes(device.bytes))
    try session.setInfo("device_code", .text(deviceCode))
    try session.setInfo("user", .bytes(user.bytes))
    try session.setInfo("replica", .bytes(replica.bytes))
    try session.set("digest_key", digestKey)
    for scope in scopes { try session.hold(scope) }
    // The own replica has the smallest number, as most dots name it.
    _ = try session.number(of: replica)
  }

  static func read(_ session: Session) throws -> ReplicaIdentity {
    ReplicaIdentity(
      workspace: try session.idInfo("workspace"), device: try session.idInfo("device"),
      deviceCode: try session.info("device_code").text ?? "",
      user: try session.idInfo("user"), replica: try session.idInfo("replica"),
      scopes: try session.heldScopes().map(\.scope),
      digestKey: try session.setting("digest_key") ?? [])
  }
}

extension Session {
  /// An identifier in `karvan_info`.
  func idInfo<Kind>(_ key: String) throws -> Identifier<Kind> {
    guard case .bytes(let bytes) = try info(key), let id = Identifier<Kind>(bytes: bytes) else {
      throw StoreError(.damaged, "\(key) is missing", place: "karvan_info")
    }
    return id
  }
}
