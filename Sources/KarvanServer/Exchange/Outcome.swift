// SPDX-License-Identifier: Apache-2.0
import KarvanCore

/// The answer to a request, and what may be said of it in logs and metrics.
struct Outcome: Sendable {
  let bytes: [UInt8]
  let verdict: String
  /// The code of the device, where one was recognised.
  var device: String?
  var accepted = 0
  var rejected = 0
  var quarantined = 0
  var records = 0
  /// The replica that now has everything up to a server sequence.
  var seen: (replica: ReplicaID, position: UInt64)?
}

/// Why a well-formed request gets no answer inside Noise.
enum ExchangeRefusal: String, Error, Sendable {
  case unknownDevice
  case unknownInvite
  case malformed
  /// The device asked too often.
  case tooMany
}
