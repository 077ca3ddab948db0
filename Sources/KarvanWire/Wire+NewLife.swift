// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanSync
import SwiftProtobuf

extension Wire {
  static func newLife(_ life: NewLife) -> Karvan_V1_NewLife {
    .with {
      $0.exchangeKey = data(life.exchangeKey)
      $0.verifyKey = data(life.verifyKey)
      $0.moved = life.isMoved
    }
  }

  static func newLife(_ message: Karvan_V1_NewLife) throws(WireError) -> NewLife {
    guard message.exchangeKey.count == 32, message.verifyKey.count == 32 else {
      throw WireError(.incomplete, "RequestHeader.new_life")
    }
    return NewLife(
      exchangeKey: Array(message.exchangeKey), verifyKey: Array(message.verifyKey),
      isMoved: message.moved)
  }

  static func clone(_ grant: LifeGrant) -> Karvan_V1_Clone {
    .with {
      $0.replica = data(grant.replica.bytes)
      $0.device = data(grant.device.bytes)
      $0.deviceCode = grant.deviceCode
      $0.commitKey = data(grant.commitKey)
      $0.commitKeyEpoch = grant.commitKeyEpoch
    }
  }

  /// The most bytes of a device's code.
  private static let codeBytes = 16

  static func clone(_ message: Karvan_V1_Clone) throws(WireError) -> Verdict {
    if message.replica.isEmpty { return .clone }
    guard message.commitKey.count == 32 else { throw WireError(.incomplete, "Clone.commit_key") }
    guard (1...codeBytes).contains(message.deviceCode.utf8.count) else {
      throw WireError(.malformed, "Clone.device_code")
    }
    return .newLife(
      LifeGrant(
        replica: try Parts.identifier(message.replica, "Clone.replica"),
        device: try Parts.identifier(message.device, "Clone.device"),
        deviceCode: message.deviceCode, commitKey: Array(message.commitKey),
        commitKeyEpoch: message.commitKeyEpoch))
  }
}
