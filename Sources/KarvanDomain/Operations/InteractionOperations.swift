// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// Writing down what was said.
public enum InteractionOperations {
  /// Writes down what was said with a customer; `edit` names account or contact.
  public static func log(
    _ edit: RecordEdit, in context: OperationContext
  ) throws -> OperationDraft {
    let change = try context.creation(
      try context.entity(Interaction.tag), context.makeID(), edit)
    return OperationDraft("interaction log", [change])
  }

  /// Says anew what was written down: a record of its own that keeps what is not said.
  public static func correct(
    _ interaction: RecordID, _ edit: RecordEdit, in context: OperationContext
  ) throws -> OperationDraft {
    let shown = try context.living(Interaction.tag, interaction)
    var edit = edit
    edit.values[Interaction.shape.corrects.tag] = .reference(shown.id)
    edit.fill(Interaction.shape.summary, shown[Interaction.shape.summary])
    let change = try context.creation(
      try context.entity(Interaction.tag), context.makeID(), edit)
    return OperationDraft("interaction correct", [change])
  }

  /// The first interaction of the conversation that one belongs to.
  public static func first(
    of interaction: RecordView, reader: any RecordReader
  ) throws -> RecordView {
    guard let id = interaction[Interaction.shape.thread].reference,
      let first = try reader.record(Interaction.tag, id)
    else { return interaction }
    return first
  }
}
