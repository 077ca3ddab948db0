// SPDX-License-Identifier: Apache-2.0

/// Why bytes are no message of ours.
public struct WireError: Error, Hashable, Sendable {
  /// The reasons.
  public enum Code: String, Hashable, Sendable, CaseIterable {
    /// Not a protocol buffer of this message.
    case malformed
    /// A field that must be there is not, or has a length that it can't have.
    case incomplete
    /// More of something than the limits allow.
    case oversized
  }

  /// The reason.
  public let code: Code
  /// The message and field.
  public let place: String

  init(_ code: Code, _ place: String) {
    self.code = code
    self.place = place
  }
}
