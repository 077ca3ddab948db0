// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// Claiming and deciding on easier terms.
public enum TermsOperations {
  /// Writes down each level that an account reached and of which it has not all yet; empty when
  /// there is none. Whoever may decide does so at once.
  ///
  /// - Parameters:
  ///   - account: The account.
  ///   - today: The last day that counts.
  ///   - context: Who claims it.
  public static func claim(
    for account: RecordID, on today: CivilDate, in context: OperationContext
  ) throws -> OperationDraft {
    let shown = try context.living(Account.tag, account)
    guard try !isHeld(account, context.reader) else {
      throw Failure(DomainLaw.termsWhileHeld, entity: Account.about.name, record: account)
    }
    let decides =
      context.author.office && context.author.may(.edit, TermsGrant.about.name, group: "decision")
    let shape = TermsGrant.shape
    var changes: [RecordChange] = []
    var gains: [FieldTag: Value] = [:]
    for standing in try EasierTerms.all(for: shown, on: today, reader: context.reader)
    where standing.isReached && !standing.gains.isEmpty {
      guard try !isKnown(standing, account, but: nil, reader: context.reader) else { continue }
      var edit = RecordEdit(values: [
        shape.account.tag: .reference(account), shape.rule.tag: .reference(standing.rule.id),
        shape.purchases.tag: .integer(standing.purchases),
        shape.currency.tag: .text(standing.currency), shape.since.tag: .integer(standing.since),
        shape.until.tag: .integer(standing.until), shape.reason.tag: .text(standing.reason),
      ])
      if decides {
        edit.values[shape.decision.tag] = .text("granted")
        merge(standing.gains, into: &gains)
      }
      changes.append(
        try context.creation(try context.entity(TermsGrant.tag), context.makeID(), edit))
    }
    changes += try context.change(shown, RecordEdit(values: gains)).map { [$0] } ?? []
    return OperationDraft("account terms", changes)
  }

  /// Whether a claim waits for its decision, was declined at no fewer purchases, or was granted within
  /// the days that count: who took terms back that were granted does not give them again by that.
  ///
  /// - Parameter claim: The one that is asked about, if it is written already.
  private static func isKnown(
    _ standing: EasierTerms, _ account: RecordID, but claim: RecordID?, reader: any RecordReader
  ) throws -> Bool {
    let shape = TermsGrant.shape
    return try reader.records(
      TermsGrant.tag, where: shape.account.tag, is: .reference(account)
    ).contains { grant in
      guard grant.id != claim, grant[shape.rule].reference == standing.rule.id else { return false }
      switch grant[shape.decision].text {
      // Of two that wait at the office the first is decided on.
      case nil: return claim == nil
      case "declined": return grant[shape.purchases].integer ?? 0 >= standing.purchases
      default: return grant[shape.until].integer ?? 0 >= standing.since
      }
    }
  }

  /// The easiest of what several rules give.
  private static func merge(
    _ gains: [(field: Field, value: Value)], into all: inout [FieldTag: Value]
  ) {
    for (field, value) in gains {
      guard let present = all[field.tag] else {
        all[field.tag] = value
        continue
      }
      switch field.tag {
      case Account.shape.paymentTerms.tag:
        if PaymentTerms.days(value.text) > PaymentTerms.days(present.text) {
          all[field.tag] = value
        }
      case Account.shape.creditGraceDays.tag: all[field.tag] = max(present, value)
      default: continue
      }
    }
  }

  /// How long a claim may be on its way from a device without network.
  private static let daysOnTheWay: Int64 = 7

  private static func isHeld(
    _ account: RecordID, _ reader: any RecordReader
  ) throws -> Bool {
    try CustomerParts.identities(of: account, reader: reader).contains { id in
      try reader.record(Account.tag, id)?[Account.shape.creditHold] == .truth(true)
    }
  }

  /// Decides on a claim by what the office knows; nil where it was decided, or is not here.
  ///
  /// What the device counted may be more than there is, as when a credit note came from elsewhere.
  public static func settle(
    _ claim: RecordID, in context: OperationContext
  ) throws -> OperationDraft? {
    let shape = TermsGrant.shape
    guard let grant = try context.reader.record(TermsGrant.tag, claim),
      grant[shape.decision].isNull, let id = grant[shape.account].reference,
      let ruleID = grant[shape.rule].reference,
      let account = try context.reader.record(Account.tag, id),
      let rule = try context.reader.record(TermsRule.tag, ruleID)
    else { return nil }
    // Neither tomorrow's sales count nor, without end, those of a better year that is over.
    let today = Int64(context.today.daysSinceEpoch)
    let until = min(max(grant[shape.until].integer ?? .max, today - daysOnTheWay), today + 1)
    let day = CivilDate(daysSinceEpoch: Int32(clamping: until))
    let standing = try EasierTerms(rule, for: account, on: day, reader: context.reader)
    let holds = rule.life != .deleted && EasierTerms.holds(rule, for: account, on: day)
    let isHeld = try isHeld(account.id, context.reader)
    let isKnown = try isKnown(standing, account.id, but: claim, reader: context.reader)
    let isGranted = holds && standing.isReached && !isHeld && !isKnown
    let note =
      switch (isHeld, isKnown, holds) {
      case (true, _, _): "credit on hold"
      case (_, true, _): "decided on before"
      case (_, _, false): "no longer held"
      default: isGranted ? standing.reason : "by the office: \(standing.reason)"
      }
    var changes: [RecordChange] = []
    changes +=
      try context.change(
        grant,
        RecordEdit(values: [
          shape.decision.tag: .text(isGranted ? "granted" : "declined"),
          shape.decisionNote.tag: .text(note),
        ])
      ).map { [$0] } ?? []
    if isGranted {
      var gains: [FieldTag: Value] = [:]
      merge(standing.gains, into: &gains)
      changes += try context.change(account, RecordEdit(values: gains)).map { [$0] } ?? []
    }
    return OperationDraft("terms settle", changes)
  }
}
