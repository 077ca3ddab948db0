// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanDomain
import KarvanStore

extension Office {
  /// Ends the absences whose last day is over, so that nobody holds another's customers for longer
  /// than was agreed on; days are those of UTC.
  ///
  /// - Returns: How many.
  @discardableResult
  package func endAbsences(now: Int64) throws -> Int {
    let today = InstantText.civilDate(milliseconds: now, offsetMinutes: 0)
    return try operate(now: now) { authoring, writer, author in
      let absences = try Absences.over(on: today, reader: writer)
      for absence in absences {
        _ = try authoring.commit(by: author) { try AbsenceOperations.end(absence.id, in: $0) }
      }
      return absences.count
    }
  }
}
