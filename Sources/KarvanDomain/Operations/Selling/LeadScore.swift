// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// How promising a lead is, from 0 to 100, with what each answer adds: computed, never stored.
public struct LeadScore: Hashable, Sendable {
  /// What one field adds.
  public struct Part: Hashable, Sendable {
    /// The field.
    public let field: FieldTag
    /// A code of the field; nil where nobody asked yet.
    public let answer: String?
    /// What it adds.
    public let points: Int
    /// The most that the field can add.
    public let most: Int
  }

  /// What each field adds; their points add up to ``total``.
  public let parts: [Part]

  /// 0 to 100.
  public var total: Int { parts.reduce(0) { $0 + $1.points } }
  /// How many of the hundred points are decided by what is known: a low score of a lead of whom
  /// nothing is known says little.
  public var known: Int { parts.filter { $0.answer != nil }.reduce(0) { $0 + $1.most } }

  /// A letter for the total, by quarters.
  public var grade: String {
    switch total {
    case 75...: "A"
    case 50...: "B"
    case 25...: "C"
    default: "D"
    }
  }

  /// Scores a lead.
  public init(of lead: RecordView) {
    parts = Self.scales.map { scale in
      let answer = lead[scale.field].text
      let points = answer.flatMap { code in scale.points.first { $0.code == code }?.points } ?? 0
      return Part(field: scale.field.tag, answer: answer, points: points, most: scale.most)
    }
  }

  private struct Scale: Sendable {
    let field: Field
    let points: [(code: String, points: Int)]
    var most: Int { points.map(\.points).max() ?? 0 }
  }

  private static let scales = [
    Scale(
      field: Lead.shape.budget,
      points: [("confirmed", 20), ("likely", 14), ("unclear", 5), ("none", 0)]),
    Scale(
      field: Lead.shape.authority, points: [("decides", 20), ("influences", 12), ("asks", 4)]),
    Scale(
      field: Lead.shape.needLevel,
      points: [("urgent", 20), ("clear", 14), ("vague", 5), ("none", 0)]),
    Scale(
      field: Lead.shape.timeline,
      points: [("month", 20), ("quarter", 14), ("half_year", 7), ("later", 2)]),
    Scale(field: Lead.shape.size, points: [("large", 10), ("medium", 6), ("small", 3)]),
    Scale(
      field: Lead.shape.source,
      points: [
        ("referral", 10), ("walk_in", 9), ("phone_in", 8), ("visit", 7), ("exhibition", 7),
        ("web", 6), ("email", 5), ("survey", 4), ("sms", 4), ("cold_call", 3), ("import", 2),
        ("other", 2),
      ]),
  ]
}
