// SPDX-License-Identifier: Apache-2.0

import KarvanCore

/// Moving a document along its state machine.
enum DocumentMoves {
  /// The edit of a record that its machine allows.
  ///
  /// - Throws: `moveNotAllowed` with the state, the wanted one and those that are allowed.
  static func require(
    _ shown: RecordView, _ status: Field, to state: String
  ) throws(Failure) {
    let present = shown[status].text ?? ""
    let ranking = shown.entity.group(of: status.tag)?.declaredRule.ranking
    let allowed = ranking?.moves?[present] ?? []
    guard allowed.contains(state) else {
      throw Failure(
        .moveNotAllowed, entity: shown.entity.name, record: shown.id,
        field: shown.entity.field(status.tag)?.name,
        [present, state] + allowed.sorted(by: UTF8Order.precedes))
    }
  }

  /// The change that moves a record to a state, with other values in the same write.
  static func move(
    _ shown: RecordView, _ status: Field, to state: String,
    also edit: RecordEdit = RecordEdit(), in context: OperationContext
  ) throws -> [RecordChange] {
    try require(shown, status, to: state)
    var edit = edit
    edit.values[status.tag] = .text(state)
    return try context.change(shown, edit).map { [$0] } ?? []
  }

  /// The change that moves a record to a state, with other values in the same write.
  static func move(
    _ shown: RecordView, _ status: Field, to state: String, also values: [FieldTag: Value],
    in context: OperationContext
  ) throws -> [RecordChange] {
    try move(shown, status, to: state, also: RecordEdit(values: values), in: context)
  }
}
