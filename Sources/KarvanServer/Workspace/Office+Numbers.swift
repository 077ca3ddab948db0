// SPDX-License-Identifier: Apache-2.0
public import KarvanCore
public import KarvanDomain
import KarvanStore

extension Office {
  /// Leases numbers of a series to the present life of a device.
  public func lease(
    _ series: String, for use: NumberOperations.Use = NumberOperations.Use(), count: Int64,
    device code: String, reuses: Bool = false, now: Int64
  ) throws -> NumberBlock {
    try operate(now: now) { authoring, writer, author in
      let holder = try holder(code, writer)
      let commit = try authoring.commit(by: author) {
        try NumberOperations.lease(
          series, for: use, count: count, to: holder, reuses: reuses, in: $0)
      }
      guard let change = commit?.changes.first,
        let lease = try writer.record(NumberLease.tag, change.record),
        let block = Numbers.block(lease)
      else { throw ServerError(.system, "nothing was written") }
      return block
    }
  }

  /// All leases, by series and first number.
  public func leases() throws -> [RecordView] {
    let shape = NumberLease.shape
    return try database.read { reader in
      try reader.list(
        RecordQuery(
          NumberLease.tag, order: [FieldOrder(shape.series.tag), FieldOrder(shape.first.tag)]))
    }
  }

  /// Numbers that no document has, with the device that has or last had them.
  public struct NumberGapLine: Sendable {
    /// The numbers.
    public let numbers: ClosedRange<Int64>
    /// Why no document has them.
    public let reason: NumberGap.Reason
    /// The code of the device; nil when they were never leased.
    public let device: String?
  }

  /// How many numbers of a series are on documents, and which are on none.
  public func numberGaps(_ series: String) throws -> (used: Int, gaps: [NumberGapLine]) {
    try database.read { reader in
      guard try !Numbers.leases(of: series, reader: reader).isEmpty else {
        throw ServerError(
          .notFound,
          "nothing was leased of a series “\(series)”; list leases with: karvan-server numbers list"
        )
      }
      let report = try Numbers.report(of: series, reader: reader)
      let lines = try report.gaps.map { gap in
        let lease = try gap.block.flatMap { try reader.record(NumberLease.tag, $0) }
        return NumberGapLine(
          numbers: gap.numbers, reason: gap.reason,
          device: lease?[NumberLease.shape.device].text)
      }
      return (report.used, lines)
    }
  }

  /// Ends the lease of a device that is shut out.
  public func reclaimLease(_ name: String, now: Int64) throws {
    try operate(now: now) { authoring, writer, author in
      let found = try writer.records(NumberLease.tag, idSuffix: name)
      guard let lease = found.first, found.count == 1 else {
        throw ServerError(
          .notFound,
          found.isEmpty
            ? "there is no lease “\(name)”; list them with: karvan-server numbers list"
            : "several leases end in “\(name)”; give more of the identifier")
      }
      _ = try authoring.commit(by: author) { try NumberOperations.reclaim(lease, in: $0) }
    }
  }
}
