// SPDX-License-Identifier: Apache-2.0
public import KarvanCore

/// A former life of a database, and up to where the server has its journal.
public struct FormerLife: Hashable, Sendable {
  /// The replica.
  public let replica: ReplicaID
  /// The greatest commit of it that the server has.
  public let sequence: UInt64
  /// What of that the server has not taken: it rejected it, or keeps it in quarantine; ascending.
  public let untaken: [SequenceRun]

  /// Names a life.
  public init(replica: ReplicaID, sequence: UInt64, untaken: [SequenceRun] = []) {
    self.replica = replica
    self.sequence = sequence
    self.untaken = untaken
  }

  /// The commits that the server has not, or has not taken; ascending.
  package var lacking: [ClosedRange<UInt64>] {
    var runs = untaken.compactMap { run in run.last.map { run.first...max(run.first, $0) } }
    if sequence < .max { runs.append(sequence + 1 ... .max) }
    return runs
  }
}

/// What a device says of itself when it uses an invite (P-051).
public struct EnrolRequest: Hashable, Sendable {
  /// The Ed25519 key that its signatures will be checked with, 32 bytes.
  public let verifyKey: [UInt8]
  /// The replica that was made for this workspace.
  public let replica: ReplicaID
  /// What people call the device, at most 100 UTF-8 bytes.
  public let deviceName: String
  /// The protocol that it speaks.
  public let protocolVersion: UInt32
  /// The version of its schema.
  public let schemaVersion: UInt32
  /// Its wall clock, in milliseconds since 1970.
  public let deviceTime: Int64
  /// The former lives of a database that is carried along, oldest first.
  public let former: [ReplicaID]

  /// The most bytes of a device's name.
  public static let nameBytes = 100
  /// The most former lives that one request names.
  public static let formerLives = 256
  /// The most runs of commits that were not taken which one answer names, of all lives.
  public static let untakenRuns = 2_000

  /// Gathers a request.
  public init(
    verifyKey: [UInt8], replica: ReplicaID, deviceName: String,
    protocolVersion: UInt32 = ProtocolVersion.current, schemaVersion: UInt32, deviceTime: Int64,
    former: [ReplicaID] = []
  ) {
    self.verifyKey = verifyKey
    self.replica = replica
    self.deviceName = deviceName
    self.protocolVersion = protocolVersion
    self.schemaVersion = schemaVersion
    self.deviceTime = deviceTime
    self.former = former
  }
}

/// What the server gives a device that used an invite (P-051).
public struct Enrolment: Hashable, Sendable {
  /// The workspace.
  public let workspace: WorkspaceID
  /// The device.
  public let device: DeviceID
  /// The short code that begins its document numbers.
  public let deviceCode: String
  /// The user who works on it.
  public let user: RecordID
  /// The device's own commit key, 32 bytes.
  public let commitKey: [UInt8]
  /// The epoch of that key.
  public let commitKeyEpoch: UInt32
  /// The workspace's digest key, 32 bytes.
  public let digestKey: [UInt8]
  /// The scopes that the user holds.
  public let scopes: [Scope]
  /// The life of the server's database.
  public let incarnation: IncarnationID
  /// The server's wall clock, in milliseconds since 1970.
  public let serverTime: Int64
  /// What the server has of the named former lives, but for those of other users.
  public let former: [FormerLife]

  /// Gathers an enrolment.
  public init(
    workspace: WorkspaceID, device: DeviceID, deviceCode: String, user: RecordID,
    commitKey: [UInt8], commitKeyEpoch: UInt32, digestKey: [UInt8], scopes: [Scope],
    incarnation: IncarnationID, serverTime: Int64, former: [FormerLife] = []
  ) {
    self.workspace = workspace
    self.device = device
    self.deviceCode = deviceCode
    self.user = user
    self.commitKey = commitKey
    self.commitKeyEpoch = commitKeyEpoch
    self.digestKey = digestKey
    self.scopes = scopes
    self.incarnation = incarnation
    self.serverTime = serverTime
    self.former = former
  }
}

/// The server's answer to an enrolment.
public enum EnrolAnswer: Hashable, Sendable {
  /// The device belongs to the workspace now.
  case enrolled(Enrolment)
  /// It does not: `used`, `expired`, `unknown`, `upgrade` or `later`.
  case refused(EnrolRefusal)
}

/// Why an invite was refused; the names are stable on the wire.
public enum EnrolRefusal: String, Error, Hashable, Sendable, CaseIterable {
  /// Another device has used the invite.
  case used
  /// It is too old, or was withdrawn.
  case expired
  /// The server's schema or protocol is another.
  case upgrade
}
