// SPDX-License-Identifier: Apache-2.0
import KarvanCore
public import KarvanSync
import SwiftProtobuf

extension Wire {
  /// Packs a request for enrolment (P-051).
  public static func encode(_ request: EnrolRequest) throws(WireError) -> [UInt8] {
    var message = Karvan_V1_EnrolRequest()
    message.verifyKey = data(request.verifyKey)
    message.replica = data(request.replica.bytes)
    message.deviceName = request.deviceName
    message.protocolVersion = request.protocolVersion
    message.schemaVersion = request.schemaVersion
    message.deviceTime = request.deviceTime
    message.former = request.former.map { data($0.bytes) }
    return try encode(message)
  }

  /// Reads a request for enrolment.
  public static func enrolRequest(_ bytes: [UInt8]) throws(WireError) -> EnrolRequest {
    let message = try decode(Karvan_V1_EnrolRequest.self, bytes)
    guard message.verifyKey.count == 32 else {
      throw WireError(.incomplete, "EnrolRequest.verify_key")
    }
    try Parts.bounded(
      message.deviceName.utf8.count, EnrolRequest.nameBytes, "EnrolRequest.device_name")
    try Parts.bounded(message.former.count, EnrolRequest.formerLives, "EnrolRequest.former")
    var former: [ReplicaID] = []
    for bytes in message.former {
      former.append(try Parts.identifier(bytes, "EnrolRequest.former"))
    }
    return EnrolRequest(
      verifyKey: Array(message.verifyKey),
      replica: try Parts.identifier(message.replica, "EnrolRequest.replica"),
      deviceName: message.deviceName, protocolVersion: message.protocolVersion,
      schemaVersion: message.schemaVersion, deviceTime: message.deviceTime,
      former: former)
  }

  /// Packs the answer to an enrolment (P-051).
  public static func encode(_ answer: EnrolAnswer) throws(WireError) -> [UInt8] {
    var message = Karvan_V1_EnrolAnswer()
    switch answer {
    case .refused(let refusal): message.refusal = refusal.rawValue
    case .enrolled(let enrolment):
      message.enrolment = .with {
        $0.workspace = data(enrolment.workspace.bytes)
        $0.device = data(enrolment.device.bytes)
        $0.deviceCode = enrolment.deviceCode
        $0.user = data(enrolment.user.bytes)
        $0.commitKey = data(enrolment.commitKey)
        $0.commitKeyEpoch = enrolment.commitKeyEpoch
        $0.digestKey = data(enrolment.digestKey)
        $0.scopes = enrolment.scopes.map(\.description)
        $0.incarnation = data(enrolment.incarnation.bytes)
        $0.serverTime = enrolment.serverTime
        $0.former = enrolment.former.map { life in
          .with {
            $0.replica = data(life.replica.bytes)
            $0.sequence = life.sequence
            $0.untaken = life.untaken.map { Karvan_V1_SequenceRun($0) }
          }
        }
      }
    }
    return try encode(message)
  }

  /// Reads the answer to an enrolment.
  public static func enrolAnswer(_ bytes: [UInt8]) throws(WireError) -> EnrolAnswer {
    switch try decode(Karvan_V1_EnrolAnswer.self, bytes).verdict {
    case .refusal(let code):
      guard let refusal = EnrolRefusal(rawValue: code) else {
        throw WireError(.malformed, "EnrolAnswer.refusal")
      }
      return .refused(refusal)
    case .enrolment(let message): return .enrolled(try enrolment(message))
    case nil: throw WireError(.incomplete, "EnrolAnswer.verdict")
    }
  }

  private static func enrolment(
    _ message: Karvan_V1_Enrolment
  ) throws(WireError) -> Enrolment {
    guard message.commitKey.count == 32, message.digestKey.count == 32 else {
      throw WireError(.incomplete, "Enrolment.commit_key")
    }
    try Parts.bounded(message.scopes.count, SyncLimits.scopesPerDevice, "Enrolment.scopes")
    var scopes: [Scope] = []
    for text in message.scopes { scopes.append(try Parts.scope(text, "Enrolment.scopes")) }
    try Parts.bounded(message.former.count, EnrolRequest.formerLives, "Enrolment.former")
    var former: [FormerLife] = []
    for life in message.former {
      former.append(
        FormerLife(
          replica: try Parts.identifier(life.replica, "Enrolment.former"),
          sequence: life.sequence,
          untaken: try Parts.runs(
            life.untaken, EnrolRequest.untakenRuns, "Enrolment.former.untaken")))
    }
    return Enrolment(
      workspace: try Parts.identifier(message.workspace, "Enrolment.workspace"),
      device: try Parts.identifier(message.device, "Enrolment.device"),
      deviceCode: message.deviceCode,
      user: try Parts.identifier(message.user, "Enrolment.user"),
      commitKey: Array(message.commitKey), commitKeyEpoch: message.commitKeyEpoch,
      digestKey: Array(message.digestKey), scopes: scopes,
      incarnation: try Parts.identifier(message.incarnation, "Enrolment.incarnation"),
      serverTime: message.serverTime, former: former)
  }
}
