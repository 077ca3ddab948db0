// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanSync

/// The parts that several messages share.
enum Parts {
  static func identifier<Kind>(
    _ bytes: some Collection<UInt8>, _ place: String
  ) throws(WireError) -> Identifier<Kind> {
    guard let id = Identifier<Kind>(bytes: bytes) else { throw WireError(.incomplete, place) }
    return id
  }

  static func scope(_ text: String, _ place: String) throws(WireError) -> Scope {
    guard let scope = Scope(text) else { throw WireError(.malformed, place) }
    return scope
  }

  static func bounded(_ count: Int, _ limit: Int, _ place: String) throws(WireError) {
    guard count <= limit else { throw WireError(.oversized, place) }
  }

  static func acknowledgement(_ message: Karvan_V1_Acknowledgement) -> Acknowledgement {
    Acknowledgement(sequence: message.sequence, mac: Array(message.mac))
  }

  static func cursors(
    _ messages: [Karvan_V1_ScopeCursor], _ place: String
  ) throws(WireError) -> [ScopeCursor] {
    try bounded(messages.count, SyncLimits.scopesPerDevice, place)
    var cursors: [ScopeCursor] = []
    for message in messages {
      cursors.append(ScopeCursor(try scope(message.scope, place), message.sequence))
    }
    return cursors
  }

  static func failure(_ message: Karvan_V1_Failure) throws(WireError) -> Failure {
    // A newer server may have reasons that this version has no words for.
    let code = Failure.Code(rawValue: message.code)
    return Failure(
      code ?? .other, entity: message.entity.isEmpty ? nil : message.entity,
      record: message.record.isEmpty ? nil : try identifier(message.record, "Failure.record"),
      field: message.field.isEmpty ? nil : message.field,
      (code == nil ? [message.code] : []) + message.arguments)
  }
}

extension Karvan_V1_Acknowledgement {
  init(_ acknowledgement: Acknowledgement) {
    self.init()
    sequence = acknowledgement.sequence
    mac = Wire.data(acknowledgement.mac)
  }
}

extension Karvan_V1_ScopeCursor {
  init(_ cursor: ScopeCursor) {
    self.init()
    scope = cursor.scope.description
    sequence = cursor.sequence
  }
}

extension Karvan_V1_Failure {
  init(_ failure: Failure) {
    self.init()
    code = failure.code.rawValue
    entity = failure.entity ?? ""
    record = Wire.data(failure.record?.bytes ?? [])
    field = failure.field ?? ""
    arguments = failure.arguments
  }
}
