// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// Working leads: qualifying them, giving them up, taking them up again.
public enum LeadOperations {
  /// Takes a lead into work, or a disqualified one up again.
  public static func work(
    _ lead: RecordID, in context: OperationContext
  ) throws -> OperationDraft {
    let shape = Lead.shape
    return try move(
      lead, to: "working", "lead work",
      [shape.disqualifyReason.tag: .null, shape.disqualifyNote.tag: .null], in: context)
  }

  /// Says that a lead is worth an opportunity.
  public static func qualify(
    _ lead: RecordID, in context: OperationContext
  ) throws -> OperationDraft {
    try move(lead, to: "qualified", "lead qualify", [:], in: context)
  }

  /// Says that nothing comes of a lead, and why.
  ///
  /// - Parameters:
  ///   - lead: An open lead.
  ///   - reason: A code of the field `disqualify_reason`.
  ///   - note: In words.
  ///   - context: Who says so.
  public static func disqualify(
    _ lead: RecordID, reason: String, note: String? = nil, in context: OperationContext
  ) throws -> OperationDraft {
    let shape = Lead.shape
    return try move(
      lead, to: "disqualified", "lead disqualify",
      [
        shape.disqualifyReason.tag: .text(reason),
        shape.disqualifyNote.tag: note.map { .text($0) } ?? .null,
      ], in: context)
  }

  /// Why somebody disqualified a lead elsewhere while it was converted: kept, and shown as a note.
  public static func overruled(
    _ lead: RecordView
  ) -> [(reason: String, note: String?)] {
    let shape = Lead.shape
    guard let group = lead.entity.group(of: shape.status.tag) else { return [] }
    return lead.view(of: group).hidden.compactMap { version in
      version[shape.disqualifyReason.tag].text.map { ($0, version[shape.disqualifyNote.tag].text) }
    }
  }

  static func requireMove(_ lead: RecordView, to state: String) throws(Failure) {
    let present = lead[Lead.shape.status].text ?? ""
    let allowed = Lead.machine.moves?[present] ?? []
    guard !allowed.contains(state) else { return }
    throw Failure(
      .moveNotAllowed, entity: Lead.about.name, record: lead.id, field: "status",
      [present, state] + allowed.sorted(by: UTF8Order.precedes))
  }

  private static func move(
    _ lead: RecordID, to state: String, _ operation: String, _ values: [FieldTag: Value],
    in context: OperationContext
  ) throws -> OperationDraft {
    let shown = try context.living(Lead.tag, lead)
    try requireMove(shown, to: state)
    let edit = RecordEdit(
      values: values.merging([Lead.shape.status.tag: .text(state)]) { $1 })
    return OperationDraft(operation, try context.change(shown, edit).map { [$0] } ?? [])
  }
}
