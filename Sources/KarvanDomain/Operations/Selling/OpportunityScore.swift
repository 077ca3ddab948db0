// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// The chance of winning an open opportunity, in percent: its stage's or its own probability, and
/// what its data say for and against it. Computed, never stored.
public struct OpportunityScore: Hashable, Sendable {
  /// What speaks for or against a deal.
  public enum Reason: String, Hashable, Sendable, CaseIterable {
    /// How such deals end, as the stage or somebody says.
    case probability
    /// Somebody who decides is known.
    case decider
    /// Nobody who decides is known.
    case noDecider = "no_decider"
    /// A next step is planned.
    case nextStep = "next_step"
    /// No next step is planned.
    case noNextStep = "no_next_step"
    /// The next step is overdue.
    case overdue
    /// It has been in its stage for too long.
    case stalled
    /// Competitors want it too.
    case competitors
    /// The day on which it should have been decided is gone.
    case late
    /// Nobody said what it is worth.
    case noAmount = "no_amount"
    /// They came by a recommendation.
    case referral
  }

  /// What one reason adds or takes.
  public struct Part: Hashable, Sendable {
    /// The reason.
    public let reason: Reason
    /// In percent; negative for what speaks against.
    public let points: Int
  }

  /// The reasons, the probability first.
  public let parts: [Part]

  /// 1 to 99 of an open deal, as nothing is sure; 100 of a won and 0 of a lost one.
  public let percent: Int

  /// Scores an opportunity.
  ///
  /// - Parameters:
  ///   - opportunity: The opportunity.
  ///   - now: The wall clock, in milliseconds since 1970.
  ///   - today: The day where the person is.
  ///   - reader: Reads its stage, history, contacts and lines.
  public init(
    of opportunity: RecordView, now: Int64, today: CivilDate, reader: any RecordReader
  ) throws {
    let shape = Opportunity.shape
    let stage = try opportunity[shape.stage].reference.flatMap { try reader.record(Stage.tag, $0) }
    let probability = Int(
      OpportunityWorth.probability(of: opportunity, stage: stage).basisPoints / 100)
    var parts = [Part(reason: .probability, points: probability)]
    guard opportunity[shape.status].text == Opportunity.open else {
      self.parts = parts
      percent = probability
      return
    }
    func add(_ reason: Reason, _ points: Int) { parts.append(Part(reason: reason, points: points)) }
    try Self.decides(opportunity, reader) ? add(.decider, 5) : add(.noDecider, -5)
    if let at = opportunity[shape.nextActionAt].integer {
      at < now ? add(.overdue, -5) : add(.nextStep, 5)
    } else {
      add(.noNextStep, -10)
    }
    let stay = try StageTimes(of: opportunity, reader: reader).present
    let patience = stage?[Stage.shape.stalledAfterDays].integer ?? .max
    if let stay, stay.days(by: now) >= patience { add(.stalled, -15) }
    let rivals = opportunity.words(shape.competitors).count
    if rivals > 0 { add(.competitors, -5 * min(rivals, 3)) }
    if let day = opportunity[shape.expectedClose].integer, day < Int64(today.daysSinceEpoch) {
      add(.late, -10)
    }
    if try OpportunityWorth.amount(of: opportunity, reader: reader) == nil { add(.noAmount, -3) }
    if opportunity[shape.source] == .text("referral") { add(.referral, 5) }
    self.parts = parts
    percent = min(max(parts.reduce(0) { $0 + $1.points }, 1), 99)
  }

  private static func decides(
    _ opportunity: RecordView, _ reader: any RecordReader
  ) throws -> Bool {
    let shape = Opportunity.shape
    let people =
      [opportunity[shape.contact].reference].compactMap { $0 }
      + opportunity.words(shape.contacts).compactMap { RecordID(text: $0) }
    return try people.contains {
      try reader.record(Contact.tag, $0)?[Contact.shape.part] == .text("decides")
    }
  }
}
