// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// The way of a cheque from where it was received to where it is, move by move.
public struct ChequeWay: Sendable {
  /// One move.
  public struct Step: Hashable, Sendable {
    /// Where it was.
    public let from: String
    /// Where it came.
    public let to: String
    /// The day, in days since 1970; never before the step before.
    public let day: Int64

    /// Whether its money counted before, and does after.
    var counts: (before: Bool, after: Bool) {
      (Payment.countingStates.contains(from), Payment.countingStates.contains(to))
    }
  }

  /// The moves, the first one first; none of what is no cheque, or a mistake.
  public let steps: [Step]

  /// Reads the moves that led to the state that is shown, from its end: of those who moved it at a time,
  /// whoever lost moved nothing. What happened before moves were kept is inferred.
  public init(of payment: RecordView, reader: any RecordReader) throws {
    let shape = Payment.shape
    var place = payment[shape.status].text ?? ""
    guard payment[shape.method] == .text("cheque"), place != "void" else {
      steps = []
      return
    }
    let received = payment[shape.paidOn].integer ?? 0
    var since = payment[shape.statusOn].integer ?? received
    var moves = try Self.moves(of: payment, reader)
    var steps: [Step] = []
    while place != Self.start {
      let row = ChequeMove.shape
      if let index = moves.lastIndex(where: { $0[row.toStatus].text == place }) {
        let move = moves[index]
        moves.removeSubrange(index...)
        let from = move[row.fromStatus].text ?? Self.start
        steps.append(Step(from: from, to: place, day: move[row.movedOn].integer ?? since))
        place = from
        since = move[row.fromSince].integer ?? received
      } else {
        let from = ["cleared", "bounced"].contains(place) ? "deposited" : Self.start
        steps.append(Step(from: from, to: place, day: since))
        place = from
        since = received
      }
    }
    var last = received
    self.steps = steps.reversed().map { step in
      last = max(last, step.day)
      return Step(from: step.from, to: step.to, day: last)
    }
  }

  private static let start = "received"

  /// The moves that were kept, in the order in which they were written.
  private static func moves(
    of payment: RecordView, _ reader: any RecordReader
  ) throws -> [RecordView] {
    func time(_ move: RecordView) -> HybridTime {
      move.entity.group(of: ChequeMove.shape.toStatus.tag)
        .flatMap { move.view(of: $0).shown.first?.time } ?? HybridTime(milliseconds: 0)
    }
    return try reader.records(
      ChequeMove.tag, where: ChequeMove.shape.payment.tag, is: .reference(payment.id)
    ).map { (time($0), $0) }.sorted { $0.0 != $1.0 ? $0.0 < $1.0 : $0.1.id < $1.1.id }.map(\.1)
  }
}
