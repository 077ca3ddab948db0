// SPDX-License-Identifier: Apache-2.0
import KarvanSync
import SwiftProtobuf

extension Wire {
  static func put(_ keys: KeyState, into message: inout Karvan_V1_RequestHeader) {
    message.commitKeyEpoch = keys.epoch
    message.newestSegment = keys.newestSegment
    message.wipeReceipt = data(keys.wipeReceipt ?? [])
  }

  static func keys(_ message: Karvan_V1_RequestHeader) throws(WireError) -> KeyState {
    guard [0, KeyState.receiptBytes].contains(message.wipeReceipt.count) else {
      throw WireError(.malformed, "RequestHeader.wipe_receipt")
    }
    return KeyState(
      epoch: message.commitKeyEpoch, newestSegment: message.newestSegment,
      wipeReceipt: message.wipeReceipt.isEmpty ? nil : Array(message.wipeReceipt))
  }

  static func put(_ keys: KeyNews, into message: inout Karvan_V1_AnswerHeader) {
    message.certificates = keys.certificates.map { data($0) }
    if let grant = keys.commitKey {
      message.commitKey = .with {
        $0.epoch = grant.epoch
        $0.key = data(grant.key)
      }
    }
    message.wipeOrder = data(keys.wipeOrder ?? [])
  }

  static func keys(_ message: Karvan_V1_AnswerHeader) throws(WireError) -> KeyNews {
    try Parts.bounded(
      message.certificates.count, KeyNews.certificateLimit, "AnswerHeader.certificates")
    for certificate in message.certificates {
      try Parts.bounded(certificate.count, KeyNews.byteLimit, "AnswerHeader.certificates")
    }
    try Parts.bounded(message.wipeOrder.count, KeyNews.byteLimit, "AnswerHeader.wipe_order")
    var grant: CommitKeyGrant?
    if message.hasCommitKey {
      guard message.commitKey.key.count == 32, message.commitKey.epoch > 0 else {
        throw WireError(.malformed, "AnswerHeader.commit_key")
      }
      grant = CommitKeyGrant(
        epoch: message.commitKey.epoch, key: Array(message.commitKey.key))
    }
    return KeyNews(
      certificates: message.certificates.map { Array($0) }, commitKey: grant,
      wipeOrder: message.wipeOrder.isEmpty ? nil : Array(message.wipeOrder))
  }
}
