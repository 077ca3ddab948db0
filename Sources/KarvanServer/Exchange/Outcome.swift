// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanSealing

/// The answer to a request, and what may be said of it in logs and metrics.
package struct Outcome: Sendable {
  package let bytes: [UInt8]
  let verdict: String
  /// The code of the device, where one was recognised.
  var device: String?
  var accepted = 0
  var rejected = 0
  var quarantined = 0
  var records = 0
  /// How many contents of attachments of a request by file are now all here.
  var contents = 0
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

/// What a request may be.
package enum RequestKind: String, Sendable {
  case exchange, enrolment, contents
}

/// A request that waited too long for its turn; nothing of it was carried out.
struct Busy: Error {}

/// A request that got no answer inside Noise, as whatever carries it says so.
package struct Declined: Sendable {
  /// The status of HTTP.
  package let status: Int
  /// One line for whoever asked.
  package let reason: String
  /// When it may be asked again, in seconds.
  let retryAfter: Int?
  /// What the log says.
  let why: String
  /// Whether the fault is the server's own.
  var isFault = false

  /// What an error of ``Office/answer(_:_:now:)`` means to whoever asked.
  package init(_ error: any Error) {
    switch error {
    case let error as SealingError:
      self.init(
        400, "not a Karvan exchange: \(error.code.rawValue)", why: "\(error.code)")
    case is Busy: self.init(503, "busy", after: 10, why: "busy")
    case ExchangeRefusal.tooMany:
      self.init(429, "too many requests", after: 30, why: "too many")
    case let error as ExchangeRefusal: self.init(400, error.rawValue, why: error.rawValue)
    default:
      self.init(503, "try again later", after: 10, why: Fault.of(error))
      isFault = true
    }
  }

  private init(_ status: Int, _ reason: String, after seconds: Int? = nil, why: String) {
    self.status = status
    self.reason = reason
    retryAfter = seconds
    self.why = why
  }
}

extension Office {
  /// Answers a request: bytes in, bytes out.
  ///
  /// - Throws: What ``Declined`` explains; nothing is half done.
  package func answer(_ kind: RequestKind, _ body: [UInt8], now: Int64) throws -> Outcome {
    switch kind {
    case .exchange: try exchange(body, now: now)
    case .enrolment: try enrol(body, now: now)
    case .contents: try contents(body, now: now)
    }
  }
}
