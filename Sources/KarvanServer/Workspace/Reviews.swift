// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanDomain
import KarvanSync

/// Turns findings of the engine into review items of the domain.
enum Reviews {
  static func draft(
    _ finding: KarvanSync.Finding, _ context: OperationContext
  ) throws -> OperationDraft? {
    switch finding {
    case .duplicate(let claim, _, let entity, let record, let other, let author):
      guard let name = context.schema[entity]?.name,
        try !isOpen(record, other, context.reader)
      else { return nil }
      return try ReviewOperations.raise(
        ReviewOperations.Finding(
          kind: "duplicate", entity: name, record: record, other: other, details: claim,
          raisedFor: author),
        in: context)
    }
  }

  /// The same pair is reported once while somebody still has to look at it.
  private static func isOpen(
    _ one: RecordID, _ other: RecordID, _ reader: any RecordReader
  ) throws -> Bool {
    let shape = ReviewItem.shape
    for (subject, rival) in [(one, other), (other, one)] {
      let items = try reader.records(
        ReviewItem.tag, where: shape.subjectRecord.tag, is: .text("\(subject)"))
      let same = items.contains {
        $0[shape.otherRecord] == .text("\(rival)") && $0[shape.status] == .text("open")
      }
      if same { return true }
    }
    return false
  }
}
