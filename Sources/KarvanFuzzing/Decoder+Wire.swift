// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanSync
import KarvanWire

/// The messages of the exchange, as they are inside their seal.
extension Decoder {
  static let wire: [Decoder] = [
    Decoder("request-header", samples: { try samplesOf { try Wire.encode($0.requestHeader()) } }) {
      try Law.survives($0, read: Wire.requestHeader, write: { try Wire.encode($0) })
    },
    Decoder("request-body", samples: { try samplesOf { try Wire.encode($0.requestBody()) } }) {
      try Law.survives(
        $0, read: { try Wire.requestBody($0, carriage: .file) }, write: { try Wire.encode($0) })
    },
    Decoder("answer-header", samples: { try samplesOf { try Wire.encode($0.answerHeader()) } }) {
      try Law.survives($0, read: Wire.answerHeader, write: { try Wire.encode($0) })
    },
    Decoder("answer-body", samples: { try samplesOf { try Wire.encode($0.answerBody()) } }) {
      try Law.survives($0, read: Wire.answerBody, write: { try Wire.encode($0) })
    },
    Decoder(
      "snapshot-page", samples: { try samplesOf { try Wire.encode(snapshotPage: $0.page()) } }
    ) {
      try Law.survives(
        $0, read: Wire.snapshotPage, write: { try Wire.encode(snapshotPage: $0) })
    },
    Decoder("results", samples: { try samplesOf { try Wire.encode($0.results()) } }) {
      try Law.survives($0, read: Wire.resultRun, write: { try Wire.encode($0) })
    },
    Decoder("enrol-request", samples: { try samplesOf { try Wire.encode($0.enrolRequest()) } }) {
      try Law.survives($0, read: Wire.enrolRequest, write: { try Wire.encode($0) })
    },
    Decoder("enrol-answer", samples: { try samplesOf { try Wire.encode($0.enrolAnswer()) } }) {
      try Law.survives($0, read: Wire.enrolAnswer, write: { try Wire.encode($0) })
    },
    Decoder(
      "content-header", samples: { try samplesOf { try Wire.contentHeader(replica: $0.id()) } }
    ) {
      guard let replica = try Wire.contentHeader($0) else { return }
      let written = try Wire.contentHeader(replica: replica)
      try Law.hold(try Wire.contentHeader(written) == replica, "the replica is another one")
    },
    Decoder("content-verdict", samples: { try samplesOf { try Wire.encode($0.contentVerdict()) } })
    {
      try Law.survives($0, read: Wire.contentVerdict, write: { try Wire.encode($0) })
    },
    Decoder("content-request", samples: { try samplesOf { try Wire.encode($0.contentRequest()) } })
    {
      try Law.survives($0, read: Wire.contentRequest, write: { try Wire.encode($0) })
    },
    Decoder("content-answer", samples: { try samplesOf { try Wire.encode($0.contentAnswer()) } }) {
      try Law.survives($0, read: Wire.contentAnswer, write: { try Wire.encode($0) })
    },
  ]

  private static func samplesOf(
    _ make: (inout MessageSeeds) throws -> [UInt8]
  ) throws -> [[UInt8]] {
    try Seeds.samples { seeds in
      var messages = MessageSeeds(seeds: seeds)
      return try make(&messages)
    }
  }
}
