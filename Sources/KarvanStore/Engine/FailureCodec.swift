// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanSync

/// The stored form of a failure.
enum FailureCodec {
  static func encode(_ failure: Failure) -> [UInt8] {
    var writer = ByteWriter(reserving: 64)
    writer.failure(failure)
    return writer.bytes
  }

  static func decode(_ bytes: [UInt8], place: String) throws -> Failure {
    do {
      var reader = ByteReader(bytes)
      let failure = try reader.storedFailure()
      try reader.finish()
      return failure
    } catch {
      throw StoreError(
        .damaged, "\(error.expected) expected at byte \(error.offset)", place: place)
    }
  }
}

/// The stored form of a segment's results.
enum ResultCodec {
  private static let accepted: UInt8 = 0
  private static let stamped: UInt8 = 1
  private static let rejected: UInt8 = 2
  private static let quarantined: UInt8 = 3

  static func encode(_ run: ResultRun) -> [UInt8] {
    var writer = ByteWriter(reserving: run.results.count * 3 + 16)
    writer.unsigned(run.first)
    writer.unsigned(UInt64(run.results.count))
    for result in run.results {
      switch result {
      case .accepted(let sequence, let stamp):
        writer.byte(stamp == nil ? accepted : stamped)
        writer.unsigned(sequence)
        if let stamp { writer.fixed(stamp.raw) }
      case .rejected(let failure):
        writer.byte(rejected)
        writer.failure(failure)
      case .quarantined(let reason):
        writer.byte(quarantined)
        writer.text(reason.rawValue)
      }
    }
    return writer.bytes
  }

  static func decode(_ bytes: [UInt8], place: String) throws -> ResultRun {
    do {
      var reader = ByteReader(bytes)
      let first = try reader.unsigned()
      let count = try reader.count(limit: 1 << 20, bytesEach: 2)
      var results: [CommitResult] = []
      results.reserveCapacity(count)
      for _ in 0..<count { results.append(try result(&reader)) }
      try reader.finish()
      return ResultRun(first: first, results: results)
    } catch {
      throw StoreError(
        .damaged, "\(error.expected) expected at byte \(error.offset)", place: place)
    }
  }

  private static func result(
    _ reader: inout ByteReader
  ) throws(DecodingFailure) -> CommitResult {
    switch try reader.byte() {
    case accepted: .accepted(serverSequence: try reader.unsigned(), stamp: nil)
    case stamped:
      .accepted(
        serverSequence: try reader.unsigned(), stamp: HybridTime(raw: try reader.fixed()))
    case rejected: .rejected(try reader.storedFailure())
    case quarantined: .quarantined(QuarantineReason(rawValue: try reader.text()) ?? .other)
    default: throw reader.failure("a kind of result")
    }
  }
}

extension ByteWriter {
  fileprivate mutating func failure(_ failure: Failure) {
    text(failure.code.rawValue)
    byte(
      (failure.entity == nil ? 0 : 1) | (failure.record == nil ? 0 : 2)
        | (failure.field == nil ? 0 : 4))
    if let entity = failure.entity { text(entity) }
    if let record = failure.record { identifier(record) }
    if let field = failure.field { text(field) }
    unsigned(UInt64(failure.arguments.count))
    for argument in failure.arguments { text(argument) }
  }
}

extension ByteReader {
  fileprivate mutating func storedFailure() throws(DecodingFailure) -> Failure {
    let name = try text()
    // A newer build may have written reasons that this one has no words for.
    let code = Failure.Code(rawValue: name)
    let flags = try byte()
    let entity = flags & 1 == 0 ? nil : try text()
    let record: RecordID? = flags & 2 == 0 ? nil : try identifier()
    let field = flags & 4 == 0 ? nil : try text()
    let count = try count(limit: 10_000)
    var arguments = code == nil ? [name] : []
    for _ in 0..<count { arguments.append(try text()) }
    return Failure(code ?? .other, entity: entity, record: record, field: field, arguments)
  }
}
