// SPDX-License-Identifier: Apache-2.0
import Foundation
import SwiftProtobuf

/// Turns messages into bytes and back; the only place that knows protocol buffers.
///
/// Serves P-032 to P-051. Every decoder bounds what it reads and names the field that is wrong.
public enum Wire {
  static func data(_ bytes: [UInt8]) -> Data { Data(bytes) }

  static func encode(_ message: some Message) throws(WireError) -> [UInt8] {
    do {
      return try message.serializedBytes()
    } catch {
      throw WireError(.malformed, "encoding")
    }
  }

  static func decode<M: Message>(_ type: M.Type, _ bytes: [UInt8]) throws(WireError) -> M {
    do {
      return try M(serializedBytes: bytes)
    } catch {
      throw WireError(.malformed, M.protoMessageName)
    }
  }
}
