// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// How long an opportunity was in each of its stages, from its append-only history.
public struct StageTimes: Hashable, Sendable {
  /// A time in one stage.
  public struct Stay: Hashable, Sendable {
    /// The stage.
    public let stage: RecordID
    /// The status in it: a code of the opportunity's.
    public let status: String
    /// When it came, in milliseconds since 1970.
    public let since: Int64
    /// When it went; nil where it still is.
    public let until: Int64?

    /// How long it was there by a time, in milliseconds; never negative, whatever clocks said.
    public func milliseconds(by now: Int64) -> Int64 { max((until ?? now) - since, 0) }
    /// The same in whole days.
    public func days(by now: Int64) -> Int64 { milliseconds(by: now) / 86_400_000 }
  }

  /// The stays, from the first to the present one.
  public let stays: [Stay]

  /// The stay that lasts.
  public var present: Stay? { stays.last }

  /// Reads the history of an opportunity; its changes may come in any order.
  ///
  /// Two who moved it at once wrote a change each; what is shown now ends the last of them.
  public init(of opportunity: RecordView, changes: [RecordView]) {
    let shape = Opportunity.shape
    let move = StageChange.shape
    let ordered = changes.sorted { Self.precedes($0, $1) }
    let began = opportunity[CreationFields.at].integer ?? 0
    let first = ordered.first?[move.fromStage].reference ?? opportunity[shape.stage].reference
    let status = ordered.first?[move.fromStatus] ?? opportunity[shape.status]
    var found: [(RecordID, String, Int64)] = []
    if let first { found.append((first, status.text ?? Opportunity.open, began)) }
    for change in ordered {
      guard let stage = change[move.toStage].reference else { continue }
      found.append(
        (stage, change[move.toStatus].text ?? "", change[CreationFields.at].integer ?? began))
    }
    let stage = opportunity[shape.stage].reference
    let state = opportunity[shape.status].text ?? ""
    if let last = found.last, let stage, last.0 != stage || last.1 != state {
      found.append((stage, state, last.2))
    }
    stays = found.indices.map { index in
      let next = found.indices.contains(index + 1) ? found[index + 1].2 : nil
      return Stay(
        stage: found[index].0, status: found[index].1, since: found[index].2, until: next)
    }
  }

  /// By the time that people saw; moves of one moment as their commits were written.
  private static func precedes(_ left: RecordView, _ right: RecordView) -> Bool {
    let times = (left[CreationFields.at], right[CreationFields.at])
    if times.0 != times.1 { return times.0 < times.1 }
    if let one = left.writtenAt, let other = right.writtenAt, one != other { return one < other }
    return left.id < right.id
  }

  /// Reads the history of an opportunity as it is stored.
  public init(of opportunity: RecordView, reader: any RecordReader) throws {
    self.init(
      of: opportunity,
      changes: try reader.records(
        StageChange.tag, where: StageChange.shape.opportunity.tag, is: .reference(opportunity.id)))
  }
}
