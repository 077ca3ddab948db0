// SPDX-License-Identifier: Apache-2.0

import KarvanCore

extension RecordEdit {
  /// Refuses to enter a state as a value that a command leads to: the command checks what speaks
  /// against it and writes what goes with it.
  ///
  /// What the record has already may be said again, as when somebody settles a conflict of two.
  /// - Parameter shown: The record as it is; nil where the edit starts it.
  func refuseStates(of entity: Entity, _ shown: RecordView?) throws(Failure) {
    for group in entity.groups {
      guard let ranking = group.declaredRule.ranking, let value = values[ranking.field],
        let state = value.text ?? RecordDefaults.start(of: ranking),
        let command = ranking.verbs[state]
      else { continue }
      let isThere =
        shown.map { record in
          record.state.versions(of: group.tag).contains { $0[ranking.field] == value }
        } ?? (state == RecordDefaults.start(of: ranking))
      if isThere { continue }
      throw Failure(
        .invariant, entity: entity.name, record: shown?.id,
        field: entity.field(ranking.field)?.name,
        [DomainLaw.stateByCommand.rawValue, "karvan \(command)"])
    }
  }
}
